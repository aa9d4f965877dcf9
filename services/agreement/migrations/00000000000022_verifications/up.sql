-- Which papers a kind of supplier needs: data with days and a legal basis. No first day means always.
create table document_requirement (
    party_kind text not null,
    document text not null,
    from_date date,
    until_date date,
    legal_basis text not null,
    position bigint not null primary key
);
insert into document_requirement (position, party_kind, document, legal_basis) values
(1, 'company', 'business_id', 'PP 5/2021'),
(2, 'company', 'tax_id', 'UU 6/1983 (KUP)'),
(3, 'company', 'deed', 'UU 40/2007'),
(4, 'company', 'bank_account_proof', 'Platform rule: payments go to the supplier''s own account'),
(5, 'cooperative', 'business_id', 'PP 5/2021'),
(6, 'cooperative', 'tax_id', 'UU 6/1983 (KUP)'),
(7, 'cooperative', 'cooperative_registration', 'UU 25/1992'),
(8, 'cooperative', 'bank_account_proof', 'Platform rule: payments go to the supplier''s own account'),
(9, 'farmer_group', 'farmer_group_registration', 'Permentan 67/2016'),
(10, 'farmer_group', 'bank_account_proof', 'Platform rule: payments go to the supplier''s own account'),
(11, 'msme', 'business_id', 'PP 5/2021'),
(12, 'msme', 'tax_id', 'UU 6/1983 (KUP)'),
(13, 'msme', 'bank_account_proof', 'Platform rule: payments go to the supplier''s own account'),
(14, 'regional_enterprise', 'business_id', 'PP 5/2021'),
(15, 'regional_enterprise', 'tax_id', 'UU 6/1983 (KUP)'),
(16, 'regional_enterprise', 'deed', 'PP 54/2017'),
(17, 'aggregation_hub', 'business_id', 'PP 5/2021'),
(18, 'aggregation_hub', 'tax_id', 'UU 6/1983 (KUP)'),
(19, 'aggregation_hub', 'bank_account_proof', 'Platform rule: payments go to the supplier''s own account');

-- States: domain::agreement::VerificationState. What dates decide is derived, never stored.
create table supplier_verification (
    id uuid primary key,
    party_id uuid not null references party,
    state text not null,
    conditions text,
    -- who checked since it was handed in: they may not decide
    checked_by text[] not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
-- A supplier has one verification, and may begin anew after a revocation.
create unique index supplier_verification_one on supplier_verification (party_id) where state <> 'revoked';
create index supplier_verification_party on supplier_verification (party_id, id);

create table verification_document (
    id uuid primary key,
    verification_id uuid not null references supplier_verification,
    type text not null,
    number text not null,
    issuer text not null,
    issued_date date not null,
    valid_until_date date,
    file_id uuid not null references file,
    check_state text not null,
    check_note text,
    checked_at timestamptz,
    created_at timestamptz not null,
    check (valid_until_date >= issued_date)
);
create index verification_document_verification on verification_document (verification_id, id);
create index verification_document_file on verification_document (file_id);
