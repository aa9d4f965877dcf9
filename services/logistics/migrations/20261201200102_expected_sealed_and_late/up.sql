-- When the last vehicle of a shipment is expected.
alter table shipment add column expected_arrival_at timestamptz;
-- The numbers of the seals on a vehicle.
alter table vehicle add column seals text[] not null default '{}';
-- The first day on which the goods were made; of eggs, on which they were laid.
alter table shipment_item add column production_date date;

-- After how many hours vehicles are late: dated rows, ended and followed, never edited.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at)
select ('00000000-0000-7000-8000-0043' || lpad(number::text, 8, '0'))::uuid, 'lateness_rule', figure,
    jsonb_build_object('figure', figure, 'value', value), '2022-01-01', source, 1, now()
from (values
    (1, 'departure_hours', 0, 'Platform rule: goods leave on the day on which they are wanted'),
    (2, 'arrival_hours', 24, 'Platform rule: a vehicle is late a day after it was expected')
) as row (number, figure, value, source);
