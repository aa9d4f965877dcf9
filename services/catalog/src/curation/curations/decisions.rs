//! The panel's part: who sits on it, what it scores, what it decides.

use api_types::Check;
use api_types::catalog::{DecideCurationRequest, ReviewCurationRequest};
use chrono::NaiveDate;
use domain::catalog::{
    Approval, CurationEvent, PanelSides, Panelist, Score, check_panel, check_scores, check_version_unchanged,
};
use domain::shared::{CurationId, DateSense, Invalid, Period, jakarta_date};
use domain::{say, words};
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply};

use super::access::op;
use super::operations::repeated;
use super::queries;
use super::rows::{CurationRow, PanelistRow, ScoreRow, stored_hash};
use super::views::{self, score};
use crate::context::Context;
use crate::goods::note_permits_checked;
use crate::outside::expect_parties;

/// Begins the panel's review; 200.
pub(super) async fn review_curation(
    context: &Context,
    id: CurationId,
    command: Command<op::ReviewCuration, ReviewCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, CurationEvent::StartReview, &body.circumstances()).await?;
            check_review(&body)?;
            let panel = panel(&body);
            let members = panel.iter().enumerate();
            let named = members.map(|(at, one)| (format!("/panel/{at}/party_id"), one.party));
            expect_parties(tx.conn, named).await?;
            let sides = PanelSides {
                supplier: row.supplier_id,
                related: &row.related_party_ids,
                buyers: &[row.operator_party_id],
            };
            check_panel(&panel, sides)?;
            row.criteria.clone_from(&body.criteria);
            queries::insert_panel(tx.conn, &panel_rows(&row, &panel)).await?;
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
}

/// Records the panel's decision with every member's points; 200.
pub(super) async fn decide_curation(
    context: &Context,
    id: CurationId,
    command: Command<op::DecideCuration, DecideCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, body.outcome.event(), &body.circumstances()).await?;
            let scores = full_sheet(tx, &row, &body).await?;
            if body.outcome.approves() {
                approve(tx, &mut row, &body, step.occurred).await?;
            } else {
                check_nothing_approved(&body)?;
            }
            row.decided_at = Some(step.occurred.at);
            queries::insert_scores(tx.conn, &score_rows(&row, &scores)).await?;
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
}

fn check_review(body: &ReviewCurationRequest) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/panel", &body.panel, 1..=20);
    check.length("/criteria", &body.criteria, 1..=6);
    for (place, one) in body.panel.iter().enumerate() {
        let twice = body.panel[..place].iter().any(|other| other.member_id == one.member_id);
        check.require(!twice, || repeated(&format!("/panel/{place}")));
    }
    for (place, criterion) in body.criteria.iter().enumerate() {
        check
            .require(!body.criteria[..place].contains(criterion), || repeated(&format!("/criteria/{place}")));
    }
    Ok(check.finish()?)
}

fn panel(body: &ReviewCurationRequest) -> Vec<Panelist> {
    body.panel.iter().map(|one| Panelist { member: one.member_id, party: one.party_id }).collect()
}

/// The scores, when every member of the panel has scored every criterion once.
async fn full_sheet(
    tx: &mut Tx<'_>,
    row: &CurationRow,
    body: &DecideCurationRequest,
) -> Result<Vec<Score>, Error> {
    let panel = queries::panels_of(tx.conn, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let panel: Vec<Panelist> = panel
        .iter()
        .filter(|one| one.round == row.round)
        .map(|one| Panelist { member: one.member_id, party: one.party_id })
        .collect();
    let scores: Vec<Score> = body.scores.iter().map(score).collect();
    let found = check_scores(&panel, &row.criteria, &scores);
    if found.is_empty() { Ok(scores) } else { Err(Error::Invalid(found)) }
}

/// Checks that the decision approves what was submitted, for a term that begins with it or later.
async fn approve(
    tx: &mut Tx<'_>,
    row: &mut CurationRow,
    body: &DecideCurationRequest,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let decided = jakarta_date(occurred.at);
    let from = body.valid_from_date.unwrap_or(decided);
    let channels = queries::channels_of(tx.conn, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let channels = channels.iter().map(|one| one.channel(row.operator_party_id)).collect::<Result<_, _>>()?;
    let version = row.submitted_version()?;
    let version = version.ok_or_else(|| Error::Internal("a review of nothing submitted".to_owned()))?;
    let term = Period { from, until: body.valid_until_date };
    let approval = Approval { version, channels, term, conditions: body.conditions.clone() };
    let mut check = Check::new();
    check.length("/conditions", &body.conditions, 0..=20);
    for invalid in approval.check(body.outcome.event()) {
        check.push(at_field(invalid));
    }
    check.require(from >= decided, || too_early(decided));
    check.optional_date("/valid_from_date", body.valid_from_date, DateSense::Begins, tx.today());
    check.optional_date("/valid_until_date", body.valid_until_date, DateSense::Ends, tx.today());
    check.finish()?;
    let versions = queries::current_versions(tx.conn, &[row.variant_id]).await?;
    let current = versions.get(&row.variant_id).ok_or(Error::NotFound)?;
    check_version_unchanged(&approval.version, &stored_hash(current)?)?;
    // The row was last changed when the review began.
    note_permits_checked(tx, row.variant_id, row.updated_at).await?;
    row.valid_from_date = Some(from);
    row.valid_until_date = body.valid_until_date;
    row.conditions = approval.conditions;
    Ok(())
}

/// A decision against the product has neither term nor conditions.
fn check_nothing_approved(body: &DecideCurationRequest) -> Result<(), Error> {
    let mut check = Check::new();
    let given = [
        ("/valid_from_date", body.valid_from_date.is_some()),
        ("/valid_until_date", body.valid_until_date.is_some()),
        ("/conditions", !body.conditions.is_empty()),
    ];
    for (pointer, given) in given {
        check.require(!given, || {
            Invalid::new(
                pointer,
                "not-approved",
                "Kosongkan: hanya persetujuan yang memiliki masa berlaku dan syarat; tulis alasan pada `note`.",
                "Leave it out: only an approval has a term and conditions; give the reasons in `note`.",
            )
        });
    }
    Ok(check.finish()?)
}

/// The field of the request that a part of the approval comes from.
fn at_field(invalid: Invalid) -> Invalid {
    match invalid.pointer.as_str() {
        "/term" => Invalid { pointer: "/valid_until_date".to_owned(), ..invalid },
        _ => invalid,
    }
}

fn too_early(decided: NaiveDate) -> Invalid {
    let detail = say!(
        "Persetujuan berlaku paling awal pada hari keputusan, {day}.",
        "An approval begins on the day of the decision, {day}, or later.",
        day = words::date(decided),
    );
    Invalid::says("/valid_from_date", "before-decision", detail)
}

fn panel_rows(row: &CurationRow, panel: &[Panelist]) -> Vec<PanelistRow> {
    let one = |one: &Panelist| PanelistRow {
        curation_id: row.id,
        round: row.round,
        member_id: one.member,
        party_id: one.party,
    };
    panel.iter().map(one).collect()
}

fn score_rows(row: &CurationRow, scores: &[Score]) -> Vec<ScoreRow> {
    let one = |score: &Score| ScoreRow {
        curation_id: row.id,
        round: row.round,
        member_id: score.member,
        criterion: score.criterion,
        // Checked to be 100 at most.
        points: i32::try_from(score.points).unwrap_or(100),
    };
    scores.iter().map(one).collect()
}
