alter table contract drop column text_format;
alter table agreement drop column text_format;
