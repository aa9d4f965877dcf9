-- Recalls of consolidation lots: goods without a name of their own.
alter table recall add column lot_ids uuid[] not null default '{}';
