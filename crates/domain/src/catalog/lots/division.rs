//! What became of a lot, divided among its members: first over the grades set aside for each order line, then within a grade
//! over who brought it, each time by largest remainder ([`exact_split`]).
//!
//! Of every member and grade it holds to the gram: loaded = accepted + rejected + shrunk, and loaded is no more than brought.
//! Sums over members are the sums of the receipts. The order in which goods came in decides nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LotGrade;
use crate::shared::{CallOffLineId, MemberId, exact_split};

/// What became of goods, in grams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotOutcome {
    /// What left the hub.
    pub loaded: i64,
    /// What the buyer took.
    pub accepted: i64,
    /// What the buyer did not take: rejected, or more than ordered.
    pub rejected: i64,
}

impl LotOutcome {
    /// What was lost on the way; below zero where more arrived than left.
    pub fn shrunk(self) -> i64 {
        self.loaded - self.accepted - self.rejected
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            loaded: self.loaded.checked_add(other.loaded)?,
            accepted: self.accepted.checked_add(other.accepted)?,
            rejected: self.rejected.checked_add(other.rejected)?,
        })
    }

    /// Divides it: loaded by weight, accepted by what arrived of each, rejected by what is left of that, so that each part
    /// closes like the whole. `None` where nobody has a weight.
    fn split<K: Copy + Ord>(self, weights: &BTreeMap<K, i64>) -> Option<BTreeMap<K, Self>> {
        let loaded = exact_split(self.loaded, weights)?;
        let gained = exact_split((-self.shrunk()).max(0), &loaded)?;
        let arrived = each(&loaded, |key, grams| grams + of(&gained, key));
        let accepted = exact_split(self.accepted, &arrived)?;
        let rest = each(&arrived, |key, grams| grams - of(&accepted, key));
        let rejected = exact_split(self.rejected, &rest)?;
        let part = |(key, loaded): (K, i64)| {
            (key, Self { loaded, accepted: of(&accepted, &key), rejected: of(&rejected, &key) })
        };
        Some(loaded.into_iter().map(part).collect())
    }
}

fn of<K: Ord>(parts: &BTreeMap<K, i64>, key: &K) -> i64 {
    parts.get(key).copied().unwrap_or_default()
}

fn each<K: Copy + Ord>(parts: &BTreeMap<K, i64>, grams: impl Fn(&K, i64) -> i64) -> BTreeMap<K, i64> {
    parts.iter().map(|(key, part)| (*key, grams(key, *part))).collect()
}

/// What a receipt says of goods of a lot on one order line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotReceipt {
    /// The order line.
    pub line: CallOffLineId,
    /// What became of them.
    pub outcome: LotOutcome,
    /// What is paid for them.
    pub rupiah: i64,
}

/// All that is known of a lot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LotBook {
    /// What each member brought of each grade, in grams.
    pub brought: BTreeMap<LotGrade, BTreeMap<MemberId, i64>>,
    /// What was set aside for each order line, by grade.
    pub allocated: BTreeMap<CallOffLineId, BTreeMap<LotGrade, i64>>,
    /// The receipts that count.
    pub receipts: Vec<LotReceipt>,
    /// The hub's part of what is paid, in basis points.
    pub hub_fee_bp: i64,
}

/// A part of a lot: what was brought, what became of it, and what it earned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeShare {
    /// Grams brought.
    pub brought: i64,
    /// What became of them.
    pub outcome: LotOutcome,
    /// Rupiah paid.
    pub rupiah: i64,
}

impl GradeShare {
    /// What is still at the hub, or was lost with a vehicle, in grams.
    pub fn undelivered(self) -> i64 {
        self.brought - self.outcome.loaded
    }
}

/// A member's part of a lot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberShare {
    /// By grade.
    pub grades: BTreeMap<LotGrade, GradeShare>,
    /// Rupiah of all grades.
    pub gross: i64,
    /// What the hub keeps of it.
    pub fee: i64,
}

/// A lot divided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LotDivision {
    /// All members' parts, by grade.
    pub grades: BTreeMap<LotGrade, GradeShare>,
    /// By member.
    pub members: BTreeMap<MemberId, MemberShare>,
    /// What the receipts say is paid.
    pub gross: i64,
    /// What the hub keeps: rounded once, half up.
    pub fee: i64,
}

/// Divides a lot; `None` where figures are beyond what can be recorded.
pub fn divide_lot(book: &LotBook) -> Option<LotDivision> {
    let mut division = LotDivision { grades: by_grade(book)?, ..LotDivision::default() };
    for (grade, share) in &division.grades {
        for (member, part) in among_members(book.brought.get(grade)?, *share)? {
            let own = division.members.entry(member).or_default();
            own.gross = own.gross.checked_add(part.rupiah)?;
            own.grades.insert(*grade, part);
        }
        division.gross = division.gross.checked_add(share.rupiah)?;
    }
    let fee = (i128::from(division.gross) * i128::from(book.hub_fee_bp) + 5_000) / 10_000;
    division.fee = i64::try_from(fee).ok()?;
    let gross = division.members.iter().map(|(member, own)| (*member, own.gross)).collect();
    for (member, fee) in exact_split(division.fee, &gross)? {
        division.members.entry(member).or_default().fee = fee;
    }
    Some(division)
}

/// What became of each grade: the receipts of each order line over the grades set aside for it.
fn by_grade(book: &LotBook) -> Option<BTreeMap<LotGrade, GradeShare>> {
    let whole: BTreeMap<LotGrade, i64> =
        book.brought.iter().map(|(grade, members)| (*grade, members.values().sum())).collect();
    let mut grades: BTreeMap<LotGrade, GradeShare> = whole
        .iter()
        .map(|(grade, brought)| (*grade, GradeShare { brought: *brought, ..Default::default() }))
        .collect();
    let mut lines: BTreeMap<CallOffLineId, (LotOutcome, i64)> = BTreeMap::new();
    for receipt in &book.receipts {
        let (outcome, rupiah) = lines.entry(receipt.line).or_default();
        (*outcome, *rupiah) = (outcome.plus(receipt.outcome)?, rupiah.checked_add(receipt.rupiah)?);
    }
    for (line, (outcome, rupiah)) in lines {
        let parts = outcome.split(book.allocated.get(&line).unwrap_or(&whole))?;
        let rupiah = earned(rupiah, &parts)?;
        for (grade, part) in parts {
            let share = grades.get_mut(&grade)?;
            share.outcome = share.outcome.plus(part)?;
            share.rupiah = share.rupiah.checked_add(of(&rupiah, &grade))?;
        }
    }
    Some(grades)
}

/// A grade over who brought it.
fn among_members(
    brought: &BTreeMap<MemberId, i64>,
    share: GradeShare,
) -> Option<BTreeMap<MemberId, GradeShare>> {
    let parts = share.outcome.split(brought)?;
    let rupiah = earned(share.rupiah, &parts)?;
    let part = |(member, outcome): (MemberId, LotOutcome)| {
        (member, GradeShare { brought: of(brought, &member), outcome, rupiah: of(&rupiah, &member) })
    };
    Some(parts.into_iter().map(part).collect())
}

/// Rupiah go with what was accepted, or with what left where that is nothing.
fn earned<K: Copy + Ord>(rupiah: i64, parts: &BTreeMap<K, LotOutcome>) -> Option<BTreeMap<K, i64>> {
    let accepted = parts.iter().map(|(key, part)| (*key, part.accepted)).collect();
    exact_split(rupiah, &accepted).or_else(|| {
        let loaded = parts.iter().map(|(key, part)| (*key, part.loaded)).collect();
        exact_split(rupiah, &loaded)
    })
}
