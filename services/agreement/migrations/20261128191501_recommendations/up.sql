-- What facilitators and auditors advise the two sides of an agreement.
create table recommendation (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    party_id uuid not null references party,
    role text not null,
    title text not null,
    body text not null,
    state text not null,
    answered_by_party_id uuid references party,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index recommendation_agreement on recommendation (agreement_id, id);
create index recommendation_waiting on recommendation (created_at, id) where state = 'open';

create function sides_of_agreement(id uuid) returns uuid[] language sql stable as $$
    select array[initiator_party_id, counterpart_party_id] from agreement where agreement.id = sides_of_agreement.id
$$;
