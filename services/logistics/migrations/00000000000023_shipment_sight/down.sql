drop trigger projected_contract_parties on projected_contract;
drop function see_shipments_of_contract();
drop trigger shipment_carrier on shipment;
drop function see_shipment();
drop trigger shipment_item_put on shipment_item;
drop trigger shipment_item_gone on shipment_item;
drop function see_shipments_of_items();
drop function see_shipments(uuid[]);
drop table shipment_sight;
