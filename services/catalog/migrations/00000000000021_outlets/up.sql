-- Outlets (gerai), where goods are sold.
create table outlet (
    id uuid primary key,
    operator_party_id uuid not null references projected_party,
    name text not null,
    kind text not null,
    chain text,
    region_code text not null,
    address text,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index outlet_operator on outlet (operator_party_id, id);
create index outlet_region on outlet (region_code, id);
create index outlet_chain on outlet (chain, id) where chain is not null;
