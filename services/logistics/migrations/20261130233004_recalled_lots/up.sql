-- Recalls of consolidation lots.
alter table projected_recall add column lot_ids uuid[] not null default '{}';
-- brief: recalls are few.
create index projected_recall_of_lot on projected_recall using gin (lot_ids) where in_force;
