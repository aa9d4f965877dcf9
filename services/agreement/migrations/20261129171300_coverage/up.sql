-- Every period of the present version of every published demand, with what was promised for it: written anew in the
-- transaction of whatever moves the demand or a commitment of it, under the lock of the demand.
create table open_need (
    line_id uuid not null references demand_line,
    first_day date not null,
    last_day date not null,
    demand_id uuid not null references demand,
    buyer_id uuid not null references party,
    buyer_region_code text not null,
    commodity_code text not null,
    form_code text not null,
    grade text,
    region_code text not null,
    unit text not null,
    code text not null,
    name text,
    need_base bigint not null,
    committed_base bigint not null,
    primary key (line_id, first_day)
);
create index open_need_demand on open_need (demand_id);
create index open_need_gap_window on open_need (buyer_region_code, commodity_code, first_day, line_id)
    where need_base > committed_base;
create index open_need_gap_buyer on open_need (buyer_id, first_day, line_id) where need_base > committed_base;
create index open_need_gap_place on open_need (commodity_code, region_code, first_day, line_id)
    where need_base > committed_base;
create index open_need_gap_day on open_need (first_day, line_id) where need_base > committed_base;

-- How much an order asks for on which contract lines, in base units. Orders of before are told again.
alter table projected_call_off add column contract_line_ids uuid[] default '{}' not null;
alter table projected_call_off add column ordered_bases bigint[] default '{}' not null;
update projected_call_off set version = 0;
update feed_cursor set position = 0, contacted_at = null where source = 'logistics';
