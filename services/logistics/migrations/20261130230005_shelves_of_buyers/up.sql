-- Outlets and the listings in them, from the catalog: on which shelves of a buyer a product variant stands.
create table projected_outlet (
    id uuid primary key,
    operator_party_id uuid not null,
    closed boolean not null,
    opens_date date,
    version bigint not null
);
create index projected_outlet_operator on projected_outlet (operator_party_id) where not closed;

create table projected_listing (
    id uuid primary key,
    variant_id uuid not null,
    outlet_id uuid not null,
    listed boolean not null,
    starts_date date,
    version bigint not null
);
create index projected_listing_variant on projected_listing (variant_id) where listed;

-- The catalog is read anew, so that what was told of before is known.
update feed_cursor set position = 0, contacted_at = null where source = 'catalog';
