-- Claims: what one business of a contract asks of the other. Who may read the contract may read them.
create sequence claim_number;

create table claim (
    id uuid primary key,
    number text not null constraint claim_number_unique unique,
    kind text not null,
    state text not null,
    contract_id uuid not null,
    contract_line_id uuid not null,
    agreement_id uuid not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    claimant_id uuid not null,
    shipment_id uuid not null references shipment,
    receipt_id uuid references receipt,
    receipt_line_id uuid references receipt_line,
    commodity_code text not null,
    form_code text not null,
    -- the unit of every quantity of it
    unit text,
    claimed_base bigint check (claimed_base > 0),
    claimed_rupiah bigint check (claimed_rupiah > 0),
    -- what the figures of the receipt showed
    found_base bigint,
    required_base bigint,
    note text,
    documents jsonb not null default '[]',
    -- the offer that stands
    offered_by_id uuid,
    offered_remedy text,
    offered_base bigint,
    offered_rupiah bigint,
    offered_at timestamptz,
    -- how it ended
    remedy text,
    settled_base bigint,
    settled_rupiah bigint,
    -- how much of what its receipt line accepted no longer counts
    taken_back_base bigint check (taken_back_base > 0),
    agreed_at timestamptz,
    -- the last day on which the next step is in time; what its passing decides is derived
    due_date date,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint claim_asks_for_something check (claimed_base is not null or claimed_rupiah is not null),
    constraint claim_unit check ((claimed_base is null) = (unit is null))
);
create index claim_contract on claim (contract_id, id);
create index claim_shipment on claim (shipment_id, id);
create index claim_receipt on claim (receipt_id, id);
create index claim_waiting on claim (updated_at, id) where state in ('open', 'responded', 'disputed', 'mediated');
-- What the balance of a contract line loses.
create index claim_taken_back on claim (contract_line_id) where taken_back_base is not null;
-- What holds new orders of a supplier.
create index claim_identity on claim (supplier_id)
    where kind = 'identity' and state in ('open', 'responded', 'disputed', 'mediated');
-- One of a kind on the same goods; what was given up may be claimed again.
create unique index claim_once on claim (receipt_line_id, kind) where state <> 'withdrawn';
create unique index claim_once_on_shipment on claim (shipment_id, contract_line_id, kind)
    where receipt_line_id is null and state <> 'withdrawn';

-- What each coordinator decided, in order; the last of each counts.
create table claim_decision (
    claim_id uuid not null references claim,
    number integer not null,
    government_id uuid not null,
    remedy text not null,
    quantity_base bigint,
    amount_rupiah bigint,
    note text not null,
    decided_at timestamptz not null,
    primary key (claim_id, number)
);

-- Until when claims are made, pursued and decided: dated rows, ended and followed, never edited.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at)
select ('00000000-0000-7000-8000-0031' || lpad(number::text, 8, '0'))::uuid, 'claim_rule', figure,
    jsonb_build_object('figure', figure, 'value', value), '2022-01-01', source, 1, now()
from (values
    (1, 'notice_hours_perishable', 24, 'Platform rule: perishable goods are claimed within a day of the posting'),
    (2, 'notice_hours_other', 72, 'Platform rule: all other goods are claimed within three days of the posting'),
    (3, 'pursue_days', 90, 'Platform rule: a claim that nobody pursues for 90 days is barred'),
    (4, 'decision_days', 14, 'Platform rule: both coordinators decide within 14 days of the dispute')
) as row (number, figure, value, source);
