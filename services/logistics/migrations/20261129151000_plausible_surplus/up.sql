-- Much more than was loaded is explained, and seen by two persons, whatever it is worth.
insert into dated_row (id, rule_table, key, content, in_force_from_date, source, version, created_at) values (
    '00000000-0000-7000-8000-000400000005', 'receiving_rule', 'plausible_surplus_basis_points',
    '{"figure": "plausible_surplus_basis_points", "value": 2000}', '2022-01-01',
    'Platform rule: a surplus over 20 % of the load is explained, and seen by two persons', 1, now());
