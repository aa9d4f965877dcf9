//! HTTP of the settlements.

use actix_web::get;
use actix_web::web::Data;
use api_types::Page;
use api_types::catalog::{ListMemberStatementsQuery, LotSettlementView, MemberStatementView};
use domain::shared::{ConsolidationLotId, MemberStatementId};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{accounts, queries, views};
use crate::context::Context;
use crate::lots::consolidation_lots::find_lot;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_lot_settlement).service(list_member_statements);
}

/// What a lot brought, and what of it goes back to its members.
///
/// By the receipts known now: until it is settled, what a statement would say. Accepted, rejected and shrunk weight and the rupiah
/// go over the grades set aside for each order line, then within a grade over who brought it, by largest remainder.
#[utoipa::path(tag = "lot-settlements", params(("id" = ConsolidationLotId, Path)),
    responses((status = 200, body = LotSettlementView)))]
#[get("/v1/consolidation-lots/{id}/settlement")]
async fn get_lot_settlement(
    query: Query<op::GetLotSettlement, NoParams>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = find_lot(&mut conn, query.caller(), id.0).await?;
    let accounts = accounts::accounts_of(&mut conn, &whole).await?;
    let cooperative = whole.row.cooperative_party_id;
    let reads = queries::reads_accounts(&mut conn, query.caller(), cooperative).await?;
    let (etag, view) = views::settlement(&whole.row, &accounts, reads);
    Reply::ok(&etag, &view)
}

/// What statements say to members, step by step, in order of their making.
///
/// Read by the members' own cooperative or farmer group and by the coordinator who keeps it.
#[utoipa::path(tag = "lot-settlements", params(ListMemberStatementsQuery),
    responses((status = 200, body = Page<MemberStatementView>)))]
#[get("/v1/member-statements")]
async fn list_member_statements(
    query: Query<op::ListMemberStatements, ListMemberStatementsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<MemberStatementId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after, limit) = (query.caller(), request.after, request.fetch());
    let rows = queries::list_member_statements(&mut conn, caller, &query.params, after, limit).await?;
    let views = rows.into_iter().map(|(row, of)| views::member_statement(row, &of));
    let views = views.collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |one: &MemberStatementView| one.id))
}
