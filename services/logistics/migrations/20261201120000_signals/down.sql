do $$ begin raise exception 'migrations go forward only'; end $$;
