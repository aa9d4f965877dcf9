//! The guarantee chain as logistics sees it: whether a contract takes call-offs now.
//!
//! Judged on facts projected from the agreement service's feed, so the feed must be fresh. What is not
//! known yet and a silent feed are typed apart from a refusal: they call for a retry, not for a remedy.

use chrono::NaiveDate;

use crate::shared::{Bilingual, Period, Refusal, RefusalCode, Unmet};
use crate::{say, words};

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
        active("contract_active", &gate.contract, &gate.contract_state, contract_fix),
        running("contract_in_period", &gate.contract, gate.contract_period, day),
        active("agreement_active", &gate.agreement, &gate.agreement_state, agreement_fix),
        running("agreement_in_period", &gate.agreement, gate.agreement_period, day),
        verified(gate, day),
    ];
    Refusal::unless_empty(RefusalCode::CallOffNotAllowed, rules.into_iter().flatten().collect())
        .map_err(CallOffBarred::Refused)?;
    Ok(position)
}

fn active(rule: &str, subject: &str, state: &str, fix: fn(&str) -> Bilingual) -> Option<Unmet> {
    let named = words::name;
    (state != "active").then(|| Unmet::new(rule, subject, named(state), named("active"), fix(state)))
}

fn running(rule: &str, subject: &str, period: Period, day: NaiveDate) -> Option<Unmet> {
    if period.contains(day) {
        return None;
    }
    let fix = if day < period.from {
        say!(
            "Masa berlakunya baru dimulai pada {from}; pesan mulai hari itu.",
            "Its period begins on {from}; order from that day.",
            from = period.from,
        )
    } else {
        Bilingual::new(
            "Masa berlakunya sudah berakhir; minta kedua pihak menyepakati adendum jangka waktu.",
            "Its period has ended; ask both sides to agree on a period amendment.",
        )
    };
    Some(Unmet::new(rule, subject, day, &period, fix))
}

fn verified(gate: &CallOffGate, day: NaiveDate) -> Option<Unmet> {
    if gate.supplier_verified_until.is_some_and(|until| day <= until) {
        return None;
    }
    let found = match gate.supplier_verified_until {
        Some(until) => say!("terverifikasi sampai {until}", "verified until {until}", until = until),
        None => words::name("not_verified"),
    };
    let fix = Bilingual::new(
        "Pemasok memperbarui dokumen yang habis masa berlakunya dan mengajukan verifikasi lagi ke dinas daerah asal.",
        "The supplier renews the lapsed document and submits its verification again to the agency of its home region.",
    );
    let required = say!("terverifikasi pada {day}", "verified on {day}", day = day);
    Some(Unmet::new("supplier_verified", &gate.supplier, found, required, fix))
}

/// What a contract needs, by the label of its state, before it takes call-offs.
fn contract_fix(state: &str) -> Bilingual {
    let (id, en) = match state {
        "suspended" => (
            "Kontrak sedang ditangguhkan; tanyakan kepada koordinator KAD kapan dipulihkan.",
            "The contract is suspended; ask the KAD coordinator when it will be reinstated.",
        ),
        "fulfilled" | "closed" | "terminated" | "cancelled" => (
            "Kontrak ini sudah tidak berjalan; pesan pada kontrak lain, atau buat kontrak baru.",
            "This contract has come to its end; order under another one, or make a new contract.",
        ),
        "signed" => (
            "Kontrak sudah ditandatangani; minta koordinator KAD mengaktifkannya.",
            "The contract is signed; ask the KAD coordinator to activate it.",
        ),
        _ => (
            "Kontrak harus disahkan kedua daerah, ditandatangani, dan diaktifkan; lihat statusnya pada layanan perjanjian.",
            "The contract must be endorsed by both regions, signed and activated; see its state in the agreement service.",
        ),
    };
    Bilingual::new(id, en)
}

/// What an agreement needs, by the label of its state, before orders are taken under it.
fn agreement_fix(state: &str) -> Bilingual {
    let (id, en) = match state {
        "suspended" => (
            "Kesepakatan kedua daerah sedang ditangguhkan; tanyakan kepada koordinator KAD kapan dipulihkan.",
            "The agreement of the two regions is suspended; ask the KAD coordinator when it will be reinstated.",
        ),
        "completed" | "terminated" | "rejected" | "withdrawn" => (
            "Kesepakatan kedua daerah sudah tidak berjalan; pesanan baru memerlukan kesepakatan baru.",
            "The agreement of the two regions has come to its end; new orders need a new agreement.",
        ),
        _ => (
            "Hubungi koordinator KAD daerah Anda: kesepakatan kedua daerah harus aktif sebelum ada pesanan baru.",
            "Ask your region's KAD coordinator: the regions' agreement must be active before new orders.",
        ),
    };
    Bilingual::new(id, en)
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
                assert_eq!(refusal.code, RefusalCode::CallOffNotAllowed);
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
