-- What partner regions commit to of a demand: the offers of both sides, and the lines of contracts that deliver.
create table commitment (
    id uuid primary key,
    demand_id uuid not null references demand,
    line_id uuid not null references demand_line,
    agreement_id uuid not null references agreement,
    buyer_id uuid not null references party,
    buyer_region_code text not null references region,
    government_id uuid not null references party,
    region_code text not null references region,
    supplier_id uuid references party,
    state text not null,
    offer integer not null,
    accepted_date date,
    closed_date date,
    closing_reason text,
    closing_rolls_over boolean,
    explanation text,
    explained_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index commitment_demand on commitment (demand_id, state);
create index commitment_agreement on commitment (agreement_id, id);
create index commitment_buyer on commitment (buyer_id, id);
create index commitment_supplier on commitment (supplier_id, id);
create index commitment_government on commitment (government_id, demand_id);
create index commitment_buyer_region on commitment (buyer_region_code, id);

create table commitment_offer (
    commitment_id uuid not null references commitment,
    number integer not null,
    offered_by text not null,
    share_bp integer,
    periods jsonb not null,
    tolerance_bp integer not null,
    rolls_over boolean not null,
    note text,
    text_sha256 text not null,
    offered_at timestamptz not null,
    primary key (commitment_id, number),
    check (share_bp between 1 and 10000)
);

-- A line of a contract delivers on one commitment at a time.
create table commitment_link (
    commitment_id uuid not null references commitment,
    contract_line_id uuid not null,
    contract_id uuid not null references contract,
    linked_at timestamptz not null,
    ended_at timestamptz,
    primary key (commitment_id, contract_line_id, linked_at)
);
create unique index commitment_link_once on commitment_link (contract_line_id) where ended_at is null;

-- How long after its last day a commitment may still be delivered and explained.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-001200000001', 'cooperation_limit', 'commitment_grace',
     '{"kind": "commitment_grace", "days": 14}', '1900-01-01', null,
     'Platform rule: two weeks to deliver the rest or to say why not', 1, now());
