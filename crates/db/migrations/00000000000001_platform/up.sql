-- The technical tables every service has. Business tables live in each service's own migrations.

-- Events pushed in the transaction of the write they tell of. `position` is given after commit, by the
-- sequencer alone; `seq` is the order of insertion and no order of commit.
create table outbox (
    seq bigserial primary key,
    id uuid not null unique,
    position bigint unique,
    type text not null,
    subject text not null,
    -- who may see it: these parties, or everybody; services see all
    audience uuid[] not null default '{}',
    everybody boolean not null default false,
    data jsonb not null,
    recorded_at timestamptz not null,
    request_id uuid not null
);
create index outbox_unsequenced on outbox (seq) where position is null;
create index outbox_audience on outbox using gin (audience);

create table feed_head (
    one boolean primary key default true check (one),
    position bigint not null
);
insert into feed_head (position) values (0);

-- How far this service has read another service's feed; moved in the transaction of the projection.
create table feed_cursor (
    source text primary key,
    position bigint not null,
    contacted_at timestamptz
);

create table idempotency_key (
    party_id uuid not null,
    client text not null,
    key text not null,
    fingerprint bytea not null,
    status smallint not null,
    location text,
    etag text,
    body bytea not null,
    created_at timestamptz not null,
    primary key (party_id, client, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Public halves of the platform's signing keys, and revoked tokens; projected from agreement's feed.
create table signing_key (
    kid text primary key,
    jwk jsonb not null,
    added_at timestamptz not null,
    retired_at timestamptz
);
create table revoked_token (
    jti text primary key,
    expires_at timestamptz not null
);
create index revoked_token_age on revoked_token (expires_at);

-- Append-only history of every lifecycle.
create table transition (
    id uuid primary key,
    subject_id uuid not null,
    event text not null,
    from_state text not null,
    to_state text not null,
    version_before bigint not null,
    version_after bigint not null,
    actor_party_id uuid not null,
    actor_subject text not null,
    actor_client text not null,
    actor_role text,
    actor_region_code text,
    recorded_at timestamptz not null,
    occurred_at timestamptz not null,
    backfilled boolean not null,
    reason_code text,
    note text,
    documents jsonb not null,
    request_id uuid not null
);
create index transition_subject on transition (subject_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'history is append-only';
end $$;
create trigger transition_append_only before update or delete on transition
    for each row execute function refuse_change();
