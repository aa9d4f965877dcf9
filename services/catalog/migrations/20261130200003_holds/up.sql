-- What is known of a contract now: a hold is made under one that is in force.
alter table projected_contract add column state text;
alter table projected_contract add column valid_from_date date;
alter table projected_contract add column valid_until_date date;

-- Contracts are read anew, so that those which were told of before are known with it.
update feed_cursor set position = 0, contacted_at = null where source = 'agreement';

-- What buyers keep for themselves of stock offers.
create table hold (
    id uuid primary key,
    offer_id uuid not null references stock_offer,
    supplier_id uuid not null,
    buyer_id uuid not null references projected_party,
    contract_id uuid not null references projected_contract,
    commodity_code text not null,
    form_code text not null,
    quantity_base bigint not null check (quantity_base > 0),
    quantity_unit text not null,
    hold_until_date date not null,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index hold_offer on hold (offer_id, hold_until_date) include (quantity_base)
    where state in ('requested', 'confirmed');
create index hold_supplier on hold (supplier_id, updated_at, id);
create index hold_buyer on hold (buyer_id, updated_at, id);
create index hold_contract on hold (contract_id, id);

-- The animals that holds name. One that was substituted stays as history.
create table hold_animal (
    hold_id uuid not null references hold,
    place integer not null,
    animal_id uuid not null references animal,
    named_at timestamptz not null,
    substituted_by_id uuid references animal,
    primary key (hold_id, place)
);
create unique index hold_animal_once on hold_animal (hold_id, animal_id) where substituted_by_id is null;
create index hold_animal_animal on hold_animal (animal_id, hold_id);

-- What holds keep of an offer on a day, beside what was converted: those asked for or confirmed that have not lapsed.
create function held_of_offer(offer uuid, day date) returns bigint language sql stable as $$
    select coalesce(sum(quantity_base), 0)::bigint
    from hold
    where offer_id = offer and hold_until_date >= day and state in ('requested', 'confirmed')
$$;
