//! How agreements and contracts end: nobody ends alone what two signed.
//!
//! Owns: what still counts as open below, the statements that both sides agree to, the notice of a termination with an
//! outcome for each contract, and when a contract counts as fulfilled. Refuses: an ending with something open below it,
//! naming each; a fulfilment of less than was promised; a termination by one side without a reason of law or breach.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use crate::shared::{
    AgreementId, Bilingual, CanonicalText, ContractId, Period, Quantity, Refusal, RefusalCode, Unit, Unmet,
    jakarta_date,
};
use crate::{labels, say, words};

use crate::agreement::cooperation::contract::ContractState;

labels! {
    /// Why an agreement ends before its time.
    pub enum TerminationGround {
        /// Both governments want it.
        Mutual = "mutual",
        /// The law asks for it.
        Law = "law",
        /// The other side broke it.
        Breach = "breach",
    }
}

labels! {
    /// What becomes of a contract whose agreement is terminated.
    pub enum ContractOutcome {
        /// It goes on until the agreement ends; what is ordered by then is delivered until the contract's own last day.
        RunOut = "run_out",
        /// It takes no new orders from the notice on; what is ordered already is delivered until the agreement ends.
        Close = "close",
    }
}

labels! {
    /// What kind of thing is still open.
    pub enum OpenKind {
        /// A contract that has neither been closed, terminated nor cancelled.
        Contract = "contract",
        /// An order that holds a part of a contract.
        CallOff = "call_off",
        /// A shipment whose goods are on the road.
        Shipment = "shipment",
    }
}

/// Something below an agreement or a contract that has not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenThing {
    /// What it is.
    pub kind: OpenKind,
    /// Its id, as on the wire.
    pub id: String,
    /// Its number, for people.
    pub number: String,
    /// Its state.
    pub state: Bilingual,
}

impl OpenThing {
    fn unmet(&self) -> Unmet {
        let number = Bilingual::same(&self.number);
        let (rule, required, how) = match self.kind {
            OpenKind::Contract => (
                "contract_ended",
                Bilingual::new("ditutup, diakhiri, atau dibatalkan", "closed, terminated or cancelled"),
                say!(
                    "Tutup, akhiri, atau batalkan kontrak {number} lebih dahulu.",
                    "Close, terminate or cancel contract {number} first.",
                    number = number,
                ),
            ),
            OpenKind::CallOff => (
                "order_ended",
                Bilingual::new("ditutup atau dibatalkan", "closed or cancelled"),
                say!(
                    "Selesaikan, tutup, atau batalkan surat pesanan {number} lebih dahulu.",
                    "Finish, close or cancel order {number} first.",
                    number = number,
                ),
            ),
            OpenKind::Shipment => (
                "goods_arrived",
                Bilingual::new("diterima, kembali, atau hilang", "received, back or lost"),
                say!(
                    "Barang pada surat jalan {number} masih dalam perjalanan. Tunggu sampai penerimaannya dibukukan.",
                    "The goods of delivery note {number} are still on the road. Wait until their receipt is posted.",
                    number = number,
                ),
            ),
        };
        Unmet::new(rule, &self.id, self.state.clone(), required, how)
    }
}

/// Nothing below may be open when something ends.
///
/// # Errors
/// `ending-not-allowed` naming every open thing.
pub fn check_nothing_open(open: &[OpenThing]) -> Result<(), Refusal> {
    Refusal::unless_empty(RefusalCode::EndingNotAllowed, open.iter().map(OpenThing::unmet).collect())
}

/// What a contract line promised and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDelivery {
    /// Its place on the paper.
    pub number: i32,
    /// The unit people order in.
    pub unit: Unit,
    /// Promised, in base units; none where nothing limits.
    pub committed: Option<i64>,
    /// How much less still counts as fulfilled, in basis points.
    pub under_tolerance_bp: u16,
    /// Accepted by posted receipts that were not taken back, in base units.
    pub accepted: i64,
}

impl LineDelivery {
    /// The least that fulfils the line, in base units: C x (1 - under-tolerance), rounded up.
    pub fn least(&self) -> Option<i64> {
        let left = i128::from(10_000_u16.saturating_sub(self.under_tolerance_bp));
        let least = |committed: i64| (i128::from(committed) * left + 9_999) / 10_000;
        // At most what is committed, which is an i64.
        self.committed.map(|committed| i64::try_from(least(committed)).unwrap_or(committed))
    }

