//! What a member gets of a lot: the credit of a settlement, less inputs that the cooperative gave before. Nobody is paid less
//! than nothing: what is not recovered stays a debt, and what a later fact takes back becomes one.

use crate::shared::{Bilingual, Money, Refusal, RefusalCode, Unmet};
use crate::words;

/// What a settlement enters for a member, in rupiah.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemberEntry {
    /// What earlier statements of the lot have credited.
    pub credited_before: i64,
    /// What the lot credits by what is known now: gross less fee.
    pub credited: i64,
    /// What the member owed before.
    pub debt_before: i64,
    /// What of it is recovered.
    pub recovered: i64,
    /// What was credited too much before, and is owed from now on.
    pub owed_again: i64,
    /// What the member owes afterwards.
    pub debt_after: i64,
    /// What is paid.
    pub paid: i64,
}

/// Enters a credit beside a debt. Credited less credited before is always paid + recovered - owed again.
pub fn enter_credit(credited_before: i64, credited: i64, debt_before: i64) -> MemberEntry {
    let change = credited - credited_before;
    let (more, owed_again) = (change.max(0), (-change).max(0));
    let recovered = more.min(debt_before);
    MemberEntry {
        credited_before,
        credited,
        debt_before,
        recovered,
        owed_again,
        debt_after: debt_before - recovered + owed_again,
        paid: more - recovered,
    }
}

/// What was given is corrected by no less than what has been recovered of it: no debt is below nothing.
///
/// # Errors
/// [`Refusal`] `lot-rule`.
pub fn check_debts(debts: impl IntoIterator<Item = i64>) -> Result<(), Refusal> {
    let below = |debt: i64| {
        let how = Bilingual::new(
            "Koreksi paling sedikit sebesar yang sudah dipotong dari hasil anggota.",
            "Correct it to no less than what has been recovered from the member's proceeds.",
        );
        let least = words::money(Money(0));
        Unmet::new("debt_not_below_zero", "amount", words::money(Money(debt)), least, how)
    };
    let unmet = debts.into_iter().filter(|debt| *debt < 0).map(below).collect();
    Refusal::unless_empty(RefusalCode::LotRule, unmet)
}

/// A settled lot is settled anew where its receipts have changed since.
///
/// # Errors
/// [`Refusal`] `lot-rule`.
pub fn check_adjustable(changed: bool) -> Result<(), Refusal> {
    if changed {
        return Ok(());
    }
    let unmet = Unmet::new(
        "something_changed",
        "receipts",
        Bilingual::new("sama dengan perhitungan terakhir", "as in the last statement"),
        Bilingual::new("penerimaan yang berubah sejak itu", "receipts that have changed since"),
        Bilingual::new(
            "Perhitungan terakhir masih tepat; tidak ada yang perlu disesuaikan.",
            "The last statement is still right; nothing is to be adjusted.",
        ),
    );
    Err(Refusal::rule(RefusalCode::LotRule, vec![unmet]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debts_are_recovered_first_and_nobody_goes_below_nothing() {
        let entered = |before, now, debt| {
            let entry = enter_credit(before, now, debt);
            (entry.recovered, entry.owed_again, entry.debt_after, entry.paid)
        };
        assert_eq!(entered(0, 900_000, 0), (0, 0, 0, 900_000));
        assert_eq!(entered(0, 900_000, 250_000), (250_000, 0, 0, 650_000));
        assert_eq!(entered(0, 100_000, 250_000), (100_000, 0, 150_000, 0), "the rest carries over");
        assert_eq!(entered(900_000, 600_000, 0), (0, 300_000, 300_000, 0), "a reversal is owed again");
        assert_eq!(entered(900_000, 600_000, 50_000), (0, 300_000, 350_000, 0));
        assert_eq!(entered(600_000, 900_000, 350_000), (300_000, 0, 50_000, 0), "received again");
        assert_eq!(entered(5, 5, 7), (0, 0, 7, 0));
    }

    #[test]
    fn no_debt_is_corrected_below_nothing() {
        assert!(check_debts([0, 250_000]).is_ok());
        let refused = check_debts([0, -50_000]).expect_err("recovered already");
        assert_eq!((refused.code, refused.unmet.len()), (RefusalCode::LotRule, 1));
        assert_eq!(refused.unmet[0].found.en, "Rp -50,000");
    }

    #[test]
    fn nothing_is_adjusted_for_nothing() {
        assert!(check_adjustable(true).is_ok());
        assert_eq!(check_adjustable(false).expect_err("the same").code, RefusalCode::LotRule);
    }
}
