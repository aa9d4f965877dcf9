-- Goods that nobody may go on selling or sending.
create table recall (
    id uuid primary key,
    supplier_id uuid not null,
    issued_by_party_id uuid not null,
    region_code text not null,
    variant_ids uuid[] not null,
    hazard text not null,
    reason text not null,
    advice text not null,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index recall_supplier on recall (supplier_id, id);
create index recall_of_variant on recall using gin (variant_ids);
