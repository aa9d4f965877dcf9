//! HTTP of the animals.

use actix_web::web::Data;
use actix_web::{get, patch, post};
use api_types::catalog::{AnimalView, CreateAnimalRequest, ListAnimalsQuery, UpdateAnimalRequest};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{AnimalId, Id as _, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries, views};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_animal).service(list_animals).service(get_animal).service(update_animal);
    config.service(report_treatment_of_animal).service(report_recovery_of_animal);
    config.service(report_death_of_animal).service(list_animal_transitions);
}

/// Registers an animal of the caller's party.
///
/// No two animals have the same tag, whoever owns them and however it is spelled.
#[utoipa::path(tag = "animals", request_body = CreateAnimalRequest, responses((status = 201, body = AnimalView)))]
#[post("/v1/animals")]
async fn create_animal(
    command: Command<op::CreateAnimal, CreateAnimalRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_animal(&context, command).await
}

/// The animals that the caller may read, in order of registration.
#[utoipa::path(tag = "animals", params(ListAnimalsQuery), responses((status = 200, body = Page<AnimalView>)))]
#[get("/v1/animals")]
async fn list_animals(
    query: Query<op::ListAnimals, ListAnimalsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<AnimalId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_animals(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let today = jakarta_date(context.core.clock.now());
    let shown = views::shown(&mut conn, rows, today).await?;
    Reply::page(&page(&request, shown, |animal: &AnimalView| animal.id))
}

/// One animal, with what it weighed last.
#[utoipa::path(tag = "animals", params(("id" = AnimalId, Path)), responses((status = 200, body = AnimalView)))]
#[get("/v1/animals/{id}")]
async fn get_animal(
    query: Query<op::GetAnimal, NoParams>,
    id: Path<AnimalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let row = queries::find_animal(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let today = jakarta_date(context.core.clock.now());
    views::reply(&views::one(&mut conn, row, today).await?)
}

/// Changes what is known of an animal, and the offer it belongs to.
///
/// It does not leave an offer while it is held.
#[utoipa::path(tag = "animals", params(("id" = AnimalId, Path)), request_body = UpdateAnimalRequest,
    responses((status = 200, body = AnimalView)))]
#[patch("/v1/animals/{id}")]
async fn update_animal(
    command: Command<op::UpdateAnimal, UpdateAnimalRequest>,
    id: Path<AnimalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::update_animal(&context, id.0, command).await
}

/// Reports that an animal is ill and cared for.
///
/// The note says what it has.
#[utoipa::path(tag = "animals", params(("id" = AnimalId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AnimalView)))]
#[post("/v1/animals/{id}/treatments")]
async fn report_treatment_of_animal(
    command: Command<op::ReportTreatmentOfAnimal, TransitionRequest>,
    id: Path<AnimalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_animal(&context, id.0, command).await
}

/// Reports that an animal is well again.
#[utoipa::path(tag = "animals", params(("id" = AnimalId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AnimalView)))]
#[post("/v1/animals/{id}/recoveries")]
async fn report_recovery_of_animal(
    command: Command<op::ReportRecoveryOfAnimal, TransitionRequest>,
    id: Path<AnimalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_animal(&context, id.0, command).await
}

/// Reports that an animal has died.
///
/// The note says of what. A hold that names it waits for a substitute.
#[utoipa::path(tag = "animals", params(("id" = AnimalId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = AnimalView)))]
#[post("/v1/animals/{id}/deaths")]
async fn report_death_of_animal(
    command: Command<op::ReportDeathOfAnimal, TransitionRequest>,
    id: Path<AnimalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_animal(&context, id.0, command).await
}

/// The history of an animal, oldest first: how it was, day by day.
#[utoipa::path(tag = "animals", params(("id" = AnimalId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/animals/{id}/transitions")]
async fn list_animal_transitions(
    query: Query<op::ListAnimalTransitions, ListTransitionsQuery>,
    id: Path<AnimalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_animal(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}
