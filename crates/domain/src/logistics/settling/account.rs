//! What one business owes another under a contract, from its statements and payments and from what no final statement has taken
//! yet.

use crate::labels;
use crate::shared::Money;

labels! {
    /// On which side of an account a party stands.
    pub enum AccountSide {
        /// It is owed: it sold.
        OwedTo = "owed_to",
        /// It owes: it bought.
        Owes = "owes",
    }
}

/// The sums of an account, in whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// What final statements say, without the credits that they carry from one to the next.
    pub settled: i128,
    /// Goods received that no final statement has taken yet, less those that one took and were taken back since.
    pub unsettled: i128,
    /// Paid and confirmed.
    pub paid: i128,
}

impl Account {
    /// What is owed altogether; below zero where more was paid.
    pub fn balance(&self) -> Option<Money> {
        let exact = self.settled + self.unsettled - self.paid;
        i64::try_from(exact).ok().map(Money)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_exact_and_says_so_where_it_does_not_fit() {
        let account = Account { settled: 100, unsettled: 20, paid: 150 };
        assert_eq!(account.balance(), Some(Money(-30)));
        let huge = i128::from(i64::MAX);
        assert_eq!(Account { settled: huge, unsettled: huge, paid: huge }.balance(), Some(Money(i64::MAX)));
        assert_eq!(Account { settled: huge, unsettled: 1, paid: 0 }.balance(), None);
    }
}
