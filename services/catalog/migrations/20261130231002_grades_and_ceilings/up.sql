-- What a panel's points came to, and how many packages a month may be planned under its approval over all outlets; neither is
-- known of what was approved before.
alter table curation add column grade text;
alter table curation add column monthly_ceiling bigint check (monthly_ceiling > 0);

-- What was submitted in each round, word by word; of what was submitted before only the hash is known.
create table curation_submission (
    curation_id uuid not null references curation,
    round integer not null,
    content jsonb not null,
    submitted_at timestamptz not null,
    primary key (curation_id, round)
);

-- How many packages a month are planned in an outlet.
alter table listing add column monthly_volume bigint check (monthly_volume > 0);

insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values
    ('00000000-0000-7000-8000-000c00000001', 'curation_grades', 'every_curation',
        '{"a_from_points": 85, "b_from_points": 70, "c_from_points": 55}', '2022-01-01',
        'Platform rule: the usual marks of Indonesian schools, 85 very good, 70 good, 55 enough', 1, now()),
    ('00000000-0000-7000-8000-000c00000002', 'file_quota', 'every_party',
        '{"files_a_day": 200, "bytes_a_day": 104857600, "unattached_bytes": 52428800}', '2022-01-01',
        'Platform rule: a supplier''s papers fit many times, and no party fills the disk', 1, now());
