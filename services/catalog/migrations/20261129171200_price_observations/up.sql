-- Prices that were seen; a corrected one stays and counts no more.
create table price_observation (
    id uuid primary key,
    commodity_code text not null,
    form_code text not null,
    grade text,
    region_code text not null,
    level text not null,
    price_basis text not null,
    price_rupiah bigint not null,
    observed_date date not null,
    source text not null,
    corrects_id uuid references price_observation,
    corrected_by_id uuid,
    party_id uuid not null,
    actor_subject text not null,
    recorded_at timestamptz not null
);

-- One correction of each.
create unique index price_observation_corrects on price_observation (corrects_id) where corrects_id is not null;

-- Lists: of everything, of a commodity, of a region.
create index price_observation_newest on price_observation (observed_date, id) where corrected_by_id is null;
create index price_observation_commodity on price_observation (commodity_code, observed_date, id)
    where corrected_by_id is null;
create index price_observation_region on price_observation (region_code, commodity_code, observed_date, id)
    where corrected_by_id is null;

-- Series: all that they look at stands in the index.
create index price_observation_series on price_observation
    (commodity_code, form_code, level, price_basis, region_code, observed_date) include (price_rupiah, grade)
    where corrected_by_id is null;

-- How old a price may be when it is first recorded.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-001200000001', 'goods_limit', 'observation_age',
     '{"kind": "observation_age", "days": 90}', '1900-01-01', null,
     'Platform rule: what is recorded later is no observation but a memory', 1, now());
