-- Bank accounts of parties. The number lies here alone, in clear: it has to be told to who pays. The hash is keyed by a secret
-- that is not in the database; it knows the same account again, of whatever party.
create table bank_account (
    id uuid primary key,
    party_id uuid not null references party,
    bank_code text not null,
    account_number text not null,
    account_hash text not null,
    holder_name text not null,
    proof_sha256 text not null,
    note text,
    proposed_by text not null,
    state text not null,
    in_use_from timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint bank_account_in_use_once_confirmed check ((state = 'confirmed') = (in_use_from is not null))
);
create index bank_account_party on bank_account (party_id, id);
create index bank_account_hash on bank_account (account_hash);
create index bank_account_in_use on bank_account (in_use_from) where state = 'confirmed';
create unique index bank_account_one_after_another on bank_account (party_id, in_use_from) where state = 'confirmed';
create unique index bank_account_one_proposed on bank_account (party_id) where state = 'proposed';

-- From when on another account of the party is the one to pay instead of one that is from a moment on.
create function bank_account_replaced_from(party uuid, since timestamptz) returns timestamptz language sql stable as $$
    select min(later.in_use_from) from bank_account as later
    where later.party_id = party and later.state = 'confirmed' and later.in_use_from > since
$$;

-- 72 hours in which the account before is still the one to pay, also before a first account is.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-006600000001', 'cooperation_limit', 'bank_account_cooling',
     '{"kind": "bank_account_cooling", "days": 3}', '1900-01-01', null,
     'Platform rule: a change of account is known 72 hours before money follows it', 1, now());
