//! The key by which a bank account is known again, of whatever party: what feeds tell of its number is a keyed hash.

use std::sync::Arc;

use aws_lc_rs::hmac::Key;
use domain::agreement::{AccountNumber, BankCode};
use domain::shared::TextHash;

use crate::identity::keyed;

/// What the key is for; another use of the same secret gets another key.
const PURPOSE: &[u8] = b"kad: bank accounts, 1";

/// What hashes bank accounts.
#[derive(Clone)]
pub(crate) struct AccountKey(Arc<Key>);

impl AccountKey {
    /// By a secret of the installation, whose length has been judged with the marks.
    ///
    /// # Errors
    /// When no key can be derived.
    pub(crate) fn of(secret: &str) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(keyed::key_for(PURPOSE, secret)?)))
    }

    /// The same for one account, whichever branch is named with it.
    pub(super) fn hash(&self, bank: &BankCode, number: &AccountNumber) -> TextHash {
        keyed::hash(&self.0, format!("account {} {}", bank.bank(), number.digits()).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_again_with_the_same_secret_alone() {
        let hash = |secret: &str, bank: &str, number: &str| {
            let (bank, number) =
                (BankCode::read("", bank).unwrap(), AccountNumber::read("", number).unwrap());
            AccountKey::of(secret).unwrap().hash(&bank, &number)
        };
        let one = hash("one secret", "CENAIDJA", "0012010001");
        assert_eq!(one, hash("one secret", "CENAIDJA001", "0012010001"), "another branch");
        for other in [
            hash("one secret", "CENAIDJA", "0012010002"),
            hash("one secret", "BRINIDJA", "0012010001"),
            hash("another secret", "CENAIDJA", "0012010001"),
            TextHash::of_bytes(b"account CENA 0012010001"),
        ] {
            assert_ne!(one, other);
        }
    }
}
