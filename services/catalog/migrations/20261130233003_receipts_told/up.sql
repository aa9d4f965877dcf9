-- Whether receipts of a lot were told since it was last settled: only then is it looked at what they say.
alter table consolidation_lot add column receipts_told boolean not null default true;
create function mark_lots_of_receipt() returns trigger language plpgsql as $$
begin
    update consolidation_lot set receipts_told = true where id = any (new.lot_ids) and not receipts_told;
    return null;
end $$;
create trigger receipts_told after insert or update on projected_receipt
    for each row execute function mark_lots_of_receipt();

-- The same checks in plain words.
alter table member_input drop constraint member_input_amount;
-- brief: nothing is scanned
alter table member_input add constraint member_input_amount check
    (amount_rupiah > 0 or (amount_rupiah = 0 and replaces_id is not null)) not valid;
alter table finding drop constraint finding_settled;
-- brief: nothing is scanned
alter table finding add constraint finding_settled check
    ((state in ('verified', 'waived', 'withdrawn')) = (settled_date is not null)) not valid;
