-- Seasons and forecasts of the catalog, which contracts of cultivation and needs are set against.
create table projected_season (
    id uuid primary key,
    owner_party_id uuid not null,
    region_code text not null,
    commodity_code text not null,
    form_code text not null,
    state text not null,
    failure_cause text,
    contract_id uuid,
    harvest_from date not null,
    harvest_until date not null,
    area_m2 bigint not null,
    expected_base bigint,
    version bigint not null,
    changed_at timestamptz not null
);
create index projected_season_failed on projected_season (commodity_code, harvest_until) where state = 'failed';

create table projected_forecast (
    id uuid primary key,
    season_id uuid not null,
    owner_party_id uuid not null,
    region_code text not null,
    commodity_code text not null,
    form_code text not null,
    first_day date not null,
    last_day date not null,
    quantity_base bigint not null check (quantity_base >= 0),
    captured_at timestamptz not null
);
create index projected_forecast_goods on projected_forecast (commodity_code, form_code, region_code, first_day);
create index projected_forecast_season on projected_forecast (season_id, form_code, first_day, last_day, captured_at);

-- Which needs a failed season leaves open.
create index open_need_goods on open_need (buyer_id, commodity_code, first_day); -- brief: not a million rows

-- What the catalog told of before is told again.
update feed_cursor set position = 0, contacted_at = null where source = 'catalog';
