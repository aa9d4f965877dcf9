alter table call_off drop column issue_said_at;
alter table call_off drop column priced_at;
