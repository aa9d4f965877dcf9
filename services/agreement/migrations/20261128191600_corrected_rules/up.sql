-- PP 28/2025 took the place of PP 5/2021 on 5 June 2025: the rows that cite it are ended and followed.
update dated_row set in_force_until_date = '2025-06-04', version = version + 1, ended_at = now(),
    ending_note = 'PP 5/2021 diganti PP 28/2025'
    where rule_table = 'document_requirement' and key like '% any business_id' and source = 'PP 5/2021';
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000400000020', 'document_requirement', 'company any business_id',
     '{"kind": "company", "commodity": null, "document": "business_id"}', '2025-06-05', null,
     'PP 28/2025', 1, now()),
    ('00000000-0000-7000-8000-000400000021', 'document_requirement', 'cooperative any business_id',
     '{"kind": "cooperative", "commodity": null, "document": "business_id"}', '2025-06-05', null,
     'PP 28/2025', 1, now()),
    ('00000000-0000-7000-8000-000400000022', 'document_requirement', 'msme any business_id',
     '{"kind": "msme", "commodity": null, "document": "business_id"}', '2025-06-05', null,
     'PP 28/2025', 1, now()),
    ('00000000-0000-7000-8000-000400000023', 'document_requirement', 'regional_enterprise any business_id',
     '{"kind": "regional_enterprise", "commodity": null, "document": "business_id"}', '2025-06-05', null,
     'PP 28/2025', 1, now()),
    ('00000000-0000-7000-8000-000400000024', 'document_requirement', 'aggregation_hub any business_id',
     '{"kind": "aggregation_hub", "commodity": null, "document": "business_id"}', '2025-06-05', null,
     'PP 28/2025', 1, now());
