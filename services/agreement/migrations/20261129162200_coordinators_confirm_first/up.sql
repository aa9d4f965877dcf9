-- Two administrators of the platform do not make a coordinator while the region's own says nothing: it has these days.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000500000005', 'cooperation_limit', 'coordinator_first',
     '{"kind": "coordinator_first", "days": 7}', '1900-01-01', null,
     'Platform rule: a government hears of who shall decide for it', 1, now());
