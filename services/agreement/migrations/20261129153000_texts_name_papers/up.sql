-- What a text names: 1 papers by their hashes alone; 2 with type and number, and facilitator or number of the contract.
alter table agreement add column text_format smallint default 1 not null;
-- The number of an agreement that its text names.
alter table agreement add column text_number text;
alter table contract add column text_format smallint default 1 not null;
