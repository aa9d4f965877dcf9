-- How large a business is, and whether it is registered for value added tax.
alter table party add column business_size text;
alter table party add column tax_registered boolean not null default false;

-- People who are signed in and ask for a party of their own business. One at a time.
create table party_application (
    id uuid primary key,
    issuer text not null,
    subject text not null,
    applicant_name text not null,
    region_code text not null references region,
    party jsonb not null,
    title text not null,
    state text not null,
    note text,
    party_id uuid references party,
    membership_id uuid,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index party_application_one on party_application (issuer, subject) where state = 'submitted';
create index party_application_person on party_application (issuer, subject, id);
create index party_application_region on party_application (region_code, id);
