-- What becomes of a contract whose agreement is being ended: until when it takes orders, and whether what is ordered is
-- delivered until its own last day. The days as signed stay beside the day on which a termination takes effect.
alter table projected_contract add column outcome text;
alter table projected_contract add column orders_until date;
alter table projected_agreement add column ends date;

-- Both are read anew, so that endings which were told before are known as well.
update feed_cursor set position = 0, contacted_at = null where source = 'agreement';
