-- Which government reads a curation follows from where the operator is now, not from where it was at the beginning.
-- contract: nothing is released yet; no earlier release runs beside this one
alter table curation drop column operator_region_code;
