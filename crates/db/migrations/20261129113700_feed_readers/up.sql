-- Which positions of the feed a party reads, so that its part of the feed is one range of an index, however long the feed is.
-- What everybody reads stands under the id of nobody. Kept by the database: whoever gives positions writes it, of this
-- release or the one before.
create table feed_reader (
    party_id uuid not null,
    position bigint not null,
    primary key (party_id, position)
);
create function note_feed_readers() returns trigger language plpgsql as $$
begin
    insert into feed_reader (party_id, position)
    select distinct reader, numbered.position
    from numbered
    cross join lateral unnest(case when numbered.everybody
        then array['00000000-0000-0000-0000-000000000000'::uuid] else numbered.audience end) as reader
    where numbered.position is not null
    on conflict do nothing;
    return null;
end $$;
create trigger outbox_readers after update on outbox referencing new table as numbered
    for each statement execute function note_feed_readers();
