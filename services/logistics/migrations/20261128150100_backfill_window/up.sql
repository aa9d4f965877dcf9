-- Grants to record the past, as the platform reads them.
create view backfill_window as select id, party_id, from_date, until_date from projected_backfill_grant;
