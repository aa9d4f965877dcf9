-- A grant to record the past is proposed by one side, confirmed by the other, ended by either, and used for some weeks.
alter table backfill_grant add column state text default 'in_force' not null;
alter table backfill_grant add column version bigint not null default 1;
alter table backfill_grant add column updated_at timestamptz not null default now();
alter table backfill_grant add column usable_until timestamptz;
-- Those given before by one side alone go on for as long as one given by both today.
update backfill_grant set usable_until = now() + interval '90 days';
-- brief: at most some hundred rows, an index of which takes milliseconds
create index backfill_grant_waiting on backfill_grant (granted_at, id) where state = 'proposed';

create or replace view backfill_window as
    select id, party_id, from_date, until_date, agreement_id, usable_until
    from backfill_grant
    where state = 'in_force';

insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000500000003', 'cooperation_limit', 'backfill_use',
     '{"kind": "backfill_use", "days": 90}', '1900-01-01', null,
     'Platform rule: the past is recorded within a quarter, or agreed on anew', 1, now());
