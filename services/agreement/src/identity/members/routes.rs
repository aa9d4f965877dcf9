//! HTTP of the members.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::agreement::{
    CreateMemberRequest, EraseMemberRequest, ListMembersQuery, MemberFiguresView, MemberView,
    RecordMemberDepartureRequest, UpdateMemberRequest,
};
use api_types::{ImportQuery, ImportReportView, ListTransitionsQuery, Page, TransitionView};
use domain::shared::{Id as _, MemberId, PartyId};
use service::list_transitions;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, Upload, page};

use super::access::op;
use super::import::MOST_BYTES;
use super::rows::MemberRow;
use super::{import, operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_member).service(list_members).service(get_member).service(update_member);
    config.service(record_member_departure).service(erase_member).service(list_member_transitions);
    config.service(create_member_import).service(get_member_figures);
}

/// Enters a person into the roll of the caller's party.
///
/// The party is a cooperative or a farmer group. The NIK is not kept: a keyed hash of it knows the same person again. A repeat of
/// the request is answered without the person.
#[utoipa::path(tag = "members", request_body = CreateMemberRequest,
    responses((status = 201, body = MemberView)))]
#[post("/v1/members")]
async fn create_member(
    command: Command<op::CreateMember, CreateMemberRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_member(&context, command).await
}

/// The members of the caller's party, or of the parties of the coordinator's region, in order of entry.
#[utoipa::path(tag = "members", params(ListMembersQuery),
    responses((status = 200, body = Page<MemberView>)))]
#[get("/v1/members")]
async fn list_members(
    query: Query<op::ListMembers, ListMembersQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<MemberId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_members(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = rows.into_iter().map(MemberRow::view).collect();
    Reply::page(&page(&request, views, |view: &MemberView| view.id))
}

/// One member.
#[utoipa::path(tag = "members", params(("id" = MemberId, Path)),
    responses((status = 200, body = MemberView)))]
#[get("/v1/members/{id}")]
async fn get_member(
    query: Query<op::GetMember, NoParams>,
    id: Path<MemberId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_member(&mut conn, query.caller(), id.0).await?;
    Reply::ok(&Etag::of(row.version), &row.view())
}

/// Changes what the roll says of a member.
///
/// The history says that it changed and by whom; what it said before is not kept.
#[utoipa::path(tag = "members", params(("id" = MemberId, Path)), request_body = UpdateMemberRequest,
    responses((status = 200, body = MemberView)))]
#[patch("/v1/members/{id}")]
async fn update_member(
    command: Command<op::UpdateMember, UpdateMemberRequest>,
    id: Path<MemberId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_member(&context, id.0, command).await
}

/// Says that a member left; what was counted of it stays.
#[utoipa::path(tag = "members", params(("id" = MemberId, Path)),
    request_body = RecordMemberDepartureRequest, responses((status = 200, body = MemberView)))]
#[post("/v1/members/{id}/departures")]
async fn record_member_departure(
    command: Command<op::RecordMemberDeparture, RecordMemberDepartureRequest>,
    id: Path<MemberId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::record_member_departure(&context, id.0, command).await
}

/// Removes the person for good: name, number, NIK, village, sex and consent.
///
/// The id stays, with what was counted of it. The history says that it was erased, by whom and why, and nothing of the person.
#[utoipa::path(tag = "members", params(("id" = MemberId, Path)),
    request_body = EraseMemberRequest, responses((status = 200, body = MemberView)))]
#[post("/v1/members/{id}/erasures")]
async fn erase_member(
    command: Command<op::EraseMember, EraseMemberRequest>,
    id: Path<MemberId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::erase_member(&context, id.0, command).await
}

/// The history of a member, oldest first.
#[utoipa::path(tag = "members", params(("id" = MemberId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/members/{id}/transitions")]
async fn list_member_transitions(
    query: Query<op::ListMemberTransitions, ListTransitionsQuery>,
    id: Path<MemberId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::get_member(&mut conn, query.caller(), id.0).await?;
    Reply::page(&list_transitions(&mut conn, query.caller(), row.id.uuid(), &query.params).await?)
}

/// Tries a file of members, or enters its people into the roll of the caller's party.
///
/// CSV in UTF-8, whose cells stand between commas or semicolons, or the first sheet of an XLSX workbook; at most 2 MiB and 10,000 rows. Its first row
/// names the columns, in any order: number, name, nik, village code, consent date, and sex where it is told (in Indonesian nomor anggota, nama, nik,
/// kode desa, tanggal persetujuan, jenis kelamin). Try it with `dry_run=true`, then send it again with the `sha256` of the answer: all of
/// it is entered, or nothing. A refusal names `/rows/{row}/{field}`. It is done before the answer comes.
#[utoipa::path(tag = "members", params(ImportQuery), request_body(content(
        (String = "text/csv",
            example = "number,name,nik,village_code,consent_date,sex\nA-001,Siti Aminah,1872014506850001,18.72.01.1001,2026-11-02,female\n"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 200, body = ImportReportView)))]
#[post("/v1/member-imports")]
async fn create_member_import(
    upload: Upload<op::CreateMemberImport, ImportQuery, MOST_BYTES>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    import::create_member_import(&context, upload).await
}

/// How many members a party has, by sex and by village; for its people and the government that keeps it.
///
/// Nobody is recognised by them: fewer than five people are not shown, nor what would tell them by subtracting.
#[utoipa::path(tag = "members", params(("id" = PartyId, Path)),
    responses((status = 200, body = MemberFiguresView)))]
#[get("/v1/parties/{id}/member-figures")]
async fn get_member_figures(
    query: Query<op::GetMemberFigures, NoParams>,
    id: Path<PartyId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    Reply::json(&operations::get_member_figures(&context, query.caller(), id.0).await?)
}
