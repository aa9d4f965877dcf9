-- Live animals by their tags. No two have the same, whoever owns them.
create table animal (
    id uuid primary key,
    owner_party_id uuid not null references projected_party,
    commodity_code text not null,
    tag text not null,
    -- its letters and digits in capitals
    tag_key text not null,
    breed text,
    sex text,
    birth_date date,
    -- whether the day of birth is known, or its month alone
    birth_day_known boolean not null,
    offer_id uuid references stock_offer,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index animal_tag_unique on animal (tag_key);
create index animal_owner on animal (owner_party_id, updated_at, id);
create index animal_offer on animal (offer_id, id) where offer_id is not null;

-- What animals weighed; never changed.
create table weighing (
    id uuid primary key,
    animal_id uuid not null references animal,
    owner_party_id uuid not null,
    grams bigint not null check (grams > 0),
    scale text not null,
    scale_verified_until_date date not null,
    weighed_at timestamptz not null,
    claimed_at timestamptz,
    backfilled boolean not null,
    party_id uuid not null,
    actor_subject text not null,
    recorded_at timestamptz not null
);
create index weighing_animal on weighing (animal_id, weighed_at desc, id desc);
create index weighing_owner on weighing (owner_party_id, id);

-- The classes of live weight.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002300000001', 'live_weight_class', 'cattle class_a',
     '{"commodity_code": "cattle", "class": "class_a", "from_weight": {"value": "450", "unit": "KGM"}}',
     '2026-11-01', null, 'Platform rule: the classes of live weight in which festival cattle are asked for', 1, now()),
    ('00000000-0000-7000-8000-002300000002', 'live_weight_class', 'cattle class_b',
     '{"commodity_code": "cattle", "class": "class_b", "from_weight": {"value": "350", "unit": "KGM"}}',
     '2026-11-01', null, 'Platform rule: the classes of live weight in which festival cattle are asked for', 1, now()),
    ('00000000-0000-7000-8000-002300000003', 'live_weight_class', 'cattle class_c',
     '{"commodity_code": "cattle", "class": "class_c", "from_weight": {"value": "300", "unit": "KGM"}}',
     '2026-11-01', null, 'Platform rule: the classes of live weight in which festival cattle are asked for', 1, now()),
    ('00000000-0000-7000-8000-002300000004', 'live_weight_class', 'cattle class_d',
     '{"commodity_code": "cattle", "class": "class_d", "from_weight": {"value": "250", "unit": "KGM"}}',
     '2026-11-01', null, 'Platform rule: the classes of live weight in which festival cattle are asked for', 1, now());
