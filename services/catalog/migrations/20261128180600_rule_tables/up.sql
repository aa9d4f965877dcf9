-- The rules of permits and the yields as dated rows, which the platform's administrator adds and ends through the API.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000500000001', 'permit_rule', 'longest_term home_food_permit', '{"kind": "longest_term", "permit": "home_food_permit", "max_years": 5, "not_for": ["milk", "meat", "frozen"]}',
     '1900-01-01', null, 'Peraturan BPOM 22/2018', 1, now()),
    ('00000000-0000-7000-8000-000500000002', 'permit_rule', 'longest_term veterinary_control_number', '{"kind": "longest_term", "permit": "veterinary_control_number", "max_years": 5, "not_for": []}',
     '1900-01-01', null, 'Permentan 11/2020', 1, now()),
    ('00000000-0000-7000-8000-000500000003', 'permit_rule', 'required food_permit_standing', '{"kind": "required", "rule": "food_permit_standing", "groups": ["processed_food", "mixed_goods"], "unless": ["not_food"], "any_of": ["home_food_permit", "industrial_food_permit"], "how_to_fix": {"id": "Ajukan SPP-IRT (PIRT) melalui oss.go.id, dibantu dinas kesehatan setempat; untuk susu, daging atau makanan beku ajukan izin BPOM MD. Lalu daftarkan nomornya pada produk ini.", "en": "Apply for an SPP-IRT (PIRT) at oss.go.id, with the help of the local health agency; for milk, meat or frozen food apply for a BPOM MD permit. Then add its number to this product."}}',
     '2012-01-01', null, 'UU 18/2012 pasal 91; Peraturan BPOM 22/2018', 1, now()),
    ('00000000-0000-7000-8000-000500000004', 'permit_rule', 'required halal_certificate_standing', '{"kind": "required", "rule": "halal_certificate_standing", "groups": ["processed_food", "mixed_goods", "animal_product"], "unless": ["not_food", "non_halal", "naturally_halal"], "any_of": ["halal_certificate"], "how_to_fix": {"id": "Ajukan sertifikat halal di ptsp.halal.go.id; usaha mikro dan kecil dapat memakai jalur self declare (SEHATI). Lalu daftarkan nomornya pada produk ini.", "en": "Apply for a halal certificate at ptsp.halal.go.id; micro and small businesses can use the self-declared path (SEHATI). Then add its number to this product."}}',
     '2024-10-17', null, 'UU 33/2014 pasal 4; PP 39/2021 pasal 140', 1, now()),
    ('00000000-0000-7000-8000-000500000005', 'permit_rule', 'required veterinary_control_number_standing', '{"kind": "required", "rule": "veterinary_control_number_standing", "groups": ["animal_product"], "unless": ["not_food"], "any_of": ["veterinary_control_number"], "how_to_fix": {"id": "Ajukan sertifikat NKV untuk unit usaha ini ke dinas peternakan provinsi, lalu daftarkan nomornya pada produk ini.", "en": "Apply to the provincial livestock agency for the veterinary control number (NKV) of this unit, then add it to this product."}}',
     '2020-01-01', null, 'Permentan 11/2020', 1, now());
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000600000001', 'yield', 'rice paddy_harvest_dry milled_rice_medium', '{"commodity_code": "rice", "from_form_code": "paddy_harvest_dry", "to_form_code": "milled_rice_medium", "input": {"value": "900", "unit": "TNE"}, "output": {"value": "450", "unit": "TNE"}}',
     '2022-01-01', null, 'planning figure of the Metro-Jakarta cooperation: 900 t GKP = 450 t beras', 1, now());

-- contract: nothing is released yet; no earlier release runs beside this one
drop table commodity_yield;
