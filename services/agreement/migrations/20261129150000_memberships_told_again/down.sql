delete from outbox where type = 'id.kad.membership.snapshot' and position is null;
