-- The version of the shape of `data`; events written before have the first.
alter table outbox add column data_version smallint not null default 1;
