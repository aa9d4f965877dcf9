-- The time by which the price of an order counts; none where it was kept before orders told it.
alter table projected_call_off add column priced_at timestamptz;

-- By which yield a receipt counts is a ratio.
alter table realized_line add constraint realized_line_yield check (yield_input > 0 and yield_output >= 0) not valid;
alter table realized_line validate constraint realized_line_yield;
