-- Whether everybody sees a product. A page of the newest begins in an index of these, and in one of the own drafts:
-- however many drafts others have made since, none of them is passed over.
alter table product add column in_public boolean not null generated always as (state <> 'draft') stored;
create index product_in_public on product (id) where in_public;
create index product_commodity_in_public on product (commodity_code, id) where in_public;
create index product_draft on product (supplier_id, id) where not in_public;
