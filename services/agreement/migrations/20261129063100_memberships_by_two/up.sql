-- Roles that decide wait for a second person and for their holder; a membership that ended is kept.
alter table membership add column state text default 'active' not null;
alter table membership add column wanted_roles text[] default '{}' not null;
alter table membership add column granted_by text default '' not null;
alter table membership add column confirmed_by text;
alter table membership add column accepted boolean default false not null;
alter table membership drop constraint membership_person_unique;
-- brief: at most some thousand rows, an index of which takes milliseconds
create unique index membership_person_unique on membership (party_id, issuer, subject) where state <> 'ended';
-- brief: at most some thousand rows, an index of which takes milliseconds
create index membership_waiting on membership (updated_at, id) where state = 'proposed';

-- The platform's administrator vets alone where nobody else can.
alter table invitation add column vetted boolean default false not null;

-- The code of an invitation is shown once; answers kept with it are forgotten, and a repeat invites anew.
delete from idempotency_key where location like '/v1/invitations/%';
