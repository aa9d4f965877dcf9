-- The day on which an outlet closed; not known of those that closed before.
alter table outlet add column closed_date date;

-- Reports of one outlet are recorded one after the other: in which turn, whatever their clocks say.
create sequence sales_report_turn;
alter table sales_report add column turn bigint not null default nextval('sales_report_turn');
