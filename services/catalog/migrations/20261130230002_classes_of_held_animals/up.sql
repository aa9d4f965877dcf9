-- The class of weight an animal was in when a hold named it, from so many grams: a substitute is judged by it, whatever its owner
-- weighs afterwards.
alter table hold_animal add column class_from_grams bigint;
update hold_animal set class_from_grams = (
    select max(class.grams)
    from animal
    cross join lateral (
        select grams from weighing
        where weighing.animal_id = animal.id and recorded_at <= hold_animal.named_at
        order by weighed_at desc, id desc limit 1
    ) latest
    join lateral (
        select ((content -> 'from_weight' ->> 'value')::numeric
            * case content -> 'from_weight' ->> 'unit' when 'TNE' then 1000000 when 'GRM' then 1 else 1000 end)::bigint as grams
        from dated_row
        where rule_table = 'live_weight_class' and content ->> 'commodity_code' = animal.commodity_code
            and daterange(in_force_from_date, in_force_until_date, '[]')
                @> (hold_animal.named_at at time zone 'Asia/Jakarta')::date
    ) class on class.grams <= latest.grams
    where animal.id = hold_animal.animal_id
);

-- The holds on an offer are listed, and the last day of those that stand is asked.
-- brief: holds are few, and a row is three columns of the index
create index hold_offer_all on hold (offer_id, id);
-- Nothing asks for the weighings of an owner.
drop index weighing_owner;
