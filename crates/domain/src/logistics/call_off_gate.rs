//! The guarantee chain as logistics sees it: whether a contract takes call-offs now.
//!
//! Judged on facts projected from the agreement service's feed, so the feed must be fresh. What is not
//! known yet and a silent feed are typed apart from a refusal: they call for a retry, not for a remedy.

use chrono::NaiveDate;

use super::show::unmet;
use crate::shared::{Bilingual, Period, Refusal, Unmet};

/// How old the last word of the feed may be: 15 minutes (ARCHITECTURE section 4).
pub const FEED_SILENCE_SECONDS: i64 = 15 * 60;

/// What is known about a contract when a call-off is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOffGate {
    /// The contract's number, to name it in a refusal.
    pub contract: String,
    /// The contract's projected state, as its label.
    pub contract_state: String,
    /// The days the contract runs.
    pub contract_period: Period,
    /// The agreement's number.
    pub agreement: String,
    /// The agreement's projected state, as its label.
    pub agreement_state: String,
    /// The days the agreement runs.
    pub agreement_period: Period,
    /// The supplier's name.
    pub supplier: String,
    /// The last day the supplier's verification holds; `None` when it is not verified.
    pub supplier_verified_until: Option<NaiveDate>,
    /// The feed position of the terms in force; `None` while they have not arrived.
    pub terms_position: Option<i64>,
    /// Seconds since the agreement service's feed last answered.
    pub feed_age_seconds: i64,
}

/// Why a call-off is not taken now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOffBarred {
    /// The feed has been silent too long to judge (503, retry later).
    FeedSilent {
        /// For how long, in seconds.
        age_seconds: i64,
    },
    /// The terms have not arrived here yet (409 `not-yet-known`, retry shortly).
    TermsNotYetKnown,
    /// Rules are not met (422 `call-off-not-allowed`).
    Refused(Refusal),
}

/// Whether the contract takes call-offs on `day` (the server's day in Jakarta); gives the position of the
/// terms it was judged by, to be recorded on the order.
///
/// # Errors
/// [`CallOffBarred`]; a refusal lists every unmet rule: contract and agreement active and in their
/// period, supplier verified that day.
pub fn check_call_off_gate(gate: &CallOffGate, day: NaiveDate) -> Result<i64, CallOffBarred> {
    if gate.feed_age_seconds > FEED_SILENCE_SECONDS {
        return Err(CallOffBarred::FeedSilent { age_seconds: gate.feed_age_seconds });
    }
    let position = gate.terms_position.ok_or(CallOffBarred::TermsNotYetKnown)?;
    let rules = [
        active("contract_active", &gate.contract, &gate.contract_state, contract_fix()),
        running("contract_in_period", &gate.contract, gate.contract_period, day),
        active("agreement_active", &gate.agreement, &gate.agreement_state, agreement_fix()),
        running("agreement_in_period", &gate.agreement, gate.agreement_period, day),
        verified(gate, day),
    ];
    let title =
        Bilingual::new("Kontrak ini belum dapat menerima pesanan", "This contract takes no call-offs now");
    Refusal::unless_empty("call-off-not-allowed", title, rules.into_iter().flatten().collect())
        .map_err(CallOffBarred::Refused)?;
    Ok(position)
}

fn active(rule: &str, subject: &str, state: &str, fix: Bilingual) -> Option<Unmet> {
    (state != "active").then(|| unmet(rule, subject, state, "active", fix))
}

fn running(rule: &str, subject: &str, period: Period, day: NaiveDate) -> Option<Unmet> {
    if period.contains(day) {
        return None;
    }
    let until = period.until.map_or_else(String::new, |until| until.to_string());
    let fix = Bilingual::new(
        "Pesan dalam masa berlaku, atau minta kedua pihak menyepakati adendum jangka waktu.",
        "Order within the period, or ask both sides to agree on a period amendment.",
    );
    Some(unmet(rule, subject, day, format!("{}..{until}", period.from), fix))
}

