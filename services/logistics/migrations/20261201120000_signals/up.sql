-- Signals: findings that trade may not be what it seems. The two governments of the agreement read them, and its auditors.
create sequence signal_number;

create table signal (
    id uuid primary key,
    number text not null constraint signal_number_unique unique,
    kind text not null,
    state text not null,
    agreement_id uuid not null,
    contract_ids uuid[] not null,
    -- what the evidence is of: the same facts raise it once, in whatever order they come
    evidence_key text not null,
    evidence jsonb not null,
    happened_at timestamptz not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint signal_once unique (agreement_id, kind, evidence_key)
);
create index signal_agreement on signal (agreement_id, id);
create index signal_contract on signal using gin (contract_ids);
create index signal_waiting on signal (updated_at, id) where state in ('open', 'assessed_by_one');

-- What each coordinator found, in order; the last of each counts.
create table signal_assessment (
    signal_id uuid not null references signal,
    number integer not null,
    government_id uuid not null,
    finding text not null,
    note text not null,
    assessed_at timestamptz not null,
    primary key (signal_id, number)
);

-- A plate by its letters and digits.
create function plate_key(plate text) returns text language sql immutable strict parallel safe as $$
    select upper(regexp_replace(plate, '[^[:alnum:]]', '', 'g'))
$$;
-- brief: an index of some hundred thousand vehicles, built in well under a second
create index vehicle_plate on vehicle (plate_key(plate), id);

-- Where the phone was, in ten-millionths of a degree.
alter table vehicle_event add column longitude_e7 bigint;
alter table vehicle_event add column latitude_e7 bigint;

-- Accounts that parties are paid to, as the agreement service tells of them, and since when; never a number.
create table projected_bank_account (
    id uuid primary key,
    party_id uuid not null,
    last_four text not null,
    in_use_from timestamptz,
    version bigint not null
);
create index projected_bank_account_party on projected_bank_account (party_id);

-- Papers of parties whose scans another party showed before.
create table projected_file_match (
    id uuid primary key,
    party_id uuid not null,
    sha256 text not null,
    other_file_id uuid not null,
    other_party_id uuid not null,
    version bigint not null
);
create index projected_file_match_party on projected_file_match (party_id);

-- brief: the payments of a supplier about a day, an index of some hundred thousand rows
create index payment_supplier on payment (supplier_id, paid_date);

-- The figures by which signals are raised: dated rows, ended and followed, never edited.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at)
select ('00000000-0000-7000-8000-0041' || lpad(number::text, 8, '0'))::uuid, 'signal_rule', figure,
    jsonb_build_object('figure', figure, 'value', value), '2022-01-01', source, 1, now()
from (values
    (1, 'turnaround_minutes', 180, 'Platform rule: no vehicle brings goods to another region and is loaded again within three hours'),
    (2, 'speed_limit_km_per_hour', 90, 'Platform rule: no loaded truck averages more than 90 km/h'),
    (3, 'position_slack_metres', 2000, 'Platform rule: positions of phones are good to a kilometre each'),
    (4, 'equal_weight_count', 3, 'Platform rule: equal to the gram three times is no chance'),
    (5, 'equal_weight_days', 30, 'Platform rule: equal weights are looked for within 30 days'),
    (6, 'scale_step_grams', 5000, 'Platform rule: weighbridges round to 5, 10 or 20 kg, and sacks hold 5, 10, 25 or 50 kg'),
    (7, 'account_change_days', 14, 'Platform rule: a change of account within 14 days before a payment is looked at'),
    (8, 'price_gap_percent', 30, 'Platform rule: a price 30 percent below or above the band of its reference is looked at')
) as row (number, figure, value, source);
