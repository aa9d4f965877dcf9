-- A line has one price, or a rule that finds it.
alter table contract_line add column price_rule jsonb;
alter table contract_line alter column price_rupiah drop not null;
alter table contract_line add constraint contract_line_one_price
    check ((price_rupiah is null) <> (price_rule is null)) not valid;

-- Product variants that a rule may give prices, as the catalog tells them.
create table projected_variant (
    id uuid primary key,
    supplier_id uuid not null,
    commodity_code text not null,
    form_code text not null,
    version bigint not null
);

-- Those it has told of before are read once more.
update feed_cursor set position = 0, contacted_at = null where source = 'catalog';
