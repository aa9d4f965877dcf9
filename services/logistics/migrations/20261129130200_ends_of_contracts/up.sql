-- When a contract ended, as the agreement service tells it.
alter table projected_contract add column ended_at timestamptz;
alter table projected_contract add column end_recorded_at timestamptz;
