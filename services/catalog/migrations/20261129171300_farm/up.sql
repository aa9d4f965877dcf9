-- Contracts as far as the farm has to know them.
create table projected_contract (
    id uuid primary key,
    supplier_id uuid not null,
    buyer_id uuid not null,
    supplier_government_id uuid not null,
    buyer_government_id uuid not null,
    version bigint not null
);
create index projected_contract_buyer on projected_contract (buyer_id);
create index projected_contract_supplier_government on projected_contract (supplier_government_id);
create index projected_contract_buyer_government on projected_contract (buyer_government_id);

-- The land that goods grow on.
create table plot (
    id uuid primary key,
    owner_party_id uuid not null references projected_party,
    name text not null,
    region_code text not null,
    area_m2 bigint not null check (area_m2 > 0),
    land_kind text not null,
    -- longitude and latitude of each corner in turn, in ten-millionths of a degree; of a point one pair
    corners_e7 bigint[] not null,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index plot_owner on plot (owner_party_id, id);
create unique index plot_name_unique on plot (owner_party_id, name) where state = 'in_use';

-- What grows on plots.
create table season (
    id uuid primary key,
    owner_party_id uuid not null references projected_party,
    region_code text not null,
    commodity_code text not null,
    form_code text not null,
    variety text,
    planting_date date not null,
    harvest_from_date date not null,
    harvest_until_date date not null,
    area_m2 bigint not null check (area_m2 > 0),
    expected_base bigint,
    expected_unit text,
    expected_source text,
    contract_id uuid,
    state text not null,
    failure_cause text,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (planting_date < harvest_from_date and harvest_from_date <= harvest_until_date),
    check ((state = 'failed') = (failure_cause is not null))
);
create index season_owner on season (owner_party_id, updated_at, id);
create index season_contract on season (contract_id, id) where contract_id is not null;

-- Its plots, as they were when it was planned.
create table season_plot (
    season_id uuid not null references season,
    plot_id uuid not null references plot,
    name text not null,
    area_m2 bigint not null,
    primary key (season_id, plot_id)
);
create index season_plot_plot on season_plot (plot_id);

-- What was given for it; never changed, only taken back.
create table season_input (
    id uuid primary key,
    season_id uuid not null references season,
    kind text not null,
    quantity_base bigint,
    quantity_unit text,
    amount_rupiah bigint not null,
    deductible boolean not null,
    given_date date not null,
    note text,
    reverses_id uuid references season_input,
    party_id uuid not null,
    actor_subject text not null,
    recorded_at timestamptz not null
);
create index season_input_season on season_input (season_id, id);
create unique index season_input_reverses on season_input (reverses_id) where reverses_id is not null;

-- What growers expect to bring in; the latest word on the same form and days counts.
create table harvest_forecast (
    id uuid primary key,
    season_id uuid not null references season,
    owner_party_id uuid not null,
    region_code text not null,
    commodity_code text not null,
    form_code text not null,
    from_date date not null,
    until_date date not null,
    quantity_base bigint not null,
    quantity_unit text not null,
    captured_at timestamptz not null,
    claimed_at timestamptz,
    backfilled boolean not null,
    party_id uuid not null,
    actor_subject text not null,
    recorded_at timestamptz not null,
    check (from_date <= until_date)
);
create index harvest_forecast_season on harvest_forecast
    (season_id, form_code, from_date, until_date, captured_at, id);
create index harvest_forecast_days on harvest_forecast (from_date, id);
create index harvest_forecast_commodity on harvest_forecast (commodity_code, from_date, id);

-- How old a forecast may be before it is told as too old to count on.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-001200000002', 'goods_limit', 'forecast_age',
     '{"kind": "forecast_age", "days": 14}', '1900-01-01', null,
     'Platform rule: a word of two weeks ago is none about the harvest', 1, now());

-- What a hectare is expected to give.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-001300000001', 'harvest_yield', 'rice paddy_mill_dry',
     '{"commodity_code": "rice", "form_code": "paddy_mill_dry", "per_hectare": {"value": "5240", "unit": "KGM"}}',
     '2022-01-01', null, 'BPS, Luas Panen dan Produksi Padi 2022: 52,4 kuintal GKG per hektare', 1, now());
