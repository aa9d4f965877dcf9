-- What suppliers have to offer; what is left of it is derived from the holds on it.
create table stock_offer (
    id uuid primary key,
    supplier_id uuid not null references projected_party,
    commodity_code text not null,
    form_code text not null,
    region_code text not null,
    facility_id uuid references facility,
    offered_base bigint not null check (offered_base > 0),
    quantity_unit text not null,
    least_lot_base bigint not null check (least_lot_base > 0),
    step_base bigint not null check (step_base > 0),
    -- the sum of the holds on it that were converted, which never are taken back
    converted_base bigint not null check (converted_base >= 0),
    available_from_date date not null,
    available_until_date date not null,
    price_rupiah bigint,
    price_basis text,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (available_from_date <= available_until_date),
    check (converted_base <= offered_base),
    check ((price_rupiah is null) = (price_basis is null)),
    foreign key (commodity_code, form_code) references commodity_form (commodity_code, code)
);
create index stock_offer_supplier on stock_offer (supplier_id, updated_at, id);
create index stock_offer_state on stock_offer (state, id);

-- What can still be had, those first whose days end first.
create index stock_offer_days on stock_offer (available_until_date, id)
    where state = 'published' and converted_base < offered_base;
create index stock_offer_commodity on stock_offer (commodity_code, available_until_date, id)
    where state = 'published' and converted_base < offered_base;
create index stock_offer_region on stock_offer (region_code, available_until_date, id)
    where state = 'published' and converted_base < offered_base;

-- Animals of an offer that are alike.
create table stock_offer_group (
    offer_id uuid not null references stock_offer,
    place integer not null,
    breed text,
    sex text,
    weight_class text,
    heads bigint not null check (heads > 0),
    primary key (offer_id, place)
);
