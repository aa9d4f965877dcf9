-- When an outlet opens, for which region it is set aside, and from which day a listing is for sale.
alter table outlet
    add column opens_date date,
    add column dedicated_region_code text;
alter table listing add column starts_date date;
