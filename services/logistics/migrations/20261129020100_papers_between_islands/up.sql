-- Animal products travel between provinces with a veterinary certificate, into Jakarta with a recommendation; they and fresh
-- plant products cross from one island to another with a quarantine certificate, and all goods with a manifest. Where a
-- person has added a row of the same key, that one stays.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
select ('00000000-0000-7000-8000-0002' || lpad(new.number::text, 8, '0'))::uuid, 'journey_requirement', new.key,
    jsonb_build_object('goods', goods, 'route', route, 'destination_region_code', destination, 'paper', paper,
        'needs_confirmation', false),
    from_date::date, null, source, 1, now()
from (
    select *, concat_ws(' ', goods, route, coalesce(destination, 'any'), paper) as key
    from (values
        (4, 'meat', 'between_provinces', null, 'veterinary_certificate', '2023-06-01', 'UU 18/2009 jo. UU 41/2014 tentang Peternakan dan Kesehatan Hewan; Permentan 17/2023'),
        (5, 'fresh_animal_product', 'between_provinces', null, 'veterinary_certificate', '2023-06-01', 'UU 18/2009 jo. UU 41/2014 tentang Peternakan dan Kesehatan Hewan; Permentan 17/2023'),
        (6, 'meat', 'between_islands', null, 'quarantine_certificate', '2019-10-18', 'UU 21/2019 tentang Karantina Hewan, Ikan, dan Tumbuhan, Pasal 35 dan 88'),
        (7, 'fresh_animal_product', 'between_islands', null, 'quarantine_certificate', '2019-10-18', 'UU 21/2019 tentang Karantina Hewan, Ikan, dan Tumbuhan, Pasal 35 dan 88'),
        (8, 'fresh_plant_product', 'between_islands', null, 'quarantine_certificate', '2019-10-18', 'UU 21/2019 tentang Karantina Hewan, Ikan, dan Tumbuhan, Pasal 35 dan 88'),
        (9, 'meat', 'between_provinces', '31', 'entry_recommendation', '2023-06-01', 'Permentan 17/2023 tentang Tata Cara Pengawasan Lalu Lintas Hewan; rekomendasi pemasukan DKI Jakarta'),
        (10, 'fresh_animal_product', 'between_provinces', '31', 'entry_recommendation', '2023-06-01', 'Permentan 17/2023 tentang Tata Cara Pengawasan Lalu Lintas Hewan; rekomendasi pemasukan DKI Jakarta'),
        (11, 'live_animal', 'between_islands', null, 'inter_island_manifest', '2020-12-01', 'Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4'),
        (12, 'meat', 'between_islands', null, 'inter_island_manifest', '2020-12-01', 'Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4'),
        (13, 'fresh_animal_product', 'between_islands', null, 'inter_island_manifest', '2020-12-01', 'Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4'),
        (14, 'processed_food', 'between_islands', null, 'inter_island_manifest', '2020-12-01', 'Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4'),
        (15, 'fresh_plant_product', 'between_islands', null, 'inter_island_manifest', '2020-12-01', 'Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4'),
        (16, 'other', 'between_islands', null, 'inter_island_manifest', '2020-12-01', 'Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4')
    ) as said (number, goods, route, destination, paper, from_date, source)
) as new
where not exists (
    select 1 from dated_row as there where there.rule_table = 'journey_requirement' and there.key = new.key
);
