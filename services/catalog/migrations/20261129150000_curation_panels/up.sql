-- Who may sit on panels: memberships of the agreement service.
create table projected_membership (
    id uuid primary key,
    party_id uuid not null,
    -- issuer and subject of the sign-in, as a token's sub names the person
    person text not null,
    judges boolean not null,
    active boolean not null,
    display_name text,
    version bigint not null
);
create index projected_membership_person on projected_membership (person);
create index projected_membership_party on projected_membership (party_id, id);
-- When the panel that judges now was called; what was there then, it has seen.
alter table curation add column review_started_at timestamptz;
