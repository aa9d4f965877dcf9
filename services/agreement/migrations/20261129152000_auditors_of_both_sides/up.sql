-- An auditor reads once both sides want it, and until one of them does no longer.
alter table agreement add column initiator_auditors uuid[] default '{}' not null;
alter table agreement add column counterpart_auditors uuid[] default '{}' not null;
update agreement set initiator_auditors = auditor_party_ids, counterpart_auditors = auditor_party_ids;