fn verified(gate: &CallOffGate, day: NaiveDate) -> Option<Unmet> {
    if gate.supplier_verified_until.is_some_and(|until| day <= until) {
        return None;
    }
    let found = gate.supplier_verified_until.map_or_else(|| "-".to_owned(), |until| until.to_string());
    let fix = Bilingual::new(
        "Pemasok memperbarui dokumen yang habis masa berlakunya dan mengajukan verifikasi lagi ke dinas daerah asal.",
        "The supplier renews the lapsed document and submits its verification again to the agency of its home region.",
    );
    Some(unmet("supplier_verified", &gate.supplier, found, format!(">= {day}"), fix))
}

fn contract_fix() -> Bilingual {
    Bilingual::new(
        "Kontrak harus disahkan kedua daerah, ditandatangani, dan diaktifkan; lihat statusnya pada layanan perjanjian.",
        "The contract must be endorsed by both regions, signed and activated; see its state in the agreement service.",
    )
}

fn agreement_fix() -> Bilingual {
    Bilingual::new(
        "Hubungi koordinator KAD daerah Anda: kesepakatan kedua daerah harus aktif sebelum ada pesanan baru.",
        "Ask your region's KAD coordinator: the regions' agreement must be active before new orders.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn gate() -> CallOffGate {
        CallOffGate {
            contract: "PKS/2022/000001".to_owned(),
            contract_state: "active".to_owned(),
            contract_period: Period { from: day("2022-06-10"), until: Some(day("2023-06-09")) },
            agreement: "KB/2022/000001".to_owned(),
            agreement_state: "active".to_owned(),
            agreement_period: Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) },
            supplier: "PT KUJ".to_owned(),
            supplier_verified_until: Some(day("2022-12-31")),
            terms_position: Some(42),
            feed_age_seconds: 0,
        }
    }

    fn rules(gate: &CallOffGate, on: &str) -> Vec<String> {
        match check_call_off_gate(gate, day(on)) {
            Err(CallOffBarred::Refused(refusal)) => {
                assert_eq!(refusal.slug, "call-off-not-allowed");
                refusal.unmet.into_iter().map(|unmet| unmet.rule).collect()
            }
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    #[test]
    fn an_unbroken_chain_gives_the_position_it_was_judged_by() {
        assert_eq!(check_call_off_gate(&gate(), day("2022-07-01")), Ok(42));
        assert_eq!(check_call_off_gate(&gate(), day("2022-12-31")), Ok(42));
    }

    #[test]
    fn a_supplier_whose_certificate_lapsed_yesterday_is_refused() {
        assert_eq!(rules(&gate(), "2023-01-01"), ["supplier_verified"]);
        let unverified = CallOffGate { supplier_verified_until: None, ..gate() };
        assert_eq!(rules(&unverified, "2022-07-01"), ["supplier_verified"]);
    }

    #[test]
    fn every_broken_link_is_listed() {
        let broken = CallOffGate {
            contract_state: "suspended".to_owned(),
            agreement_state: "terminated".to_owned(),
            ..gate()
        };
        let all = [
            "contract_active",
            "contract_in_period",
            "agreement_active",
            "agreement_in_period",
            "supplier_verified",
        ];
        assert_eq!(rules(&broken, "2027-06-10"), all);
    }

    #[test]
    fn a_feed_silent_for_more_than_15_minutes_is_not_judged_by() {
        let silent = |feed_age_seconds| {
            check_call_off_gate(&CallOffGate { feed_age_seconds, ..gate() }, day("2022-07-01"))
        };
        assert_eq!(silent(900), Ok(42));
        assert_eq!(silent(901), Err(CallOffBarred::FeedSilent { age_seconds: 901 }));
    }

    #[test]
    fn terms_that_have_not_arrived_are_no_refusal() {
        let early = CallOffGate { terms_position: None, ..gate() };
        assert_eq!(check_call_off_gate(&early, day("2022-07-01")), Err(CallOffBarred::TermsNotYetKnown));
    }
}
