-- What this service knows of the others, read from their feeds. Only projections write here.

-- From agreement. `version` is the source's; `position` the place in its feed it was last read at.
create table projected_party (
    id uuid primary key,
    kind text not null,
    legal_name text not null,
    short_name text not null,
    region_code text not null,
    version bigint not null
);

-- A supplier's standing; has no version of its own, so the position in the feed orders it.
create table projected_standing (
    party_id uuid primary key,
    standing text not null,
    verified_until date,
    position bigint not null
);

create table projected_agreement (
    id uuid primary key,
    number text,
    title text not null,
    state text not null,
    initiator_id uuid not null,
    counterpart_id uuid not null,
    facilitator_id uuid,
    valid_from date not null,
    valid_until date,
    version bigint not null,
    position bigint not null
);

create table projected_contract (
    id uuid primary key,
    number text not null,
    agreement_id uuid not null,
    kind text not null,
    state text not null,
    supplier_id uuid not null,
    buyer_id uuid not null,
    supplier_government_id uuid not null,
    buyer_government_id uuid not null,
    facilitator_id uuid,
    supplier_region_code text not null,
    buyer_region_code text not null,
    valid_from date not null,
    valid_until date,
    version bigint not null,
    -- the place in agreement's feed these terms were read at
    terms_position bigint not null
);
create index projected_contract_supplier on projected_contract (supplier_id);
create index projected_contract_buyer on projected_contract (buyer_id);
create index projected_contract_supplier_government on projected_contract (supplier_government_id);
create index projected_contract_buyer_government on projected_contract (buyer_government_id);
create index projected_contract_facilitator on projected_contract (facilitator_id);
create index projected_contract_agreement on projected_contract (agreement_id);

create table projected_contract_line (
    id uuid primary key,
    contract_id uuid not null references projected_contract,
    number integer not null,
    commodity_code text not null,
    form_code text not null,
    -- the unit people write the line in; null commitment: no limit
    unit text not null,
    committed_base bigint,
    over_tolerance_bp integer not null,
    price_rupiah bigint not null,
    price_basis text not null,
    description text
);
create index projected_contract_line_contract on projected_contract_line (contract_id, id);

-- The lock for the last tonne: whoever judges a balance locks these rows in order of id first, and sums in
-- the next statement. Apart from the terms, so that a projection never waits for an order.
create table contract_line_lock (
    contract_line_id uuid primary key
);

create table projected_backfill_grant (
    id uuid primary key,
    party_id uuid not null,
    from_date date not null,
    until_date date not null
);
create index projected_backfill_grant_party on projected_backfill_grant (party_id);

-- From catalog.
create table projected_commodity (
    code text primary key,
    name_id text not null,
    name_en text not null,
    commodity_group text not null,
    natural_unit text not null,
    position bigint not null
);
create table projected_form (
    commodity_code text not null references projected_commodity,
    code text not null,
    name_id text not null,
    name_en text not null,
    unit text not null,
    second_unit text,
    primary key (commodity_code, code)
);
create table projected_variant (
    id uuid primary key,
    product_id uuid not null,
    supplier_id uuid not null,
    commodity_code text not null,
    form_code text not null,
    name text not null,
    gtin text,
    state text not null,
    version_hash text,
    -- [{type, number, issued_date, expires_on}]
    permits jsonb not null,
    listing_ready boolean not null,
    version bigint not null
);
create index projected_variant_supplier on projected_variant (supplier_id, id);
