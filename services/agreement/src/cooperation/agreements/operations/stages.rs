//! The papers of an agreement's stages: what bars a step, and what is there or missing.

use std::collections::BTreeSet;

use api_types::DocumentReference;
use api_types::agreement::{AgreementStageView, AgreementStagesView, StagePaperView};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, history};
use domain::agreement::{
    AgreementEvent, AgreementStage, ConsentKind, GivenPaper, Side, StageRequirement, check_stage, paper_of,
};
use domain::shared::{Dated, Id as _, PartyId, jakarta_date};
use service::dated::rules_on;
use service::{Error, Tx};

use crate::cooperation::agreements::AgreementRow;
use crate::cooperation::consents::list_consents;

/// Steps of one agreement that are looked through; it takes a few dozen.
const STEPS: i64 = 1000;

/// A step that ends a stage needs the papers that bar it: its own among them, of the side that takes it; to come into force
/// those of both.
pub(super) async fn expect_papers(
    tx: &mut Tx<'_>,
    row: &AgreementRow,
    event: AgreementEvent,
    documents: &[DocumentReference],
) -> Result<(), Error> {
    let Some(stage) = AgreementStage::of(event) else { return Ok(()) };
    let rules = rules_on::<StageRequirement>(tx.conn, tx.today()).await?;
    if !rules.iter().any(|one| one.rule.bars && one.rule.stage == stage) {
        return Ok(());
    }
    let side = row.side_of(tx.caller().party());
    let mut given = papers(tx.conn, row).await?;
    given.extend(documents.iter().map(|one| paper(one, side)));
    let acting: BTreeSet<Side> = match event {
        AgreementEvent::Activate => Side::ALL.iter().copied().collect(),
        _ => side.into_iter().collect(),
    };
    let councils = row.terms()?.councils_required();
    Ok(check_stage(&rules, stage, &councils, &acting, &given)?)
}

/// The stages of an agreement with their papers, on a day.
pub(in crate::cooperation::agreements) async fn stages_of(
    conn: &mut Connection,
    row: &AgreementRow,
    day: NaiveDate,
) -> Result<AgreementStagesView, Error> {
    let rules = rules_on::<StageRequirement>(conn, day).await?;
    let given = papers(conn, row).await?;
    let present = AgreementStage::present(row.state);
    let since = in_state_since(conn, row).await?;
    let councils = row.terms()?.councils_required();
    let stage = |stage: &AgreementStage| {
        let since = (present == Some(*stage)).then(|| jakarta_date(since));
        let asked = rules.iter().filter(|one| one.rule.stage == *stage);
        let papers = asked.flat_map(|one| {
            let view = |side| shown(one, side, &given, since, day);
            one.rule.from.sides(&councils).into_iter().map(view).collect::<Vec<_>>()
        });
        AgreementStageView { stage: *stage, papers: papers.collect() }
    };
    Ok(AgreementStagesView {
        present,
        present_since_date: jakarta_date(since),
        stages: AgreementStage::ALL.iter().map(stage).collect(),
    })
}

fn shown(
    asked: &Dated<StageRequirement>,
    side: Side,
    given: &[GivenPaper],
    since: Option<NaiveDate>,
    day: NaiveDate,
) -> StagePaperView {
    let found = paper_of(&asked.rule, side, given);
    let due = since.and_then(|since| asked.rule.due(since));
    StagePaperView {
        paper: asked.rule.paper.clone(),
        side,
        bars: asked.rule.bars,
        present: found.is_some(),
        number: found.map(|paper| paper.number.clone()).filter(|number| !number.is_empty()),
        due_date: due,
        overdue: found.is_none() && due.is_some_and(|due| due < day),
        legal_basis: asked.source.clone(),
    }
}

/// Every paper of an agreement: attached to its text, named in a step, or a council's approval of the present text.
async fn papers(conn: &mut Connection, row: &AgreementRow) -> Result<Vec<GivenPaper>, Error> {
    let attached =
        row.attached()?.into_iter().map(|one| GivenPaper { paper: one.r#type, number: one.number, by: None });
    let mut papers: Vec<GivenPaper> = attached.collect();
    for step in history::list_steps(conn, row.id.uuid(), STEPS).await? {
        let by = row.side_of(PartyId::from_uuid(step.actor_party_id));
        let documents: Vec<DocumentReference> = serde_json::from_value(step.documents).unwrap_or_default();
        papers.extend(documents.iter().map(|one| paper(one, by)));
    }
    let consents = list_consents(conn, &[row.id.uuid()]).await?;
    let approvals = consents.iter().filter(|one| {
        one.kind == ConsentKind::Approval && one.round == row.round && one.text_sha256 == row.text_sha256
    });
    papers.extend(approvals.map(|one| GivenPaper {
        paper: "council_approval".to_owned(),
        number: String::new(),
        by: one.given_by.parse().ok(),
    }));
    Ok(papers)
}

/// Since when it has been in its state.
async fn in_state_since(conn: &mut Connection, row: &AgreementRow) -> Result<DateTime<Utc>, Error> {
    let state = row.state.to_string();
    let steps = history::list_steps(conn, row.id.uuid(), STEPS).await?;
    let came = steps.iter().rev().find(|step| step.to_state == state && step.from_state != state);
    Ok(came.map_or(row.created_at, |step| step.occurred_at))
}

fn paper(document: &DocumentReference, by: Option<Side>) -> GivenPaper {
    GivenPaper { paper: document.r#type.clone(), number: document.number.clone(), by }
}
