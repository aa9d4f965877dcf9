//! The SQL of the work items: one statement over everything that can wait, scoped to the caller's party.

use api_types::WorkItemView;
use chrono::{DateTime, Utc};
use db::Connection;
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::shared::{Id as _, Role};
use service::Error;
use web::Caller;

/// Where the page before ended: since when, subject, action.
pub(super) type After = (DateTime<Utc>, String, String);

#[derive(QueryableByName)]
struct WorkItemRow {
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    role: Role,
    #[diesel(sql_type = Timestamptz)]
    since_at: DateTime<Utc>,
}

/// $1 party, $2 roles, $3 region, $4 action, $5 to $7 the keyset, $8 limit.
const ITEMS: &str = "
with side as (
    select a.id, a.state, a.title, a.updated_at, a.round, a.text_sha256, s.side, s.plan
    from agreement a cross join lateral (values
        ('initiator', a.initiator_party_id, a.initiator_plan),
        ('counterpart', a.counterpart_party_id, a.counterpart_plan)) s(side, party, plan)
    where a.readers @> array[$1] and s.party = $1
        and a.state in ('offered', 'in_discussion', 'awaiting_council', 'ready_to_sign', 'signed')
), business as (
    select c.id, c.state, c.number, c.updated_at, c.round, c.text_sha256, b.by, b.role
    from contract c cross join lateral (values
        ('supplier', c.supplier_id, 'supplier'), ('supplier', c.supplier_id, 'aggregator'),
        ('buyer', c.buyer_id, 'buyer')) b(by, party, role)
    where c.readers @> array[$1] and b.party = $1
        and c.state in ('draft', 'changes_requested', 'endorsed')
), government as (
    select c.id, c.state, c.number, c.updated_at, c.round, c.text_sha256,
        case when a.initiator_party_id = $1 then 'initiator' else 'counterpart' end as side
    from contract c join agreement a on a.id = c.agreement_id
    where c.readers @> array[$1] and $1 in (c.supplier_government_id, c.buyer_government_id)
        and c.state in ('submitted', 'signed')
), item(action, prefix, id, state, title, role, since_at) as (
    select 'discuss_agreement', 'agr', id, state, title, 'coordinator', updated_at
    from side where state = 'offered' and side = 'counterpart'
    union all
    select 'confirm_agreement_text', 'agr', id, state, title, 'coordinator', updated_at
    from side where state = 'in_discussion' and not exists (select from consent k where k.subject_id = side.id
        and k.round = side.round and k.kind = 'confirmation' and k.given_by = side.side
        and k.text_sha256 = side.text_sha256)
    union all
    select 'record_council_approval', 'agr', id, state, title, 'coordinator', updated_at
    from side where state = 'awaiting_council'
        and ((plan->>'burdens_public')::boolean or not (plan->>'in_regional_budget')::boolean)
        and not exists (select from consent k where k.subject_id = side.id and k.round = side.round
            and k.kind = 'approval' and k.given_by = side.side and k.text_sha256 = side.text_sha256)
    union all
    select 'sign_agreement', 'agr', id, state, title, 'regional_signer', updated_at
    from side where state = 'ready_to_sign' and not exists (select from consent k where k.subject_id = side.id
        and k.round = side.round and k.kind = 'signature' and k.given_by = side.side
        and k.text_sha256 = side.text_sha256)
    union all
    select 'activate_agreement', 'agr', id, state, title, 'coordinator', updated_at
    from side where state = 'signed'
    union all
    select 'submit_contract', 'ctr', id, state, number, role, updated_at
    from business where state in ('draft', 'changes_requested')
    union all
    select 'sign_contract', 'ctr', id, state, number, role, updated_at
    from business where state = 'endorsed' and not exists (select from consent k
        where k.subject_id = business.id and k.round = business.round and k.kind = 'signature'
        and k.given_by = business.by and k.text_sha256 = business.text_sha256)
    union all
    select 'endorse_contract', 'ctr', id, state, number, 'coordinator', updated_at
    from government where state = 'submitted' and not exists (select from consent k
        where k.subject_id = government.id and k.round = government.round and k.kind = 'endorsement'
        and k.given_by = government.side and k.text_sha256 = government.text_sha256)
    union all
    select 'activate_contract', 'ctr', id, state, number, 'coordinator', updated_at
    from government where state = 'signed'
    union all
    select case when v.state = 'submitted' then 'check_verification_documents'
            else 'decide_supplier_verification' end,
        'svf', v.id, v.state, p.short_name,
        case when v.state = 'submitted' then 'technical_agency' else 'coordinator' end, v.updated_at
    from supplier_verification v join party p on p.id = v.party_id
    where p.region_code = $3 and v.state in ('submitted', 'document_check', 'field_check')
), shown as (
    select distinct on (action, id) action, prefix || '_' || replace(id::text, '-', '') as subject, state,
        title, role, since_at
    from item where role = any($2) and ($4 is null or action = $4)
    order by action, id, role desc
)
select action, subject, state, title, role, since_at from shown
where $5 is null or (since_at, subject, action) > ($5, $6, $7)
order by since_at, subject, action limit $8";

pub(super) async fn list_work_items(
    conn: &mut Connection,
    caller: &Caller,
    action: Option<&str>,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<WorkItemView>, Error> {
    let roles: Vec<&str> = caller.roles().iter().map(|role| role.label()).collect();
    let (since, subject, last) = match after {
        Some((since, subject, action)) => (Some(since), Some(subject), Some(action)),
        None => (None, None, None),
    };
    let query = diesel::sql_query(ITEMS)
        .bind::<SqlUuid, _>(caller.party().uuid())
        .bind::<Array<Text>, _>(roles)
        .bind::<Nullable<Text>, _>(caller.region().map(|region| region.as_str()))
        .bind::<Nullable<Text>, _>(action)
        .bind::<Nullable<Timestamptz>, _>(since)
        .bind::<Nullable<Text>, _>(subject)
        .bind::<Nullable<Text>, _>(last)
        .bind::<BigInt, _>(limit);
    let rows: Vec<WorkItemRow> = query.load(conn).await?;
    Ok(rows.into_iter().map(view).collect())
}

fn view(row: WorkItemRow) -> WorkItemView {
    WorkItemView {
        action: row.action,
        subject: row.subject,
        state: row.state,
        title: row.title,
        role: row.role,
        since_at: row.since_at,
    }
}
