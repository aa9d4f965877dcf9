-- What this service knows of parties, from agreement's feed.
create table projected_party (
    id uuid primary key,
    kind text not null,
    short_name text not null,
    region_code text not null,
    version bigint not null
);
create index projected_party_region on projected_party (region_code, kind);

-- Grants to record facts of the past, from agreement's feed.
create table projected_backfill_grant (
    id uuid primary key,
    party_id uuid not null,
    from_date date not null,
    until_date date
);
create index projected_backfill_grant_party on projected_backfill_grant (party_id);
