-- A permit is checked once a panel that has seen it approves its variant.
alter table permit add column checked_at timestamptz;

update permit set checked_at = curation.updated_at, version = permit.version + 1
    from curation
    where curation.variant_id = permit.variant_id and curation.state in ('approved', 'approved_with_conditions')
        and permit.created_at <= curation.submitted_at and permit.withdrawn_at is null;
