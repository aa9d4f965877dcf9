-- Orders and shipments as the feed of logistics tells them: what is open below a contract, and what the public check
-- says of their papers.
create table projected_call_off (
    id uuid primary key,
    number text not null,
    contract_id uuid not null,
    agreement_id uuid not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    state text not null,
    requested_delivery_date date not null,
    issued_at timestamptz,
    commodities text[] not null,
    authenticity_code text not null,
    version bigint not null
);
create index projected_call_off_contract on projected_call_off (contract_id);
create index projected_call_off_code on projected_call_off (authenticity_code);

create table projected_shipment (
    id uuid primary key,
    number text not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    state text not null,
    contract_ids uuid[] not null,
    call_off_ids uuid[] not null,
    commodities text[] not null,
    departed_at timestamptz,
    arrived_at timestamptz,
    authenticity_code text not null,
    version bigint not null
);
create index projected_shipment_contracts on projected_shipment using gin (contract_ids);
create index projected_shipment_code on projected_shipment (authenticity_code);

-- What was accepted on each contract line, in base units of the measure that draws it down.
-- brief: at most some thousand rows, an index of which takes milliseconds
alter table realized_line add column contract_line_id uuid;
alter table realized_line add column accepted_base bigint;
create index realized_line_contract on realized_line (contract_id);

-- Orders and shipments of before are told again.
update feed_cursor set position = 0, contacted_at = null where source = 'logistics';

-- How much less than promised still counts as fulfilled.
alter table contract_line add column under_tolerance_bp integer not null default 0;

-- A termination that was proposed or noticed, and the first day on which the agreement no longer holds by it.
alter table agreement add column termination jsonb;
alter table agreement add column ends_date date;

-- What becomes of a contract whose agreement is under notice, the last day on which it takes new orders then, and a notice
-- of breach.
alter table contract add column outcome text;
alter table contract add column orders_until date;
alter table contract add column breach_noticed_at timestamptz;
alter table contract add column breach_noticed_by_party_id uuid references party;

-- Days and papers that cooperation is judged by, which the platform's administrator adds and ends through the API.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000500000001', 'cooperation_limit', 'ending_consent',
     '{"kind": "ending_consent", "days": 30}', '1900-01-01', null,
     'Platform rule: both agree within a month or anew', 1, now()),
    ('00000000-0000-7000-8000-000500000002', 'cooperation_limit', 'termination_notice',
     '{"kind": "termination_notice", "days": 30}', '1900-01-01', null,
     'Platform rule: the other side hears of it a month before', 1, now()),
    ('00000000-0000-7000-8000-000600000001', 'stage_requirement', 'offer offer_letter initiator',
     '{"stage": "offer", "paper": "offer_letter", "from": "initiator", "bars": false, "due_days": null}',
     '1900-01-01', null, 'Permendagri 22/2020', 1, now()),
    ('00000000-0000-7000-8000-000600000002', 'stage_requirement', 'discussion answer_letter counterpart',
     '{"stage": "discussion", "paper": "answer_letter", "from": "counterpart", "bars": false, "due_days": 45}',
     '1900-01-01', null, 'Permendagri 22/2020', 1, now()),
    ('00000000-0000-7000-8000-000600000003', 'stage_requirement', 'activation council_approval council_required',
     '{"stage": "activation", "paper": "council_approval", "from": "council_required", "bars": true, "due_days": null}',
     '1900-01-01', null, 'PP 28/2018', 1, now());

-- Doubts about papers, reported by anybody; read by the governments that vouch for the paper, or, where the code was never
-- issued, by the one that keeps the region in which it was seen.
create table authenticity_report (
    id uuid primary key,
    code text not null,
    region_code text not null references region,
    description text not null,
    contact text,
    paper_kind text,
    paper_number text,
    contract_id uuid references contract,
    supplier_government_id uuid references party,
    buyer_government_id uuid references party,
    fingerprint text not null unique,
    state text not null,
    version bigint not null,
    reported_at timestamptz not null,
    updated_at timestamptz not null
);
create index authenticity_report_supplier_government on authenticity_report (supplier_government_id, id);
create index authenticity_report_buyer_government on authenticity_report (buyer_government_id, id);
create index authenticity_report_contract on authenticity_report (contract_id, state);
create index authenticity_report_region on authenticity_report (region_code, id) where contract_id is null;
