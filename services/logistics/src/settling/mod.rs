//! What is settled after goods were received: claims of one business against the other, what was lost on the way, monthly
//! statements of contracts, payments and accounts.

pub(crate) mod account_statements;
pub(crate) mod claim_rules;
pub(crate) mod claims;
pub(crate) mod losses;
pub(crate) mod payments;
pub(crate) mod rules;
pub(crate) mod settlements;

use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::shared::jakarta_midnight;

pub(crate) use claims::{
    ClaimedGoods, end_claims_of_receipt, expect_no_identity_claim, held_by_identity_claims, open_by_figures,
    open_for_lost_goods, read_quantity,
};
pub(crate) use settlements::expect_unpaid;

/// When a month, given by its first day, begins and has ended in Asia/Jakarta.
fn month_instants(first: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = first.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX);
    (jakarta_midnight(first), jakarta_midnight(next))
}
