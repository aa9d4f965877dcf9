//! The hub's fee: a part of what a lot brings, in basis points, at most what a dated row says.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::goods::seed::date;
use crate::shared::{Dated, DatedRule, Invalid, Period};
use crate::{say, words};

/// The most that a hub may keep of what a lot brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubFeeLimit {
    /// In basis points of the amount of the receipts.
    pub max_basis_points: i64,
}

impl DatedRule for HubFeeLimit {
    const TABLE: &'static str = "hub_fee_limit";

    fn key(&self) -> String {
        "hub_fee".to_owned()
    }
}

/// Whether a hub may take a fee for a lot of a day; where no row is in force, none.
///
/// # Errors
/// [`Invalid`] at `/hub_fee_bp`.
pub fn check_hub_fee(rows: &[Dated<HubFeeLimit>], basis_points: i64, day: NaiveDate) -> Result<(), Invalid> {
    let row = rows.iter().find(|row| row.holds_on(day));
    let most = row.map_or(0, |row| row.rule.max_basis_points);
    if (0..=most).contains(&basis_points) {
        return Ok(());
    }
    let detail = say!(
        "Imbalan hub paling banyak {most} dari hasil penjualan; lihat /v1/hub-fee-limits.",
        "A hub keeps {most} of what is paid at most; see /v1/hub-fee-limits.",
        most = words::percent(most),
    );
    Err(Invalid::says("/hub_fee_bp", "hub-fee", detail))
}

/// The row the platform starts with.
pub fn seed_hub_fee_limits() -> Vec<Dated<HubFeeLimit>> {
    vec![Dated {
        rule: HubFeeLimit { max_basis_points: 1_000 },
        in_force: Period { from: date(2022, 1, 1), until: None },
        source: "Platform rule: at least nine tenths go back to the members".to_owned(),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_keeps_a_tenth_at_most() {
        let rows = seed_hub_fee_limits();
        let judged = |bp, day| check_hub_fee(&rows, bp, day).map_err(|one| one.pointer);
        let today = date(2026, 11, 30);
        assert_eq!((judged(0, today), judged(1_000, today)), (Ok(()), Ok(())));
        for (bp, day) in [(1_001, today), (-1, today), (1, date(2021, 12, 31))] {
            assert_eq!(judged(bp, day), Err("/hub_fee_bp".to_owned()));
        }
        assert_eq!(judged(0, date(2021, 12, 31)), Ok(()), "without a row there is no fee");
    }
}
