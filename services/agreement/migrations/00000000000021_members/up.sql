-- People who act for a party: issuer and subject of their sign-in.
create table membership (
    id uuid primary key,
    party_id uuid not null references party,
    issuer text not null,
    subject text not null,
    display_name text,
    roles text[] not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint membership_person_unique unique (party_id, issuer, subject)
);
create index membership_person on membership (issuer, subject);
create index membership_party on membership (party_id, id);

-- Machines of a party: known by the SHA-256 of a secret or by a public key.
create table machine_client (
    id uuid primary key,
    party_id uuid not null references party,
    name text not null,
    roles text[] not null,
    scopes text[],
    secret_sha256 text,
    public_jwk jsonb,
    credential_changed_at timestamptz not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (num_nonnulls(secret_sha256, public_jwk) = 1)
);
create index machine_client_party on machine_client (party_id, id);

-- Uploaded files; the bytes stand apart, so that a row is small.
create table file (
    id uuid primary key,
    party_id uuid not null references party,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    name text not null,
    uploaded_at timestamptz,
    version bigint not null,
    created_at timestamptz not null
);
create index file_party on file (party_id, id);
create table file_content (
    file_id uuid primary key references file,
    bytes bytea not null
);
