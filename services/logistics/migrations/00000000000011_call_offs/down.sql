drop table call_off_line;
drop table call_off;
drop sequence call_off_number;
