-- Members of cooperatives and farmer groups, from the agreement service: ids and states, nothing of a person.
create table projected_member (
    id uuid primary key,
    party_id uuid not null,
    active boolean not null,
    left_date date,
    version bigint not null
);

-- Orders, shipments and receipts, from the logistics service: what lots have to know of them.
create table projected_call_off (
    id uuid primary key,
    supplier_id uuid not null,
    buyer_id uuid not null,
    state text not null,
    line_ids uuid[] not null,
    lines jsonb not null,
    version bigint not null
);
create index projected_call_off_lines on projected_call_off using gin (line_ids);

create table projected_shipment (
    id uuid primary key,
    state text not null,
    lot_ids uuid[] not null,
    loads jsonb not null,
    version bigint not null
);
create index projected_shipment_lots on projected_shipment using gin (lot_ids);

create table projected_receipt (
    id uuid primary key,
    -- it is posted and not taken back
    counts boolean not null,
    lot_ids uuid[] not null,
    lines jsonb not null,
    version bigint not null
);
create index projected_receipt_lots on projected_receipt using gin (lot_ids);

-- Many members' small stocks as one; hub, cooperative and goods never change.
create table consolidation_lot (
    id uuid primary key,
    facility_id uuid not null references facility,
    hub_party_id uuid not null,
    cooperative_party_id uuid not null,
    region_code text not null,
    commodity_code text not null,
    form_code text not null,
    opened_date date not null,
    hub_fee_bp bigint not null check (hub_fee_bp between 0 and 10000),
    -- grams by grade, the sum of what members brought
    grades jsonb not null,
    content_sha256 text,
    note text,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index consolidation_lot_facility on consolidation_lot (facility_id, id);
create index consolidation_lot_hub on consolidation_lot (hub_party_id, updated_at, id);
create index consolidation_lot_cooperative on consolidation_lot (cooperative_party_id, updated_at, id);
create index consolidation_lot_region on consolidation_lot (region_code, updated_at, id);

-- What members brought; never changed, only replaced.
create table contribution (
    id uuid primary key,
    lot_id uuid not null references consolidation_lot,
    member_id uuid not null,
    gross_grams bigint not null,
    gross_unit text not null,
    tare_grams bigint not null check (tare_grams >= 0),
    tare_unit text not null,
    scale_reference text not null,
    scale_verified_until_date date not null,
    replaces_id uuid references contribution,
    captured_at timestamptz not null,
    claimed_at timestamptz,
    backfilled boolean not null,
    party_id uuid not null,
    actor_subject text not null,
    recorded_at timestamptz not null,
    check (gross_grams > tare_grams)
);
create index contribution_lot on contribution (lot_id, id);
create index contribution_member on contribution (member_id, id);
create unique index contribution_replaces on contribution (replaces_id) where replaces_id is not null;

-- How they were sorted; the word under the highest version of the lot counts.
create table contribution_grading (
    contribution_id uuid not null references contribution,
    lot_version bigint not null,
    content jsonb not null,
    party_id uuid not null,
    actor_subject text not null,
    graded_at timestamptz not null,
    primary key (contribution_id, lot_version)
);

-- Seals, each on one text.
create table lot_seal (
    lot_id uuid not null references consolidation_lot,
    content_sha256 text not null,
    party_id uuid not null,
    actor_subject text not null,
    sealed_at timestamptz not null,
    primary key (lot_id, content_sha256, party_id)
);

-- What is set aside for order lines of logistics.
create table lot_allocation (
    lot_id uuid not null references consolidation_lot,
    lot_version bigint not null,
    call_off_line_id uuid not null,
    call_off_id uuid not null,
    grade text not null,
    grams bigint not null check (grams > 0),
    primary key (lot_id, lot_version, call_off_line_id, grade)
);

-- The most that a hub may keep.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002700000001', 'hub_fee_limit', 'hub_fee', '{"max_basis_points": 1000}',
     '2022-01-01', null, 'Platform rule: at least nine tenths go back to the members', 1, now());
