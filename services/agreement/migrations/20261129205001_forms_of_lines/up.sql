-- How the forms of a commodity become each other, as the catalog tells it.
create table projected_yield (
    id uuid primary key,
    commodity_code text not null,
    content jsonb not null,
    in_force_from_date date not null,
    in_force_until_date date,
    source text not null,
    version bigint not null
);

create index projected_yield_commodity on projected_yield (commodity_code);

-- Other forms that a line may be met in.
alter table contract_line add column also_form_codes text[] default '{}' not null;

-- By which yield a receipt of such a form counts on its contract line: so many grams as so many; one as one of its own form.
alter table realized_line add column yield_input bigint default 1 not null;
alter table realized_line add column yield_output bigint default 1 not null;

-- The unit in which people count a form, known once the catalog tells of its commodity again.
alter table projected_form add column natural_unit text;
