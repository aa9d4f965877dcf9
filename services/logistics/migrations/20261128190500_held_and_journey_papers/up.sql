-- The papers a supplier holds, as its verification shows them.
alter table projected_standing add column held_papers jsonb not null default '[]'::jsonb;

-- What is left on a shipment are the papers of its journey: with a scan, counted over all shipments, confirmed by somebody.
-- contract: nothing is released yet; no earlier release runs beside this one
drop table certificate;
create table journey_paper (
    id uuid primary key,
    shipment_id uuid not null references shipment,
    kind text not null,
    number text not null,
    -- the number by its letters and digits alone: the same paper on several shipments
    number_key text not null,
    issuer text,
    commodity_code text,
    head_count bigint,
    -- heads of this shipment that travel under it, since it was made ready
    heads_used bigint not null,
    origin_region_code text not null,
    destination_region_code text not null,
    valid_from date not null,
    valid_until date,
    sha256 text not null,
    confirmed_at timestamptz,
    confirmed_by_party_id uuid,
    confirmed_by text,
    confirmed_as text,
    confirmation_note text,
    created_at timestamptz not null
);
create index journey_paper_shipment on journey_paper (shipment_id, id);
create index journey_paper_number on journey_paper (kind, number_key);
