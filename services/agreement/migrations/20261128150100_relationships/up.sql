-- Who may read is computed from the relationship when read, never copied at creation: a facilitator or auditor of today
-- reads what was written yesterday.
-- contract: nothing is released yet; no earlier release runs beside this one
-- brief: at most some thousand rows, an index of which takes milliseconds
alter table agreement add column offered_at timestamptz;
update agreement set offered_at = updated_at where cardinality(readers) > 1;
drop index agreement_readers;
alter table agreement drop column readers;
create index agreement_initiator on agreement (initiator_party_id, id);
create index agreement_counterpart on agreement (counterpart_party_id, id);
create index agreement_facilitator on agreement (facilitator_party_id, id);
create index agreement_auditors on agreement using gin (auditor_party_ids);

-- contract: nothing is released yet; no earlier release runs beside this one
-- brief: at most some thousand rows, an index of which takes milliseconds
drop index contract_readers;
alter table contract drop column readers;
alter table contract drop column facilitator_id;
create index contract_supplier on contract (supplier_id, id);
create index contract_buyer on contract (buyer_id, id);
create index contract_supplier_government on contract (supplier_government_id, id);
create index contract_buyer_government on contract (buyer_government_id, id);

-- Grants to record the past, as the platform reads them.
create view backfill_window as select id, party_id, from_date, until_date from backfill_grant;

-- One rule for what is kept of other services: the higher version wins.
alter table projected_commodity add column version bigint not null default 0;
