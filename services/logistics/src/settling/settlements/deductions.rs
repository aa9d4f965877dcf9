//! What claims take off a statement, or add to it: the outcome of each, taken once.

use chrono::NaiveDate;
use db::Connection;
use domain::logistics::{SettlementLine, SettlementLineKind};
use domain::shared::{ClaimId, ContractId, Money, ReceiptId};
use service::{Error, OccurredAt, Tx};

use crate::settling::claims::{AgreedClaim, agreed_claims, settle_claims};

/// An amount that both businesses agreed on, or both coordinators decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deduction {
    /// The claim it comes from, by its id.
    pub(super) source: String,
    /// The receipt it is of.
    pub(super) receipt: Option<ReceiptId>,
    /// The day of the outcome.
    pub(super) day: NaiveDate,
    /// How much is taken off; below zero where the supplier claimed, so that it is added.
    pub(super) amount: Money,
}

impl Deduction {
    fn of(claim: AgreedClaim) -> Option<Self> {
        let amount = claim.amount?;
        let amount = if claim.by_buyer { amount } else { Money(-amount.0) };
        Some(Self { source: claim.id.to_string(), receipt: claim.receipt, day: claim.day, amount })
    }
}

/// What was agreed under a contract in a month, given by its first day.
pub(super) async fn agreed(
    conn: &mut Connection,
    contract: ContractId,
    month: NaiveDate,
) -> Result<Vec<Deduction>, Error> {
    let claims = agreed_claims(conn, contract, month).await?;
    Ok(claims.into_iter().filter_map(Deduction::of).collect())
}

/// The claims whose amounts stand in a statement that became final are settled.
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    lines: &[SettlementLine],
    occurred: OccurredAt,
) -> Result<(), Error> {
    let claims = lines.iter().filter(|line| line.kind == SettlementLineKind::Deduction);
    let ids: Vec<ClaimId> = claims.filter_map(|line| line.source.as_deref()?.parse().ok()).collect();
    settle_claims(tx, &ids, occurred).await
}
