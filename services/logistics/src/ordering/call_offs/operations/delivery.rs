//! The day of delivery that an order wants or its supplier proposes.

use api_types::Check;
use chrono::NaiveDate;
use db::backfill;
use domain::say;
use domain::shared::{DateSense, Invalid};
use service::{Error, Tx};

use crate::outside::Contract;

/// Goods come within the contract's days, and not on a day that has passed; who records the past by a grant, orders for
/// the past too.
pub(super) async fn check_delivery(
    tx: &Tx<'_>,
    check: &mut Check,
    pointer: &str,
    date: NaiveDate,
    contract: &Contract,
) -> Result<(), Error> {
    let today = tx.today();
    let period = contract.row.delivers_on(date, today);
    if !period.contains(date) {
        let days = say!(
            "Kirim dalam jangka waktu kontrak: {period}.",
            "Deliver within the period of the contract: {period}.",
            period = &period,
        );
        check.push(Invalid::says(pointer, "outside-contract", days));
        return Ok(());
    }
    if date < today {
        let under = Some(contract.row.agreement_id);
        let grants = backfill::grants_of(tx.conn, tx.caller().party(), under, tx.now).await?;
        if grants.iter().any(|grant| grant.covers.contains(date)) {
            return Ok(());
        }
    }
    check.date(pointer, date, DateSense::Planned, today);
    Ok(())
}
