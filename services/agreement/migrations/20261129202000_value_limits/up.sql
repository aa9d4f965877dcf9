-- The largest amount that a contract without quantities may reach; none where lines state quantities, and of contracts from
-- before it was stated.
alter table contract add column value_limit_rupiah bigint;
