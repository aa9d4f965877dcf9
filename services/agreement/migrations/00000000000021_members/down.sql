drop table file_content;
drop table file;
drop table machine_client;
drop table membership;
