-- What is sold of a product, as its label says.
create table variant (
    id uuid primary key,
    product_id uuid not null references product,
    -- follows the product; a withdrawn product gives its barcodes free
    state text not null,
    name text not null,
    gtin text,
    net_content_base bigint not null check (net_content_base > 0),
    net_content_unit text not null,
    ingredients text[] not null,
    producer text not null,
    storage text not null,
    best_before_days integer,
    allergens text[] not null,
    traits text[] not null,
    -- SHA-256 of what a curator judges
    version_hash text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index variant_product on variant (product_id, id);
create unique index variant_gtin_unique on variant (gtin) where state <> 'withdrawn';

-- Permits of a variant; withdrawn ones are kept and count no more.
create table permit (
    id uuid primary key,
    variant_id uuid not null references variant,
    type text not null,
    number text not null,
    issuer text not null,
    issued_date date not null,
    expires_on date,
    sha256 text,
    version bigint not null,
    created_at timestamptz not null,
    withdrawn_at timestamptz
);
create index permit_variant on permit (variant_id, id);
create unique index permit_number_unique on permit (variant_id, type, number) where withdrawn_at is null;
create index permit_ending on permit (expires_on) where withdrawn_at is null;
