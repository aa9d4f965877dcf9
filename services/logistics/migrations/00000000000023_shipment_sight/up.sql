-- Who sees a shipment, so that a party's page of a million shipments is one range of an index. An index over
-- three tables, kept by the database whoever writes them: never written by hand.
create table shipment_sight (
    shipment_id uuid not null references shipment on delete cascade,
    party_id uuid not null,
    -- a party to its contracts; otherwise it only drives
    in_trade boolean not null,
    primary key (shipment_id, party_id)
);
create index shipment_sight_party on shipment_sight (party_id, shipment_id) include (in_trade);

-- Works the sight of shipments out anew. The contracts are locked so that a change of theirs under way is
-- waited for rather than missed.
create function see_shipments(ids uuid[]) returns void language plpgsql as $$
begin
    perform 1 from projected_contract
        where id in (select contract_id from shipment_item where shipment_id = any (ids))
        order by id for share;
    delete from shipment_sight where shipment_id = any (ids);
    insert into shipment_sight (shipment_id, party_id, in_trade)
    select shipment_id, party_id, bool_or(in_trade)
    from (
        select item.shipment_id, party.id as party_id, true as in_trade
        from shipment_item as item
        join projected_contract as c on c.id = item.contract_id
        cross join lateral unnest(array[c.supplier_id, c.buyer_id, c.supplier_government_id,
            c.buyer_government_id, c.facilitator_id]) as party (id)
        where item.shipment_id = any (ids)
        union all
        select id, carrier_party_id, false from shipment where id = any (ids)
    ) as seen
    where party_id is not null
    group by shipment_id, party_id;
end $$;

create function see_shipments_of_items() returns trigger language plpgsql as $$
begin
    perform see_shipments(array(select distinct shipment_id from changed));
    return null;
end $$;
create trigger shipment_item_put after insert on shipment_item
    referencing new table as changed for each statement execute function see_shipments_of_items();
create trigger shipment_item_gone after delete on shipment_item
    referencing old table as changed for each statement execute function see_shipments_of_items();

create function see_shipment() returns trigger language plpgsql as $$
begin
    perform see_shipments(array[new.id]);
    return null;
end $$;
create trigger shipment_carrier after update of carrier_party_id on shipment
    for each row when (old.carrier_party_id is distinct from new.carrier_party_id) execute function see_shipment();

create function see_shipments_of_contract() returns trigger language plpgsql as $$
begin
    perform see_shipments(array(select distinct shipment_id from shipment_item where contract_id = new.id));
    return null;
end $$;
create trigger projected_contract_parties after update on projected_contract
    for each row when (
        (old.supplier_id, old.buyer_id, old.supplier_government_id, old.buyer_government_id, old.facilitator_id)
        is distinct from
        (new.supplier_id, new.buyer_id, new.supplier_government_id, new.buyer_government_id, new.facilitator_id)
    ) execute function see_shipments_of_contract();

select see_shipments(array(select id from shipment));
