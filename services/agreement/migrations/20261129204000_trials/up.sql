-- The day by which a trial is evaluated; none for other types, and for trials of before.
alter table contract add column evaluation_due_date date;

-- What a buyer found of a trial. Never changed but for the answer, the conditions met and the correction that took its place.
create table evaluation (
    id uuid primary key,
    contract_id uuid not null references contract,
    agreement_id uuid not null references agreement,
    supplier_id uuid not null references party,
    buyer_id uuid not null references party,
    -- What the trial was about.
    commodity_codes text[] not null,
    state text not null,
    result text not null,
    conditions jsonb not null,
    note text,
    objection_note text,
    evaluated_at timestamptz not null,
    -- As they were known when it was given.
    figures jsonb not null,
    corrects_evaluation_id uuid references evaluation,
    superseded_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index evaluation_contract on evaluation (contract_id, id);
create index evaluation_pair on evaluation (supplier_id, buyer_id);
create index evaluation_answer on evaluation (updated_at, id) where state = 'submitted';
-- One at a time is that of its trial.
create unique index evaluation_of_contract on evaluation (contract_id) where state <> 'superseded';

-- What receipts say besides what they accepted, in base units of the measure that draws the contract line down, and when each
-- vehicle arrived.
alter table realized_line add column delivered_base bigint;
alter table realized_line add column rejected jsonb default '[]' not null;
alter table realized_line add column shrink_grams bigint;
alter table realized_line add column shrink_allowed_grams bigint;
alter table projected_shipment add column vehicle_arrivals jsonb default '{}' not null;
-- Receipts and shipments of before are told again.
update feed_cursor set position = 0, contacted_at = null where source = 'logistics';

insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002400000001', 'cooperation_limit', 'trial_evaluation',
     '{"kind": "trial_evaluation", "days": 60}', '1900-01-01', null,
     'Platform rule: two months suffice to judge a small consignment', 1, now()),
    ('00000000-0000-7000-8000-002400000011', 'trial_threshold', 'eggs - mass',
     '{"commodity_code": "eggs", "per_month": {"value": "10", "unit": "TNE"}, "within_months": 24}', '2025-01-01', null,
     'Platform rule (illustrative): a trial first, then a quota', 1, now()),
    ('00000000-0000-7000-8000-002400000012', 'trial_threshold', 'eggs - piece',
     '{"commodity_code": "eggs", "per_month": {"value": "160000", "unit": "H87"}, "within_months": 24}', '2025-01-01', null,
     'Platform rule (illustrative): a trial first, then a quota', 1, now());
