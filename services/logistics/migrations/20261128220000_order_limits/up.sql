-- How much more than ordered may be sent and accepted on an order line, in basis points.
alter table call_off_line add column over_tolerance_bp integer not null default 0;

-- Why a buyer withdrew an order: told to its supplier, and counted where the supplier had accepted it.
alter table call_off add column cancelled_at timestamptz;
alter table call_off add column cancellation_reason_code text;
alter table call_off add column cancellation_note text;
alter table call_off add column cancelled_after_acceptance boolean not null default false;
-- brief: at most some thousand rows, an index of which takes milliseconds
create index call_off_contract_buyer on call_off (contract_id, buyer_id, state);

-- The time a phone said, where another one counts.
alter table receipt add column claimed_at timestamptz;
alter table vehicle_event add column claimed_at timestamptz;

-- Since when a contract commits anything, as claimed and as recorded. Unknown for what was told before.
alter table projected_contract add column activated_at timestamptz;
alter table projected_contract add column activation_recorded_at timestamptz;

-- How old the news of the other services may be while new orders, readiness and departures are judged by them.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values
    ('00000000-0000-7000-8000-000600000001', 'feed_limit', 'every_feed', '{"seconds": 60}', '2022-01-01',
        'What both governments vouch for is known everywhere within a minute', 1, now());

-- What is planned and on the road for an order line is one range of this index.
-- brief: at most some hundred thousand rows, an index of which takes well under a second
create index shipment_item_call_off_line on shipment_item (call_off_line_id) include (quantity_base, received);
