-- Agreements between two regional governments. `readers` are the parties that may see it: the initiator
-- alone while it is a draft, then both governments, the facilitator and assigned auditors.
create table agreement (
    id uuid primary key,
    number text,
    title text not null,
    state text not null,
    initiator_party_id uuid not null references party,
    counterpart_party_id uuid not null references party,
    initiator_region_code text not null references region,
    counterpart_region_code text not null references region,
    facilitator_party_id uuid references party,
    auditor_party_ids uuid[] not null default '{}',
    readers uuid[] not null,
    valid_from date not null,
    valid_until date not null,
    commodities text[] not null,
    initiator_plan jsonb not null,
    counterpart_plan jsonb not null,
    attachments jsonb not null,
    -- hash of the present text; consents to any other do not count
    text_sha256 text not null,
    -- counts how often the text was taken (back) into discussion; consents of an earlier round do not count
    round integer not null,
    suspended_by text,
    signed_date date,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (initiator_party_id <> counterpart_party_id),
    check (valid_from <= valid_until)
);
create index agreement_readers on agreement using gin (readers);

-- Yes to one text, of an agreement or of a contract: confirmations, councils' approvals, endorsements,
-- signatures. Append-only.
create table consent (
    id uuid primary key,
    subject_id uuid not null,
    round integer not null,
    kind text not null,
    given_by text not null,
    text_sha256 text not null,
    signatory jsonb,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null
);
create unique index consent_once on consent (subject_id, round, kind, given_by, text_sha256);
create trigger consent_append_only before update or delete on consent
    for each row execute function refuse_change();

-- Permissions to record facts of a past period. Append-only.
create table backfill_grant (
    id uuid primary key,
    agreement_id uuid not null references agreement,
    party_id uuid not null references party,
    from_date date not null,
    until_date date not null,
    reason text not null,
    granted_by_party_id uuid not null references party,
    readers uuid[] not null,
    granted_at timestamptz not null,
    check (from_date <= until_date)
);
create index backfill_grant_party on backfill_grant (party_id);
create index backfill_grant_readers on backfill_grant using gin (readers);
