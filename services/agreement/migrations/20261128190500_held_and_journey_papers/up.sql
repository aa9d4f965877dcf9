-- The level of a veterinary control number; absent for other papers, and for one shown before levels were asked for.
alter table verification_document add column level text;
