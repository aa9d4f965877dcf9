-- Commodities, their forms and the yields that link the forms: reference data, filled at the first start.
create table commodity (
    id uuid primary key,
    code text not null unique,
    name_id text not null,
    name_en text not null,
    goods_group text not null,
    natural_unit text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table commodity_form (
    commodity_code text not null references commodity (code),
    code text not null,
    -- the order in which the forms are told
    place integer not null,
    name_id text not null,
    name_en text not null,
    unit text not null,
    second_unit text,
    primary key (commodity_code, code)
);

-- So much of one form gives so much of another, while the ratio counts.
create table commodity_yield (
    id uuid primary key,
    commodity_code text not null references commodity (code),
    from_form_code text not null,
    to_form_code text not null,
    input_base bigint not null check (input_base > 0),
    input_unit text not null,
    output_base bigint not null,
    output_unit text not null,
    valid_from_date date not null,
    valid_until_date date,
    source text not null,
    foreign key (commodity_code, from_form_code) references commodity_form,
    foreign key (commodity_code, to_form_code) references commodity_form
);
create index commodity_yield_of on commodity_yield (commodity_code, id);
