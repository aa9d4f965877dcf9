-- Facilities of the catalog, with when goods may be loaded there.
create table projected_facility (
    id uuid primary key,
    owner_party_id uuid not null,
    serves_others boolean not null,
    name text not null,
    region_code text not null,
    in_use boolean not null,
    capacity_base bigint,
    capacity_unit text,
    spans jsonb not null,
    version bigint not null
);
create index projected_facility_owner on projected_facility (owner_party_id, region_code) where in_use;

-- Where goods are loaded, and the day of which they are ready there.
alter table shipment add column origin_facility_id uuid;
alter table shipment add column ready_date date;
-- brief: built over the shipments that name a facility, none at first.
create index shipment_loaded_at on shipment (origin_facility_id, ready_date)
    where origin_facility_id is not null and ready_date is not null;
