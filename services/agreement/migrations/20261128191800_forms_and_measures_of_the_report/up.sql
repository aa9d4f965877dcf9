-- The report speaks per form and measure: what was not measured is unknown, never zero.
alter table realized_line add column form_code text default '' not null;
-- what the contract line draws down in
alter table realized_line add column drawn_in text default 'mass' not null;
alter table realized_line alter column heads drop not null;
alter table realized_line alter column pieces drop not null;
alter table realized_line alter column millilitres drop not null;
-- The lines that are here already: their contract says in which form and measure they were bought.
update realized_line as realized set form_code = line.form_code, drawn_in = case line.unit
        when 'HEA' then 'head' when 'H87' then 'piece' when 'LTR' then 'volume' when 'MLT' then 'volume' else 'mass' end
    from (select distinct on (contract_id, commodity_code) contract_id, commodity_code, form_code, unit
        from contract_line order by contract_id, commodity_code, number) as line
    where line.contract_id = realized.contract_id and line.commodity_code = realized.commodity_code;
update realized_line set heads = null where heads = 0 and drawn_in <> 'head';
update realized_line set pieces = null where pieces = 0 and drawn_in <> 'piece';
update realized_line set millilitres = null where millilitres = 0 and drawn_in <> 'volume';
-- contract: nothing is released yet; no earlier release runs beside this one
alter table realized_line alter column form_code drop default;
alter table realized_line alter column drawn_in drop default;

-- Names of forms, known once the catalog tells of a commodity again.
alter table projected_form add column name_id text default '' not null;
alter table projected_form add column name_en text default '' not null;
