drop table permit;
drop table variant;
