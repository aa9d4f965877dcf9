drop table projected_backfill_grant;
drop table projected_party;
