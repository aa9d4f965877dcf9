-- Holds of stock offers, from the catalog: what lines of orders take their goods from.
create table projected_hold (
    id uuid primary key,
    offer_id uuid not null,
    contract_id uuid not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    commodity_code text not null,
    form_code text not null,
    quantity_base bigint not null,
    quantity_unit text not null,
    state text not null,
    version bigint not null
);

-- The catalog is read anew, so that holds which were told of before are known.
update feed_cursor set position = 0, contacted_at = null where source = 'catalog';

-- The hold that a line takes its goods from, and whether its order was refused or cancelled, so that another may name it.
alter table call_off_line add column hold_id uuid;
alter table call_off_line add column hold_given_back boolean not null default false;
-- brief: no line names a hold yet, and the index holds those alone that do
create unique index call_off_line_hold on call_off_line (hold_id) where hold_id is not null and not hold_given_back;
