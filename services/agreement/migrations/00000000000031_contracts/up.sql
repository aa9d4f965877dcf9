-- Commodities as the catalog's feed tells them.
create table projected_commodity (
    code text primary key,
    name_id text not null,
    name_en text not null,
    natural_unit text not null
);
create table projected_form (
    commodity_code text not null references projected_commodity,
    form_code text not null,
    unit text not null,
    second_unit text,
    primary key (commodity_code, form_code)
);

-- Contracts between a supplier and a buyer under an agreement. `readers`: both businesses, both
-- governments and the facilitator of the agreement.
create table contract (
    id uuid primary key,
    number text not null,
    title text not null,
    agreement_id uuid not null references agreement,
    type text not null,
    state text not null,
    supplier_id uuid not null references party,
    buyer_id uuid not null references party,
    supplier_government_id uuid not null references party,
    buyer_government_id uuid not null references party,
    facilitator_id uuid references party,
    supplier_region_code text not null references region,
    buyer_region_code text not null references region,
    readers uuid[] not null,
    valid_from date not null,
    valid_until date not null,
    attachments jsonb not null,
    text_sha256 text not null,
    round integer not null,
    authenticity_code text constraint contract_authenticity_code_unique unique,
    suspended_by_party_id uuid references party,
    -- claimed and recorded times between which its quantities count as committed
    activated_at timestamptz,
    activation_recorded_at timestamptz,
    terminated_at timestamptz,
    termination_recorded_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (supplier_id <> buyer_id),
    check (valid_from <= valid_until)
);
create index contract_agreement on contract (agreement_id, id);
create index contract_readers on contract using gin (readers);
create sequence contract_number;

create table contract_line (
    id uuid primary key,
    contract_id uuid not null references contract,
    number integer not null,
    commodity_code text not null references projected_commodity,
    form_code text not null,
    unit text not null,
    quantity_base bigint check (quantity_base > 0),
    over_tolerance_bp integer not null check (over_tolerance_bp between 0 and 2000),
    price_rupiah bigint not null check (price_rupiah > 0),
    price_basis text not null,
    description text,
    unique (contract_id, number)
);
