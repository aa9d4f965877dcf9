-- How large a business is, as the agreement service tells it. Unknown for what was told before, until the party is told of
-- again; unknown counts as large.
alter table projected_party add column business_size text;

-- Halal became a duty for food of medium and large businesses on 17 October 2024, of micro and small ones on 17 October 2026:
-- the rows that made no difference never were right. What a person has added or ended stays.
with corrected as (
    update dated_row set in_force_until_date = '2024-10-16', version = version + 1, ended_at = now(),
        ending_note = 'PP 42/2024: menurut ukuran usaha'
        where rule_table = 'gate_rule'
            and key in ('meat any any halal_certificate', 'processed_food any any halal_certificate')
            and created_by_party_id is null and in_force_until_date is null
        returning key
)
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
select new.id::uuid, 'gate_rule', new.key, new.content::jsonb, new.from_date::date, null, new.source, 1, now()
from corrected
join (values
    ('meat any any halal_certificate', '00000000-0000-7000-8000-000100000008', 'meat any any halal_certificate medium large',
     '{"goods": "meat", "route": "any", "supplier_kind": null, "supplier_sizes": ["medium", "large"], "requirement": "halal_certificate"}',
     '2024-10-17', 'UU 33/2014 Pasal 4; PP 42/2024: makanan usaha menengah dan besar sejak 17 Oktober 2024'),
    ('meat any any halal_certificate', '00000000-0000-7000-8000-000100000009', 'meat any any halal_certificate micro small',
     '{"goods": "meat", "route": "any", "supplier_kind": null, "supplier_sizes": ["micro", "small"], "requirement": "halal_certificate"}',
     '2026-10-17', 'UU 33/2014 Pasal 4; PP 42/2024: makanan usaha mikro dan kecil sejak 17 Oktober 2026'),
    ('processed_food any any halal_certificate', '00000000-0000-7000-8000-000100000010', 'processed_food any any halal_certificate medium large',
     '{"goods": "processed_food", "route": "any", "supplier_kind": null, "supplier_sizes": ["medium", "large"], "requirement": "halal_certificate"}',
     '2024-10-17', 'UU 33/2014 Pasal 4; PP 42/2024: makanan usaha menengah dan besar sejak 17 Oktober 2024'),
    ('processed_food any any halal_certificate', '00000000-0000-7000-8000-000100000011', 'processed_food any any halal_certificate micro small',
     '{"goods": "processed_food", "route": "any", "supplier_kind": null, "supplier_sizes": ["micro", "small"], "requirement": "halal_certificate"}',
     '2026-10-17', 'UU 33/2014 Pasal 4; PP 42/2024: makanan usaha mikro dan kecil sejak 17 Oktober 2026')
) as new (corrects, id, key, content, from_date, source) on new.corrects = corrected.key;
