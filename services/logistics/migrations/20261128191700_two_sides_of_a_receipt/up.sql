-- Who wrote the figures (who captured them first), who posted, and what the supplier says to it.
alter table receipt add column figures_by text[] default '{}' not null;
alter table receipt add column posted_by text;
-- the window in which the supplier answers; what its end decides is derived
alter table receipt add column answer_due_at timestamptz;
alter table receipt add column answered_at timestamptz;
alter table receipt add column objection_reason text;
alter table receipt add column objection_note text;

-- What waits for the buyer, and what waits for the supplier: the few receipts whose window is open, and reversals.
drop index receipt_waiting;
-- brief: nothing is released yet; of a hundred thousand receipts it takes well under a second
create index receipt_waiting on receipt (buyer_id, state, id)
    where state in ('draft', 'submitted', 'inspected', 'objected', 'conflicted');
create index receipt_awaited on receipt (supplier_id, answer_due_at) where state = 'posted';
create index receipt_reversal_awaited on receipt (supplier_id, id) where state = 'posted' and reverses_id is not null;

-- Figures by which receipts are judged: dated rows, ended and followed, never edited.
create table receiving_rule (
    id integer primary key,
    key text not null,
    -- rupiah or hours
    value bigint not null check (value >= 0),
    in_force_from_date date not null,
    in_force_until_date date,
    source text not null
);
insert into receiving_rule values
    (1, 'four_eyes_above_rupiah', 50000000, '2022-01-01', null,
     'Platform rule: above Rp 50 million two persons receive'),
    (2, 'answer_hours_perishable', 48, '2022-01-01', null,
     'Platform rule: perishable goods are answered in two days'),
    (3, 'answer_hours_other', 168, '2022-01-01', null,
     'Platform rule: all other goods are answered in seven days');

-- What a head or a piece of a form plausibly weighs: dated rows. A form goes before its whole commodity (form_code null).
create table weight_range (
    id integer primary key,
    commodity_code text not null,
    form_code text,
    measure text not null,
    least_grams bigint not null check (least_grams > 0),
    most_grams bigint not null check (most_grams >= least_grams),
    in_force_from_date date not null,
    in_force_until_date date,
    source text not null
);
insert into weight_range values
    (1, 'cattle', 'live', 'head', 100000, 1200000, '2022-01-01', null,
     'Working range: beef cattle from weaned calf to heavy bull'),
    (2, 'chicken', 'live', 'head', 500, 6000, '2022-01-01', null,
     'Working range: live chicken from young layer to cock'),
    (3, 'goat', 'live', 'head', 8000, 120000, '2022-01-01', null,
     'Working range: goats and sheep from kid to buck'),
    (4, 'eggs', null, 'piece', 35, 90, '2022-01-01', null,
     'Working range around the weight classes of SNI 3926:2008'),
    (5, 'chicken', 'carcass', 'piece', 400, 4000, '2022-01-01', null,
     'Working range: whole chicken carcasses');
