-- Lines of posted receipts as the feed of logistics tells them; a reversal marks the lines it takes out.
create table realized_line (
    id uuid primary key,
    receipt_id uuid not null,
    agreement_id uuid not null,
    contract_id uuid not null,
    commodity_code text not null,
    vehicle_id uuid not null,
    mass_grams bigint,
    heads bigint not null,
    pieces bigint not null,
    millilitres bigint not null,
    amount_rupiah bigint not null,
    received_at timestamptz not null,
    posted_at timestamptz not null,
    reversed_at timestamptz,
    reversal_posted_at timestamptz
);
create index realized_line_report on realized_line (agreement_id, received_at);
create index realized_line_receipt on realized_line (receipt_id);
