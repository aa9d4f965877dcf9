-- Rules with figures are data: rows of rule tables, dated, never edited, only ended and followed. Which tables there are,
-- and what a row of each says, is the services' (`content`).
create table dated_row (
    id uuid primary key,
    rule_table text not null,
    -- of the rows of one key at most one is in force on a day
    key text not null,
    content jsonb not null,
    in_force_from_date date not null,
    in_force_until_date date,
    -- the law or regulation, or where a figure comes from
    source text not null,
    version bigint not null,
    created_at timestamptz not null,
    -- who added it; absent for the rows the platform came with
    created_by_party_id uuid,
    created_by text,
    ended_at timestamptz,
    ended_by_party_id uuid,
    ended_by text,
    ending_note text
);
create index dated_row_of on dated_row (rule_table, id);
create index dated_row_key on dated_row (rule_table, key);
