//! What can be done with signals: coordinators assess them.

use api_types::logistics::AssessSignalRequest;
use domain::shared::{Id as _, SignalId};
use service::Error;
use web::{Command, Reply, Transition as _};

use super::access::op;
use super::queries;
use super::rows::{AssessmentRow, WholeSignal};
use crate::context::Context;

/// A coordinator assesses a signal; 200. Nobody does who acted for another party on the goods.
pub(super) async fn assess_signal(
    context: &Context,
    id: SignalId,
    command: Command<op::AssessSignal, AssessSignalRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_signal(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, op::AssessSignal::EVENT, &body.circumstances()).await?;
            tx.expect_one_side(&goods(&whole)?).await?;
            let number = i32::try_from(whole.assessments.len()).unwrap_or(i32::MAX).saturating_add(1);
            let assessment = AssessmentRow {
                signal_id: id,
                number,
                government_id: tx.caller().party(),
                finding: body.finding,
                note: body.note.trim().to_owned(),
                assessed_at: tx.now,
            };
            queries::insert_assessment(tx.conn, &assessment).await?;
            whole.assessments.push(assessment);
            step.leads_to(whole.state_found());
            tx.finish(&mut whole, step).await?;
            Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller())?)?)
        })
        .await
}

/// The shipments and receipts that its evidence names.
pub(super) fn goods(whole: &WholeSignal) -> Result<Vec<uuid::Uuid>, Error> {
    let evidence = whole.evidence()?;
    let vehicles = evidence.vehicles.iter().filter_map(|vehicle| vehicle.shipment_id);
    let papers = evidence.papers.iter().filter_map(|paper| paper.shipment_id);
    let origin = evidence.origin.iter().map(|origin| origin.shipment_id);
    let shipments = vehicles.chain(papers).chain(origin).map(|id| id.uuid());
    let weighed = evidence.weighings.iter().filter_map(|weighing| weighing.receipt_id);
    let priced = evidence.price.iter().map(|price| price.receipt_id);
    Ok(shipments.chain(weighed.chain(priced).map(|id| id.uuid())).collect())
}
