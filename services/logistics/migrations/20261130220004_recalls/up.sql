-- Recalls of the catalog: goods that nobody may send.
create table projected_recall (
    id uuid primary key,
    variant_ids uuid[] not null,
    in_force boolean not null,
    version bigint not null
);
create index projected_recall_of_variant on projected_recall using gin (variant_ids) where in_force;

-- brief: built over the goods on shipments that name a variant, few of all.
create index shipment_item_of_variant on shipment_item (variant_id, shipment_id) where variant_id is not null;
