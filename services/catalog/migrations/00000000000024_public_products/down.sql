drop index product_draft;
drop index product_commodity_in_public;
drop index product_in_public;
alter table product drop column in_public;
