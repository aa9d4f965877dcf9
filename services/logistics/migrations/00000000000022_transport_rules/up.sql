-- Which group of gate rules goods belong to. A form goes before its whole commodity (form_code '').
create table goods_kind (
    commodity_code text not null,
    form_code text not null,
    goods text not null,
    primary key (commodity_code, form_code)
);
insert into goods_kind values
    ('eggs', '', 'fresh_animal_product'),
    ('cattle', 'live', 'live_animal'),
    ('cattle', 'carcass', 'meat'),
    ('chicken', 'live', 'live_animal'),
    ('chicken', 'carcass', 'meat'),
    ('beef', '', 'meat'),
    ('rice', '', 'fresh_plant_product'),
    ('chilli', '', 'fresh_plant_product'),
    ('tomato', '', 'fresh_plant_product'),
    ('msme_goods', '', 'processed_food');

-- Which papers goods need on a route: dated, each with its legal basis.
create table gate_rule (
    id integer primary key,
    goods text not null,
    route text not null,
    supplier_kind text,
    requirement text not null,
    legal_basis text not null,
    valid_from date not null,
    valid_until date
);
insert into gate_rule values
    (1, 'live_animal', 'any', null, 'animal_health_certificate',
     'UU 18/2009 jo. UU 41/2014 tentang Peternakan dan Kesehatan Hewan; Permentan 17/2023', '2009-06-04', null),
    (2, 'meat', 'between_provinces', null, 'veterinary_number_between_provinces',
     'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', '2009-06-04', null),
    (3, 'meat', 'within_province', null, 'veterinary_number',
     'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', '2009-06-04', null),
    (4, 'meat', 'any', null, 'halal_certificate',
     'UU 33/2014 tentang Jaminan Produk Halal, Pasal 4; wajib untuk makanan sejak 17 Oktober 2024', '2024-10-17', null),
    (5, 'fresh_animal_product', 'between_provinces', null, 'veterinary_number_between_provinces',
     'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', '2009-06-04', null),
    (6, 'fresh_animal_product', 'within_province', null, 'veterinary_number',
     'UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner', '2009-06-04', null),
    (7, 'processed_food', 'any', null, 'food_permit', 'UU 18/2012 tentang Pangan, Pasal 91', '2012-11-16', null),
    (8, 'processed_food', 'any', null, 'halal_certificate',
     'UU 33/2014 tentang Jaminan Produk Halal, Pasal 4; wajib untuk makanan sejak 17 Oktober 2024', '2024-10-17', null);

-- What may be lost on the road: measured figures with their source.
create table allowance (
    id integer primary key,
    kind text not null,
    commodity_code text not null,
    mode text not null,
    from_province text,
    to_province text,
    hours_from integer not null,
    hours_to integer,
    basis_points integer not null,
    valid_from date not null,
    valid_until date,
    source text not null
);
insert into allowance values
    (1, 'shrink', 'cattle', 'road', null, null, 5, 7, 370, '2022-01-01', null,
     'Measured loss of live weight, cattle by road: 3.7 % at 5-6 hours'),
    (2, 'shrink', 'cattle', 'road', null, null, 7, 48, 530, '2022-01-01', null,
     'Measured loss of live weight, cattle by road: 5.3 % at 7-8 hours'),
    (3, 'shrink', 'cattle', 'road', null, null, 48, null, 2000, '2022-01-01', null,
     'Measured loss of live weight, cattle by road: up to 20 % over two days'),
    (4, 'shrink', 'cattle', 'road', '18', '16', 0, null, 950, '2022-01-01', null,
     'Measured loss of live weight, cattle, Lampung-Palembang: 9.3-9.5 %'),
    (5, 'deaths', 'goat', 'road', null, null, 0, null, 30, '2022-01-01', null,
     'Mortality of goats on the road: about 0.3 %');
