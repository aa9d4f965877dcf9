-- A finding that was settled and reopened bars nothing on the days between.
alter table finding add column settled_before date[] not null default array[]::date[];
