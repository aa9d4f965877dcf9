//! A changed bank account is paid to only after a second person confirmed it and time has passed.
//!
//! Refuses: confirmation by whoever asked for the change, and use before the cooling-off time is over;
//! accounts changed just before a payment are a usual fraud.

use chrono::{DateTime, TimeDelta, Utc};

use crate::shared::{Bilingual, Refusal, RefusalCode, Unmet};

use crate::{say, words};

/// A confirmation by a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccountConfirmation {
    /// Who confirmed: issuer and subject of their sign-in.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A requested change of a supplier's bank account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccountChange {
    /// Who asked for it: issuer and subject of their sign-in.
    pub requested_by: String,
    /// The second confirmation, if any.
    pub confirmation: Option<BankAccountConfirmation>,
}

/// Whether the new account may be used at `now`; `cooling_off` counts from the confirmation.
///
/// # Errors
/// `bank-account-not-confirmed` with every unmet rule.
pub fn check_bank_account_change(
    change: &BankAccountChange,
    now: DateTime<Utc>,
    cooling_off: TimeDelta,
) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    match &change.confirmation {
        None => broken.push(Unmet::new(
            "second_confirmation",
            "bank_account",
            words::none(),
            second_person(),
            Bilingual::new(
                "Mintalah orang kedua di organisasi Anda mengonfirmasi rekening baru.",
                "Ask a second person of your organisation to confirm the new account.",
            ),
        )),
        Some(confirmation) => {
            if confirmation.by == change.requested_by {
                broken.push(Unmet::new(
                    "second_confirmation",
                    "bank_account",
                    Bilingual::new("dikonfirmasi oleh pengajunya sendiri", "confirmed by who asked for it"),
                    second_person(),
                    Bilingual::new(
                        "Pengaju tidak boleh mengonfirmasi sendiri. Mintalah orang lain mengonfirmasi.",
                        "Who asked for the change may not confirm it. Ask somebody else to confirm.",
                    ),
                ));
            }
            let free = confirmation.at.checked_add_signed(cooling_off).unwrap_or(DateTime::<Utc>::MAX_UTC);
            if now < free {
                broken.push(Unmet::new(
                    "cooling_off",
                    "bank_account",
                    now,
                    say!("paling awal {free}", "not before {free}", free = free),
                    Bilingual::new(
                        "Rekening baru masih dalam masa tunggu. Sampai saat itu rekening lama yang dipakai.",
                        "The new account is still in its cooling-off time. Until then the old one is used.",
                    ),
                ));
            }
        }
    }
    Refusal::unless_empty(RefusalCode::BankAccountNotConfirmed, broken)
}

fn second_person() -> Bilingual {
    Bilingual::new("dikonfirmasi oleh orang kedua", "confirmed by a second person")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(by: Option<&str>) -> BankAccountChange {
        BankAccountChange {
            requested_by: "ani".to_owned(),
            confirmation: by.map(|by| BankAccountConfirmation {
                by: by.to_owned(),
                at: "2026-11-20T00:00:00Z".parse().expect("an instant"),
            }),
        }
    }

    fn rules(change: &BankAccountChange, now: &str) -> Vec<String> {
        let now = now.parse().expect("an instant");
        match check_bank_account_change(change, now, TimeDelta::hours(72)) {
            Ok(()) => vec![],
            Err(refusal) => refusal.unmet.into_iter().map(|unmet| unmet.rule).collect(),
        }
    }

    #[test]
    fn a_new_account_needs_a_second_person_and_three_days() {
        assert_eq!(rules(&change(None), "2026-12-01T00:00:00Z"), ["second_confirmation"]);
        assert_eq!(
            rules(&change(Some("ani")), "2026-11-21T00:00:00Z"),
            ["second_confirmation", "cooling_off"]
        );
        assert_eq!(rules(&change(Some("budi")), "2026-11-22T23:59:59Z"), ["cooling_off"]);
        assert!(rules(&change(Some("budi")), "2026-11-23T00:00:00Z").is_empty());
    }
}
