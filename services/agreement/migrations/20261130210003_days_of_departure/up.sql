-- From which day a member is one no longer: goods weighed in until then are the member's.
alter table member add column left_date date;
update member set left_date = (
    select min(occurred_at at time zone 'Asia/Jakarta')::date
    from transition
    where subject_id = member.id and event in ('leave', 'erase')
)
where state <> 'active';

-- The catalog keeps who belongs to which roll: the services, and nobody else, are told of the members that there are.
insert into outbox (id, type, subject, audience, data, recorded_at, request_id)
select gen_random_uuid(), 'id.kad.member.snapshot', 'mem_' || replace(id::text, '-', ''), '{}',
    jsonb_build_object('member_id', 'mem_' || replace(id::text, '-', ''),
        'party_id', 'pty_' || replace(party_id::text, '-', ''), 'state', state, 'left_date', left_date,
        'version', version),
    now(), '00000000-0000-0000-0000-000000000000'
from member;
