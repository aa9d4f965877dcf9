-- Who took part, by side: `{"side", "name", "position"}`.
alter table inspection add column participants jsonb not null default jsonb_build_array();

-- What instruments showed, and answers that were changed after the inspection was handed in: they count once a second person
-- lets them.
alter table inspection_answer add column readings jsonb not null default jsonb_build_array();
alter table inspection_answer add column proposed boolean not null default false;
drop index inspection_answer_replaces;
-- brief: a few answers for each inspection
create unique index inspection_answer_replaces on inspection_answer (replaces_id)
    where replaces_id is not null and not proposed;

-- A finding goes where the answer that found it is corrected; the same thing may be found again.
alter table finding drop constraint finding_check;
-- brief: nothing is scanned
alter table finding add constraint finding_settled check
    ((state in ('verified', 'waived', 'withdrawn')) = (num_nulls(settled_date) = 0)) not valid;
drop index finding_item;
-- brief: a few findings for each inspection
create unique index finding_item on finding (inspection_id, item_code) where state <> 'withdrawn';

-- How long before its last day the owner of a paper is reminded of it.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002100000013', 'facility_rule', 'renewal_notice',
     '{"kind": "renewal_notice", "days": 60}',
     '2026-11-01', null, 'Platform rule: a renewal takes two months', 1, now());
