-- A line that delivers on another commitment from now on takes nothing with it that was delivered on the one before.
alter table commitment_link
    add column counts_from date,
    add column counts_until date;
