//! What a buyer says it has paid, and what the supplier says to it.
//!
//! Owns: how much of a statement may be paid at a moment, what was paid too much, how late it is. Refuses: more than is owed.
//! The platform records payments; it moves no money.

use chrono::NaiveDate;

use crate::logistics::SettlementState;
use crate::shared::{Bilingual, Money, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::{labels, lifecycle, say};

labels! {
    /// Where a payment stands.
    pub enum PaymentState {
        /// The buyer says that it paid.
        Recorded = "recorded",
        /// The supplier has it.
        Confirmed = "confirmed",
        /// The supplier has not got it.
        Rejected = "rejected",
        /// The buyer recorded it by mistake.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What can happen to a payment.
    pub enum PaymentEvent {
        /// The supplier has got it.
        Confirm = "confirm",
        /// The supplier says that it did not arrive.
        Reject = "reject",
        /// The buyer takes back what it recorded by mistake.
        Withdraw = "withdraw",
    }
}

/// Who is paid.
const SELLS: &[Role] = &[Role::Supplier, Role::Aggregator];

lifecycle! {
    /// What has happened to a payment.
    pub enum PaymentHappened: PaymentState, PaymentEvent {
        Confirm (Confirmed = "confirmed", Optional, SELLS): Recorded => Confirmed;
        Reject (Rejected = "rejected", ToMend, SELLS): Recorded => Rejected;
        Withdraw (Withdrawn = "withdrawn", Required, &[Role::Buyer]): Recorded => Withdrawn;
    }
    also {
        /// The buyer recorded it.
        Recorded = "recorded",
    }
}

impl Waits for PaymentState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Recorded, action: "confirm_payment", roles: SELLS }];
    const RESTING: &'static [Self] = &[];
}

impl PaymentState {
    /// The states in which it counts against what is owed.
    pub const COUNTS: &'static [Self] = &[Self::Recorded, Self::Confirmed];
}

/// What a statement says, and what was paid of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owed {
    /// What it comes to; below zero where more is taken back than was delivered.
    pub total: Money,
    /// What of it is disputed.
    pub disputed: Money,
    /// Paid and confirmed.
    pub confirmed: Money,
    /// Said to be paid, and not confirmed yet.
    pub recorded: Money,
}

impl Owed {
    /// What of it has not been paid.
    pub fn left(&self) -> i128 {
        (i128::from(self.total.0) - i128::from(self.confirmed.0)).max(0)
    }

    /// What may be paid of it now: the undisputed part, less what is said to be paid.
    pub fn payable(&self) -> i128 {
        let counted = i128::from(self.confirmed.0) + i128::from(self.recorded.0);
        (i128::from(self.total.0) - i128::from(self.disputed.0).max(0) - counted).max(0)
    }

    /// What was paid beyond it, or it owes itself.
    pub fn too_much(&self) -> i128 {
        (i128::from(self.confirmed.0) - i128::from(self.total.0)).max(0)
    }

    /// Whether nothing is left to be paid.
    pub fn is_settled(&self) -> bool {
        self.left() == 0
    }
}

/// No more is paid than is owed.
///
/// # Errors
/// `payment-exceeds-owed` with what may be paid.
pub fn check_payment(amount: Money, owed: &Owed, statement: &str) -> Result<(), Refusal> {
    if i128::from(amount.0) <= owed.payable() {
        return Ok(());
    }
    // At most the total, which is an i64.
    let most = Money(i64::try_from(owed.payable()).unwrap_or(i64::MAX));
    let how = say!(
        "Catat paling banyak {most}; selebihnya sudah dicatat sebagai dibayar, disengketakan, atau bukan bagian tagihan ini.",
        "Record {most} at most; the rest is recorded as paid, disputed, or not part of this statement.",
        most = most,
    );
    let required = say!("paling banyak {most}", "at most {most}", most = most);
    let unmet = Unmet::new("payment_within_owed", statement, Bilingual::from(amount), required, how);
    Err(Refusal::rule(RefusalCode::PaymentExceedsOwed, vec![unmet]))
}

