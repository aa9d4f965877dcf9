//! Sorting: the parts of each contribution, and what follows for the lot.

use std::collections::{BTreeMap, BTreeSet};

use api_types::Check;
use api_types::catalog::{ContributionGradingRequest, GradeLotRequest};
use domain::catalog::{Grading, LotEvent, LotGrade, check_grading, not_a_weight};
use domain::shared::{ConsolidationLotId, Dimension, Invalid, canonical_hash};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::operations::reply;
use super::queries;
use super::rows::{LotRow, WholeLot};
use crate::context::Context;
use crate::lots::contributions::{Contribution, GradingRow, current_contributions, insert_gradings};

/// Says how contributions of a lot are sorted; 200.
pub(super) async fn grade_consolidation_lot(
    context: &Context,
    id: ConsolidationLotId,
    command: Command<op::GradeConsolidationLot, GradeLotRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_lot(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, LotEvent::Grade, &body.circumstances()).await?;
            let mut brought = current_contributions(tx.conn, id).await?;
            let rows = graded(tx, &whole, &mut brought, &body.gradings)?;
            insert_gradings(tx.conn, &rows).await?;
            take_sums(&mut whole.row, &brought)?;
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// Checks what is said of each contribution, and completes it to rows.
fn graded(
    tx: &Tx<'_>,
    whole: &WholeLot,
    brought: &mut [Contribution],
    said: &[ContributionGradingRequest],
) -> Result<Vec<GradingRow>, Error> {
    let mut check = Check::new();
    check.length("/gradings", said, 1..=200);
    let (mut rows, mut seen) = (Vec::new(), BTreeSet::new());
    for (place, one) in said.iter().enumerate().take(200) {
        let at = format!("/gradings/{place}");
        let found = brought.iter_mut().find(|contribution| contribution.row.id == one.contribution_id);
        let Some(found) = found.filter(|_| seen.insert(one.contribution_id)) else {
            check.push(unknown_contribution(format!("{at}/contribution_id")));
            continue;
        };
        let Some(grading) = read(&mut check, &at, one) else { continue };
        check.take(check_grading(&at, found.row.net(), &grading));
        rows.push(GradingRow::of(tx, found.row.id, whole.row.version, &grading)?);
        found.grading = Some(grading);
    }
    check.finish()?;
    Ok(rows)
}

/// The parts in grams, each grade and each reason once.
fn read(check: &mut Check, at: &str, said: &ContributionGradingRequest) -> Option<Grading> {
    check.length(&format!("{at}/grades"), &said.grades, 0..=LotGrade::ALL.len());
    check.length(&format!("{at}/refused"), &said.refused, 0..=6);
    let mut parts = Parts { check, whole: true };
    let grades = said.grades.iter().map(|part| (part.grade, &part.quantity));
    let grades = parts.sums(&format!("{at}/grades"), grades);
    let refused = said.refused.iter().map(|part| (part.reason, &part.quantity));
    let refused = parts.sums(&format!("{at}/refused"), refused);
    let loss = said.loss.as_ref().map_or(Some(0), |loss| parts.grams(&format!("{at}/loss"), loss));
    let whole = parts.whole;
    loss.filter(|_| whole).map(|loss| Grading { grades, refused, loss })
}

/// Reads parts of weight, and remembers whether each could be read.
pub(super) struct Parts<'a> {
    pub(super) check: &'a mut Check,
    pub(super) whole: bool,
}

impl Parts<'_> {
    /// Grams by key, each named once.
    pub(super) fn sums<'q, K: Ord + Copy>(
        &mut self,
        at: &str,
        parts: impl Iterator<Item = (K, &'q api_types::WireQuantity)>,
    ) -> BTreeMap<K, i64> {
        let mut sums = BTreeMap::new();
        for (place, (key, quantity)) in parts.enumerate() {
            let at = format!("{at}/{place}");
            let Some(grams) = self.grams(&format!("{at}/quantity"), quantity) else { continue };
            if sums.insert(key, grams).is_some() {
                self.whole = false;
                self.check.push(repeated(at));
            }
        }
        sums
    }

    fn grams(&mut self, at: &str, quantity: &api_types::WireQuantity) -> Option<i64> {
        let read = self.check.quantity(at, quantity);
        let weighed = read.is_none_or(|one| one.dimension() == Dimension::Mass);
        self.check.require(weighed, || not_a_weight(format!("{at}/unit")));
        self.whole &= read.is_some() && weighed;
        read.filter(|_| weighed).map(|one| one.base())
    }
}

/// What is in the lot now, and the text that is sealed.
fn take_sums(row: &mut LotRow, brought: &[Contribution]) -> Result<(), Error> {
    let mut sums: BTreeMap<LotGrade, i64> = BTreeMap::new();
    for grading in brought.iter().filter_map(|one| one.grading.as_ref()) {
        for (grade, grams) in grading.grades.iter().filter(|(_, grams)| **grams > 0) {
            *sums.entry(*grade).or_default() += grams;
        }
    }
    let text: Vec<_> =
        brought.iter().map(|one| (one.row.id, one.row.member_id, one.row.net(), &one.grading)).collect();
    let unwritable = |error| Error::Internal(format!("what is in {}: {error}", row.id));
    let (_, hash) = canonical_hash(&text).map_err(unwritable)?;
    row.grades = serde_json::to_value(sums).map_err(unwritable)?;
    row.content_sha256 = Some(hash.to_string());
    Ok(())
}

fn repeated(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "repeated",
        "Ini disebut dua kali; jumlahkan menjadi satu bagian.",
        "This is named twice; add it up to one part.",
    )
}

fn unknown_contribution(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-contribution",
        "Sebutkan, sekali saja, setoran lot ini yang masih berlaku; daftarnya di /v1/contributions.",
        "Name, once, a contribution of this lot that counts; the list is at /v1/contributions.",
    )
}
