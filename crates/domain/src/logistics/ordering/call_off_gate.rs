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
    /// The last day on which it takes new orders, where its agreement is under notice or was terminated.
    pub orders_until: Option<NaiveDate>,
    /// Whether it runs out: what was ordered is delivered until its own last day, whatever ends above it.
    pub runs_out: bool,
    /// The agreement's number.
    pub agreement: String,
    /// The agreement's projected state, as its label.
    pub agreement_state: String,
    /// The days the agreement runs, as signed.
    pub agreement_period: Period,
    /// The first day on which it no longer holds after a termination or a notice of one.
    pub agreement_ends: Option<NaiveDate>,
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
/// their period, new orders still taken, supplier verified that day.
pub fn check_call_off_gate(gate: &CallOffGate, day: NaiveDate) -> Result<i64, CallOffBarred> {
    let position = gate.known()?;
    let unmet = gate.unmet(Purpose::Order, day);
    Refusal::unless_empty(RefusalCode::CallOffNotAllowed, unmet).map_err(CallOffBarred::Refused)?;
    Ok(position)
}

/// Whether goods that have not left may be loaded and leave on `day` under the contracts they are for. What was ordered of
/// a contract that runs out goes on after its agreement was terminated, until the contract's own last day.
///
/// # Errors
/// [`CallOffBarred`]; a refusal (`contract-not-guaranteed`) lists every unmet rule of each contract.
pub fn check_shipment_guarantee(gates: &[CallOffGate], day: NaiveDate) -> Result<(), CallOffBarred> {
    for gate in gates {
        gate.known()?;
    }
    let mut unmet: Vec<Unmet> = Vec::new();
    for rule in gates.iter().flat_map(|gate| gate.unmet(Purpose::Ship, day)) {
        // Contracts of one agreement and supplier break on the same links.
        if !unmet.contains(&rule) {
            unmet.push(rule);
        }
    }
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, unmet).map_err(CallOffBarred::Refused)
}

/// What a contract is judged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Something new is ordered.
    Order,
    /// Goods of an order leave.
    Ship,
}

/// Whether a posted receipt may be taken back under its contracts. Once a contract or its agreement has ended, what was
/// accepted is what it ended by, and a correction is a claim.
///
/// # Errors
/// `receipt-final` naming each contract and agreement that has ended.
pub fn check_reversal(gates: &[CallOffGate]) -> Result<(), Refusal> {
    let named = words::name;
    let fix = || {
        Bilingual::new(
            "Yang diterima sudah menjadi dasar pengakhiran; ajukan perbaikan sebagai klaim kepada pihak lain.",
            "What was accepted is what it ended by; put the correction to the other side as a claim.",
        )
    };
    let mut unmet: Vec<Unmet> = Vec::new();
    for gate in gates {
        let contract = ["fulfilled", "ended_short", "closed", "terminated", "cancelled"];
        let links = [
            ("contract_not_ended", &gate.contract, &gate.contract_state, contract.as_slice()),
            ("agreement_not_ended", &gate.agreement, &gate.agreement_state, &["completed"]),
        ];
        for (rule, subject, state, ended) in links {
            let broken = Unmet::new(rule, subject, named(state), named("active"), fix());
            if ended.contains(&state.as_str()) && !unmet.contains(&broken) {
                unmet.push(broken);
            }
        }
    }
    Refusal::unless_empty(RefusalCode::ReceiptFinal, unmet)
}

impl CallOffGate {
    /// Why nothing new may be ordered under the contract on a day; `None` while its guarantee holds.
    pub fn condition(&self, day: NaiveDate) -> Option<Condition> {
        self.stands_against(Purpose::Order, day)
    }

    /// Why goods that were ordered, and have not left, may not leave under the contract on a day.
    pub fn shipping_condition(&self, day: NaiveDate) -> Option<Condition> {
        self.stands_against(Purpose::Ship, day)
    }

