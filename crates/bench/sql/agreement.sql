-- 1,000 agreements with five contracts each, and the lines of {{shipments}} receipts as logistics tells them. Agreement 0
-- has 1,000 lines, agreement 1 has 10,000, agreement 2 has 100,000 (as far as there are so many); the rest is spread
-- over the others.
create function pg_temp.id(begin text, n bigint) returns uuid immutable language sql
    return (begin || '-0000-7000-8000-' || (100000000000 + n)::text)::uuid;

-- Everybody of the 5,000 parties sits where governments are not unique: they are companies here.
insert into party (id, kind, legal_name, short_name, region_code, version, created_at, updated_at)
select pg_temp.id('01900001', n), 'company', 'Pihak ' || n, 'P' || n, (array['18', '18.72', '31', '35.05'])[1 + n % 4],
    1, '2025-01-01', '2025-01-01'
from generate_series(0::bigint, 4999) as n;
insert into projected_commodity (code, name_id, name_en, natural_unit) values
    ('rice', 'beras', 'rice', 'TNE'), ('eggs', 'telur ayam', 'chicken eggs', 'TNE'), ('beef', 'daging sapi', 'beef', 'TNE'),
    ('chilli', 'cabai', 'chilli', 'TNE');
insert into projected_form (commodity_code, form_code, unit, second_unit) values
    ('rice', 'milled_rice_medium', 'KGM', null), ('eggs', 'fresh_shell', 'KGM', 'H87'), ('beef', 'frozen', 'KGM', null),
    ('chilli', 'red', 'KGM', null);

insert into agreement (id, number, title, state, initiator_party_id, counterpart_party_id, initiator_region_code,
    counterpart_region_code, facilitator_party_id, auditor_party_ids, valid_from, valid_until, commodities,
    initiator_plan, counterpart_plan, attachments, text_sha256, round, suspended_by, signed_date, version,
    created_at, updated_at)
select pg_temp.id('01900004', n), 'KB/2025/' || n, 'Kerja sama ' || n, 'active', pg_temp.id('01900001', 3100 + n % 10),
    pg_temp.id('01900001', 3000 + n % 50), '31', '18.72', pg_temp.id('01900001', 4000 + n % 5), '{}',
    '2025-01-01', '2099-12-31', '{rice,eggs,beef,chilli}', '{"burdens_public":false,"in_regional_budget":true,"note":""}',
    '{"burdens_public":false,"in_regional_budget":true,"note":""}', '[]', repeat('0', 64), 1, null,
    '2025-01-01', 9, '2025-01-01', '2025-01-01'
from generate_series(0::bigint, 999) as n;
insert into contract (id, number, title, agreement_id, type, state, supplier_id, buyer_id, supplier_government_id, buyer_government_id,
    supplier_region_code, buyer_region_code, valid_from, valid_until, attachments, text_sha256, round,
    authenticity_code, suspended_by_party_id, activated_at, activation_recorded_at, terminated_at,
    termination_recorded_at, version, created_at, updated_at)
select pg_temp.id('01900005', k), 'PKS/2025/' || k, 'Kontrak ' || k, pg_temp.id('01900004', k % 1000), 'fixed_quota',
    'active', pg_temp.id('01900001', k % 2000), pg_temp.id('01900001', 2000 + k % 500), pg_temp.id('01900001', 3000 + k % 50),
    pg_temp.id('01900001', 3100 + k % 10), '18.72', '31', '2025-01-01', '2099-12-31', '[]',
    repeat('0', 64), 1, 'BENCH' || k, null, '2025-01-02', '2025-01-02', null, null, 9, '2025-01-01', '2025-01-02'
from generate_series(0::bigint, 4999) as k;
insert into contract_line (id, contract_id, number, commodity_code, form_code, unit, quantity_base, over_tolerance_bp, price_rupiah,
    price_basis, description)
select pg_temp.id('01900006', l), pg_temp.id('01900005', l / 4), 1 + l % 4,
    (array['rice', 'eggs', 'beef', 'chilli'])[1 + l % 4],
    (array['milled_rice_medium', 'fresh_shell', 'frozen', 'red'])[1 + l % 4], 'KGM', 900000000000, 500, 12500, 'per_kg_net',
    null
from generate_series(0::bigint, 19999) as l;

insert into realized_line (id, receipt_id, agreement_id, contract_id, commodity_code, vehicle_id, mass_grams, heads, pieces, millilitres,
    amount_rupiah, received_at, posted_at, reversed_at, reversal_posted_at, form_code, drawn_in)
select pg_temp.id('01900014', m), pg_temp.id('01900013', m), pg_temp.id('01900004', a), pg_temp.id('01900005', a + 1000 * (m % 5)),
    (array['rice', 'eggs', 'beef', 'chilli'])[1 + m % 4], pg_temp.id('01900011', m), 990000, null, null, null, 12375000,
    timestamptz '2025-03-01 00:00:00Z' + m * interval '45 seconds', timestamptz '2025-03-01 01:00:00Z' + m * interval '45 seconds',
    null, null, (array['milled_rice_medium', 'fresh_shell', 'frozen', 'red'])[1 + m % 4], 'mass'
from generate_series(0::bigint, {{shipments}} - 1) as m
cross join lateral (select case when m % greatest({{shipments}} / 1000, 1) = 0 then 0 when m % 100 = 1 then 1 when m % 10 = 2 then 2
    else 3 + (m / 10) % 997 end as a) as chosen
order by m;
