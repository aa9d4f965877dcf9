-- Live animals cross from one island to another with a quarantine certificate, and enter Jakarta with a recommendation.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000200000002', 'journey_requirement', 'live_animal between_islands any quarantine_certificate',
     '{"goods": "live_animal", "route": "between_islands", "destination_region_code": null, "paper": "quarantine_certificate", "needs_confirmation": false}', '2019-10-18', null,
     'UU 21/2019 tentang Karantina Hewan, Ikan, dan Tumbuhan, Pasal 35 dan 88', 1, now()),
    ('00000000-0000-7000-8000-000200000003', 'journey_requirement', 'live_animal any 31 entry_recommendation',
     '{"goods": "live_animal", "route": "any", "destination_region_code": "31", "paper": "entry_recommendation", "needs_confirmation": false}', '2023-06-01', null,
     'Permentan 17/2023 tentang Tata Cara Pengawasan Lalu Lintas Hewan; rekomendasi pemasukan DKI Jakarta', 1, now());
