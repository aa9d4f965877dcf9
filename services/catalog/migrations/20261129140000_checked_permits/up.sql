-- A permit is checked once a panel that has seen it approves its variant.
alter table permit add column checked_at timestamptz;

update permit set checked_at = curation.updated_at, version = permit.version + 1
    from curation
    where curation.variant_id = permit.variant_id and curation.state in ('approved', 'approved_with_conditions')
        and permit.created_at <= curation.submitted_at and permit.withdrawn_at is null;

-- Logistics judges by copies that know of no check: it is told of the variants whose permits are checked now.
insert into outbox (id, type, subject, audience, everybody, data, recorded_at, request_id)
select gen_random_uuid(), 'id.kad.variant.snapshot', 'var_' || replace(variant.id::text, '-', ''),
    case when product.state = 'draft' then array[product.supplier_id] else '{}' end, product.state <> 'draft',
    jsonb_build_object('variant_id', 'var_' || replace(variant.id::text, '-', ''),
        'product_id', 'prd_' || replace(product.id::text, '-', ''),
        'supplier_id', 'pty_' || replace(product.supplier_id::text, '-', ''), 'state', product.state,
        'version', variant.version),
    now(), '00000000-0000-0000-0000-000000000000'
from variant join product on product.id = variant.product_id
where exists (select 1 from permit where permit.variant_id = variant.id and permit.checked_at is not null);
