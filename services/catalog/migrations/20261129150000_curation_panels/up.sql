-- Who may sit on panels: memberships of the agreement service.
create table projected_membership (
    id uuid primary key,
    party_id uuid not null,
    -- issuer and subject of the sign-in, as a token's sub names the person
    person text not null,
    judges boolean not null,
    version bigint not null
);
-- When the panel that judges now was called; what was there then, it has seen.
alter table curation add column review_started_at timestamptz;
