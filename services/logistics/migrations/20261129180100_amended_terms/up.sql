-- The texts of what was amended, with the days from which they hold and the times at which they were signed; none where
-- nothing was. What a proposed reduction holds back, and until when.
alter table projected_agreement add column texts jsonb default '[]' not null;
alter table projected_contract add column texts jsonb default '[]' not null;
alter table projected_contract add column cap_ends date;
alter table projected_contract add column cap_valid_until date;
alter table projected_contract_line add column texts jsonb default '[]' not null;
alter table projected_contract_line add column cap_base bigint;
alter table projected_contract_line add column cap_ends date;
