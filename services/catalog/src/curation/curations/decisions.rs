//! What the panel decides.

use api_types::catalog::DecideCurationRequest;
use api_types::{Check, WireQuantity};
use chrono::NaiveDate;
use domain::catalog::{
    Approval, CurationGrade, CurationGrades, CurationOutcome, Score, check_all_scored,
    check_version_unchanged, overall_points,
};
use domain::shared::{CurationId, DateSense, Invalid, Period, Quantity, jakarta_date};
use domain::{say, words};
use service::{Error, OccurredAt, Tx, dated};
use web::{Command, Reply};

use super::access::op;
use super::rows::{CurationRow, stored_hash};
use super::submissions::check_not_withdrawn;
use super::{panels, queries, views};
use crate::context::Context;
use crate::goods::{check_packages, note_permits_checked};

/// Records the panel's decision by one of it, once every member has scored, or that changes are needed; 200.
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
            let (panel, scores) = panels::panel_and_scores(tx.conn, &row).await?;
            // Changes may be requested before: a member who never scores keeps nobody waiting.
            if body.outcome != CurationOutcome::ChangesRequested {
                panels::own_seat(tx, &row, &panel).await?;
                check_all_scored(&panel, &scores)?;
            }
            if body.outcome.approves() {
                approve(tx, &mut row, &body, step.occurred).await?;
                row.grade = grade(tx, &scores, step.occurred).await?;
            } else {
                check_nothing_approved(&body)?;
            }
            row.decided_at = Some(step.occurred.at);
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
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
    let mut check = Check::new();
    let monthly_ceiling = read_ceiling(&mut check, body.monthly_ceiling.as_ref());
    let approval = Approval {
        curation: row.id,
        version,
        channels,
        term,
        conditions: body.conditions.clone(),
        monthly_ceiling,
    };
    check.length("/conditions", &body.conditions, 0..=20);
    for invalid in approval.check(body.outcome.event()) {
        check.push(at_field(invalid));
    }
    check.require(from >= decided, || too_early(decided));
    check.optional_date("/valid_from_date", body.valid_from_date, DateSense::Begins, tx.today());
    check.optional_date("/valid_until_date", body.valid_until_date, DateSense::Ends, tx.today());
    check.finish()?;
    check_not_withdrawn(tx.conn, row.variant_id).await?;
    let versions = queries::current_versions(tx.conn, &[row.variant_id]).await?;
    let current = versions.get(&row.variant_id).ok_or(Error::NotFound)?;
    check_version_unchanged(&approval.version, &stored_hash(current)?)?;
    let seen = row.review_started_at.unwrap_or(row.updated_at);
    note_permits_checked(tx, row.variant_id, seen).await?;
    row.valid_from_date = Some(from);
    row.valid_until_date = body.valid_until_date;
    row.conditions = approval.conditions;
    row.monthly_ceiling = monthly_ceiling.map(Quantity::base);
    Ok(())
}

/// The packages a month that a panel approves, in pieces.
fn read_ceiling(check: &mut Check, ceiling: Option<&WireQuantity>) -> Option<Quantity> {
    let Some(ceiling) = ceiling else {
        check.push(Invalid::new(
            "/monthly_ceiling",
            "required",
            "Sebutkan berapa kemasan sebulan yang disetujui untuk semua gerai, dalam `H87`.",
            "Say how many packages a month are approved over all outlets, in `H87`.",
        ));
        return None;
    };
    check_packages(check, "/monthly_ceiling", ceiling)
}

/// The grade that the panel's points give by the thresholds of the day on which it decides.
async fn grade(
    tx: &mut Tx<'_>,
    scores: &[Score],
    occurred: OccurredAt,
) -> Result<Option<CurationGrade>, Error> {
    let rows = dated::rules_on::<CurationGrades>(tx.conn, occurred.day()).await?;
    let thresholds = rows.first().map_or(CurationGrades::FIRST, |row| row.rule);
    Ok(overall_points(scores).map(|points| thresholds.grade(points)))
}

/// A decision against the product has neither term nor conditions.
fn check_nothing_approved(body: &DecideCurationRequest) -> Result<(), Error> {
    let mut check = Check::new();
    let given = [
        ("/valid_from_date", body.valid_from_date.is_some()),
        ("/valid_until_date", body.valid_until_date.is_some()),
        ("/monthly_ceiling", body.monthly_ceiling.is_some()),
        ("/conditions", !body.conditions.is_empty()),
    ];
    for (pointer, given) in given {
        check.require(!given, || {
            Invalid::new(
                pointer,
                "not-approved",
                "Kosongkan: hanya persetujuan yang memiliki masa berlaku, volume, dan syarat; tulis alasan pada `note`.",
                "Leave it out: only an approval has a term, a volume and conditions; give the reasons in `note`.",
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
