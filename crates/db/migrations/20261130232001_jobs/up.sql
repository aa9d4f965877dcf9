-- What takes too long for an answer: done by one worker after the other, all of it or nothing.
create table job (
    id uuid primary key,
    party_id uuid not null,
    -- what it does: the operation that asked for it
    operation text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    -- who asked, as the token said, from where and by which request
    claims jsonb not null,
    address text not null,
    request_id uuid not null,
    input jsonb not null,
    -- what it works on; gone once it has ended
    file bytea,
    progress bigint default 0 not null,
    progress_of bigint,
    result jsonb,
    failure jsonb,
    -- the worker that is at it, and until when it is believed to be
    attempts integer default 0 not null,
    lease uuid,
    leased_until timestamptz,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
    check ((state = 'running') = (lease is not null) and (lease is null) = (leased_until is null)),
    check (ended_at is null or file is null)
);
-- Files are packed already, or looked at once.
alter table job alter column file set storage external;
create index job_party on job (party_id, id);
create index job_open on job (created_at, id) where ended_at is null;
create index job_ended on job (ended_at) where ended_at is not null;
