-- What buyers need. A line stays the same through the versions it goes on in; what each version says of it stands in
-- demand_period. Who reads a demand is computed when it is read.
create table demand (
    id uuid primary key,
    buyer_id uuid not null references party,
    buyer_region_code text not null references region,
    title text not null,
    note text,
    state text not null,
    revision integer not null,
    published_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index demand_buyer on demand (buyer_id, id);
create index demand_region on demand (buyer_region_code, id);

create table demand_line (
    id uuid primary key,
    demand_id uuid not null references demand,
    number integer not null,
    commodity_code text not null,
    form_code text not null,
    grade text,
    unit text not null,
    region_code text not null references region,
    oversubscribed boolean not null,
    unique (demand_id, number)
);

create table demand_version (
    demand_id uuid not null references demand,
    number integer not null,
    rationale text,
    published_date date,
    primary key (demand_id, number)
);

create table demand_period (
    line_id uuid not null references demand_line,
    version integer not null,
    first_day date not null,
    last_day date not null,
    code text not null,
    name text,
    quantity_base bigint not null,
    primary key (line_id, version, first_day),
    check (quantity_base > 0),
    check (first_day <= last_day)
);

-- The regions whose government a party is today: its own, and those it keeps by a dated row.
create function regions_governed_by(government uuid, day date) returns text[] language sql stable as $$
    select coalesce(array_agg(region.code), '{}') from (
        select governed_by(government) as code where governed_by(government) is not null
        union
        select region_code from region_keeper
        where keeper_region_code = governed_by(government) and in_force_from_date <= day
            and coalesce(in_force_until_date >= day, true)
    ) as region
$$;

-- Both sides of every agreement that was signed and has not ended on a day, each with the region it faces.
create function sides_held(day date)
returns table (
    agreement_id uuid, government uuid, region text, facing text, commodities text[], facilitator uuid, auditors uuid[]
) language sql stable as $$
    select agreement.id, side.government, side.region, side.facing, agreement.commodities,
        agreement.facilitator_party_id, agreement.auditor_party_ids
    from agreement
    cross join lateral (values
        (initiator_party_id, initiator_region_code, counterpart_region_code),
        (counterpart_party_id, counterpart_region_code, initiator_region_code)
    ) as side (government, region, facing)
    where agreement.state in ('signed', 'active', 'suspended') and agreement.valid_until >= day
        and coalesce(agreement.ends_date > day, true)
$$;

-- Whether a region is another, or a city or regency of that province.
create function lies_in(inner_region text, outer_region text) returns boolean language sql immutable as $$
    select inner_region = outer_region or (length(outer_region) = 2 and starts_with(inner_region, outer_region))
$$;

-- Of which buyers' regions a party reads the published needs of which commodities, as `31 eggs`: governments and verified
-- suppliers of the facing region, who facilitates and who audits.
create function needs_open_to(reader uuid, day date) returns text[] language sql stable as $$
    select coalesce(array_agg(distinct buyers.code || ' ' || goods.code), '{}')
    from sides_held(day) as side
    join region as buyers on lies_in(buyers.code, side.facing)
    cross join unnest(side.commodities) as goods (code)
    where side.government = reader or side.facilitator = reader or side.auditors @> array[reader]
        or exists (
            select from party join supplier_verification as verified on verified.party_id = party.id
            where party.id = reader and verified.state in ('verified', 'verified_with_conditions')
                and lies_in(party.region_code, side.region)
        )
$$;

-- The same the other way round: who reads the published needs of a buyer's region for some commodities.
create function readers_of_need(region text, goods text[], day date) returns uuid[] language sql stable as $$
    select coalesce(array_agg(distinct reader.id), '{}')
    from sides_held(day) as side
    cross join lateral (
        select side.government as id
        union all select side.facilitator
        union all select unnest(side.auditors)
        union all select party.id
            from party join supplier_verification as verified on verified.party_id = party.id
            where verified.state in ('verified', 'verified_with_conditions')
                and lies_in(party.region_code, side.region)
    ) as reader
    where lies_in(readers_of_need.region, side.facing) and side.commodities && goods and reader.id is not null
$$;
