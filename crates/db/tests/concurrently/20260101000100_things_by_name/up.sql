create index concurrently things_by_name on things (name);
