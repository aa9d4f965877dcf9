//! Who calls: the person or machine, the party spoken for, every membership, and what waits.

mod access;

use actix_web::get;
use actix_web::web::Data;
use api_types::agreement::{MeView, MyMembershipView};
use api_types::{ListWorkItemsQuery, WorkItemView};
use db::Connection;
use domain::shared::Id as _;
use service::{Error, Feature, work_items};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Caller, Etag, Query, Reply, Tag};

use crate::app::FEATURES;
use crate::context::Context;
use crate::identity::me::access::op;
use crate::identity::memberships::{memberships_of_person, read_roles};
use crate::identity::parties::find_party;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes,
    access::OPERATIONS,
    &[Tag { name: "me", about: "Who calls, for whom, and what waits." }],
);

/// How many work items are shown beside.
const SHOWN: u32 = 20;

fn routes(config: &mut ServiceConfig) {
    config.service(get_me);
}

/// Who calls, for whom, and what waits.
///
/// Also for a person who is signed in and a member of nothing.
#[utoipa::path(tag = "me", responses((status = 200, body = MeView)))]
#[get("/v1/me")]
async fn get_me(query: Query<op::GetMe, NoParams>, context: Data<Context>) -> Result<Reply, ApiError> {
    let caller = query.caller();
    let mut conn = context.core.read().await?;
    let party = find_party(&conn, caller.party()).await?;
    let memberships = memberships_of(&mut conn, caller).await?;
    let work_items = if party.is_some() { waiting(&context, &mut conn, caller).await? } else { Vec::new() };
    Reply::json(&MeView {
        subject: caller.subject().to_owned(),
        party_id: (!caller.party().uuid().is_nil()).then(|| caller.party()),
        party_name: party.map(|party| party.short_name),
        region_code: caller.region().map(ToString::to_string),
        roles: caller.roles().to_vec(),
        scopes: caller.claims().scope.split(' ').map(str::to_owned).collect(),
        memberships,
        work_items,
    })
}

/// Every membership of the person; a machine has none.
async fn memberships_of(conn: &mut Connection, caller: &Caller) -> Result<Vec<MyMembershipView>, Error> {
    let Some((issuer, subject)) = caller.subject().split_once('#') else { return Ok(Vec::new()) };
    let rows = memberships_of_person(conn, issuer, subject).await?;
    let view = |(row, party): (crate::identity::MembershipRow, crate::identity::PartyRow)| MyMembershipView {
        id: row.id,
        party_id: party.id,
        party_name: party.short_name,
        region_code: party.region_code,
        etag: Etag::of(row.version).to_string(),
        state: row.state,
        roles: read_roles(&row.roles),
        wanted_roles: read_roles(&row.wanted_roles),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What waits longest for the caller.
async fn waiting(
    context: &Context,
    conn: &mut Connection,
    caller: &Caller,
) -> Result<Vec<WorkItemView>, ApiError> {
    let sources = FEATURES.iter().filter_map(Feature::waiting);
    let query = ListWorkItemsQuery { limit: Some(SHOWN), ..Default::default() };
    let now = context.core.clock.now();
    Ok(work_items::page_of(context, conn, sources, caller, &query, now).await?.items)
}
