drop table backfill_grant;
drop table consent;
drop table agreement;
