alter table realized_line drop constraint realized_line_yield;
alter table projected_call_off drop column priced_at;
