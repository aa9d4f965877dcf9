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

-- Other forms that a contract line may be met in.
alter table projected_contract_line add column also_form_codes text[] default '{}' not null;

-- The form ordered, where it is another than that of the contract line, and the yield it counts by there, frozen when the
-- order was issued: so many grams as so many. The counted columns follow from the others, whoever writes them: what was
-- accepted in all is converted, not each receipt by itself.
-- brief: a table of orders is rewritten in well under a second
alter table call_off_line add column form_code text;
alter table call_off_line add column yield_input bigint default 1 not null check (yield_input > 0);
alter table call_off_line add column yield_output bigint default 1 not null check (yield_output >= 0);
alter table call_off_line add column counted_ordered_base bigint not null
    generated always as (div(ordered_base::numeric * yield_output, yield_input)) stored;
alter table call_off_line add column counted_accepted_base bigint not null
    generated always as (div(accepted_base::numeric * yield_output, yield_input)) stored;

-- The balance of a line is one range of this index.
-- brief: a table of orders is indexed in well under a second
create index call_off_line_counted on call_off_line (contract_line_id)
    include (counted_ordered_base, counted_accepted_base, open);
drop index call_off_line_balance;
