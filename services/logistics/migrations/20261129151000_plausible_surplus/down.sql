delete from dated_row where id = '00000000-0000-7000-8000-000400000005';
