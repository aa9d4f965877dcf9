-- Of what was told before.
insert into feed_reader (party_id, position)
select distinct reader, outbox.position
from outbox
cross join lateral unnest(case when everybody
    then array['00000000-0000-0000-0000-000000000000'::uuid] else audience end) as reader
where outbox.position is not null
on conflict do nothing;
drop index outbox_audience;
