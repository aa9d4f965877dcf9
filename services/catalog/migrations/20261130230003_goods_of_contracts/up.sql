-- What the lines of a contract are about: a hold is of such goods.
alter table projected_contract add column goods text[] not null default array[]::text[];

-- Contracts are read anew, so that those which were told of before are known with it.
update feed_cursor set position = 0, contacted_at = null where source = 'agreement';
