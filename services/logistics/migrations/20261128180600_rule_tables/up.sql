-- The rules of the road as dated rows, which the platform's administrator adds and ends through the API.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000100000001', 'gate_rule', 'meat between_provinces any veterinary_number_between_provinces', '{"goods": "meat", "route": "between_provinces", "supplier_kind": null, "requirement": "veterinary_number_between_provinces"}',
     '2009-06-04', null, 'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', 1, now()),
    ('00000000-0000-7000-8000-000100000002', 'gate_rule', 'meat within_province any veterinary_number', '{"goods": "meat", "route": "within_province", "supplier_kind": null, "requirement": "veterinary_number"}',
     '2009-06-04', null, 'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', 1, now()),
    ('00000000-0000-7000-8000-000100000003', 'gate_rule', 'meat any any halal_certificate', '{"goods": "meat", "route": "any", "supplier_kind": null, "requirement": "halal_certificate"}',
     '2024-10-17', null, 'UU 33/2014 tentang Jaminan Produk Halal, Pasal 4; wajib untuk makanan sejak 17 Oktober 2024', 1, now()),
    ('00000000-0000-7000-8000-000100000004', 'gate_rule', 'fresh_animal_product between_provinces any veterinary_number_between_provinces', '{"goods": "fresh_animal_product", "route": "between_provinces", "supplier_kind": null, "requirement": "veterinary_number_between_provinces"}',
     '2009-06-04', null, 'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', 1, now()),
    ('00000000-0000-7000-8000-000100000005', 'gate_rule', 'fresh_animal_product within_province any veterinary_number', '{"goods": "fresh_animal_product", "route": "within_province", "supplier_kind": null, "requirement": "veterinary_number"}',
     '2009-06-04', null, 'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', 1, now()),
    ('00000000-0000-7000-8000-000100000006', 'gate_rule', 'processed_food any any food_permit', '{"goods": "processed_food", "route": "any", "supplier_kind": null, "requirement": "food_permit"}',
     '2012-11-16', null, 'UU 18/2012 tentang Pangan, Pasal 91', 1, now()),
    ('00000000-0000-7000-8000-000100000007', 'gate_rule', 'processed_food any any halal_certificate', '{"goods": "processed_food", "route": "any", "supplier_kind": null, "requirement": "halal_certificate"}',
     '2024-10-17', null, 'UU 33/2014 tentang Jaminan Produk Halal, Pasal 4; wajib untuk makanan sejak 17 Oktober 2024', 1, now());
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000200000001', 'journey_requirement', 'live_animal any any veterinary_certificate', '{"goods": "live_animal", "route": "any", "destination_region_code": null, "paper": "veterinary_certificate"}',
     '2009-06-04', null, 'UU 18/2009 jo. UU 41/2014 tentang Peternakan dan Kesehatan Hewan; Permentan 17/2023', 1, now());
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000300000001', 'allowance', 'shrink cattle road any any 5', '{"kind": "shrink", "commodity_code": "cattle", "mode": "road", "from_province_code": null, "to_province_code": null, "hours_from": 5, "hours_to": 7, "basis_points": 370}',
     '2022-01-01', null, 'Measured loss of live weight, cattle by road: 3.7 % at 5-6 hours', 1, now()),
    ('00000000-0000-7000-8000-000300000002', 'allowance', 'shrink cattle road any any 7', '{"kind": "shrink", "commodity_code": "cattle", "mode": "road", "from_province_code": null, "to_province_code": null, "hours_from": 7, "hours_to": 48, "basis_points": 530}',
     '2022-01-01', null, 'Measured loss of live weight, cattle by road: 5.3 % at 7-8 hours', 1, now()),
    ('00000000-0000-7000-8000-000300000003', 'allowance', 'shrink cattle road any any 48', '{"kind": "shrink", "commodity_code": "cattle", "mode": "road", "from_province_code": null, "to_province_code": null, "hours_from": 48, "hours_to": null, "basis_points": 2000}',
     '2022-01-01', null, 'Measured loss of live weight, cattle by road: up to 20 % over two days', 1, now()),
    ('00000000-0000-7000-8000-000300000004', 'allowance', 'shrink cattle road 18 16 0', '{"kind": "shrink", "commodity_code": "cattle", "mode": "road", "from_province_code": "18", "to_province_code": "16", "hours_from": 0, "hours_to": null, "basis_points": 950}',
     '2022-01-01', null, 'Measured loss of live weight, cattle, Lampung-Palembang: 9.3-9.5 %', 1, now()),
    ('00000000-0000-7000-8000-000300000005', 'allowance', 'deaths goat road any any 0', '{"kind": "deaths", "commodity_code": "goat", "mode": "road", "from_province_code": null, "to_province_code": null, "hours_from": 0, "hours_to": null, "basis_points": 30}',
     '2022-01-01', null, 'Mortality of goats on the road: about 0.3 %', 1, now());

-- contract: nothing is released yet; no earlier release runs beside this one
drop table gate_rule;
drop table allowance;
