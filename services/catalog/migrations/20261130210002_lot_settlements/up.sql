-- Settlements of lots with their members; never changed: a later one names the first.
create table lot_statement (
    id uuid primary key,
    lot_id uuid not null references consolidation_lot,
    number integer not null check (number > 0),
    adjusts_id uuid references lot_statement,
    gross_rupiah bigint not null,
    fee_rupiah bigint not null,
    recovered_rupiah bigint not null,
    owed_again_rupiah bigint not null,
    paid_rupiah bigint not null,
    actor_subject text not null,
    settled_at timestamptz not null,
    unique (lot_id, number),
    check ((number = 1) = (adjusts_id is null))
);

-- What each says to one member.
create table member_statement (
    id uuid primary key,
    statement_id uuid not null references lot_statement,
    lot_id uuid not null references consolidation_lot,
    party_id uuid not null,
    member_id uuid not null,
    -- grams brought, given back and lost, and what became of the rest by grade
    content jsonb not null,
    gross_rupiah bigint not null,
    fee_rupiah bigint not null check (fee_rupiah between 0 and gross_rupiah),
    credited_before_rupiah bigint not null check (credited_before_rupiah >= 0),
    debt_before_rupiah bigint not null check (debt_before_rupiah >= 0),
    recovered_rupiah bigint not null check (recovered_rupiah >= 0),
    owed_again_rupiah bigint not null check (owed_again_rupiah >= 0),
    paid_rupiah bigint not null check (paid_rupiah >= 0),
    unique (statement_id, member_id),
    check (gross_rupiah - fee_rupiah - credited_before_rupiah
        = paid_rupiah + recovered_rupiah - owed_again_rupiah)
);
create index member_statement_lot on member_statement (lot_id, id);
create index member_statement_party on member_statement (party_id, id);
create index member_statement_member on member_statement (member_id, id);

-- What a cooperative gave its members, to be recovered.
create table member_input (
    id uuid primary key,
    member_id uuid not null,
    party_id uuid not null,
    amount_rupiah bigint not null check (amount_rupiah > 0),
    given_date date not null,
    note text,
    actor_subject text not null,
    recorded_at timestamptz not null
);
create index member_input_party on member_input (party_id, id);
create index member_input_member on member_input (member_id, id);
