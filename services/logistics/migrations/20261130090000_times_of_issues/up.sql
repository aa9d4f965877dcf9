-- When an order is said to have been issued, by which it counts in a period of a share, and the time by which its price counts:
-- the same under a grant to record the past, that of its recording otherwise.
alter table call_off add column issue_said_at timestamptz;
alter table call_off add column priced_at timestamptz;

update call_off
set issue_said_at = step.occurred_at,
    priced_at = case when step.backfilled then step.occurred_at else step.recorded_at end
from transition step
where step.subject_id = call_off.id and step.event = 'issue';