    fn amount(&self, base: i64) -> Quantity {
        Quantity::from_stored(base, self.unit)
    }
}

/// One business may say that a contract is fulfilled only where every line is: with nothing open, at least what was
/// promised less the under-tolerance accepted; where nothing was promised, once the contract's last day has passed.
///
/// # Errors
/// `ending-not-allowed` with every unmet rule.
pub fn check_fulfilment(
    lines: &[LineDelivery],
    open: &[OpenThing],
    period: &Period,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let mut broken: Vec<Unmet> = lines.iter().filter_map(too_little).collect();
    let unlimited = lines.iter().any(|line| line.committed.is_none());
    if unlimited && !period.ended(day) {
        let how = Bilingual::new(
            "Kontrak tanpa jumlah terpenuhi setelah hari terakhirnya. Sebelum itu, kedua usaha menyepakati akhir lebih awal.",
            "A contract without a quantity is fulfilled once its last day has passed. Before, both businesses agree on a short end.",
        );
        let until = period.until.unwrap_or(NaiveDate::MAX);
        let required = say!("lewat {until}", "past {until}", until = until);
        broken.push(Unmet::new("contract_period_over", "period", day, required, how));
    }
    broken.extend(open.iter().map(OpenThing::unmet));
    Refusal::unless_empty(RefusalCode::EndingNotAllowed, broken)
}

fn too_little(line: &LineDelivery) -> Option<Unmet> {
    let least = line.least().filter(|least| line.accepted < *least)?;
    let how = say!(
        "Baris {number}: terima sisanya lebih dahulu, atau kedua usaha menyepakati akhir lebih awal dengan menyetujui pernyataan yang sama.",
        "Line {number}: accept the rest first, or both businesses agree on a short end by saying yes to the same statement.",
        number = words::count(line.number),
    );
    let (found, required) = (line.amount(line.accepted), line.amount(least));
    Some(Unmet::new("line_fulfilled", format!("/lines/{}", line.number - 1), found, required, how))
}

/// A line as a statement shows it: quantities as exact decimals in text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatedLine {
    line: i32,
    unit: Unit,
    committed: Option<String>,
    accepted: String,
}

impl From<&LineDelivery> for StatedLine {
    fn from(line: &LineDelivery) -> Self {
        Self {
            line: line.number,
            unit: line.unit,
            committed: line.committed.map(|base| line.amount(base).value()),
            accepted: line.amount(line.accepted).value(),
        }
    }
}

/// A contract as a statement shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatedContract {
    /// The contract.
    pub contract: ContractId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: ContractState,
    /// What became of its lines.
    pub lines: Vec<StatedLine>,
}

/// What both coordinators agree to when an agreement is completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosingStatement {
    /// The agreement.
    pub agreement: AgreementId,
    /// Every contract that was made under it, in order of their ids.
    pub contracts: Vec<StatedContract>,
}

impl ClosingStatement {
    /// The one text.
    pub fn canonical(&self) -> CanonicalText {
        CanonicalText::of(&Purposed { purpose: "completion", statement: self })
    }
}

impl StatedContract {
    /// The one text that both businesses agree to when a contract ends short.
    pub fn canonical(&self) -> CanonicalText {
        CanonicalText::of(&Purposed { purpose: "short_ending", statement: self })
    }
}

/// What both governments agree to when they terminate an agreement together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TerminationStatement {
    /// The agreement.
    pub agreement: AgreementId,
    /// What becomes of each contract that has not ended, in order of their ids.
    pub outcomes: Vec<StatedOutcome>,
}

/// What becomes of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatedOutcome {
    /// The contract.
    pub contract: ContractId,
    /// Its outcome.
    pub outcome: ContractOutcome,
}

impl TerminationStatement {
    /// The one text.
    pub fn canonical(&self) -> CanonicalText {
        CanonicalText::of(&Purposed { purpose: "termination", statement: self })
    }
}

/// A statement and what it is for, so that a yes to one is none to another.
#[derive(Serialize)]
struct Purposed<'a, T> {
    purpose: &'static str,
    statement: &'a T,
}

