-- Members of cooperatives and farmer groups. Of an erased one the person is gone, and the row stays for what was counted of it.
create table member (
    id uuid primary key,
    party_id uuid not null references party,
    number text,
    name text,
    nik_hash text,
    nik_last_four text,
    village_code text,
    sex text,
    consent_date date,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint member_person_is_whole_or_gone check (
        case when state = 'erased'
            then coalesce(number, name, nik_hash, nik_last_four, village_code, sex, consent_date::text) is null
            else num_nulls(number, name, nik_hash, nik_last_four, village_code, consent_date) = 0
        end
    )
);
create index member_party on member (party_id, id);
create unique index member_number_unique on member (party_id, number);
create unique index member_person_unique on member (party_id, nik_hash) where state = 'active';
