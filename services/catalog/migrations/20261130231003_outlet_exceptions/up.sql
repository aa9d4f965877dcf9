-- Who may agree to exceptions of outlets that are set aside for a region.
create function governments_of_region(code text) returns uuid[] language sql stable as $$
    select coalesce(array_agg(id order by id), array[]::uuid[]) from projected_party
    where kind = 'regional_government' and region_code = code
$$;

-- A supplier of another region in a dedicated outlet, for a time; whether it stands is asked of the day.
create table outlet_exception (
    id uuid primary key,
    outlet_id uuid not null references outlet,
    supplier_id uuid not null references projected_party,
    dedicated_region_code text not null,
    operator_party_id uuid not null references projected_party,
    note text not null,
    from_date date not null,
    until_date date not null,
    proposer_party_id uuid not null references projected_party,
    proposed_by text not null,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (from_date <= until_date)
);
create index outlet_exception_outlet on outlet_exception (outlet_id, id);
create index outlet_exception_supplier on outlet_exception (supplier_id, id);
create index outlet_exception_operator on outlet_exception (operator_party_id, id);
create index outlet_exception_waiting on outlet_exception (created_at, id) where state = 'proposed';
