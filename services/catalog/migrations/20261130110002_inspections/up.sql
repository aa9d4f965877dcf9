-- Whether a party is a government of a region, or of the province it lies in.
create function governs_region(party uuid, code text) returns boolean language sql stable as $$
    select exists (
        select from projected_party
        where id = party and kind = 'regional_government' and region_code in (code, left(code, 2))
    )
$$;

-- The governments of a region and of the province it lies in.
create function governments_at(code text) returns uuid[] language sql stable as $$
    select coalesce(array_agg(id order by id), '{}')
    from projected_party
    where kind = 'regional_government' and region_code in (code, left(code, 2))
$$;

-- Inspections of facilities; owner, kind and region of a facility never change.
create table inspection (
    id uuid primary key,
    facility_id uuid not null references facility,
    facility_kind text not null,
    owner_party_id uuid not null,
    inspector_party_id uuid not null,
    region_code text not null,
    checklist_version integer not null,
    scheduled_date date not null,
    inspected_date date,
    -- points of what holds among those of what applies, in basis points
    score_bp integer check (score_bp between 0 and 10000),
    note text,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((state in ('submitted', 'closed')) = (inspected_date is not null))
);
create index inspection_facility on inspection (facility_id, id);
create index inspection_owner on inspection (owner_party_id, id);
create index inspection_inspector on inspection (inspector_party_id, updated_at, id);

-- What phones answered; never changed, only replaced.
create table inspection_answer (
    id uuid primary key,
    inspection_id uuid not null references inspection,
    item_code text not null,
    outcome text not null,
    note text,
    photo_sha256s text[] not null,
    replaces_id uuid references inspection_answer,
    captured_at timestamptz not null,
    claimed_at timestamptz,
    backfilled boolean not null,
    actor_subject text not null,
    recorded_at timestamptz not null
);
create index inspection_answer_inspection on inspection_answer (inspection_id, id);
create unique index inspection_answer_replaces on inspection_answer (replaces_id) where replaces_id is not null;

-- What inspections found not to hold.
create table finding (
    id uuid primary key,
    inspection_id uuid not null references inspection,
    facility_id uuid not null references facility,
    owner_party_id uuid not null,
    inspector_party_id uuid not null,
    region_code text not null,
    item_code text not null,
    requirement_id text not null,
    requirement_en text not null,
    severity text not null,
    found_by text not null,
    found_date date not null,
    due_date date,
    acted_by text,
    settled_date date,
    state text not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check ((state in ('verified', 'waived')) = (settled_date is not null))
);
create unique index finding_item on finding (inspection_id, item_code);
create index finding_facility on finding (facility_id, id);
create index finding_owner on finding (owner_party_id, id);
create index finding_inspector on finding (inspector_party_id, id);
create index finding_waiting on finding (updated_at, id) where state in ('unsettled', 'acted_on');

insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002100000008', 'facility_rule', 'inspection slaughterhouse',
     '{"kind": "inspection", "facility_kind": "slaughterhouse", "months": 12, "needed": true}',
     '2026-11-01', null, 'Platform rule: a facility is looked at once a year', 1, now()),
    ('00000000-0000-7000-8000-002100000009', 'facility_rule', 'inspection farm',
     '{"kind": "inspection", "facility_kind": "farm", "months": 12, "needed": false}',
     '2026-11-01', null, 'Platform rule: a facility is looked at once a year', 1, now()),
    ('00000000-0000-7000-8000-002100000010', 'facility_rule', 'mending_time critical',
     '{"kind": "mending_time", "severity": "critical", "days": 7}',
     '2026-11-01', null, 'Platform rule: what is dangerous is mended first', 1, now()),
    ('00000000-0000-7000-8000-002100000011', 'facility_rule', 'mending_time major',
     '{"kind": "mending_time", "severity": "major", "days": 30}',
     '2026-11-01', null, 'Platform rule: what is dangerous is mended first', 1, now()),
    ('00000000-0000-7000-8000-002100000012', 'facility_rule', 'mending_time minor',
     '{"kind": "mending_time", "severity": "minor", "days": 90}',
     '2026-11-01', null, 'Platform rule: what is dangerous is mended first', 1, now());

-- What is looked at, in versions.
insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-002200000001', 'checklist', 'slaughterhouse',
     '{"facility_kind": "slaughterhouse", "version": 1, "items": [
       {"code": "ante_mortem", "points": 20, "severity": "critical",
        "requirement": {"id": "Petugas kesehatan hewan memeriksa setiap hewan sebelum dipotong.", "en": "A veterinary officer examines each animal before slaughter."}},
       {"code": "post_mortem", "points": 20, "severity": "critical",
        "requirement": {"id": "Karkas dan jeroan diperiksa sebelum keluar.", "en": "Carcasses and offal are examined before they leave."}},
       {"code": "halal_slaughterer", "points": 15, "severity": "critical",
        "requirement": {"id": "Juru sembelih halal yang bersertifikat melakukan pemotongan.", "en": "A certified halal slaughterer does the slaughter."}},
       {"code": "lairage", "points": 15, "severity": "major",
        "requirement": {"id": "Kandang istirahat beratap, berair minum, dan cukup luas.", "en": "The lairage has a roof, water to drink and enough room."}},
       {"code": "clean_water", "points": 15, "severity": "major",
        "requirement": {"id": "Air bersih cukup untuk semua kegiatan.", "en": "There is enough clean water for everything that is done."}},
       {"code": "clean_dirty_separation", "points": 10, "severity": "major",
        "requirement": {"id": "Daerah bersih dan daerah kotor terpisah.", "en": "Clean and dirty areas are apart."}},
       {"code": "records", "points": 5, "severity": "minor",
        "requirement": {"id": "Catatan pemotongan lengkap.", "en": "The records of slaughter are complete."}}]}',
     '2020-01-01', null, 'Permentan 13/2010; Permentan 11/2020', 1, now()),
    ('00000000-0000-7000-8000-002200000002', 'checklist', 'farm',
     '{"facility_kind": "farm", "version": 1, "items": [
       {"code": "no_notifiable_disease", "points": 30, "severity": "critical",
        "requirement": {"id": "Tidak ada gejala penyakit hewan menular strategis.", "en": "There is no sign of a strategic infectious animal disease."}},
       {"code": "visitors_disinfected", "points": 20, "severity": "major",
        "requirement": {"id": "Orang dan kendaraan didisinfeksi sebelum masuk.", "en": "People and vehicles are disinfected before they enter."}},
       {"code": "feed_and_water", "points": 20, "severity": "major",
        "requirement": {"id": "Pakan dan air minum bersih dan cukup.", "en": "Feed and water are clean and sufficient."}},
       {"code": "medicine_records", "points": 20, "severity": "major",
        "requirement": {"id": "Pemakaian obat hewan dan waktu hentinya tercatat.", "en": "Medicines given and their withdrawal times are on record."}},
       {"code": "waste", "points": 10, "severity": "minor",
        "requirement": {"id": "Limbah dikelola dengan baik.", "en": "Waste is managed well."}}]}',
     '2020-01-01', null, 'Permentan 46/2015; Permentan 31/2014', 1, now());
