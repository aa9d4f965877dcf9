//! Blitar's trial tonne is evaluated by its buyer, and its supplier agrees.

use api_types::agreement::{CreateEvaluationRequest, EvaluationView, ListEvaluationsQuery};
use domain::agreement::{EvaluationResult, EvaluationState};

use super::super::later::BLITAR_TRIAL;
use super::super::player::{Player, action};
use super::{World, happened};

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let told = &BLITAR_TRIAL;
    let (contract, _) = world.contract(told.contract)?;
    let body = CreateEvaluationRequest {
        result: EvaluationResult::Pass,
        conditions: Vec::new(),
        note: Some(told.note.into()),
        corrects_evaluation_id: None,
        occurred_at: Some(told.evaluated.parse()?),
    };
    let query = ListEvaluationsQuery { contract_id: Some(contract), ..Default::default() };
    let counts = |view: &EvaluationView| view.state != EvaluationState::Superseded;
    let found =
        player.find(told.buyer, |services| services.agreement.list_evaluations(&query), counts).await?;
    let evaluates = action(told.buyer, "evaluates the trial");
    let create =
        player.create(found, evaluates, |services| services.agreement.create_evaluation(contract, &body));
    let id = create.await?.id;
    let confirmed = happened(told.confirmed)?;
    player
        .act(
            action(told.supplier, "agrees with the evaluation"),
            |services| services.agreement.get_evaluation(id),
            |view| view.state != EvaluationState::Submitted,
            |services, etag| services.agreement.confirm_evaluation(id, etag, &confirmed),
        )
        .await?;
    Ok(())
}
