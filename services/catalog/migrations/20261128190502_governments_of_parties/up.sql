-- The governments that judge for a party: those of the region that keeps it.
create function governments_of(party uuid) returns uuid[] language sql stable as $$
    select coalesce(array_agg(government.id order by government.id), '{}')
    from projected_party as kept
    join projected_party as government
        on government.kind = 'regional_government' and government.region_code = kept.region_code
    where kept.id = party
$$;
