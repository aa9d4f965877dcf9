//! The guarantee chain as logistics sees it: whether a contract takes call-offs now, and whether goods that have not left
//! may be loaded and leave under it.
//!
//! Judged on facts projected from the feeds of the other services, so the feeds must be fresh. What is not
//! known yet and a stale feed are typed apart from a refusal: they call for a retry, not for a remedy.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::logistics::ordering::condition::{Condition, ConditionReason};
use crate::shared::{Bilingual, Dated, DatedRule, Period, Refusal, RefusalCode, Unmet};
use crate::{say, words};

/// What is known about a contract when an order or a shipment under it is judged.
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
}

/// How old what is known of the other services may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedAge {
    /// Seconds since everything that was told is known here: of the feed that is furthest behind.
    pub seconds: i64,
    /// How many there may be.
    pub limit_seconds: i64,
}

/// How old what is known of the other services may be: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedLimit {
    /// In seconds.
    pub seconds: i64,
}

impl DatedRule for FeedLimit {
    const TABLE: &'static str = "feed_limit";

    fn key(&self) -> String {
        "every_feed".to_owned()
    }
}

/// The row to start with.
pub fn seed_feed_limits() -> Vec<Dated<FeedLimit>> {
    vec![Dated {
        rule: FeedLimit { seconds: 60 },
        in_force: Period { from: FIRST_DAY, until: None },
        source: "What both governments vouch for is known everywhere within a minute".to_owned(),
    }]
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

/// Why an order is not taken, or goods do not leave, now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOffBarred {
    /// What is known is too old to judge by (503, retry later).
    FeedStale {
        /// How old it may be, in seconds.
        limit_seconds: i64,
    },
    /// The terms of this contract have not arrived here yet (409 `not-yet-known`, retry shortly).
    TermsNotYetKnown {
        /// Its number.
        contract: String,
    },
    /// Rules are not met (422).
    Refused(Refusal),
}

/// Whether what is known of the other services is fresh enough to judge new orders, readiness and departures by.
///
/// # Errors
/// [`CallOffBarred::FeedStale`].
pub fn check_fresh(age: FeedAge) -> Result<(), CallOffBarred> {
    let FeedAge { seconds, limit_seconds } = age;
    if seconds > limit_seconds { Err(CallOffBarred::FeedStale { limit_seconds }) } else { Ok(()) }
}

/// Whether the contract takes call-offs on `day` in Jakarta; gives the position of the terms it was judged by, to be
/// recorded on the order.
///
/// # Errors
/// [`CallOffBarred`]; a refusal (`call-off-not-allowed`) lists every unmet rule: contract and agreement active and in
/// their period, supplier verified that day.
pub fn check_call_off_gate(gate: &CallOffGate, day: NaiveDate) -> Result<i64, CallOffBarred> {
    let position = gate.known()?;
    let unmet = gate.unmet(day, contract_fix, agreement_fix);
    Refusal::unless_empty(RefusalCode::CallOffNotAllowed, unmet).map_err(CallOffBarred::Refused)?;
    Ok(position)
}

/// Whether goods that have not left may be loaded and leave on `day` under the contracts they are for.
///
/// # Errors
/// [`CallOffBarred`]; a refusal (`contract-not-guaranteed`) lists every unmet rule of each contract.
pub fn check_shipment_guarantee(gates: &[CallOffGate], day: NaiveDate) -> Result<(), CallOffBarred> {
    for gate in gates {
        gate.known()?;
    }
    let mut unmet: Vec<Unmet> = Vec::new();
    for rule in gates.iter().flat_map(|gate| gate.unmet(day, shipping_fix, shipping_fix)) {
        // Contracts of one agreement and supplier break on the same links.
        if !unmet.contains(&rule) {
            unmet.push(rule);
        }
    }
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, unmet).map_err(CallOffBarred::Refused)
}

impl CallOffGate {
    /// Why nothing new may be ordered or leave under the contract on a day; `None` while its guarantee holds.
    pub fn condition(&self, day: NaiveDate) -> Option<Condition> {
        let mut reasons = Vec::new();
        if self.terms_position.is_none() {
            reasons.push(ConditionReason::NotYetKnown);
        } else {
            reasons.extend(ConditionReason::of_contract(&self.contract_state));
            reasons.extend(ConditionReason::of_contract_period(&self.contract_period, day));
            reasons.extend(ConditionReason::of_agreement(&self.agreement_state));
            reasons.extend(ConditionReason::of_agreement_period(&self.agreement_period, day));
            reasons.extend(ConditionReason::of_supplier(self.supplier_verified_until, day));
        }
        Condition::of(reasons)
    }

    fn known(&self) -> Result<i64, CallOffBarred> {
        self.terms_position.ok_or_else(|| CallOffBarred::TermsNotYetKnown { contract: self.contract.clone() })
    }