    fn stands_against(&self, purpose: Purpose, day: NaiveDate) -> Option<Condition> {
        let mut reasons = Vec::new();
        if self.terms_position.is_none() {
            reasons.push(ConditionReason::NotYetKnown);
        } else {
            reasons.extend(ConditionReason::of_contract(&self.contract_state));
            reasons.extend(ConditionReason::of_contract_period(&self.contract_period, day));
            reasons.extend(self.last_orders(purpose, day).map(|_| ConditionReason::OrdersEnded));
            reasons.extend(ConditionReason::of_agreement(self.agreement_state_for(purpose)));
            reasons.extend(ConditionReason::of_agreement_period(&self.agreement_days(purpose), day));
            reasons.extend(ConditionReason::of_supplier(self.supplier_verified_until, day));
        }
        Condition::of(reasons)
    }

    fn known(&self) -> Result<i64, CallOffBarred> {
        self.terms_position.ok_or_else(|| CallOffBarred::TermsNotYetKnown { contract: self.contract.clone() })
    }

    /// The last day for new orders, where it has passed and something new is ordered.
    fn last_orders(&self, purpose: Purpose, day: NaiveDate) -> Option<NaiveDate> {
        self.orders_until.filter(|until| purpose == Purpose::Order && day > *until)
    }

    /// Whether the end of the agreement leaves what is judged alone.
    fn outlives(&self, purpose: Purpose) -> bool {
        purpose == Purpose::Ship && self.runs_out
    }

    /// The state of the agreement, as far as it matters.
    fn agreement_state_for(&self, purpose: Purpose) -> &str {
        if self.agreement_state == "terminated" && self.outlives(purpose) {
            return "active";
        }
        &self.agreement_state
    }

    /// The days on which the agreement holds, as far as it matters.
    fn agreement_days(&self, purpose: Purpose) -> Period {
        let last = self.agreement_ends.filter(|_| !self.outlives(purpose)).and_then(|ends| ends.pred_opt());
        let until = [self.agreement_period.until, last].into_iter().flatten().min();
        Period { until, ..self.agreement_period }
    }

    fn unmet(&self, purpose: Purpose, day: NaiveDate) -> Vec<Unmet> {
        let (contract_fix, agreement_fix): (Fix, Fix) = match purpose {
            Purpose::Order => (contract_fix, agreement_fix),
            Purpose::Ship => (shipping_fix, shipping_fix),
        };
        let last_orders = self.last_orders(purpose, day);
        let agreement = self.agreement_state_for(purpose);
        let rules = [
            active("contract_active", &self.contract, &self.contract_state, contract_fix),
            running("contract_in_period", &self.contract, self.contract_period, day),
            last_orders.map(|until| takes_no_orders(&self.contract, until, day)),
            active("agreement_active", &self.agreement, agreement, agreement_fix),
            running("agreement_in_period", &self.agreement, self.agreement_days(purpose), day),
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

fn takes_no_orders(contract: &str, until: NaiveDate, day: NaiveDate) -> Unmet {
    let required = say!("pesanan sampai {until}", "orders until {until}", until = until);
    let fix = Bilingual::new(
        "Kesepakatan kedua daerah diakhiri, sehingga kontrak ini tidak menerima pesanan baru; yang sudah dipesan tetap dikirim.",
        "The agreement of the two regions is being ended, so that this contract takes no new orders; what is ordered already is delivered.",
    );
    Unmet::new("contract_takes_orders", contract, day, required, fix)
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
            "Masa berlakunya sudah berakhir; sepakati kontrak baru.",
            "Its period has ended; agree on a new contract.",
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
    let fix = match gate.supplier_verified_until {
        Some(_) => Bilingual::new(
            "Pemasok memperbarui dokumen yang habis masa berlakunya dan mengajukan verifikasi lagi ke dinas daerah asal.",
            "The supplier renews the lapsed document and submits its verification again to the agency of its home region.",
        ),
        None => Bilingual::new(
            "Verifikasi pemasok belum ada, ditangguhkan, atau dicabut; tanyakan kepada koordinator daerah asal pemasok.",
            "The supplier's verification is missing, suspended or revoked; ask the coordinator of the supplier's home region.",
        ),
    };
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
#[path = "call_off_gate_tests.rs"]
mod tests;
