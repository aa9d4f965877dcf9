-- What is owed and paid: a statement for each contract and month, and payments of it. While a statement is open its lines are
-- computed from the receipts; once both sides have confirmed them they stand here and never change.
alter table projected_party add column tax_registered boolean default false not null;

create sequence settlement_number;

create table settlement (
    id uuid primary key,
    number text not null constraint settlement_number_unique unique,
    contract_id uuid not null,
    agreement_id uuid not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    -- the first day of the month
    month date not null,
    state text not null,
    -- consents count within a round; a dispute begins another
    round integer not null,
    disputed_by_party_id uuid,
    disputed_line_ids uuid[] not null,
    -- known once both have confirmed
    text_sha256 text,
    total_rupiah bigint,
    confirmed_at timestamptz,
    due_date date,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint settlement_once unique (contract_id, month),
    constraint settlement_final_says_what check (state in ('open', 'disputed')
        or (text_sha256 is not null and total_rupiah is not null and confirmed_at is not null and due_date is not null))
);
create index settlement_supplier_waiting on settlement (supplier_id, updated_at, id) where state <> 'paid';
create index settlement_buyer_waiting on settlement (buyer_id, updated_at, id) where state <> 'paid';

-- Who has said yes to which text; append-only.
create table settlement_consent (
    id uuid primary key,
    settlement_id uuid not null references settlement,
    round integer not null,
    given_by text not null,
    text_sha256 text not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    constraint settlement_consent_once unique (settlement_id, round, given_by, text_sha256)
);

-- The lines of statements that both have confirmed; append-only.
create table settlement_line (
    settlement_id uuid not null references settlement,
    number integer not null,
    kind text not null,
    receipt_line_id uuid references receipt_line,
    receipt_id uuid references receipt,
    contract_line_id uuid,
    source text,
    corrects_settlement_id uuid references settlement,
    commodity_code text,
    form_code text,
    day date not null,
    quantity_base bigint,
    quantity_unit text,
    price_basis text,
    price_rupiah bigint,
    amount_rupiah bigint not null,
    tax_rupiah bigint not null,
    primary key (settlement_id, number)
);
-- Goods are taken once, and taken back once.
create unique index settlement_line_taken on settlement_line (receipt_line_id)
    where kind in ('delivery', 'late_delivery');
create unique index settlement_line_taken_back on settlement_line (receipt_line_id) where kind = 'taken_back';
create unique index settlement_line_deduction on settlement_line (source) where kind = 'deduction';
create index settlement_line_credit on settlement_line (corrects_settlement_id) where kind = 'credit';

create function settlement_line_stands() returns trigger language plpgsql as $$
begin
    raise exception 'a confirmed statement never changes';
end $$;
create trigger settlement_line_stands before update or delete on settlement_line
    for each row execute function settlement_line_stands();

create table payment (
    id uuid primary key,
    settlement_id uuid not null references settlement,
    contract_id uuid not null,
    agreement_id uuid not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    state text not null,
    amount_rupiah bigint not null check (amount_rupiah > 0),
    paid_date date not null,
    reference text not null,
    -- the reference without spaces and in capitals: by it one is the same as another
    reference_key text not null,
    account text,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
-- One reference of a buyer counts once; what did not arrive or was recorded by mistake may be recorded again.
create unique index payment_reference_once on payment (buyer_id, reference_key)
    where state in ('recorded', 'confirmed');
create index payment_settlement on payment (settlement_id, id);
create index payment_contract on payment (contract_id, id);
create index payment_waiting on payment (supplier_id, updated_at, id) where state = 'recorded';

-- The goods of a contract and a month are one range of this index.
-- brief: of a hundred thousand lines it takes well under a second
create index receipt_line_settling on receipt_line (contract_id, received_at) where posted_at is not null;

insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values (
    '00000000-0000-7000-8000-001000000001', 'payment_term', 'any', '{"buyer_party_id": null, "due_days": 14}',
    '2022-01-01', 'Platform rule: a statement is paid 14 days after both have confirmed it', 1, now());
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values (
    '00000000-0000-7000-8000-001100000001', 'vat_rate', 'any', '{"commodity_code": null, "basis_points": 1100}',
    '2022-04-01', 'UU 7/2021 (11 %); since 2025 PMK 131/2024 (12 % of 11/12 of the price)', 1, now());
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at)
select ('00000000-0000-7000-8000-0011' || lpad((number + 1)::text, 8, '0'))::uuid, 'vat_rate', code,
    jsonb_build_object('commodity_code', code, 'basis_points', 0), '2022-04-01',
    'UU 7/2021 art. 16B, PP 49/2022: staple food is free of it', 1, now()
from unnest(array['rice', 'eggs', 'cattle', 'goat', 'chicken', 'beef', 'chilli', 'tomato'])
    with ordinality as free (code, number);
