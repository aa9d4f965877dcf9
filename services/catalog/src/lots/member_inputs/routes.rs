//! HTTP of the inputs of members.

use actix_web::web::Data;
use actix_web::{get, put};
use api_types::Page;
use api_types::catalog::{ListMemberInputsQuery, MemberInputView, PutMemberInputRequest};
use domain::shared::MemberInputId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_member_input).service(list_member_inputs);
}

/// Says what the caller's cooperative gave a member, with an id of its own.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id: `min_` and 32 hexadecimal
/// digits. It is a debt until a settlement has recovered it. An entry that was wrong is replaced by a later one
/// for the same member, by no less than what has been recovered already.
#[utoipa::path(tag = "member-inputs", params(("id" = MemberInputId, Path)), request_body = PutMemberInputRequest,
    responses((status = 201, body = MemberInputView), (status = 200, body = MemberInputView)))]
#[put("/v1/member-inputs/{id}")]
async fn put_member_input(
    command: Command<op::PutMemberInput, PutMemberInputRequest>,
    id: Path<MemberInputId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_member_input(&context, id.0, command).await
}

/// What members were given, in order of the ids; read by the cooperative and the coordinator who keeps it.
#[utoipa::path(tag = "member-inputs", params(ListMemberInputsQuery),
    responses((status = 200, body = Page<MemberInputView>)))]
#[get("/v1/member-inputs")]
async fn list_member_inputs(
    query: Query<op::ListMemberInputs, ListMemberInputsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<MemberInputId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_inputs(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(|(row, current)| row.view(current, caller).1).collect();
    Reply::page(&page(&request, views, |one: &MemberInputView| one.id))
}
