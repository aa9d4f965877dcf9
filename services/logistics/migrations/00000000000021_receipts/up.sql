-- Receipts: what became of the goods of a shipment. Who may read the contracts of its shipment may read it.
create sequence receipt_number;

create table receipt (
    id uuid primary key,
    number text not null constraint receipt_number_unique unique,
    shipment_id uuid not null references shipment,
    supplier_id uuid not null,
    buyer_id uuid not null,
    state text not null,
    -- claimed
    received_at timestamptz not null,
    backfilled boolean not null,
    documents_seen boolean not null,
    note text,
    -- recorded
    posted_at timestamptz,
    -- the receipt this one takes back, as a whole and once
    reverses_id uuid constraint receipt_reversed_once unique references receipt,
    -- SHA-256 of what was captured: the same again is no conflict
    captured_sha256 text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index receipt_shipment on receipt (shipment_id, id);
create index receipt_supplier on receipt (supplier_id, id);
create index receipt_buyer on receipt (buyer_id, id);
create index receipt_waiting on receipt (buyer_id, state, id)
    where state in ('draft', 'submitted', 'inspected', 'conflicted');

create table receipt_line (
    id uuid primary key,
    receipt_id uuid not null references receipt,
    number integer not null,
    shipment_item_id uuid not null references shipment_item,
    vehicle_id uuid not null,
    call_off_line_id uuid not null references call_off_line,
    call_off_id uuid not null references call_off,
    contract_line_id uuid not null,
    contract_id uuid not null,
    agreement_id uuid not null,
    commodity_code text not null,
    form_code text not null,
    -- accepted in the measure of the contract line
    accepted_base bigint not null,
    accepted_unit text not null,
    amount_rupiah bigint not null,
    -- known once posted
    shrink_allowed_base bigint,
    deaths_allowed bigint,
    claimable_weight_base bigint,
    claimable_heads bigint,
    note text,
    -- whether its receipt holds the item: neither conflicted nor reversed
    holds_item boolean not null,
    -- the claimed times by which `as_of` selects, the recorded ones by which `known_at` does
    received_at timestamptz not null,
    posted_at timestamptz,
    reversal_claimed_at timestamptz,
    reversed_at timestamptz,
    constraint receipt_line_number_unique unique (receipt_id, number)
);
-- Two captures of the same goods never both count.
create unique index receipt_line_one_capture on receipt_line (shipment_item_id) where holds_item;
create index receipt_line_item on receipt_line (shipment_item_id);
create index receipt_line_call_off_line on receipt_line (call_off_line_id) where posted_at is not null;
-- The balance of a contract line at any time is one range of this index.
create index receipt_line_balance on receipt_line (contract_line_id)
    include (call_off_line_id, accepted_base, received_at, posted_at, reversal_claimed_at, reversed_at)
    where posted_at is not null;
create index receipt_line_contract on receipt_line (contract_id, receipt_id);

-- What was counted and weighed on a line, one row per measure, in its base unit.
create table receipt_measure (
    receipt_line_id uuid not null references receipt_line on delete cascade,
    dimension text not null,
    -- the unit it was written in
    unit text not null,
    loaded bigint not null,
    accepted bigint not null,
    held_excess bigint not null,
    rejected bigint not null,
    -- heads only
    dead bigint not null,
    emergency_slaughtered bigint not null,
    -- weight and volume only
    removed bigint not null,
    shrink bigint not null,
    missing bigint not null,
    surplus bigint not null,
    primary key (receipt_line_id, dimension)
);

-- Why parts were rejected.
create table receipt_rejection (
    receipt_line_id uuid not null references receipt_line on delete cascade,
    number integer not null,
    dimension text not null,
    reason text not null,
    amount_base bigint not null,
    unit text not null,
    primary key (receipt_line_id, number, dimension)
);
