-- Shipments: goods of accepted orders on their way from one supplier to one buyer, under one agreement. Who
-- may read the contracts of its items may read it, and who drives it.
create sequence shipment_number;

create table shipment (
    id uuid primary key,
    number text not null constraint shipment_number_unique unique,
    supplier_id uuid not null,
    buyer_id uuid not null,
    -- who drives; null where the supplier drives itself
    carrier_party_id uuid,
    state text not null,
    origin_region_code text not null,
    origin_place text,
    destination_region_code text not null,
    destination_place text,
    mode text not null,
    -- claimed: first vehicle left, last vehicle arrived
    departed_at timestamptz,
    arrived_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index shipment_supplier on shipment (supplier_id, id);
create index shipment_buyer on shipment (buyer_id, id);
create index shipment_carrier on shipment (carrier_party_id, id) where carrier_party_id is not null;
create index shipment_waiting on shipment (state, id)
    where state in ('planned', 'loading', 'ready', 'departed', 'diverted', 'arrived', 'unloading', 'returning');

create table vehicle (
    id uuid primary key,
    shipment_id uuid not null references shipment,
    number integer not null,
    plate text not null,
    driver_name text,
    -- claimed
    departed_at timestamptz,
    arrived_at timestamptz,
    constraint vehicle_number_unique unique (shipment_id, number)
);

-- Goods for one order line on one vehicle. Order, contract and agreement are written down with it, as they
-- never change for an order line.
create table shipment_item (
    id uuid primary key,
    shipment_id uuid not null references shipment,
    vehicle_id uuid not null references vehicle on delete cascade,
    number integer not null,
    call_off_line_id uuid not null references call_off_line,
    call_off_id uuid not null references call_off,
    contract_line_id uuid not null,
    contract_id uuid not null,
    agreement_id uuid not null,
    commodity_code text not null,
    form_code text not null,
    -- loaded, in the measure of the contract line
    quantity_base bigint not null check (quantity_base > 0),
    quantity_unit text not null,
    heads bigint,
    weight_base bigint,
    weight_unit text,
    packages bigint,
    variant_id uuid,
    -- whether a posted, unreversed receipt names it
    received boolean not null
);
create index shipment_item_shipment on shipment_item (shipment_id, number);
create index shipment_item_vehicle on shipment_item (vehicle_id);
create index shipment_item_call_off on shipment_item (call_off_id);
create index shipment_item_contract on shipment_item (contract_id);
-- In transit on a contract line: the few items that no receipt names yet.
create index shipment_item_in_transit on shipment_item (contract_line_id) include (quantity_base) where not received;

create table certificate (
    id uuid primary key,
    shipment_id uuid not null references shipment,
    kind text not null,
    number text not null,
    commodity_code text,
    head_count bigint,
    origin_region_code text,
    destination_region_code text,
    valid_from date not null,
    valid_until date,
    level text,
    sha256 text
);
create index certificate_shipment on certificate (shipment_id, id);

-- What vehicles report, with the phone's own id; append-only.
create table vehicle_event (
    id uuid primary key,
    shipment_id uuid not null references shipment,
    vehicle_id uuid not null,
    kind text not null,
    -- claimed by the phone
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    backfilled boolean not null,
    place text,
    note text,
    party_id uuid not null,
    actor_subject text not null
);
create index vehicle_event_shipment on vehicle_event (shipment_id, id);
