-- The festival of a hold, the accepted share that a line delivers on, and the seasons in which its goods grow.
alter table contract add column festival jsonb;
alter table contract_line add column commitment_id uuid;
alter table contract_line add column season_ids uuid[] default '{}' not null;
create index contract_line_commitment on contract_line (commitment_id) where commitment_id is not null; -- brief: a small table

-- What share lines commit, period by period, as it was recorded: of the recordings of a period the last one counts.
create table contract_line_period (
    contract_line_id uuid not null references contract_line,
    first_day date not null,
    last_day date not null check (first_day <= last_day),
    recorded_at timestamptz not null,
    period text not null,
    name text,
    need_base bigint not null check (need_base >= 0),
    share_bp integer not null check (share_bp between 1 and 10000),
    quantity_base bigint not null check (quantity_base between 0 and need_base),
    primary key (contract_line_id, first_day, last_day, recorded_at)
);
create trigger contract_line_period_append_only before update or delete on contract_line_period
    for each row execute function refuse_change();

-- What a share line commits by an instant, as far as it was recorded by another (null: by now): the sum over its periods that had
-- begun by then and lie within the contract's days, or had begun before the text of an amendment came into force. Null of
-- other lines.
create function share_committed(line uuid, until timestamptz, known timestamptz, last_day_of_text date, text_from date)
    returns bigint language sql stable as $$
    select (
        select coalesce(sum(counted.quantity_base), 0)::bigint from (
            select distinct on (first_day, last_day) contract_line_period.*
            from contract_line_period
            where contract_line_id = line and (known is null or recorded_at <= known)
            order by first_day, last_day, recorded_at desc
        ) as counted
        where counted.first_day::timestamp at time zone 'Asia/Jakarta' < until
            and counted.first_day >= contract.valid_from
            and (counted.last_day <= last_day_of_text or counted.first_day < text_from)
    )
    from contract_line join contract on contract.id = contract_line.contract_id
    where contract_line.id = line and contract_line.commitment_id is not null
$$;

insert into dated_row (id, rule_table, key, content, in_force_from_date, in_force_until_date, source, version,
    created_at)
values
    ('00000000-0000-7000-8000-000520000001', 'cooperation_limit', 'spot_harvest',
     '{"kind": "spot_harvest", "days": 31}', '1900-01-01', null,
     'Platform rule: one harvest is brought in within a month', 1, now()),
    ('00000000-0000-7000-8000-000520000002', 'cooperation_limit', 'forecast_age',
     '{"kind": "forecast_age", "days": 14}', '1900-01-01', null,
     'Platform rule: growers look at their fields every other week', 1, now());
