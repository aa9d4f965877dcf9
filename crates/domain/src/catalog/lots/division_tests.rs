use std::collections::BTreeMap;

use proptest::prelude::*;

use super::division::{GradeShare, LotBook, LotDivision, LotOutcome, LotReceipt, divide_lot};
use super::grading::LotGrade;
use super::statement::enter_credit;
use crate::shared::{CallOffLineId, Id, MemberId};

fn id<T: Id>(number: u128) -> T {
    T::from_uuid(uuid::Uuid::from_u128(number))
}

fn outcome(loaded: i64, accepted: i64, rejected: i64) -> LotOutcome {
    LotOutcome { loaded, accepted, rejected }
}

fn receipt(line: u128, outcome: LotOutcome, rupiah: i64) -> LotReceipt {
    LotReceipt { line: id(line), outcome, rupiah }
}

#[test]
fn three_members_chillies_go_to_two_orders_and_come_back_to_the_gram_and_the_rupiah() {
    let book = LotBook {
        brought: [
            (LotGrade::A, [(id(1), 40_000), (id(2), 20_000)].into()),
            (LotGrade::B, [(id(2), 10_000), (id(3), 30_001)].into()),
        ]
        .into(),
        allocated: [(id(71), [(LotGrade::A, 60_000)].into()), (id(72), [(LotGrade::B, 40_001)].into())]
            .into(),
        receipts: vec![
            receipt(71, outcome(60_000, 57_000, 2_000), 1_425_000),
            receipt(72, outcome(40_001, 40_000, 0), 880_001),
        ],
        hub_fee_bp: 500,
    };
    let division = divide_lot(&book).expect("figures");
    assert_eq!((division.gross, division.fee), (2_305_001, 115_250), "115,250.05");
    let share = |member, grade| division.members[&id::<MemberId>(member)].grades[&grade];
    let expected = |brought, loaded, accepted, rejected, rupiah| GradeShare {
        brought,
        outcome: outcome(loaded, accepted, rejected),
        rupiah,
    };
    assert_eq!(share(1, LotGrade::A), expected(40_000, 40_000, 38_000, 1_333, 950_000));
    assert_eq!(share(2, LotGrade::A), expected(20_000, 20_000, 19_000, 667, 475_000));
    assert_eq!(share(2, LotGrade::B), expected(10_000, 10_000, 10_000, 0, 220_000));
    assert_eq!(share(3, LotGrade::B), expected(30_001, 30_001, 30_000, 0, 660_001));
    let fees: Vec<i64> = division.members.values().map(|own| own.fee).collect();
    assert_eq!(fees, [47_500, 34_750, 33_000]);
}

#[test]
fn a_line_of_two_grades_is_paid_by_what_was_accepted_of_each() {
    let book = LotBook {
        brought: [(LotGrade::A, [(id(1), 3)].into()), (LotGrade::B, [(id(2), 1)].into())].into(),
        allocated: [(id(71), [(LotGrade::A, 3), (LotGrade::B, 1)].into())].into(),
        receipts: vec![receipt(71, outcome(2, 2, 0), 1_000)],
        hub_fee_bp: 0,
    };
    let division = divide_lot(&book).expect("figures");
    let of = |grade| (division.grades[&grade].outcome.accepted, division.grades[&grade].rupiah);
    assert_eq!((of(LotGrade::A), of(LotGrade::B)), ((2, 1_000), (0, 0)), "1.5 and 0.5: the tie goes to A");
    assert_eq!(division.grades[&LotGrade::B].undelivered(), 1);
}