/// What was paid for is not taken back: `paid` names the statement by which it was.
///
/// # Errors
/// `receipt-final`.
pub fn check_unpaid(paid: Option<&str>) -> Result<(), Refusal> {
    let Some(statement) = paid else { return Ok(()) };
    let how = Bilingual::new(
        "Barang ini sudah lunas. Ajukan klaim atas selisihnya; yang disepakati dipotong pada tagihan berikutnya.",
        "These goods are paid for. Raise a claim for the difference; what is agreed on comes off the next statement.",
    );
    let required = Bilingual::new("belum lunas", "not paid for");
    let unmet = Unmet::new("receipt_not_paid", statement, SettlementState::Paid, required, how);
    Err(Refusal::rule(RefusalCode::ReceiptFinal, vec![unmet]))
}

/// By how many days something due on a day is late today; none where it is not.
pub fn overdue_days(due: NaiveDate, today: NaiveDate) -> i64 {
    (today - due).num_days().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;
    use proptest::prelude::*;

    const TABLE: &str = "\
| state | confirm | reject | withdraw |
|---|---|---|---|
| recorded | confirmed | rejected | withdrawn |
| confirmed | - | - | - |
| rejected | - | - | - |
| withdrawn | - | - | - |
";

    #[test]
    fn the_whole_table_is_this() {
        assert_eq!(transition_table::<PaymentState>(), TABLE);
        crate::shared::waiting::assert_waits::<PaymentState>();
    }

    #[test]
    fn the_undisputed_part_is_payable_to_the_rupiah() {
        let owed = Owed { total: Money(100), disputed: Money(30), confirmed: Money(20), recorded: Money(10) };
        assert_eq!((owed.left(), owed.payable(), owed.too_much()), (80, 40, 0));
        assert_eq!(check_payment(Money(40), &owed, "TGH/2026/000001"), Ok(()));
        let refusal = check_payment(Money(41), &owed, "TGH/2026/000001").expect_err("one rupiah too much");
        assert_eq!(refusal.code, RefusalCode::PaymentExceedsOwed);
        assert_eq!(refusal.unmet[0].required.en, "at most Rp 40");
    }

    #[test]
    fn what_owes_itself_is_a_credit_and_not_payable() {
        let owed = Owed { total: Money(-50), ..Owed::default() };
        assert_eq!((owed.left(), owed.payable(), owed.too_much()), (0, 0, 50));
        assert!(owed.is_settled());
        let back = Owed { total: Money(60), confirmed: Money(100), ..Owed::default() };
        assert_eq!((back.left(), back.too_much()), (0, 40));
    }

    #[test]
    fn what_was_paid_for_is_claimed_and_not_taken_back() {
        assert_eq!(check_unpaid(None), Ok(()));
        let refusal = check_unpaid(Some("TGH/2026/000001")).expect_err("paid");
        assert_eq!((refusal.code, refusal.unmet[0].found.en.as_str()), (RefusalCode::ReceiptFinal, "paid"));
    }

    #[test]
    fn a_day_after_it_is_one_day_late() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(overdue_days(day("2026-11-15"), day("2026-11-15")), 0);
        assert_eq!(overdue_days(day("2026-11-15"), day("2026-11-16")), 1);
        assert_eq!(overdue_days(day("2026-11-15"), day("2026-11-01")), 0);
    }

    proptest! {
        #[test]
        fn payments_one_after_the_other_never_come_to_more_than_is_owed(
            total in -1_000_i64..1_000,
            disputed in 0_i64..500,
            steps in proptest::collection::vec((1_i64..400, 0_u8..3), 0..60),
        ) {
            let mut owed =
                Owed { total: Money(total), disputed: Money(disputed), ..Owed::default() };
            let mut open: Vec<i64> = Vec::new();
            for (amount, step) in steps {
                match step {
                    0 if check_payment(Money(amount), &owed, "x").is_ok() => open.push(amount),
                    1 => owed.confirmed.0 += open.pop().unwrap_or(0),
                    _ => drop(open.pop()),
                }
                owed.recorded = Money(open.iter().sum());
                prop_assert!(owed.confirmed.0 + owed.recorded.0 <= (total - disputed).max(0));
                prop_assert_eq!(owed.too_much(), i128::from((-total).max(0)));
            }
        }
    }
}
