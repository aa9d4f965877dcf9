-- What each side answered to a recommendation, as its view shows it; those answered before were answered by one side.
alter table recommendation add column answers jsonb default '[]' not null;
update recommendation
set answers = jsonb_build_array(jsonb_build_object(
    'party_id', 'pty_' || replace(answered_by_party_id::text, '-', ''),
    'answer', state,
    'answered_at', to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
where answered_by_party_id is not null;
