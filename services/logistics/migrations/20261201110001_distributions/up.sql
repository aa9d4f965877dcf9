-- Distributions: what a buyer gave to its outlets of what it received. Never changed; who may read the receipt may read them.
create table distribution (
    id uuid primary key,
    receipt_id uuid not null references receipt,
    shipment_id uuid not null references shipment,
    supplier_id uuid not null,
    buyer_id uuid not null,
    occurred_at timestamptz not null,
    -- the time said, where another one counts
    claimed_at timestamptz,
    backfilled boolean not null,
    -- the one in whose place it stands: it counts no more, and is corrected once
    corrects_id uuid constraint distribution_corrected_once unique references distribution,
    note text,
    actor_subject text not null,
    recorded_at timestamptz not null
);
create index distribution_receipt on distribution (receipt_id, id);
create index distribution_shipment on distribution (shipment_id, id);

-- What went to which outlet, in the base unit of the receipt line.
create table distribution_line (
    distribution_id uuid not null references distribution,
    number integer not null,
    receipt_line_id uuid not null references receipt_line,
    shipment_item_id uuid not null references shipment_item,
    outlet_id uuid not null,
    quantity_base bigint not null check (quantity_base > 0),
    -- the unit it was written in
    quantity_unit text not null,
    primary key (distribution_id, number)
);
create index distribution_line_received on distribution_line (receipt_line_id);
create index distribution_line_item on distribution_line (shipment_item_id);
create index distribution_line_outlet on distribution_line (outlet_id, shipment_item_id);

-- What traces ask of the catalog: where and by how many members a lot was brought, which animals a hold names, when an outlet
-- closed.
alter table projected_lot add column facility_id uuid;
alter table projected_lot add column member_count bigint;
alter table projected_lot add column sealed_at timestamptz;
alter table projected_hold add column animal_tags text[] not null default '{}';
alter table projected_hold add column animal_tag_keys text[] not null default '{}';
alter table projected_outlet add column closed_date date;
-- brief: holds are few.
create index projected_hold_animals on projected_hold using gin (animal_tag_keys);

-- brief: built over the items and shipments of some months
create index shipment_item_variant on shipment_item (variant_id, shipment_id) where variant_id is not null;
-- brief: only shipments that name a facility
create index shipment_origin on shipment (origin_facility_id, id) where origin_facility_id is not null;

-- The catalog is read anew, so that what these tables lacked is known of what was told of before.
update feed_cursor set position = 0, contacted_at = null where source = 'catalog';
