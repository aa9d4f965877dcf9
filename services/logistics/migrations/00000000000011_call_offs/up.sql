-- Call-off orders (surat pesanan).
create sequence call_off_number;

create table call_off (
    id uuid primary key,
    number text not null constraint call_off_number_unique unique,
    contract_id uuid not null references projected_contract,
    supplier_id uuid not null,
    buyer_id uuid not null,
    -- the client that wrote it; its references are its own
    client text not null,
    external_reference text,
    state text not null,
    requested_delivery_date date not null,
    -- the supplier's counter-offer, while and after it was made
    proposed_delivery_date date,
    destination_name text not null,
    destination_region_code text not null,
    destination_address text not null,
    note text,
    -- the place in agreement's feed of the terms it was last judged by; null while a draft
    terms_position bigint,
    issued_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint call_off_external_reference_unique unique (buyer_id, client, external_reference)
);
create index call_off_contract on call_off (contract_id, id);
create index call_off_supplier on call_off (supplier_id, id);
create index call_off_buyer on call_off (buyer_id, id);
create index call_off_waiting on call_off (state, id) where state in ('issued', 'countered', 'in_fulfilment', 'received');

create table call_off_line (
    id uuid primary key,
    call_off_id uuid not null references call_off,
    number integer not null,
    contract_line_id uuid not null,
    -- in force now, in the base unit of the contract line's measure; `unit` is how people wrote it
    ordered_base bigint not null,
    unit text not null,
    -- as first written, before a counter-offer was taken
    issued_base bigint not null,
    -- the supplier's counter-offer
    proposed_base bigint,
    -- running sum of what posted, unreversed receipts accepted on it; equal to the recomputed one
    accepted_base bigint not null,
    -- whether its order is between issue and end (CallOffState::is_open)
    open boolean not null,
    -- packs as ordered, with what one of them contains
    pack_kind text,
    pack_count bigint,
    pack_content_base bigint,
    pack_content_unit text,
    constraint call_off_line_number_unique unique (call_off_id, number)
);
-- The balance of a line is one range of this index.
create index call_off_line_balance on call_off_line (contract_line_id) include (ordered_base, accepted_base, open);
