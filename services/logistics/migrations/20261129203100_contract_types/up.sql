-- What a share line commits, period by period as it was recorded, and whether what a period did not take goes on to the next;
-- null but of a share line.
alter table projected_contract_line add column schedule jsonb default '[]' not null;
alter table projected_contract_line add column rolls_over boolean;
-- The last day on which animals held for a festival are delivered, by the text signed last.
alter table projected_contract add column festival_date date;
