-- 5,000 contracts of 1,000 agreements between 2,000 suppliers and 500 buyers, {{orders}} orders, {{shipments}} shipments.
-- The first half of the shipments is closed: two vehicles each, a posted receipt for each vehicle. The second half is on
-- the road: one vehicle each, not received.
--
-- Numbers say who belongs to whom: shipment n is of order n mod {{orders}}, order c of contract c mod 5,000, contract k of
-- agreement k mod 1,000, supplier k mod 2,000 and buyer 2,000 + k mod 500.
create function pg_temp.id(begin text, n bigint) returns uuid immutable language sql
    return (begin || '-0000-7000-8000-' || (100000000000 + n)::text)::uuid;
create function pg_temp.draw(n bigint, salt bigint, sides bigint) returns int immutable language sql
    return mod(abs(hashint8extended(n, salt) / 2), sides)::int;
create function pg_temp.pick(n bigint, salt bigint, words text[]) returns text immutable language sql
    return words[1 + pg_temp.draw(n, salt, array_length(words, 1))];

-- A region has one government.
insert into projected_party (id, kind, legal_name, short_name, region_code, version)
select pg_temp.id('01900001', n), case when n < 2000 then 'farmer_group' when n < 3000 then 'company'
    when n < 4000 then 'regional_government' else 'facilitator' end,
    'Pihak ' || n, 'P' || n, case when n not between 3000 and 3999 then pg_temp.pick(n, 1, '{18,18.72,31,31.71,35,35.05,32,33}')
        when n = 3000 then '18.72' when n = 3100 then '31.71' else '35.' || n end, 1
from generate_series(0::bigint, 4999) as n;
insert into projected_standing (party_id, standing, verified_until, version)
select pg_temp.id('01900001', n), 'verified', date '2099-12-31', 1 from generate_series(0::bigint, 1999) as n;
insert into feed_cursor (source, position, contacted_at) values ('agreement', 1, now()), ('catalog', 1, now())
on conflict do nothing;

insert into projected_agreement (id, number, title, state, initiator_id, counterpart_id, facilitator_id, valid_from, valid_until, version)
select pg_temp.id('01900004', n), 'KB/2025/' || n, 'Kerja sama ' || n, 'active', pg_temp.id('01900001', 3100 + n % 10),
    pg_temp.id('01900001', 3000 + n % 50), pg_temp.id('01900001', 4000 + n % 5), '2025-01-01', '2099-12-31', 1
from generate_series(0::bigint, 999) as n;
-- Contract 5,000 is for the contest on one hot line.
insert into projected_contract (id, number, agreement_id, kind, state, supplier_id, buyer_id, supplier_government_id, buyer_government_id,
    supplier_region_code, buyer_region_code, valid_from, valid_until, version, terms_position)
select pg_temp.id('01900005', k), 'PKS/2025/' || k, pg_temp.id('01900004', k % 1000), 'fixed_quota', 'active',
    pg_temp.id('01900001', k % 2000), pg_temp.id('01900001', 2000 + k % 500), pg_temp.id('01900001', 3000 + k % 50),
    pg_temp.id('01900001', 3100 + k % 10), '18.72', '31.71', '2025-01-01', '2099-12-31', 1, 1
from generate_series(0::bigint, 5000) as k;
insert into projected_contract_line (id, contract_id, number, commodity_code, form_code, unit, committed_base, over_tolerance_bp, price_rupiah,
    price_basis, description)
select pg_temp.id('01900006', l), pg_temp.id('01900005', l / 2), 1 + l % 2,
    case l % 2 when 0 then 'rice' else 'eggs' end, case l % 2 when 0 then 'milled_rice_medium' else 'fresh_shell' end,
    'KGM', 900000000000, 500, 12500, 'per_kg_net', null
from generate_series(0::bigint, 10001) as l;
insert into contract_line_lock (contract_line_id) select id from projected_contract_line;

create temp table orders as
select c, pg_temp.id('01900007', c) as id, pg_temp.id('01900008', c) as line_id, c % 5000 as contract,
    (c % 5000) * 2 + (c / 5000) % 2 as contract_line
from generate_series(0::bigint, {{orders}} - 1) as c;
insert into call_off (id, number, contract_id, supplier_id, buyer_id, client, external_reference, state, requested_delivery_date,
    proposed_delivery_date, destination_name, destination_region_code, destination_address, note, terms_position,
    issued_at, version, created_at, updated_at)
select id, 'SP/2025/' || c, pg_temp.id('01900005', contract), pg_temp.id('01900001', contract % 2000),
    pg_temp.id('01900001', 2000 + contract % 500), 'bench', null, 'in_fulfilment', '2026-06-01', null,
    'Gudang ' || pg_temp.pick(c, 2, '{Utama,Timur,Barat,Selatan}'), '31.71', 'Jl. Raya Bogor KM ' || c % 60, null, 1,
    made, 3, made, made
from orders cross join lateral (select timestamptz '2025-02-01 00:00:00Z' + c * interval '5 minutes' as made) as m
order by c;
insert into call_off_line (id, call_off_id, number, contract_line_id, ordered_base, unit, issued_base, proposed_base, accepted_base, open,
    pack_kind, pack_count, pack_content_base, pack_content_unit)
select line_id, id, 1, pg_temp.id('01900006', contract_line), 20000000, 'KGM', 20000000, null, 0, true,
    null, null, null, null
from orders order by c;

create temp table loads as
select n, n * 2 + place - 1 as m, place, n < {{shipments}} / 2 as closed, n % {{orders}} as c,
    timestamptz '2025-03-01 00:00:00Z' + n * interval '45 seconds' as made
