-- What a contract line commits by the text signed last, of a contract that was amended; by the first text otherwise. Nothing
-- where the line stands in it no more, or where it states no quantity.
create function contracted_quantity(line uuid) returns bigint language sql stable as $$
    with own as (select contract_id, quantity_base from contract_line where id = line),
    last_text as (
        select contract_text.text from contract_text, own
        where contract_text.contract_id = own.contract_id
        order by contract_text.number desc limit 1
    )
    select case
        when exists (select from last_text) then (
            select (said->>'quantity_base')::bigint
            from last_text cross join lateral jsonb_array_elements(last_text.text->'lines') said
            where substr(said->>'id', 5)::uuid = line
        )
        else (select quantity_base from own)
    end
$$;
