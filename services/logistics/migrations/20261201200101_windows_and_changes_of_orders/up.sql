-- The hours within which an order is to be delivered, in order of time: [{date, from_time, until_time, zone}].
alter table call_off add column delivery_windows jsonb not null default '[]';
-- The party whose change waits for the other side's answer; null while none does.
alter table call_off add column change_by uuid;
-- brief: built over no rows, as nothing has been proposed yet
create index call_off_change_waiting on call_off (updated_at, id) where change_by is not null;

-- Changes of accepted orders.
create table call_off_change (
    id uuid primary key,
    call_off_id uuid not null references call_off,
    proposed_by uuid not null,
    state text not null,
    -- as claimed
    proposed_at timestamptz not null,
    delivery_date date,
    -- in the place of those agreed; null where they stay
    delivery_windows jsonb,
    reason_code text,
    note text,
    -- as claimed, and when that was recorded
    answered_at timestamptz,
    answer_recorded_at timestamptz,
    answer_note text
);
create unique index call_off_change_open on call_off_change (call_off_id) where state = 'proposed';
create index call_off_change_order on call_off_change (call_off_id, id);

create table call_off_change_line (
    change_id uuid not null references call_off_change,
    call_off_line_id uuid not null references call_off_line,
    proposed_base bigint not null,
    -- what was ordered until the change came into force; null unless it did
    replaced_base bigint,
    primary key (change_id, call_off_line_id)
);
-- What a line asked for earlier.
create index call_off_change_line_in_force on call_off_change_line (call_off_line_id) where replaced_base is not null;
