-- Which life of this feed its positions belong to: another one once its database was restored from an older copy.
alter table feed_head add column epoch uuid default gen_random_uuid() not null;

-- Which life of the source's feed was read, and what stands in the way of the next event.
alter table feed_cursor add column epoch uuid;
alter table feed_cursor add column failing_position bigint;
alter table feed_cursor add column failures integer default 0 not null;
alter table feed_cursor add column failure text;

-- Events that could not be applied, and the later ones of their resources: the rest of the feed goes on.
create table parked_event (
    source text not null,
    position bigint not null,
    event_id uuid not null,
    type text not null,
    subject text not null,
    -- the ids that the event speaks of: what is known of them is not the newest
    touched text[] not null,
    -- as it was told
    event jsonb not null,
    reason text not null,
    attempts integer not null,
    parked_at timestamptz not null,
    retry_at timestamptz not null,
    primary key (source, position)
);
create index parked_event_subject on parked_event (source, subject, position);
create index parked_event_touched on parked_event using gin (touched);

-- Up to when rows of a kind are forgotten. It moves by the time that really passed, so that a clock that runs ahead takes no more
-- than that with it.
create table forgotten (
    kind text primary key,
    until timestamptz not null,
    moved_at timestamptz not null
);
