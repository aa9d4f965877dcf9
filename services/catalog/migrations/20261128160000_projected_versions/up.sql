-- What is kept of other services is kept by one rule: the higher version wins.
alter table projected_backfill_grant add column version bigint not null default 1;