    fn unmet(&self, day: NaiveDate, contract_fix: Fix, agreement_fix: Fix) -> Vec<Unmet> {
        let rules = [
            active("contract_active", &self.contract, &self.contract_state, contract_fix),
            running("contract_in_period", &self.contract, self.contract_period, day),
            active("agreement_active", &self.agreement, &self.agreement_state, agreement_fix),
            running("agreement_in_period", &self.agreement, self.agreement_period, day),
            verified(self, day),
        ];
        rules.into_iter().flatten().collect()
    }
}

/// What to do about the state of a contract or an agreement, by its label.
type Fix = fn(&str) -> Bilingual;

fn active(rule: &str, subject: &str, state: &str, fix: Fix) -> Option<Unmet> {
    let named = words::name;
    (state != "active").then(|| Unmet::new(rule, subject, named(state), named("active"), fix(state)))
}

fn running(rule: &str, subject: &str, period: Period, day: NaiveDate) -> Option<Unmet> {
    if period.contains(day) {
        return None;
    }
    let fix = if day < period.from {
        say!(
            "Masa berlakunya baru dimulai pada {from}; ulangi mulai hari itu.",
            "Its period begins on {from}; try again from that day.",
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
        "fulfilled" | "ended_short" | "closed" | "terminated" | "cancelled" => (
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

/// What goods that have not left need while their contract, or its agreement, is not active.
fn shipping_fix(state: &str) -> Bilingual {
    let (id, en) = match state {
        "suspended" => (
            "Tunggu sampai dipulihkan; tanyakan waktunya kepada koordinator KAD. Barang yang sudah di jalan tetap diterima.",
            "Wait until it is reinstated; ask the KAD coordinator when that will be. Goods on the road are received as usual.",
        ),
        _ => (
            "Batalkan pengiriman ini, lalu minta pembeli menutup pesanannya. Barang yang sudah di jalan tetap diterima.",
            "Cancel this shipment and ask the buyer to close its order. Goods on the road are received as usual.",
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
    fn news_older_than_their_limit_are_not_judged_by() {
        let aged = |seconds| check_fresh(FeedAge { seconds, limit_seconds: 60 });
        assert_eq!(aged(60), Ok(()));
        assert_eq!(aged(61), Err(CallOffBarred::FeedStale { limit_seconds: 60 }));
        assert!(aged(i64::MAX).is_err(), "a feed that was never heard");
    }

    #[test]
    fn terms_that_have_not_arrived_are_no_refusal() {
        let early = CallOffGate { terms_position: None, ..gate() };
        let unknown = CallOffBarred::TermsNotYetKnown { contract: gate().contract };
        assert_eq!(check_call_off_gate(&early, day("2022-07-01")), Err(unknown.clone()));
        assert_eq!(check_shipment_guarantee(&[gate(), early.clone()], day("2022-07-01")), Err(unknown));
        let condition = early.condition(day("2022-07-01")).expect("unknown");
        assert_eq!(condition.reasons, [ConditionReason::NotYetKnown]);
    }

    #[test]
    fn goods_leave_under_an_unbroken_chain_of_every_contract_alone() {
        assert_eq!(check_shipment_guarantee(&[gate(), gate()], day("2022-07-01")), Ok(()));
        let suspended = CallOffGate { contract_state: "suspended".to_owned(), ..gate() };
        match check_shipment_guarantee(&[gate(), suspended.clone(), suspended], day("2022-07-01")) {
            Err(CallOffBarred::Refused(refusal)) => {
                assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::ContractNotGuaranteed, 1));
            }
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    #[test]
    fn each_broken_link_is_a_reason_of_the_condition() {
        use ConditionReason as R;
        let reasons = |gate: &CallOffGate, on: &str| gate.condition(day(on)).map(|found| found.reasons);
        assert_eq!(reasons(&gate(), "2022-07-01"), None);
        for (contract, agreement, expected) in [
            ("suspended", "active", R::ContractSuspended),
            ("terminated", "active", R::ContractTerminated),
            ("fulfilled", "active", R::ContractEnded),
            ("signed", "active", R::ContractNotActive),
            ("active", "suspended", R::AgreementSuspended),
            ("active", "terminated", R::AgreementTerminated),
            ("active", "completed", R::AgreementEnded),
            ("active", "signed", R::AgreementNotActive),
        ] {
            let (contract_state, agreement_state) = (contract.to_owned(), agreement.to_owned());
            let gate = CallOffGate { contract_state, agreement_state, ..gate() };
            assert_eq!(reasons(&gate, "2022-07-01"), Some(vec![expected]));
        }
        assert_eq!(reasons(&gate(), "2023-06-10"), Some(vec![R::ContractExpired, R::SupplierLapsed]));
        assert_eq!(reasons(&gate(), "2022-06-09"), Some(vec![R::ContractNotBegun, R::AgreementNotBegun]));
        let unverified = CallOffGate { supplier_verified_until: None, ..gate() };
        assert_eq!(reasons(&unverified, "2022-07-01"), Some(vec![R::SupplierNotVerified]));
    }
}
