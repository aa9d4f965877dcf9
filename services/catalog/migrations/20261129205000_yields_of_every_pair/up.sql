-- The unit in which people count a form; null where it is that of its commodity, or follows from what the form is measured in.
alter table commodity_form add column natural_unit text;

-- A yield for each step that goods take between two forms: planning figures where nobody has measured one. A row that somebody
-- has added stays.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
select id::uuid, 'yield', key, content::jsonb, '2022-01-01', null, source, 1, now()
from (values
    ('00000000-0000-7000-8000-000600000004', 'rice paddy_harvest_dry brown_rice',
     '{"commodity_code": "rice", "from_form_code": "paddy_harvest_dry", "to_form_code": "brown_rice", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "64", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: GKP to GKG to brown rice'),
    ('00000000-0000-7000-8000-000600000005', 'rice paddy_harvest_dry milled_rice_premium',
     '{"commodity_code": "rice", "from_form_code": "paddy_harvest_dry", "to_form_code": "milled_rice_premium", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "46", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: less than GKP to medium rice'),
    ('00000000-0000-7000-8000-000600000006', 'rice paddy_mill_dry brown_rice',
     '{"commodity_code": "rice", "from_form_code": "paddy_mill_dry", "to_form_code": "brown_rice", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "77", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: husks are about 20 to 23 % of GKG'),
    ('00000000-0000-7000-8000-000600000007', 'rice paddy_mill_dry milled_rice_premium',
     '{"commodity_code": "rice", "from_form_code": "paddy_mill_dry", "to_form_code": "milled_rice_premium", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "59", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: less than GKG to medium rice'),
    ('00000000-0000-7000-8000-000600000008', 'rice brown_rice milled_rice_medium',
     '{"commodity_code": "rice", "from_form_code": "brown_rice", "to_form_code": "milled_rice_medium", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "83", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: with GKG to brown rice, the 64 % that BPS measured'),
    ('00000000-0000-7000-8000-000600000009', 'rice brown_rice milled_rice_premium',
     '{"commodity_code": "rice", "from_form_code": "brown_rice", "to_form_code": "milled_rice_premium", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "76", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: less than brown to medium rice'),
    ('00000000-0000-7000-8000-000600000010', 'cattle live carcass',
     '{"commodity_code": "cattle", "from_form_code": "live", "to_form_code": "carcass", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "51", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: live weight to carcass, usually 50 to 52 %'),
    ('00000000-0000-7000-8000-000600000011', 'chicken live carcass',
     '{"commodity_code": "chicken", "from_form_code": "live", "to_form_code": "carcass", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "72", "unit": "KGM"}}',
     'planning figure of the platform, illustrative, no law states it: live weight to carcass of broilers, usually 70 to 75 %')
) as new (id, key, content, source)
where not exists (select from dated_row kept where kept.rule_table = 'yield' and kept.key = new.key);

-- The other services keep them: they are told of those that exist.
insert into outbox (id, type, subject, audience, everybody, data, recorded_at, request_id)
select gen_random_uuid(), 'id.kad.yield.snapshot', 'yld_' || replace(id::text, '-', ''), '{}', true,
    jsonb_build_object('rule_id', 'yld_' || replace(id::text, '-', ''), 'version', version), now(),
    '00000000-0000-0000-0000-000000000000'
from dated_row where rule_table = 'yield' order by id;
