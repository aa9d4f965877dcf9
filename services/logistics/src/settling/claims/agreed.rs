//! What has ended with an outcome, for whoever settles what is owed.

use chrono::NaiveDate;
use db::Connection;
use domain::logistics::ClaimEvent;
use domain::shared::{ClaimId, ContractId, Money, ReceiptId, jakarta_date};
use service::{Error, OccurredAt, Tx};

use super::queries;
use super::rows::ClaimRow;
use crate::settling::month_instants;

/// A claim that both sides agreed on, or both coordinators decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgreedClaim {
    pub(crate) id: ClaimId,
    pub(crate) receipt: Option<ReceiptId>,
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
            receipt: row.receipt_id,
            amount: row.settled_rupiah.map(Money),
            by_buyer: row.claimant_id == row.buyer_id,
            day: jakarta_date(row.agreed_at?),
        })
    }
}

/// The claims of a contract that had their outcome in a month, given by its first day, in order of their ids.
pub(crate) async fn agreed_claims(
    conn: &mut Connection,
    contract: ContractId,
    month: NaiveDate,
) -> Result<Vec<AgreedClaim>, Error> {
    let rows = queries::ended_between(conn, contract, month_instants(month)).await?;
    Ok(rows.into_iter().filter_map(AgreedClaim::of).collect())
}

/// A statement that counts these claims is final: they are settled.
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
