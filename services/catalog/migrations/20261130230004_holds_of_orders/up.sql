-- The holds that lines of an order take their goods from: what they name is not given back.
alter table projected_call_off add column hold_ids uuid[] not null default array[]::uuid[];
-- brief: built over orders that name no hold yet
create index projected_call_off_holds on projected_call_off using gin (hold_ids);
