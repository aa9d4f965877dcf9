//! What has ended with an outcome, for whoever settles what is owed.

use chrono::{Months, NaiveDate};
use db::Connection;
use domain::logistics::{ClaimEvent, ClaimRemedy};
use domain::shared::{
    ClaimId, ContractId, ContractLineId, Money, ReceiptId, ReceiptLineId, jakarta_date, jakarta_midnight,
};
use service::{Error, OccurredAt, Tx};

use super::queries;
use super::rows::ClaimRow;

/// A claim that both sides agreed on, or both coordinators decided.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(dead_code, reason = "read by the statements of what is owed")]
pub(crate) struct AgreedClaim {
    pub(crate) id: ClaimId,
    pub(crate) contract_line: ContractLineId,
    pub(crate) receipt: Option<ReceiptId>,
    pub(crate) receipt_line: Option<ReceiptLineId>,
    pub(crate) remedy: ClaimRemedy,
    /// Rupiah that go back to who claimed; none where no money does.
    pub(crate) amount: Option<Money>,
    /// Whether the buyer claimed, so that the amount is taken off what it owes; else it is added.
    pub(crate) by_buyer: bool,
    /// The day of the outcome.
    pub(crate) day: NaiveDate,
}

impl AgreedClaim {
    fn of(row: ClaimRow) -> Option<Self> {
        Some(Self {
            id: row.id,
            contract_line: row.contract_line_id,
            receipt: row.receipt_id,
            receipt_line: row.receipt_line_id,
            remedy: row.remedy?,
            amount: row.settled_rupiah.map(Money),
            by_buyer: row.claimant_id == row.buyer_id,
            day: jakarta_date(row.agreed_at?),
        })
    }
}

/// The claims of a contract that had their outcome in a month, given by its first day, in order of their ids.
#[allow(dead_code, reason = "read by the statements of what is owed")]
pub(crate) async fn agreed_claims(
    conn: &mut Connection,
    contract: ContractId,
    month: NaiveDate,
) -> Result<Vec<AgreedClaim>, Error> {
    let next = month.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX);
    let between = (jakarta_midnight(month), jakarta_midnight(next));
    let rows = queries::ended_between(conn, contract, between).await?;
    Ok(rows.into_iter().filter_map(AgreedClaim::of).collect())
}

/// A statement that counts these claims is final: they are settled.
#[allow(dead_code, reason = "called by the statements of what is owed")]
pub(crate) async fn settle_claims(
    tx: &mut Tx<'_>,
    ids: &[ClaimId],
    occurred: OccurredAt,
) -> Result<(), Error> {
    for mut whole in queries::lock_claims(tx.conn, ids).await? {
        tx.follow(&mut whole, ClaimEvent::Settle, occurred, &api_types::TransitionRequest::default()).await?;
    }
    Ok(())
}
