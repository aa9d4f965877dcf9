-- A line has one price, or a rule that finds it.
alter table projected_contract_line add column price_rule jsonb;
alter table projected_contract_line alter column price_rupiah drop not null;
alter table projected_contract_line add constraint projected_contract_line_one_price
    check ((price_rupiah is null) <> (price_rule is null)) not valid;

-- What an order names of the goods that have prices of their own.
alter table call_off_line add column variant_id uuid;
alter table call_off_line add column grade text;

-- The grade in which goods were found, and the price they met with its explanation, as it was when the receipt was posted.
alter table receipt_line add column grade text;
alter table receipt_line add column price jsonb;
