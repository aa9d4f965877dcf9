delete from dated_row where id = '00000000-0000-7000-8000-000500000003';
drop view backfill_window;
create view backfill_window as select id, party_id, from_date, until_date from backfill_grant;
drop index backfill_grant_waiting;
alter table backfill_grant drop column usable_until;
alter table backfill_grant drop column updated_at;
alter table backfill_grant drop column version;
alter table backfill_grant drop column state;
