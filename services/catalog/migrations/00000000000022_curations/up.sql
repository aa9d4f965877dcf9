-- Curations (kurasi): a panel of one operator judges one version of a variant for some of its channels.
create table curation (
    id uuid primary key,
    variant_id uuid not null references variant,
    product_id uuid not null references product,
    supplier_id uuid not null references projected_party,
    operator_party_id uuid not null references projected_party,
    operator_region_code text not null,
    related_party_ids uuid[] not null,
    note text,
    state text not null,
    -- counts submissions; panel and scores belong to one
    round int not null,
    version_hash text,
    criteria text[] not null,
    valid_from_date date,
    valid_until_date date,
    conditions text[] not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- an approval names its version and has an end
    check (state not in ('approved', 'approved_with_conditions')
        or (version_hash is not null and valid_from_date is not null and valid_until_date is not null))
);
create index curation_supplier on curation (supplier_id, id);
create index curation_operator on curation (operator_party_id, id);
create index curation_variant on curation (variant_id, id);

-- Where the product may be listed: an outlet, or a chain of the operator's.
create table curation_channel (
    curation_id uuid not null references curation,
    position int not null,
    outlet_id uuid references outlet,
    chain text,
    primary key (curation_id, position),
    check ((outlet_id is null) <> (chain is null))
);

create table curation_panelist (
    curation_id uuid not null references curation,
    round int not null,
    member_id uuid not null,
    party_id uuid not null references projected_party,
    primary key (curation_id, round, member_id)
);

create table curation_score (
    curation_id uuid not null,
    round int not null,
    member_id uuid not null,
    criterion text not null,
    points int not null check (points between 0 and 100),
    primary key (curation_id, round, member_id, criterion),
    foreign key (curation_id, round, member_id) references curation_panelist
);
