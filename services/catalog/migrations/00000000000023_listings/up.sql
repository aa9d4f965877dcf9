-- Listings: a variant in an outlet.
create table listing (
    id uuid primary key,
    variant_id uuid not null references variant,
    product_id uuid not null references product,
    supplier_id uuid not null references projected_party,
    outlet_id uuid not null references outlet,
    operator_party_id uuid not null references projected_party,
    state text not null,
    -- the version that went through the gate
    version_hash text not null,
    price_rupiah bigint,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
-- A variant is in an outlet once.
create unique index listing_once on listing (variant_id, outlet_id) where state <> 'delisted';
create index listing_outlet on listing (outlet_id, id);
create index listing_supplier on listing (supplier_id, id);
create index listing_variant on listing (variant_id, id);
create index listing_operator on listing (operator_party_id, id);
