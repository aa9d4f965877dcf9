-- The largest amount that a contract without quantities may reach; by each of its texts, once it was amended; and the lower
-- one that is proposed.
alter table projected_contract add column value_limit_rupiah bigint;
alter table projected_contract add column value_texts jsonb default '[]' not null;
alter table projected_contract add column cap_value_rupiah bigint;
