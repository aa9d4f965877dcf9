-- Corrections of a party by two persons: mistyped numbers, and parties that were registered twice.
create table party_correction (
    id uuid primary key,
    party_id uuid not null references party,
    business_id text,
    tax_id text,
    absorbs_party_id uuid references party,
    former_business_id text,
    former_tax_id text,
    reason text not null,
    requested_by text not null,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index party_correction_party on party_correction (party_id, id);
create index party_correction_waiting on party_correction (created_at, id) where state = 'proposed';

-- The party that another registration of the same organisation has become.
alter table party add column absorbed_by_party_id uuid references party;

-- The names of a party, each from when on: what was signed shows the name it was signed under.
create table party_name (
    party_id uuid not null references party,
    from_at timestamptz not null,
    legal_name text not null,
    short_name text not null,
    primary key (party_id, from_at)
);
insert into party_name select id, created_at, legal_name, short_name from party;
create function keep_party_name() returns trigger language plpgsql as $$
begin
    insert into party_name values (new.id, new.updated_at, new.legal_name, new.short_name)
    on conflict (party_id, from_at) do update
        set legal_name = excluded.legal_name, short_name = excluded.short_name;
    return null;
end $$;
create trigger party_named after insert on party for each row execute function keep_party_name();
create trigger party_renamed after update on party for each row
    when ((old.legal_name, old.short_name) is distinct from (new.legal_name, new.short_name))
    execute function keep_party_name();

-- The legal name of a party at an instant: the last from before it, otherwise the first.
create function legal_name_at(party uuid, at timestamptz) returns text language sql stable as $$
    select name.legal_name from party_name as name where name.party_id = party
    order by name.from_at <= at desc, case when name.from_at <= at then name.from_at end desc, name.from_at
    limit 1
$$;

create function keeper_of_party(party uuid) returns text language sql stable as $$
    select keeper_of(region_code) from party where party.id = keeper_of_party.party
$$;
