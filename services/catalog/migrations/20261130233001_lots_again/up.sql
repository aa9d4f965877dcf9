-- What was set aside and not loaded can be freed again.
alter table lot_allocation add column released_grams bigint not null default 0
    check (released_grams between 0 and grams);

-- What was given is never changed, only replaced: by nothing where it was entered by mistake.
alter table member_input add column replaces_id uuid references member_input;
alter table member_input drop constraint member_input_amount_rupiah_check;
-- brief: nothing is scanned
alter table member_input add constraint member_input_amount check
    (amount_rupiah >= num_nulls(replaces_id)) not valid;
-- brief: a few entries for each member
create unique index member_input_replaces on member_input (replaces_id) where replaces_id is not null;

-- What members owe: what they were given and what was credited too much, less what statements have recovered.
create view member_debt as
    select member_id, sum(rupiah)::bigint as rupiah
    from (
        select member_id, amount_rupiah as rupiah
        from member_input
        where not exists (select from member_input as later where later.replaces_id = member_input.id)
        union all
        select member_id, owed_again_rupiah - recovered_rupiah
        from member_statement
    ) as entry
    group by member_id;

-- What the receipts that count say of a lot, in one word: what became of its goods on each order line, whichever receipt says so.
create function lot_receipts(lot uuid) returns text language sql stable as $$
    select md5(coalesce(string_agg(line || said, ',' order by line), ''))
    from (
        select line ->> 'call_off_line_id' as line,
            concat_ws(' ', '', sum((line #>> '{outcome,loaded}')::numeric), sum((line #>> '{outcome,accepted}')::numeric),
                sum((line #>> '{outcome,rejected}')::numeric), sum((line ->> 'rupiah')::numeric)) as said
        from projected_receipt, jsonb_array_elements(lines) as line
        where lot_ids @> array[lot] and counts and version >= 0 and line ->> 'lot_id' = 'lot_' || replace(lot::text, '-', '')
        group by line ->> 'call_off_line_id'
    ) as received
$$;

-- What they said when a statement was made; unknown of those made before.
alter table lot_statement add column receipts_said text;
