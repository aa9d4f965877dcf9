-- What weighs more than was loaded: the difference of two scales up to this, else a surplus.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values (
    '00000000-0000-7000-8000-000400000004', 'receiving_rule', 'scale_difference_basis_points',
    '{"figure": "scale_difference_basis_points", "value": 200}', '2022-01-01',
    'Platform rule: what weighs over 2 % more than was loaded is a surplus', 1, now());
