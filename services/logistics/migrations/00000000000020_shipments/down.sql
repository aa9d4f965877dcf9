drop table vehicle_event, certificate, shipment_item, vehicle, shipment;
drop sequence shipment_number;
