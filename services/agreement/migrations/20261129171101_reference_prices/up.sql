-- What goods cost by regulation or by measure, as the catalog tells it.
create table projected_reference_price (
    id uuid primary key,
    commodity_code text not null,
    content jsonb not null,
    in_force_from_date date not null,
    in_force_until_date date,
    legal_basis text not null,
    version bigint not null
);

create index projected_reference_price_commodity on projected_reference_price (commodity_code);
