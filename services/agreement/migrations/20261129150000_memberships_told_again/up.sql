-- The catalog keeps who may sit on a panel: it is told of those that exist.
insert into outbox (id, type, subject, audience, data, recorded_at, request_id)
select gen_random_uuid(), 'id.kad.membership.snapshot', 'mbr_' || replace(id::text, '-', ''), array[party_id],
    jsonb_build_object('membership_id', 'mbr_' || replace(id::text, '-', ''),
        'party_id', 'pty_' || replace(party_id::text, '-', ''), 'state', state, 'version', version),
    now(), '00000000-0000-0000-0000-000000000000'
from membership;