/// A contract under an agreement, as far as its ending concerns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractBelow {
    /// The contract.
    pub id: ContractId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: ContractState,
}

impl ContractBelow {
    /// It as something open; none where it has ended.
    pub fn open(&self) -> Option<OpenThing> {
        (!self.state.ended()).then(|| OpenThing {
            kind: OpenKind::Contract,
            id: self.id.to_string(),
            number: self.number.clone(),
            state: self.state.name(),
        })
    }
}

/// A termination names an outcome for exactly the contracts that have not ended.
///
/// # Errors
/// `ending-not-allowed` naming every contract without an outcome, and every outcome without such a contract.
pub fn check_outcomes(below: &[ContractBelow], outcomes: &[StatedOutcome]) -> Result<(), Refusal> {
    let given: BTreeSet<ContractId> = outcomes.iter().map(|one| one.contract).collect();
    let open: Vec<&ContractBelow> = below.iter().filter(|contract| !contract.state.ended()).collect();
    let missing = open.iter().filter(|contract| !given.contains(&contract.id)).map(|contract| {
        let how = say!(
            "Tentukan akibatnya bagi kontrak {number}: berjalan sampai kesepakatan berakhir, atau ditutup.",
            "Say what becomes of contract {number}: it runs out, or it is closed.",
            number = Bilingual::same(&contract.number),
        );
        let required = Bilingual::new("akibat bagi kontrak", "an outcome for the contract");
        Unmet::new("outcome_given", contract.id, words::none(), required, how)
    });
    let mut broken: Vec<Unmet> = missing.collect();
    broken.extend(given.iter().filter(|id| open.iter().all(|contract| contract.id != **id)).map(|id| {
        let how = Bilingual::new(
            "Hapus kontrak ini dari daftar: bukan di bawah kesepakatan ini, atau sudah berakhir.",
            "Leave this contract out: it is not under this agreement, or it has ended.",
        );
        let required = Bilingual::new("kontrak yang masih berjalan", "a contract that goes on");
        Unmet::new("outcome_of_open_contract", id, Bilingual::same(id.to_string()), required, how)
    }));
    Refusal::unless_empty(RefusalCode::EndingNotAllowed, broken)
}

