//! What can be done with recommendations.

use api_types::agreement::{CreateRecommendationRequest, RecommendationAnswerView};
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    RecommendationAnswer, RecommendationEvent, RecommendationHappened, RecommendationState,
};
use domain::shared::{Bilingual, RecommendationId, Role};
use service::Error;
use web::{ApiError, Caller, Command, Etag, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::RecommendationRow;
use crate::context::Context;
use crate::cooperation::agreements::{AgreementRow, get_agreement};

/// Advises the two sides of an agreement; 201.
pub(super) async fn create_recommendation(
    context: &Context,
    command: Command<op::CreateRecommendation, CreateRecommendationRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let agreement = match get_agreement(tx.conn, tx.caller(), body.agreement_id).await {
                Err(Error::NotFound) => return Err(unknown_agreement()),
                found => found?,
            };
            let role = authors_role(&agreement, tx.caller()).ok_or_else(not_an_author)?;
            let mut check = Check::new();
            let title = check.line("/title", &body.title, 1..=200);
            let text = check.text("/body", &body.body, 1..=4000);
            check.finish()?;
            let row = RecommendationRow {
                id: tx.new_id(),
                agreement_id: agreement.id,
                party_id: tx.caller().party(),
                role,
                title,
                body: text,
                state: RecommendationState::Open,
                answered_by_party_id: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
                answers: serde_json::json!([]),
                side_party_ids: agreement.sides(),
            };
            queries::insert_recommendation(tx.conn, &row).await?;
            tx.emit(&row, RecommendationHappened::Given).await?;
            let location = format!("/v1/recommendations/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view()?)?)
        })
        .await
}

/// A side answers for itself, or the author takes it back; 200.
pub(super) async fn advance_recommendation<O: Transition<State = RecommendationState>>(
    context: &Context,
    id: RecommendationId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_recommendation(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&row, O::EVENT, &body).await?;
            let answer = match O::EVENT {
                RecommendationEvent::Accept => Some(RecommendationAnswer::Accepted),
                RecommendationEvent::Decline => Some(RecommendationAnswer::Declined),
                RecommendationEvent::Withdraw => None,
            };
            if let Some(answer) = answer {
                let party_id = tx.caller().party();
                let to = row.answer(RecommendationAnswerView { party_id, answer, answered_at: tx.now })?;
                if to == RecommendationState::Open {
                    step.leads_to(to);
                    step.is_told_as(RecommendationHappened::AcceptanceGiven);
                } else {
                    row.answered_by_party_id = Some(party_id);
                }
            }
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view()?)?)
        })
        .await
}

/// The role in which the caller advises: the facilitator of the agreement, or one of its auditors.
fn authors_role(agreement: &AgreementRow, caller: &Caller) -> Option<Role> {
    let me = caller.party();
    let roles = [
        (Role::Facilitator, agreement.facilitator_party_id == Some(me)),
        (Role::Auditor, agreement.auditor_party_ids.contains(&me)),
    ];
    roles.into_iter().find(|(role, concerned)| *concerned && caller.has(*role)).map(|(role, _)| role)
}

fn unknown_agreement() -> Error {
    Error::field(
        "/agreement_id",
        "unknown-agreement",
        "Kesepakatan ini tidak ditemukan, atau bukan kesepakatan yang Anda dampingi.",
        "There is no such agreement, or it is not one you facilitate or audit.",
    )
}

fn not_an_author() -> Error {
    Error::Forbidden(Bilingual::new(
        "Rekomendasi diberikan oleh fasilitator atau auditor kesepakatan ini.",
        "Recommendations are given by the facilitator or an auditor of this agreement.",
    ))
}
