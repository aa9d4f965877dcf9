//! What an amendment takes away, set against what is taken already.
//!
//! Refuses: a contract line reduced below what was accepted and is on order, a contract that ends before its last receipt can
//! be claimed about. A share line is not reduced: of it what has begun stays.

use chrono::{Days, NaiveDate};

use crate::say;
use crate::shared::{ContractLineId, Refusal, RefusalCode, Unit, Unmet};
use crate::words::{self, amount};

/// A contract line of which less may be ordered than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduction {
    /// The line.
    pub line: ContractLineId,
    /// Its place on the paper.
    pub number: i32,
    /// The unit people write it in.
    pub unit: Unit,
    /// The new quantity, in base units.
    pub to: i64,
    /// What may be accepted at most by it, with its tolerance.
    pub limit: i64,
}

/// What is taken of a contract line already, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Accepted by posted receipts that were not taken back.
    pub accepted: i64,
    /// Ordered and not accepted yet, over open orders.
    pub open: i64,
}

impl Reduction {
    /// Whether what is taken fits: with orders open into the new quantity, for no tolerance is for ordering; without any
    /// into what may be accepted by it.
    pub fn fits(&self, taken: Taken) -> bool {
        let all = i128::from(taken.accepted) + i128::from(taken.open);
        all <= i128::from(self.to) || (taken.open == 0 && taken.accepted <= self.limit)
    }
}

/// Nothing is reduced below what was accepted and what is ordered (DOMAIN section 11).
///
/// # Errors
/// `amendment-rule` naming each line with its figures.
pub fn check_reductions(reductions: &[(Reduction, Taken)]) -> Result<(), Refusal> {
    let below = |(reduction, figures): &(Reduction, Taken)| {
        let Taken { accepted, open } = figures;
        let (taken, unit) = (i128::from(*accepted) + i128::from(*open), reduction.unit);
        (!reduction.fits(*figures)).then(|| {
            let how = say!(
                "Baris {number} sudah diterima {accepted} dan masih dipesan {open}. Isi paling sedikit {taken}, atau tutup \
                 pesanan yang tidak akan dikirim lebih dahulu.",
                "Of line {number} {accepted} are accepted and {open} are still on order. Give at least {taken}, or first \
                 close orders that will not be delivered.",
                number = words::number(&reduction.number.to_string()),
                accepted = amount(*accepted, unit),
                open = amount(*open, unit),
                taken = amount(taken, unit),
            );
            let least = amount(taken, unit);
            let required = say!("paling sedikit {least}", "at least {least}", least = least);
            Unmet::new("not_below_what_is_taken", reduction.line, amount(reduction.to, unit), required, how)
        })
    };
    Refusal::unless_empty(RefusalCode::AmendmentRule, reductions.iter().filter_map(below).collect())
}

/// A contract does not end before what was received last can be claimed about: `last` is the day of the last receipt,
/// `window` the days in which claims are raised.
///
/// # Errors
/// `amendment-rule` with the earliest last day.
pub fn check_earliest_end(until: NaiveDate, last: Option<NaiveDate>, window: u16) -> Result<(), Refusal> {
    let earliest = last.map(|day| day.checked_add_days(Days::new(window.into())).unwrap_or(day));
    let broken = earliest.filter(|earliest| until < *earliest).map(|earliest| {
        let how = say!(
            "Barang terakhir diterima pada {last}, dan klaim masih dapat diajukan sampai {earliest}. Pilih hari itu atau \
             sesudahnya.",
            "The last goods were received on {last}, and claims may be raised until {earliest}. Choose that day or a later \
             one.",
            last = last.unwrap_or(earliest),
            earliest = earliest,
        );
        let required = say!("{earliest} atau sesudahnya", "{earliest} or later", earliest = earliest);
        Unmet::new("not_before_claims_end", "valid_until_date", until, required, how)
    });
    Refusal::unless_empty(RefusalCode::AmendmentRule, broken.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_contract_outlives_the_claims_about_its_last_goods() {
        let check = |until: &str| check_earliest_end(day(until), Some(day("2022-09-01")), 3).is_ok();
        assert!(check("2022-09-04") && !check("2022-09-03"));
        assert_eq!(check_earliest_end(day("2022-01-01"), None, 3), Ok(()));
    }
}
