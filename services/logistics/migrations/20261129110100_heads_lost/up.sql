-- How many animals died, or were slaughtered, on the road.
alter table vehicle_event add column heads bigint;
