-- Private halves of the platform's signing keys; the public halves are in signing_key. A key signs from
-- signs_from on, so that every service knows it before the first token it signed arrives.
create table signing_secret (
    kid text primary key,
    pkcs8 bytea not null,
    signs_from timestamptz not null,
    created_at timestamptz not null
);

-- Tokens that may still be alive, so that ending a membership or client ends them too.
create table issued_token (
    jti text primary key,
    holder_id uuid not null,
    expires_at timestamptz not null
);
create index issued_token_holder on issued_token (holder_id);
create index issued_token_age on issued_token (expires_at);

-- Client assertions (RFC 7523) already used; kept until they would have expired.
create table used_assertion (
    client_id uuid not null,
    jti text not null,
    expires_at timestamptz not null,
    primary key (client_id, jti)
);
create index used_assertion_age on used_assertion (expires_at);

-- Keys of the trusted OpenID providers, as last fetched.
create table issuer_keys (
    issuer text primary key,
    jwks jsonb not null,
    fetched_at timestamptz,
    tried_at timestamptz not null
);