#[test]
fn more_may_arrive_than_left_and_all_of_it_may_be_refused() {
    let brought: BTreeMap<_, _> = [(LotGrade::A, [(id(1), 600), (id(2), 400)].into())].into();
    let book = |outcome, rupiah| LotBook {
        brought: brought.clone(),
        receipts: vec![receipt(71, outcome, rupiah)],
        ..LotBook::default()
    };
    let gained = divide_lot(&book(outcome(1_000, 1_010, 0), 1_010)).expect("figures");
    assert_eq!(gained.grades[&LotGrade::A].outcome.shrunk(), -10);
    assert_eq!(gained.members[&id::<MemberId>(2)].gross, 404);
    let refused = divide_lot(&book(outcome(1_000, 0, 1_000), 0)).expect("figures");
    assert_eq!(refused.members[&id::<MemberId>(1)].grades[&LotGrade::A].outcome.rejected, 600);
    assert_eq!(divide_lot(&book(outcome(1_000, 1_000, 0), i64::MAX)).expect("fits").gross, i64::MAX);
    let twice =
        LotBook { receipts: vec![receipt(71, outcome(1, 1, 0), i64::MAX); 2], ..book(outcome(0, 0, 0), 0) };
    assert_eq!(divide_lot(&twice), None, "more than can be recorded");
}

/// A random lot: what was brought piece by piece, receipts with prices, and which of them are taken back later.
#[derive(Debug, Clone)]
struct Lot {
    pieces: Vec<(LotGrade, MemberId, i64)>,
    allocated: BTreeMap<CallOffLineId, BTreeMap<LotGrade, i64>>,
    receipts: Vec<LotReceipt>,
    taken_back: Vec<bool>,
    debts: BTreeMap<MemberId, i64>,
    hub_fee_bp: i64,
}

impl Lot {
    fn book(
        &self,
        pieces: impl Iterator<Item = (LotGrade, MemberId, i64)>,
        receipts: Vec<LotReceipt>,
    ) -> LotBook {
        let mut brought: BTreeMap<LotGrade, BTreeMap<MemberId, i64>> = BTreeMap::new();
        for (grade, member, grams) in pieces {
            *brought.entry(grade).or_default().entry(member).or_default() += grams;
        }
        LotBook { brought, allocated: self.allocated.clone(), receipts, hub_fee_bp: self.hub_fee_bp }
    }

    fn left(&self) -> Vec<LotReceipt> {
        let receipts = self.receipts.iter().zip(&self.taken_back);
        receipts.filter(|(_, taken_back)| !**taken_back).map(|(receipt, _)| *receipt).collect()
    }
}

/// Sets parts of what was brought aside for some lines, loads parts of that, and receives it in thousandths.
fn lot() -> impl Strategy<Value = Lot> {
    let pieces = prop::collection::vec((0..4_usize, 1..12_u128, 1..200_000_i64), 1..40);
    let lines = prop::collection::vec(
        (
            prop::collection::vec(0..400_i64, 4),
            1..=1_000_i64,
            0..1_300_i64,
            0..=1_000_i64,
            0..90_000_i64,
            any::<bool>(),
        ),
        1..6,
    );
    let debts = prop::collection::btree_map((1..12_u128).prop_map(id), 0..5_000_000_i64, 0..8);
    (pieces, lines, debts, 0..=1_000_i64).prop_map(|(pieces, lines, debts, hub_fee_bp)| {
        let pieces: Vec<_> = pieces
            .into_iter()
            .map(|(grade, member, grams)| (LotGrade::ALL[grade], id(member), grams))
            .collect();
        let mut free: BTreeMap<LotGrade, i64> = BTreeMap::new();
        pieces.iter().for_each(|(grade, _, grams): &(LotGrade, MemberId, i64)| {
            *free.entry(*grade).or_default() += grams
        });
        let (mut allocated, mut receipts, mut taken_back) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (number, (shares, loaded, accepted, rejected, price, back)) in (0..).zip(lines) {
            let mut parts: BTreeMap<LotGrade, i64> = BTreeMap::new();
            for (grade, left) in &mut free {
                let part =
                    *left * shares[LotGrade::ALL.iter().position(|one| one == grade).unwrap_or(0)] / 1_000;
                *left -= part;
                parts.insert(*grade, part);
            }
            let loaded = parts.values().sum::<i64>() * loaded / 1_000;
            if loaded == 0 {
                continue;
            }
            allocated.insert(id(number), parts);
            // Two receipts for one line, and sometimes more than was loaded.
            for half in [loaded / 2, loaded - loaded / 2] {
                let accepted = half * accepted / 1_000;
                let rejected = (half - accepted).max(0) * rejected / 1_000;
                receipts.push(receipt(number, outcome(half, accepted, rejected), accepted * price / 1_000));
                taken_back.push(back && receipts.len() % 2 == 0);
            }
        }
        Lot { pieces, allocated, receipts, taken_back, debts, hub_fee_bp }
    })
}

