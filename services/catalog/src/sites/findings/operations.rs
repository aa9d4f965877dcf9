//! What becomes of findings.

use api_types::TransitionRequest;
use chrono::NaiveDate;
use domain::catalog::{
    Checklist, ChecklistItem, FacilityRules, FindingEvent, FindingHappened, FindingState, check_verifier,
    check_waiver,
};
use domain::shared::FindingId;
use service::{Error, OccurredAt, Tx, dated};
use web::{Command, Etag, Reply, Transition};

use super::queries;
use super::rows::{Finding, FindingRow};
use crate::context::Context;
use crate::sites::inspections::InspectionRow;

/// Takes a finding a step further; 200.
pub(super) async fn advance_finding<O: Transition<State = FindingState>>(
    context: &Context,
    id: FindingId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut finding = queries::lock_finding(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&finding, O::EVENT, &body).await?;
            judge(tx, &mut finding.row, O::EVENT, step.occurred.day())?;
            tx.finish(&mut finding, step).await?;
            Ok(Reply::ok(&Etag::of(finding.row.version), &finding.row.view())?)
        })
        .await
}

/// Judges who takes a step, and writes down what it changes besides the state.
fn judge(tx: &Tx<'_>, row: &mut FindingRow, event: FindingEvent, day: NaiveDate) -> Result<(), Error> {
    let me = tx.caller().subject();
    match event {
        FindingEvent::Act => row.acted_by = Some(me.to_owned()),
        FindingEvent::Verify => {
            check_verifier(me, row.acted_by.as_deref())?;
            row.settled_date = Some(day);
        }
        FindingEvent::Reopen => row.unsettle(day),
        // Follows from the inspection alone, see `correct_findings`.
        FindingEvent::Withdraw => row.settled_date = Some(day),
        FindingEvent::Waive => {
            check_waiver(row.severity, me, &row.found_by)?;
            row.settled_date = Some(day);
        }
    }
    Ok(())
}

/// Records what an inspection found not to hold, each with the day by which it is to be mended.
pub(in crate::sites) async fn record_findings(
    tx: &mut Tx<'_>,
    inspection: &InspectionRow,
    found: &[&ChecklistItem],
    rules: &FacilityRules,
    day: NaiveDate,
) -> Result<(), Error> {
    for item in found {
        let row = FindingRow {
            id: tx.new_id(),
            inspection_id: inspection.id,
            facility_id: inspection.facility_id,
            owner_party_id: inspection.owner_party_id,
            inspector_party_id: inspection.inspector_party_id,
            region_code: inspection.region_code.clone(),
            item_code: item.code.clone(),
            requirement_id: item.requirement.id.clone(),
            requirement_en: item.requirement.en.clone(),
            severity: item.severity,
            found_by: tx.caller().subject().to_owned(),
            found_date: day,
            due_date: rules.mended_by(item.severity, day),
            acted_by: None,
            settled_date: None,
            settled_before: Vec::new(),
            state: FindingState::Open,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
        };
        queries::insert_finding(tx.conn, &row).await?;
        tx.first(&Finding { row, governs: false }, FindingHappened::Found).await?;
    }
    Ok(())
}

/// Withdraws what an inspection found and its corrected answers do not, and records what they find that it did not.
pub(in crate::sites) async fn correct_findings(
    tx: &mut Tx<'_>,
    inspection: &InspectionRow,
    (list, not_met): (&Checklist, &[String]),
    occurred: OccurredAt,
) -> Result<(), Error> {
    let day = occurred.day();
    let mut standing = Vec::new();
    for mut row in queries::standing_findings(tx.conn, inspection.id).await? {
        if not_met.contains(&row.item_code) {
            standing.push(row.item_code);
            continue;
        }
        row.settled_date.get_or_insert(day);
        let mut finding = Finding { row, governs: false };
        let why = TransitionRequest::default();
        tx.follow(&mut finding, FindingEvent::Withdraw, occurred, &why).await?;
    }
    let found: Vec<_> =
        not_met.iter().filter(|code| !standing.contains(code)).filter_map(|code| list.item(code)).collect();
    let rules = FacilityRules(dated::rules(tx.conn).await?);
    record_findings(tx, inspection, &found, &rules, day).await
}