from generate_series(0::bigint, {{shipments}} - 1) as n
cross join generate_series(1, 2) as place
where place = 1 or n < {{shipments}} / 2;

insert into shipment (id, number, supplier_id, buyer_id, carrier_party_id, state, origin_region_code, origin_place,
    destination_region_code, destination_place, mode, departed_at, arrived_at, version, created_at, updated_at)
select pg_temp.id('01900010', n), 'SJ/2025/' || (100000000000 + n), pg_temp.id('01900001', contract % 2000),
    pg_temp.id('01900001', 2000 + contract % 500),
    case when closed and pg_temp.draw(n, 3, 10) = 0 then pg_temp.id('01900001', 4500 + pg_temp.draw(n, 4, 100)) end,
    case when closed then 'closed' else 'departed' end, '18.72', 'Gudang Metro', '31.71', 'Pasar Induk Cipinang', 'road',
    made + interval '3 hours', case when closed then made + interval '14 hours' end, 1, made, made
from loads join orders using (c) where place = 1 order by n;
insert into vehicle (id, shipment_id, number, plate, driver_name, departed_at, arrived_at)
select pg_temp.id('01900011', m), pg_temp.id('01900010', n), place, 'BE ' || 1000 + pg_temp.draw(m, 5, 9000) || ' ' ||
    pg_temp.pick(m, 6, '{AA,BC,CX,DK,EF,GH,YU,ZN}'),
    pg_temp.pick(m, 7, '{Budi,Agus,Slamet,Wayan,Joko,Rahmat,Eko,Dedi}'), made + interval '3 hours',
    case when closed then made + interval '14 hours' end
from loads order by m;
insert into vehicle_event (id, shipment_id, vehicle_id, kind, occurred_at, recorded_at, backfilled, place, note, party_id, actor_subject)
select pg_temp.id('01900015', m), pg_temp.id('01900010', n), pg_temp.id('01900011', m), 'departed', made + interval '3 hours',
    made + interval '3 hours', false, null, null, pg_temp.id('01900001', contract % 2000), 'bench'
from loads join orders using (c) order by m;
-- In parts, because each statement works out who sees its shipments.
create index on loads (m);
analyze loads, shipment, projected_contract, projected_agreement, projected_party;
do $$
begin
    for part in 0 .. ({{shipments}} * 2 - 1) / 100000 loop
        insert into shipment_item (id, shipment_id, vehicle_id, number, call_off_line_id, call_off_id, contract_line_id, contract_id,
            agreement_id, commodity_code, form_code, quantity_base, quantity_unit, heads, weight_base, weight_unit,
            packages, variant_id, received)
        select pg_temp.id('01900012', m), pg_temp.id('01900010', n), pg_temp.id('01900011', m), place, line_id, id,
            pg_temp.id('01900006', contract_line), pg_temp.id('01900005', contract), pg_temp.id('01900004', contract % 1000),
            case contract_line % 2 when 0 then 'rice' else 'eggs' end,
            case contract_line % 2 when 0 then 'milled_rice_medium' else 'fresh_shell' end,
            1000000, 'KGM', null, null, null, 20, null, closed
        from loads join orders using (c) where m >= part * 100000 and m < (part + 1) * 100000 order by m;
        analyze shipment_item;
    end loop;
end $$;

insert into receipt (id, number, shipment_id, supplier_id, buyer_id, state, received_at, backfilled, documents_seen, note, posted_at,
    reverses_id, captured_sha256, version, created_at, updated_at)
select pg_temp.id('01900013', m), 'TT/2025/' || m, pg_temp.id('01900010', n), pg_temp.id('01900001', contract % 2000),
    pg_temp.id('01900001', 2000 + contract % 500), 'posted', made + interval '15 hours', false, true, null,
    made + interval '16 hours', null, encode(sha256(m::text::bytea), 'hex'), 4, made + interval '15 hours',
    made + interval '16 hours'
from loads join orders using (c) where closed order by m;
insert into receipt_line (id, receipt_id, number, shipment_item_id, vehicle_id, call_off_line_id, call_off_id, contract_line_id,
    contract_id, agreement_id, commodity_code, form_code, accepted_base, accepted_unit, amount_rupiah,
    shrink_allowed_base, deaths_allowed, claimable_weight_base, claimable_heads, note, holds_item, received_at,
    posted_at, reversal_claimed_at, reversed_at)
select pg_temp.id('01900014', m), pg_temp.id('01900013', m), 1, pg_temp.id('01900012', m), pg_temp.id('01900011', m),
    line_id, id, pg_temp.id('01900006', contract_line), pg_temp.id('01900005', contract),
    pg_temp.id('01900004', contract % 1000), case contract_line % 2 when 0 then 'rice' else 'eggs' end,
    case contract_line % 2 when 0 then 'milled_rice_medium' else 'fresh_shell' end, 990000, 'KGM', 12375000, 0, null, 0,
    null, null, true, made + interval '15 hours', made + interval '16 hours', null, null
from loads join orders using (c) where closed order by m;
insert into receipt_measure (receipt_line_id, dimension, unit, loaded, accepted, held_excess, rejected, dead, emergency_slaughtered, removed,
    shrink, missing, surplus)
select pg_temp.id('01900014', m), 'mass', 'KGM', 1000000, 990000, 0, 10000, 0, 0, 0, 0, 0, 0
from loads where closed order by m;
update call_off_line set accepted_base = sums.accepted
from (select call_off_line_id, sum(accepted_base)::bigint as accepted from receipt_line group by 1) as sums
where call_off_line.id = sums.call_off_line_id;
