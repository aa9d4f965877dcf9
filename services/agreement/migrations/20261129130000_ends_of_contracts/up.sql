-- A contract that was fulfilled or ended short has the times of its end too, in the columns that a terminated one has.
update contract set terminated_at = ended.occurred_at, termination_recorded_at = ended.recorded_at
    from (select distinct on (subject_id) subject_id, occurred_at, recorded_at from transition
        where to_state in ('fulfilled', 'ended_short') order by subject_id, version_after) ended
    where ended.subject_id = contract.id and contract.terminated_at is null
        and contract.state in ('fulfilled', 'ended_short', 'closed');
