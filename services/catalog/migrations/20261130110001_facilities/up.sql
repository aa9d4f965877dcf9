-- Where goods are kept, killed, milled and cooked.
create table facility (
    id uuid primary key,
    owner_party_id uuid not null references projected_party,
    kind text not null,
    name text not null,
    region_code text not null,
    village text,
    address text,
    -- in ten-millionths of a degree
    longitude_e7 bigint,
    latitude_e7 bigint,
    capacity_base bigint check (capacity_base > 0),
    capacity_unit text,
    capacity_per text,
    state text not null,
    closed_date date,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((longitude_e7 is null) = (latitude_e7 is null)),
    check ((capacity_base is null) = (capacity_unit is null) and (capacity_base is null) = (capacity_per is null)),
    check ((state = 'closed') = (closed_date is not null))
);
create index facility_owner on facility (owner_party_id, id);
create index facility_region on facility (region_code, id);
create unique index facility_name_unique on facility (owner_party_id, name) where state = 'active';

-- Their papers; one that counts no more stays.
create table facility_paper (
    id uuid primary key,
    facility_id uuid not null references facility,
    type text not null,
    number text not null,
    -- letters and digits alone: two spellings of one number are one
    number_key text not null,
    issuer text not null,
    issued_date date not null,
    valid_from_date date not null,
    valid_until_date date,
    sha256 text,
    state text not null,
    superseded_by_id uuid references facility_paper,
    declared_by text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (valid_from_date <= valid_until_date),
    check ((state = 'superseded') = (superseded_by_id is not null))
);
create index facility_paper_facility on facility_paper (facility_id, id);
create index facility_paper_declared on facility_paper (updated_at, id) where state = 'declared';
create unique index facility_paper_number_unique on facility_paper (facility_id, type, number_key)
    where state in ('declared', 'accepted');

-- What facilities are judged by.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002100000001', 'facility_rule', 'longest_term veterinary_control_number',
     '{"kind": "longest_term", "paper": "veterinary_control_number", "max_years": 5}',
     '1900-01-01', null, 'Permentan 11/2020', 1, now()),
    ('00000000-0000-7000-8000-002100000002', 'facility_rule', 'required slaughterhouse veterinary_control_number',
     '{"kind": "required", "facility_kind": "slaughterhouse", "paper": "veterinary_control_number"}',
     '2020-01-01', null, 'Permentan 11/2020', 1, now()),
    ('00000000-0000-7000-8000-002100000003', 'facility_rule', 'required slaughterhouse halal_certificate',
     '{"kind": "required", "facility_kind": "slaughterhouse", "paper": "halal_certificate"}',
     '2024-10-17', null, 'UU 33/2014 pasal 4; PP 42/2024', 1, now()),
    ('00000000-0000-7000-8000-002100000004', 'facility_rule', 'required grain_mill business_id',
     '{"kind": "required", "facility_kind": "grain_mill", "paper": "business_id"}',
     '2021-01-01', null, 'PP 5/2021, sejak 2025 PP 28/2025: perizinan berusaha berbasis risiko', 1, now()),
    ('00000000-0000-7000-8000-002100000005', 'facility_rule', 'required hub business_id',
     '{"kind": "required", "facility_kind": "hub", "paper": "business_id"}',
     '2021-01-01', null, 'PP 5/2021, sejak 2025 PP 28/2025: perizinan berusaha berbasis risiko', 1, now()),
    ('00000000-0000-7000-8000-002100000006', 'facility_rule', 'required warehouse warehouse_registration',
     '{"kind": "required", "facility_kind": "warehouse", "paper": "warehouse_registration"}',
     '2014-01-01', null, 'UU 7/2014 pasal 15', 1, now()),
    ('00000000-0000-7000-8000-002100000007', 'facility_rule', 'required kitchen hygiene_certificate',
     '{"kind": "required", "facility_kind": "kitchen", "paper": "hygiene_certificate"}',
     '2021-01-01', null, 'Permenkes 14/2021', 1, now());