fn check_sums(book: &LotBook, division: &LotDivision) -> Result<(), TestCaseError> {
    let sum = |of: fn(&LotReceipt) -> i64| book.receipts.iter().map(of).sum::<i64>();
    let whole = |of: fn(&GradeShare) -> i64| division.grades.values().map(of).sum::<i64>();
    prop_assert_eq!(whole(|one| one.outcome.loaded), sum(|one| one.outcome.loaded));
    prop_assert_eq!(whole(|one| one.outcome.accepted), sum(|one| one.outcome.accepted));
    prop_assert_eq!(whole(|one| one.outcome.rejected), sum(|one| one.outcome.rejected));
    prop_assert_eq!(whole(|one| one.outcome.shrunk()), sum(|one| one.outcome.shrunk()));
    prop_assert_eq!(division.gross, sum(|one| one.rupiah));
    let own = |member: &MemberId, grade: &LotGrade| division.members[member].grades[grade];
    for (grade, members) in &book.brought {
        let mut together = GradeShare::default();
        for (member, grams) in members {
            let part = own(member, grade);
            prop_assert_eq!(part.brought, *grams);
            prop_assert!(part.undelivered() >= 0 && part.outcome.loaded >= 0);
            prop_assert!(part.outcome.accepted >= 0 && part.outcome.rejected >= 0 && part.rupiah >= 0);
            together.brought += part.brought;
            together.rupiah += part.rupiah;
            together.outcome.loaded += part.outcome.loaded;
            together.outcome.accepted += part.outcome.accepted;
            together.outcome.rejected += part.outcome.rejected;
        }
        prop_assert_eq!(together, division.grades[grade]);
    }
    let fees: i64 = division.members.values().map(|one| one.fee).sum();
    prop_assert_eq!(fees, division.fee);
    prop_assert!(division.members.values().all(|one| (0..=one.gross).contains(&one.fee)));
    Ok(())
}

proptest! {
    #[test]
    fn every_measure_and_the_rupiah_sum_exactly_whatever_comes_late_and_in_whatever_order(lot in lot()) {
        let pieces = || lot.pieces.iter().copied();
        let first = lot.book(pieces(), lot.receipts.clone());
        let second = lot.book(pieces(), lot.left());
        let (settled, adjusted) = (divide_lot(&first).expect("figures"), divide_lot(&second).expect("figures"));
        check_sums(&first, &settled)?;
        check_sums(&second, &adjusted)?;
        let backwards = lot.book(pieces().rev(), lot.receipts.iter().rev().copied().collect());
        prop_assert_eq!(divide_lot(&backwards), Some(settled.clone()));

        let (mut paid, mut recovered) = (0, 0);
        for (member, own) in &settled.members {
            let debt = lot.debts.get(member).copied().unwrap_or_default();
            let entry = enter_credit(0, own.gross - own.fee, debt);
            let now = &adjusted.members[member];
            let later = enter_credit(entry.credited, now.gross - now.fee, entry.debt_after);
            // Received once more after all.
            let again = enter_credit(later.credited, own.gross - own.fee, later.debt_after);
            for one in [entry, later, again] {
                prop_assert!(one.paid >= 0 && one.recovered >= 0 && one.owed_again >= 0 && one.debt_after >= 0);
                prop_assert_eq!(one.credited - one.credited_before, one.paid + one.recovered - one.owed_again);
                prop_assert_eq!(one.debt_after, one.debt_before - one.recovered + one.owed_again);
            }
            prop_assert_eq!(entry.owed_again, 0);
            let all_paid = entry.paid + later.paid + again.paid;
            prop_assert_eq!(all_paid - again.debt_after, own.gross - own.fee - debt, "whatever came between");
            (paid, recovered) = (paid + entry.paid, recovered + entry.recovered);
        }
        prop_assert_eq!(paid, settled.gross - settled.fee - recovered, "receipts less fee less inputs recovered");
    }
}
