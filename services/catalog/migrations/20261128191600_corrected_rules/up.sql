-- PP 42/2024 had taken the place of PP 39/2021 when halal became a duty for food on 17 October 2024: the row that cited the
-- old one never was right.
update dated_row set in_force_until_date = '2024-10-16', version = version + 1, ended_at = now(),
    ending_note = 'PP 39/2021 diganti PP 42/2024'
    where rule_table = 'permit_rule' and key = 'required halal_certificate_standing' and source like '%PP 39/2021%';
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000500000006', 'permit_rule', 'required halal_certificate_standing',
     '{"kind": "required", "rule": "halal_certificate_standing", "groups": ["processed_food", "mixed_goods", "animal_product"], "unless": ["not_food", "non_halal", "naturally_halal"], "any_of": ["halal_certificate"], "how_to_fix": {"id": "Ajukan sertifikat halal di ptsp.halal.go.id; usaha mikro dan kecil dapat memakai jalur self declare (SEHATI). Lalu daftarkan nomornya pada produk ini.", "en": "Apply for a halal certificate at ptsp.halal.go.id; micro and small businesses can use the self-declared path (SEHATI). Then add its number to this product."}}', '2024-10-17', null,
     'UU 33/2014 pasal 4; PP 42/2024', 1, now());

-- Mill-dry paddy (GKG) stands between harvest-dry paddy and rice.
insert into commodity_form (commodity_code, code, place, name_id, name_en, unit, second_unit)
    select 'rice', 'paddy_mill_dry', 4, 'gabah kering giling (GKG)', 'paddy, mill-dry', 'KGM', null
    where exists (select 1 from commodity where code = 'rice')
    on conflict do nothing;
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000600000002', 'yield', 'rice paddy_harvest_dry paddy_mill_dry',
     '{"commodity_code": "rice", "from_form_code": "paddy_harvest_dry", "to_form_code": "paddy_mill_dry", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "83.38", "unit": "KGM"}}', '2018-01-01', null,
     'BPS, Survei Konversi Gabah ke Beras 2018', 1, now()),
    ('00000000-0000-7000-8000-000600000003', 'yield', 'rice paddy_mill_dry milled_rice_medium',
     '{"commodity_code": "rice", "from_form_code": "paddy_mill_dry", "to_form_code": "milled_rice_medium", "input": {"value": "100", "unit": "KGM"}, "output": {"value": "64.02", "unit": "KGM"}}', '2018-01-01', null,
     'BPS, Survei Konversi Gabah ke Beras 2018', 1, now());
