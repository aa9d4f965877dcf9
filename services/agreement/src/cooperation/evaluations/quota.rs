//! Whether what a contract or an amendment promises follows a trial that has passed: judged on the day a step is said to be of,
//! by the rows in force then.

use chrono::NaiveDate;
use domain::agreement::{ContractType, Evaluated, Promised, Quota, TrialThreshold, check_trial};
use domain::shared::{ContractId, Period, Quantity, Scheduled};
use service::dated::rules_on;
use service::{Error, Tx};

use super::queries::{bound_beside, evaluations_of_pair};
use super::rows::EvaluationRow;
use crate::cooperation::amendments::{StoredText, StoredVersion};
use crate::cooperation::contracts::{ContractLineRow, WholeContract};
use crate::need::{SharePromise, share_promises};
use crate::outside::first_accepted_at;

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
    let beside = bound_beside(tx.conn, whole).await?;
    let stored = beside.iter().flat_map(WholeContract::texts).map(|version| version.text);
    let stored: Vec<StoredText> = stored.chain(judged.before.cloned()).chain([judged.text.clone()]).collect();
    let named = stored.iter().flat_map(|text| &text.lines).filter_map(|line| line.commitment_id);
    let shares = share_promises(tx.conn, &named.collect::<Vec<_>>()).await?;
    let new = promised(judged.text, judged.from, None, &shares)?;
    let before = judged.before.map(|text| promised(text, judged.from, None, &shares)).transpose()?;
    let mut others = Vec::new();
    for other in &beside {
        others.extend(texts(other, &shares)?);
    }
    let trials = evaluations_of_pair(tx.conn, (whole.row.supplier_id, whole.row.buyer_id)).await?;
    // A trial of which nothing that was accepted stands shows nothing.
    let named: Vec<ContractId> = trials.iter().map(|row| row.contract_id).collect();
    let delivered = first_accepted_at(tx.conn, &named).await?;
    let shown = trials.iter().filter(|row| delivered.contains_key(&row.contract_id));
    let trials: Vec<Evaluated> = shown.map(EvaluationRow::evaluated).collect::<Result<_, _>>()?;
    let quota = Quota { contract_type, new: &new, before: before.as_ref(), others: &others, trials: &trials };
    Ok(check_trial(&rows, &quota, day)?)
}

/// What all texts of a contract promise, each on the days on which it is in force.
fn texts(whole: &WholeContract, shares: &[SharePromise]) -> Result<Vec<Promised>, Error> {
    let texts = whole.texts();
    let one = |(index, version): (usize, &StoredVersion)| {
        let next = texts.get(index + 1).and_then(|next| next.in_force_from.pred_opt());
        promised(&version.text, version.in_force_from, next, shares)
    };
    texts.iter().enumerate().map(one).collect()
}

/// What a text promises that holds from a day on, until another takes its place or it ends. A share line promises what its share
/// of the need comes to within the contract, spread over the periods of the need.
fn promised(
    text: &StoredText,
    from: NaiveDate,
    replaced: Option<NaiveDate>,
    shares: &[SharePromise],
) -> Result<Promised, Error> {
    let last = replaced.map_or(text.valid_until, |day| day.min(text.valid_until));
    let period = Period { from: text.valid_from, until: Some(text.valid_until) };
    let (mut lines, mut needed) = (Vec::new(), Vec::new());
    for line in &text.lines {
        let mut terms = line.terms()?;
        if let Some(share) = shares.iter().find(|share| Some(share.id) == line.commitment_id) {
            let within = share.comes_to.iter().filter(|one| period.covers(&one.period.days()));
            let within: Vec<&Scheduled> = within.collect();
            let base = within.iter().map(|one| one.quantity.base()).fold(0, i64::saturating_add);
            terms.quantity = Some(Quantity::from_stored(base, line.unit));
            needed.extend(within.iter().flat_map(|one| [one.period.days().from, one.period.last()]));
        }
        lines.push(terms);
    }
    let first = needed.iter().min().copied().unwrap_or(period.from);
    let until = needed.iter().max().copied().unwrap_or(text.valid_until);
    Ok(Promised {
        in_force: Period { from: from.max(text.valid_from), until: Some(last) },
        period: Period { from: first, until: Some(until) },
        lines,
    })
}
