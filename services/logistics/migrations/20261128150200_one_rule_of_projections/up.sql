-- One rule for what is kept of other services: the higher version wins. Rows without a version yet take the next one told.
-- contract: nothing is released yet; no earlier release runs beside this one
alter table projected_standing add column version bigint not null default 0;
alter table projected_standing alter column version drop default;
alter table projected_standing drop column position;
alter table projected_backfill_grant add column version bigint not null default 0;
alter table projected_backfill_grant alter column version drop default;
alter table projected_commodity add column version bigint not null default 0;
alter table projected_commodity alter column version drop default;
alter table projected_commodity drop column position;
alter table projected_agreement drop column position;

-- The facilitator is the agreement's: a contract asks it instead of carrying a copy.
-- contract: nothing is released yet; no earlier release runs beside this one
-- brief: at most some thousand rows, an index of which takes milliseconds
create index projected_agreement_facilitator on projected_agreement (facilitator_id);
drop trigger projected_contract_parties on projected_contract;
alter table projected_contract drop column facilitator_id;

-- Who may read a shipment: the index over its contracts, their agreements and its driver.
-- contract: nothing is released yet; no earlier release runs beside this one
alter table shipment_sight rename to shipment_reader;
alter index shipment_sight_party rename to shipment_reader_party;

-- Works the readers of shipments out anew. The contracts and agreements are locked so that a change of theirs under way
-- is waited for rather than missed.
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
            c.buyer_government_id, a.facilitator_id]) as party (id)
        where item.shipment_id = any (ids)
        union all
        select id, carrier_party_id, false from shipment where id = any (ids)
    ) as reading
    where party_id is not null
    group by shipment_id, party_id;
end $$;

create trigger projected_contract_parties after update on projected_contract
    for each row when (
        (old.agreement_id, old.supplier_id, old.buyer_id, old.supplier_government_id, old.buyer_government_id)
        is distinct from
        (new.agreement_id, new.supplier_id, new.buyer_id, new.supplier_government_id, new.buyer_government_id)
    ) execute function see_shipments_of_contract();

create function see_shipments_of_agreement() returns trigger language plpgsql as $$
begin
    perform see_shipments(array(select distinct item.shipment_id from projected_contract as c
        join shipment_item as item on item.contract_id = c.id where c.agreement_id = new.id));
    return null;
end $$;
create trigger projected_agreement_known after insert on projected_agreement
    for each row execute function see_shipments_of_agreement();
create trigger projected_agreement_facilitator after update on projected_agreement
    for each row when (old.facilitator_id is distinct from new.facilitator_id)
    execute function see_shipments_of_agreement();
