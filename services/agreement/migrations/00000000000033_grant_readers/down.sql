drop index backfill_grant_agreement;
alter table backfill_grant add column readers uuid[] not null default '{}';
create index backfill_grant_readers on backfill_grant using gin (readers);
