drop table vehicle_event, certificate, shipment_item, vehicle, shipment_party, shipment;
drop sequence shipment_number;
