-- The rules of receiving stand where all dated rows stand.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
select ('00000000-0000-7000-8000-0004' || lpad(id::text, 8, '0'))::uuid, 'receiving_rule', key,
    jsonb_build_object('figure', key, 'value', value), in_force_from_date, in_force_until_date, source, 1, now()
from receiving_rule
union all
select ('00000000-0000-7000-8000-0005' || lpad(id::text, 8, '0'))::uuid, 'weight_range',
    concat_ws(' ', commodity_code, coalesce(form_code, 'any'), measure),
    jsonb_build_object('commodity_code', commodity_code, 'form_code', form_code, 'measure', measure,
        'least_grams', least_grams, 'most_grams', most_grams),
    in_force_from_date, in_force_until_date, source, 1, now()
from weight_range;

-- contract: nothing is released yet; no earlier release runs beside this one
drop table receiving_rule;
drop table weight_range;
