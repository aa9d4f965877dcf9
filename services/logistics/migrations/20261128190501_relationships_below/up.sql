-- Auditors read the whole line below the agreements they are assigned to, and a government what its own businesses do,
-- also where another government is the side of the agreement.
-- brief: at most some thousand rows, an index of which takes milliseconds
alter table projected_agreement add column auditor_ids uuid[] not null default array[]::uuid[];
create index projected_agreement_auditors on projected_agreement using gin (auditor_ids);
create index projected_contract_supplier_region on projected_contract (supplier_region_code);
create index projected_contract_buyer_region on projected_contract (buyer_region_code);

create or replace function see_shipments(ids uuid[]) returns void language plpgsql as $$
begin
    perform 1 from projected_contract
        where id in (select contract_id from shipment_item where shipment_id = any (ids))
        order by id for share;
    perform 1 from projected_agreement
        where id in (select c.agreement_id from shipment_item as item
            join projected_contract as c on c.id = item.contract_id where item.shipment_id = any (ids))
        order by id for share;
    delete from shipment_reader where shipment_id = any (ids);
    insert into shipment_reader (shipment_id, party_id, in_trade)
    select shipment_id, party_id, bool_or(in_trade)
    from (
        select item.shipment_id, party.id as party_id, true as in_trade
        from shipment_item as item
        join projected_contract as c on c.id = item.contract_id
        left join projected_agreement as a on a.id = c.agreement_id
        cross join lateral unnest(array[c.supplier_id, c.buyer_id, c.supplier_government_id,
            c.buyer_government_id, a.facilitator_id] || a.auditor_ids) as party (id)
        where item.shipment_id = any (ids)
        union all
        select item.shipment_id, government.id, true
        from shipment_item as item
        join projected_contract as c on c.id = item.contract_id
        join projected_party as government on government.kind = 'regional_government'
            and government.region_code in (c.supplier_region_code, c.buyer_region_code)
        where item.shipment_id = any (ids)
        union all
        select id, carrier_party_id, false from shipment where id = any (ids)
    ) as reading
    where party_id is not null
    group by shipment_id, party_id;
end $$;

drop trigger projected_agreement_facilitator on projected_agreement;
create trigger projected_agreement_readers after update on projected_agreement
    for each row when
        ((old.facilitator_id, old.auditor_ids) is distinct from (new.facilitator_id, new.auditor_ids))
    execute function see_shipments_of_agreement();

create function see_shipments_of_government() returns trigger language plpgsql as $$
begin
    perform see_shipments(array(select distinct item.shipment_id from projected_contract as c
        join shipment_item as item on item.contract_id = c.id
        where new.region_code in (c.supplier_region_code, c.buyer_region_code)));
    return null;
end $$;
create trigger projected_party_government after insert on projected_party
    for each row when (new.kind = 'regional_government') execute function see_shipments_of_government();

select see_shipments(array(select id from shipment));
