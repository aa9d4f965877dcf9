-- How large a business is, as the agreement service tells it. Unknown for what was told before, until the party is told of
-- again; unknown counts as large.
alter table projected_party add column business_size text;

-- Halal became a duty for food of medium and large businesses on 17 October 2024, of micro and small ones on 17 October 2026:
-- the row that made no difference never was right. What a person has added or ended stays.
with corrected as (
    update dated_row set in_force_until_date = '2024-10-16', version = version + 1, ended_at = now(),
        ending_note = 'PP 42/2024: menurut ukuran usaha'
        where rule_table = 'permit_rule' and key = 'required halal_certificate_standing'
            and created_by_party_id is null and in_force_until_date is null
        returning key, content, source
)
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
select new.id::uuid, 'permit_rule', corrected.key || new.key,
    corrected.content || jsonb_build_object('sizes', new.sizes::jsonb), new.from_date::date, null, corrected.source, 1, now()
from corrected
cross join (values
    ('00000000-0000-7000-8000-000500000007', ' medium large', '["medium", "large"]', '2024-10-17'),
    ('00000000-0000-7000-8000-000500000008', ' micro small', '["micro", "small"]', '2026-10-17')
) as new (id, key, sizes, from_date);
