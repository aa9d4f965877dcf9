-- A grant is read by who reads its agreement now, and by the party it is given to: nothing of its own to keep.
drop index backfill_grant_readers;
alter table backfill_grant drop column readers;
create index backfill_grant_agreement on backfill_grant (agreement_id);
