-- The catalog keeps for whom a season is grown: the services, and nobody else, are told of the contracts that exist.
insert into outbox (id, type, subject, audience, data, recorded_at, request_id)
select gen_random_uuid(), 'id.kad.contract.snapshot', 'ctr_' || replace(id::text, '-', ''), '{}',
    jsonb_build_object('contract_id', 'ctr_' || replace(id::text, '-', ''),
        'agreement_id', 'agr_' || replace(agreement_id::text, '-', ''), 'state', state, 'version', version),
    now(), '00000000-0000-0000-0000-000000000000'
from contract;
