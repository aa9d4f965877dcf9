-- What a change that moves nothing replaced: the fields as they were, by name.
alter table transition add column replaced jsonb;
