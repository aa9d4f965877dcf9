alter table outbox drop column data_version;
