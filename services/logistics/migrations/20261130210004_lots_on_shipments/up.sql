-- Consolidation lots, from the catalog: what shipments are loaded from.
create table projected_lot (
    id uuid primary key,
    hub_party_id uuid not null,
    cooperative_party_id uuid not null,
    commodity_code text not null,
    form_code text not null,
    state text not null,
    -- grams set aside by order line
    allocated jsonb not null,
    version bigint not null
);

-- The lot that goods were taken from.
alter table shipment_item add column consolidation_lot_id uuid;
-- brief: few rows name a lot, and the index holds those alone
create index shipment_item_lot on shipment_item (consolidation_lot_id, call_off_line_id)
    where consolidation_lot_id is not null;
