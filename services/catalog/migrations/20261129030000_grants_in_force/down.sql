drop view backfill_window;
create view backfill_window as
    select id, party_id, from_date, coalesce(until_date, 'infinity'::date) as until_date from projected_backfill_grant;
alter table projected_backfill_grant drop column usable_until;
alter table projected_backfill_grant drop column agreement_id;
