-- Which sides an agreement holds together on a day, by the text in force then: an amendment may have changed its last day and
-- what it covers.
create or replace function sides_held(day date)
returns table (
    agreement_id uuid, government uuid, region text, facing text, commodities text[], facilitator uuid, auditors uuid[]
) language sql stable as $$
    select agreement.id, side.government, side.region, side.facing,
        case when amended.text is null then agreement.commodities
            else array(select jsonb_array_elements_text(amended.text->'commodities')) end,
        agreement.facilitator_party_id, agreement.auditor_party_ids
    from agreement
    left join lateral (
        select said.one->'text' as text from jsonb_array_elements(agreement.amended) with ordinality as said (one, place)
        where (said.one->>'in_force_from')::date <= day
        order by said.place desc limit 1
    ) as amended on true
    cross join lateral (values
        (initiator_party_id, initiator_region_code, counterpart_region_code),
        (counterpart_party_id, counterpart_region_code, initiator_region_code)
    ) as side (government, region, facing)
    where agreement.state in ('signed', 'active', 'suspended')
        and coalesce((amended.text->>'valid_until')::date, agreement.valid_until) >= day
        and coalesce(agreement.ends_date > day, true)
$$;
