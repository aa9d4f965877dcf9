-- A grant to record the past counts while it is in force and may be used. What was kept before counts again once it is told
-- anew.
alter table projected_backfill_grant add column agreement_id uuid;
alter table projected_backfill_grant add column usable_until timestamptz;

create or replace view backfill_window as
    select id, party_id, from_date, coalesce(until_date, 'infinity'::date) as until_date, agreement_id, usable_until
    from projected_backfill_grant
    where agreement_id is not null and usable_until is not null;
