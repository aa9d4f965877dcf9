-- People invited into a party; the code is known by its hash alone.
create table invitation (
    id uuid primary key,
    party_id uuid not null references party,
    display_name text not null,
    roles text[] not null,
    code_sha256 text not null constraint invitation_code_unique unique,
    invited_by text not null,
    expires_at timestamptz not null,
    state text not null,
    membership_id uuid,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index invitation_party on invitation (party_id, id);
