-- Amendments: the whole new terms of an agreement, or of a contract under it.
create table amendment (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    contract_id uuid references contract,
    number integer not null,
    state text not null,
    party_id uuid not null references party,
    rationale text not null,
    effective_date date not null,
    in_force_from date,
    open_until date,
    -- The version of the contract that told logistics what a proposed reduction holds back.
    capped_version bigint,
    -- The terms it changes and the whole new ones.
    before jsonb not null,
    after jsonb not null,
    attachments jsonb not null,
    text text not null,
    text_sha256 text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index amendment_agreement on amendment (agreement_id, id);
create index amendment_contract on amendment (contract_id, id);
create index amendment_waiting on amendment (updated_at, id) where state in ('draft', 'proposed', 'agreed');
-- Of one text one amendment waits at a time.
create unique index amendment_open_of_contract on amendment (contract_id)
    where contract_id is not null and state in ('draft', 'proposed', 'agreed');
create unique index amendment_open_of_agreement on amendment (agreement_id)
    where contract_id is null and state in ('draft', 'proposed', 'agreed');

-- The texts of an agreement that was amended, the first one first; none where it was not. The other columns keep the first.
alter table agreement add column amended jsonb default '[]' not null;
-- The texts of a contract that was amended, the first one among them.
create table contract_text (
    contract_id uuid not null references contract,
    number integer not null,
    amendment_id uuid references amendment,
    in_force_from date not null,
    recorded_at timestamptz not null,
    text_sha256 text not null,
    text jsonb not null,
    primary key (contract_id, number)
);
-- The amendment that brought a line; none for those of the first text.
alter table contract_line add column amendment_id uuid references amendment;

-- What is ordered on each contract line, and on which line of an order goods were accepted.
alter table projected_call_off add column lines jsonb default '[]' not null;
-- brief: at most some thousand rows, an index of which takes milliseconds
alter table realized_line add column call_off_line_id uuid;
create index realized_line_call_off_line on realized_line (call_off_line_id);
-- By which version of a contract logistics judges.
create table applied_contract (
    id uuid primary key,
    version bigint not null
);
-- Orders and receipts of before are told again.
update feed_cursor set position = 0, contacted_at = null where source = 'logistics';

insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000510000001', 'cooperation_limit', 'amendment_open',
     '{"kind": "amendment_open", "days": 60}', '1900-01-01', null,
     'Platform rule: a proposal that nobody answers holds nothing back for ever', 1, now()),
    ('00000000-0000-7000-8000-000510000002', 'cooperation_limit', 'renewal_offered',
     '{"kind": "renewal_offered", "days": 90}', '1900-01-01', null,
     'Platform rule: three months suffice to agree on a further period', 1, now()),
    ('00000000-0000-7000-8000-000510000003', 'cooperation_limit', 'claims_window',
     '{"kind": "claims_window", "days": 3}', '1900-01-01', null,
     'Platform rule: what is wrong with goods shows within three days', 1, now());
