-- Bytes of files lie in a store of their own, under a name the file's row knows; those that came before are moved there in the
-- background, and read from `file_content` until then. A file that something refers to says since when.
alter table file add column stored_as text;
alter table file add column attached_at timestamptz;
-- When it was declared by this server's clock, which alone decides what is old.
alter table file add column recorded_at timestamptz default now() not null;
update file set attached_at = now() where exists (select from verification_document where file_id = file.id);

-- brief: at most some ten thousand files, an index of which takes milliseconds
create unique index file_stored_as on file (stored_as) where stored_as is not null;
-- brief: the same
create index file_unattached on file (recorded_at) where attached_at is null;
-- brief: the same
create index file_unattached_party on file (party_id, recorded_at) where attached_at is null;
-- brief: the same
create index file_party_created on file (party_id, created_at);

-- Names in the store that no row has any more; each stands here until its bytes are deleted.
create table file_gone (
    stored_as text primary key,
    gone_at timestamptz default now() not null
);

-- Where in the store the files of this database lie, since when, and the last day that was looked through for bytes without
-- a row. One row.
create table file_place (
    id uuid primary key,
    only_one boolean unique default true not null check (only_one),
    since timestamptz default now() not null,
    swept_until date
);
insert into file_place (id) values (gen_random_uuid());

-- How much one party may bring.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values
    ('00000000-0000-7000-8000-000700000001', 'file_quota', 'every_party',
        '{"files_a_day": 200, "bytes_a_day": 104857600, "unattached_bytes": 52428800}', '2022-01-01',
        'Platform rule: a supplier''s papers fit many times, and no party fills the disk', 1, now());
