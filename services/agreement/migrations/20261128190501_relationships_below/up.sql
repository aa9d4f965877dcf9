-- The parties of a region are kept by its own government. A province keeps those of one of its cities only where a row
-- says so: the administrative cities of Jakarta have no government of their own.
create table region_keeper (
    region_code text not null references region,
    keeper_region_code text not null references region,
    in_force_from_date date not null,
    in_force_until_date date,
    legal_basis text not null,
    primary key (region_code, in_force_from_date)
);
insert into region_keeper (region_code, keeper_region_code, in_force_from_date, legal_basis)
select code, '31', '2007-07-30', 'UU 29/2007; UU 2/2024' from region where province_code = '31';

create function keeper_of(region text) returns text language sql stable as $$
    select coalesce((
        select keeper.keeper_region_code from region_keeper as keeper
        where keeper.region_code = region
            and keeper.in_force_from_date <= (now() at time zone 'Asia/Jakarta')::date
            and coalesce(keeper.in_force_until_date >= (now() at time zone 'Asia/Jakarta')::date, true)
    ), region)
$$;

-- The region that a party governs; nothing for who is no government.
create function governed_by(government uuid) returns text language sql stable as $$
    select region_code from party where id = government and kind = 'regional_government'
$$;

-- The agreements that a party facilitates or audits.
create function overseen_by(party uuid) returns uuid[] language sql stable as $$
    select coalesce(array_agg(id), '{}') from agreement
    where facilitator_party_id = party or auditor_party_ids @> array[party]
$$;
