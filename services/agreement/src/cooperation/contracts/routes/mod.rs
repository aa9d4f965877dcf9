//! HTTP of the contracts; the plain transitions stand in `transitions`.

mod endings;
mod transitions;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, patch, post};
use api_types::agreement::{
    AttachmentQuery, ContractQuery, ContractVersionView, ContractView, CreateContractRequest,
    ListContractVersionsQuery, ListContractsQuery, SignContractRequest, TextConsentRequest, TextView,
    UpdateContractRequest,
};
use api_types::{AskedTime, ListTransitionsQuery, Page, TransitionView};
use domain::shared::{ContractId, Id as _, jakarta_date};
use service::{Error, Versioned as _, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Etag, PageRequest, Path, Query, Reply, page};

use super::{operations, queries};
use crate::context::Context;
use crate::cooperation::agreements::named;
use crate::cooperation::amendments::amended_text;
use crate::cooperation::contracts::access::op;
use crate::verification::scan;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_contract)
        .service(list_contracts)
        .service(get_contract)
        .service(update_contract)
        .service(list_contract_versions)
        .service(get_contract_text)
        .service(get_contract_attachment)
        .service(list_contract_transitions)
        .service(endorse_contract)
        .service(sign_contract);
    transitions::routes(config);
    endings::routes(config);
}

/// Drafts a contract under an agreement in force.
///
/// By the supplier, the buyer, or a coordinator of one of the two governments.
#[utoipa::path(tag = "contracts", request_body = CreateContractRequest,
    responses((status = 201, body = ContractView)))]
#[post("/v1/contracts")]
async fn create_contract(
    command: Command<op::CreateContract, CreateContractRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_contract(&context, command).await
}

/// The contracts the caller may see, in order of drafting.
#[utoipa::path(tag = "contracts", params(ListContractsQuery),
    responses((status = 200, body = Page<ContractView>)))]
#[get("/v1/contracts")]
async fn list_contracts(
    query: Query<op::ListContracts, ListContractsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ContractId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after, request.fetch());
    let rows = queries::list_contracts(&mut conn, query.caller(), &query.params, after, limit).await?;
    let day = jakarta_date(context.core.clock.now());
    let views =
        rows.into_iter().map(|whole| whole.view(query.caller(), day)).collect::<Result<Vec<_>, _>>()?;
    Reply::page(&page(&request, views, |contract: &ContractView| contract.id))
}

/// One contract, with the terms in force now or at a point of both times.
///
/// `as_of` chooses the text that was or will be in force then, `known_at` leaves out amendments recorded later; where it
/// stands and what is derived are of now.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path), ContractQuery),
    responses((status = 200, body = ContractView)))]
#[get("/v1/contracts/{id}")]
async fn get_contract(
    query: Query<op::GetContract, ContractQuery>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::get_contract(&mut conn, query.caller(), id.0).await?;
    let (now, asked) = (context.core.clock.now(), &query.params);
    let instant = |time: Option<AskedTime>| time.map_or(now, AskedTime::instant);
    let (day, when) = (jakarta_date(now), (jakarta_date(instant(asked.as_of)), instant(asked.known_at)));
    let etag = whole.etag(day);
    let view = whole.view_at(query.caller(), day, when)?;
    // Who asks for the text of another time is shown it by its number.
    let marked = || Etag::with_derived(etag.version().0, &format!("{etag} {}", view.terms_number));
    let etag = if asked.as_of.or(asked.known_at).is_some() { marked() } else { etag };
    Reply::ok(&etag, &view)
}

/// The texts of a contract: the first one, and those that amendments made.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path), ListContractVersionsQuery),
    responses((status = 200, body = Page<ContractVersionView>)))]
#[get("/v1/contracts/{id}/versions")]
async fn list_contract_versions(
    query: Query<op::ListContractVersions, ListContractVersionsQuery>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<i32>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let whole = queries::get_contract(&mut conn, query.caller(), id.0).await?;
    let texts = whole.texts().into_iter().filter(|one| request.after.is_none_or(|after| one.number > after));
    let limit = usize::try_from(request.fetch()).unwrap_or(usize::MAX);
    let today = jakarta_date(context.core.clock.now());
    let views = texts.take(limit).map(|one| whole.version_view(&one, query.caller(), today));
    let views = views.collect::<Result<Vec<_>, Error>>()?;
    Reply::page(&page(&request, views, |version: &ContractVersionView| version.number))
}

/// Changes the text of a contract.
///
/// While it is a draft or changes are requested; earlier endorsements of another text do not count.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = UpdateContractRequest,
    responses((status = 200, body = ContractView)))]
#[patch("/v1/contracts/{id}")]
async fn update_contract(
    command: Command<op::UpdateContract, UpdateContractRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_contract(&context, id.0, command).await
}

/// The one text to be endorsed and signed, and its hash; of an amended contract, that of the amendment in force.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)),
    responses((status = 200, body = TextView)))]
#[get("/v1/contracts/{id}/text")]
async fn get_contract_text(
    query: Query<op::GetContractText, NoParams>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::get_contract(&mut conn, query.caller(), id.0).await?;
    let day = jakarta_date(context.core.clock.now());
    let etag = whole.etag(day);
    let canonical = match whole.amendment_on(day) {
        Some(amendment) => amended_text(&mut conn, amendment).await?,
        None => whole.row.terms(&whole.lines)?.canonical(),
    };
    Reply::ok(&etag, &TextView { text: canonical.text, text_sha256: canonical.hash })
}

/// The scan of an attached paper, by the hash that is signed with the text.
///
/// Where whoever attached the paper had brought it before (`/v1/files`).
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path), AttachmentQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/v1/contracts/{id}/attachment")]
async fn get_contract_attachment(
    query: Query<op::GetContractAttachment, AttachmentQuery>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let row = queries::get_contract(&mut *context.core.read().await?, query.caller(), id.0).await?.row;
    let hash = named(row.attached()?, query.params.sha256.as_ref())?;
    scan(&context, id.0.uuid(), &hash).await
}

/// The history of a contract, oldest first.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/contracts/{id}/transitions")]
async fn list_contract_transitions(
    query: Query<op::ListContractTransitions, ListTransitionsQuery>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::get_contract(&mut conn, query.caller(), id.0).await?;
    let mut page = list_transitions(&mut conn, query.caller(), whole.row.id.uuid(), &query.params).await?;
    if !query.caller().reads_prices() {
        // Prices stand among what a change replaced.
        page.items.iter_mut().for_each(|step| step.replaced = None);
    }
    Reply::page(&page)
}

/// Endorses the text for the caller's region; both regions endorse one hash.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = TextConsentRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/endorsements")]
async fn endorse_contract(
    command: Command<op::EndorseContract, TextConsentRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::endorse_contract(&context, id.0, command).await
}

/// Signs the endorsed text for the caller's business.
///
/// By its director, chair or owner, or a representative whose power of attorney covers it that day.
#[utoipa::path(tag = "contracts", params(("id" = ContractId, Path)), request_body = SignContractRequest,
    responses((status = 200, body = ContractView)))]
#[post("/v1/contracts/{id}/signatures")]
async fn sign_contract(
    command: Command<op::SignContract, SignContractRequest>,
    id: Path<ContractId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::sign_contract(&context, id.0, command).await
}
