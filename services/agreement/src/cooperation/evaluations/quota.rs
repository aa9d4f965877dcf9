//! Whether what a contract or an amendment promises follows a trial that has passed: judged on the day a step is said to be of,
//! by the rows in force then.

use chrono::NaiveDate;
use domain::agreement::{ContractType, Evaluated, Promised, Quota, TrialThreshold, check_trial};
use domain::shared::Period;
use service::dated::rules_on;
use service::{Error, Tx};

use super::queries::{bound_beside, evaluations_of_pair};
use super::rows::EvaluationRow;
use crate::cooperation::amendments::{StoredText, StoredVersion};
use crate::cooperation::contracts::{ContractLineRow, WholeContract};

/// A text of a contract, as it is judged.
pub(crate) struct Judged<'a> {
    /// What it says.
    pub(crate) text: &'a StoredText,
    /// The day from which on it holds.
    pub(crate) from: NaiveDate,
    /// The text it takes the place of, of an amendment.
    pub(crate) before: Option<&'a StoredText>,
}

/// What a text promises follows a trial that has passed, where it is above the threshold of its goods together with what the
/// same two businesses promise in other contracts.
pub(crate) async fn expect_trial(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    judged: Judged<'_>,
    day: NaiveDate,
) -> Result<(), Error> {
    let contract_type = whole.row.contract_type;
    if !contract_type.follows_trial() && contract_type != ContractType::Trial {
        return Ok(());
    }
    let rows = rules_on::<TrialThreshold>(tx.conn, day).await?;
    let about = |line: &ContractLineRow| {
        rows.iter().any(|row| row.rule.commodity_code.as_str() == line.commodity_code)
    };
    if !judged.text.lines.iter().any(about) {
        return Ok(());
    }
    let new = promised(judged.text, judged.from, None)?;
    let before = judged.before.map(|text| promised(text, judged.from, None)).transpose()?;
    let mut others = Vec::new();
    for other in bound_beside(tx.conn, whole).await? {
        others.extend(texts(&other)?);
    }
    let trials = evaluations_of_pair(tx.conn, (whole.row.supplier_id, whole.row.buyer_id)).await?;
    let trials: Vec<Evaluated> = trials.iter().map(EvaluationRow::evaluated).collect::<Result<_, _>>()?;
    let quota = Quota { contract_type, new: &new, before: before.as_ref(), others: &others, trials: &trials };
    Ok(check_trial(&rows, &quota, day)?)
}

/// What all texts of a contract promise, each on the days on which it is in force.
fn texts(whole: &WholeContract) -> Result<Vec<Promised>, Error> {
    let texts = whole.texts();
    let one = |(index, version): (usize, &StoredVersion)| {
        let next = texts.get(index + 1).and_then(|next| next.in_force_from.pred_opt());
        promised(&version.text, version.in_force_from, next)
    };
    texts.iter().enumerate().map(one).collect()
}

/// What a text promises that holds from a day on, until another takes its place or it ends.
fn promised(text: &StoredText, from: NaiveDate, replaced: Option<NaiveDate>) -> Result<Promised, Error> {
    let last = replaced.map_or(text.valid_until, |day| day.min(text.valid_until));
    Ok(Promised {
        in_force: Period { from: from.max(text.valid_from), until: Some(last) },
        period: Period { from: text.valid_from, until: Some(text.valid_until) },
        lines: text.lines.iter().map(ContractLineRow::terms).collect::<Result<_, _>>()?,
    })
}
