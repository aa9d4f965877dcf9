//! What takes something off a statement besides goods: each from a source of its own, taken once.

use chrono::NaiveDate;
use db::Connection;
use domain::shared::{ContractId, Money, ReceiptId};
use service::Error;

/// Something that both businesses agreed to take off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deduction {
    /// What it comes from, by its id.
    pub(super) source: String,
    /// The receipt it is of.
    pub(super) receipt: Option<ReceiptId>,
    /// The day on which it was agreed.
    pub(super) day: NaiveDate,
    /// How much; above zero.
    pub(super) amount: Money,
}

/// What was agreed under a contract in a month, given by its first day. Nothing is agreed so far.
pub(super) async fn agreed(
    _conn: &mut Connection,
    _contract: ContractId,
    _month: NaiveDate,
) -> Result<Vec<Deduction>, Error> {
    Ok(Vec::new())
}