/// The last day on which a consent to an ending counts together with the other side's.
pub fn counts_until(given: DateTime<Utc>, days: u16) -> NaiveDate {
    jakarta_date(given).checked_add_signed(TimeDelta::days(i64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// The first day on which something no longer holds after a notice of so many days, given on `day`.
pub fn ends_after_notice(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_signed(TimeDelta::days(i64::from(days) + 1)).unwrap_or(NaiveDate::MAX)
}

impl ContractOutcome {
    /// The last day on which a contract takes new orders, when notice is given on `noticed` and ends its agreement on
    /// `ends`.
    pub fn orders_until(self, noticed: NaiveDate, ends: NaiveDate) -> NaiveDate {
        let first_without = match self {
            Self::RunOut => ends,
            Self::Close => noticed,
        };
        first_without.pred_opt().unwrap_or(first_without)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn line(committed: Option<i64>, under_tolerance_bp: u16, accepted: i64) -> LineDelivery {
        LineDelivery { number: 1, unit: Unit::Hea, committed, under_tolerance_bp, accepted }
    }

    fn open(kind: OpenKind) -> OpenThing {
        let (id, number) = ("it".to_owned(), "1".to_owned());
        OpenThing { kind, id, number, state: ContractState::Active.name() }
    }

    fn rules(result: Result<(), Refusal>) -> Vec<String> {
        let refused = result.err().map(|refusal| {
            assert_eq!(refusal.code, RefusalCode::EndingNotAllowed);
            refusal.unmet
        });
        refused.unwrap_or_default().into_iter().map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn every_open_thing_is_named() {
        let all = OpenKind::ALL.iter().map(|kind| open(*kind)).collect::<Vec<_>>();
        assert_eq!(rules(check_nothing_open(&all)), ["contract_ended", "order_ended", "goods_arrived"]);
        assert!(check_nothing_open(&[]).is_ok());
    }

    #[test]
    fn fifty_head_less_the_under_tolerance_fulfil_a_line() {
        let year = Period { from: day("2026-01-01"), until: Some(day("2026-12-31")) };
        let judge = |line: LineDelivery, open: &[OpenThing], on: &str| {
            rules(check_fulfilment(&[line], open, &year, day(on)))
        };
        assert_eq!(judge(line(Some(50), 0, 0), &[], "2026-11-28"), ["line_fulfilled"]);
        assert_eq!(judge(line(Some(50), 0, 49), &[], "2026-11-28"), ["line_fulfilled"]);
        assert!(judge(line(Some(50), 0, 50), &[], "2026-11-28").is_empty());
        assert!(judge(line(Some(50), 200, 49), &[], "2026-11-28").is_empty());
        assert_eq!(judge(line(Some(50), 199, 49), &[], "2026-11-28"), ["line_fulfilled"]);
        let road = [open(OpenKind::Shipment)];
        assert_eq!(judge(line(Some(50), 0, 50), &road, "2026-11-28"), ["goods_arrived"]);
        assert_eq!(judge(line(None, 0, 0), &[], "2026-12-31"), ["contract_period_over"]);
        assert!(judge(line(None, 0, 0), &[], "2027-01-01").is_empty());
    }

    #[test]
    fn a_termination_names_an_outcome_for_each_open_contract_and_no_other() {
        let id = |number| ContractId::from_uuid(Uuid::from_u128(number));
        let below = |number, state| ContractBelow { id: id(number), number: number.to_string(), state };
        let contracts = [below(1, ContractState::Active), below(2, ContractState::Closed)];
        let outcome = |number| StatedOutcome { contract: id(number), outcome: ContractOutcome::Close };
        assert!(check_outcomes(&contracts, &[outcome(1)]).is_ok());
        assert_eq!(rules(check_outcomes(&contracts, &[])), ["outcome_given"]);
        assert_eq!(
            rules(check_outcomes(&contracts, &[outcome(2)])),
            ["outcome_given", "outcome_of_open_contract"]
        );
    }

    #[test]
    fn a_notice_of_thirty_days_ends_it_on_the_thirty_first_day_after() {
        let ends = ends_after_notice(day("2026-11-01"), 30);
        assert_eq!(ends, day("2026-12-02"));
        let until = |outcome: ContractOutcome| outcome.orders_until(day("2026-11-01"), ends);
        assert_eq!(until(ContractOutcome::RunOut), day("2026-12-01"));
        assert_eq!(until(ContractOutcome::Close), day("2026-10-31"));
    }

    #[test]
    fn consents_count_together_for_so_many_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let first = at("2026-11-01T03:00:00Z");
        assert_eq!(counts_until(first, 30), day("2026-12-01"));
        assert_eq!(counts_until(at("2026-11-01T17:00:00Z"), 30), day("2026-12-02"), "a day of Jakarta");
    }

    #[test]
    fn a_statement_says_what_it_is_for_and_changes_with_what_it_says() {
        let contract = StatedContract {
            contract: ContractId::from_uuid(Uuid::from_u128(1)),
            number: "PKS/1".to_owned(),
            state: ContractState::Active,
            lines: vec![StatedLine::from(&line(Some(50), 0, 30))],
        };
        let more =
            StatedContract { lines: vec![StatedLine::from(&line(Some(50), 0, 31))], ..contract.clone() };
        assert_ne!(contract.canonical().hash, more.canonical().hash);
        let agreement = AgreementId::from_uuid(Uuid::from_u128(1));
        let closing = ClosingStatement { agreement, contracts: vec![contract] };
        assert!(closing.canonical().text.contains(r#""accepted":"30""#), "{}", closing.canonical().text);
        assert!(closing.canonical().text.starts_with(r#"{"purpose":"completion""#));
        let ending = TerminationStatement { agreement, outcomes: vec![] };
        assert!(ending.canonical().text.starts_with(r#"{"purpose":"termination""#));
    }

    proptest! {
        #[test]
        fn the_least_is_the_smallest_that_reaches_the_share(committed in 1_i64..1_000_000_000, bp in 0_u16..=2000) {
            let least = line(Some(committed), bp, 0).least().expect("a quantity");
            let reaches = |accepted: i64| i128::from(accepted) * 10_000 >= i128::from(committed) * i128::from(10_000 - bp);
            prop_assert!(reaches(least) && !reaches(least - 1));
        }
    }
}
