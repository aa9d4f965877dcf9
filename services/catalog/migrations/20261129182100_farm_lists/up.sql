-- brief: tables of this release, without rows yet
create index season_waiting on season (state, updated_at, id);
create index price_observation_series_everywhere on price_observation
    (commodity_code, form_code, level, price_basis, observed_date) include (price_rupiah, grade)
    where corrected_by_id is null;
create index harvest_forecast_owner on harvest_forecast (owner_party_id, from_date, id);
