//! A lot on its way: set aside for order lines, loaded, gone, received.

use std::collections::{BTreeMap, BTreeSet};

use super::LotGrade;
use crate::shared::{Bilingual, Refusal, RefusalCode, Unit, Unmet};
use crate::{say, words};

/// Of each grade no more is set aside than there is.
///
/// # Errors
/// [`Refusal`] `lot-rule` with each grade that is short.
pub fn check_allocation(
    lot: &BTreeMap<LotGrade, i64>,
    allocated: &BTreeMap<LotGrade, i64>,
    asked: &BTreeMap<LotGrade, i64>,
) -> Result<(), Refusal> {
    let of = |map: &BTreeMap<LotGrade, i64>, grade: &LotGrade| map.get(grade).copied().unwrap_or_default();
    let short = |(grade, grams): (&LotGrade, &i64)| {
        let free = of(lot, grade) - of(allocated, grade);
        (*grams > free).then(|| {
            let how = Bilingual::new(
                "Kurangi jumlah untuk mutu ini, atau pakai mutu lain dari lot yang sama.",
                "Ask for less of this grade, or take another grade of the same lot.",
            );
            let (found, most) = (words::amount(*grams, Unit::Kgm), words::amount(free, Unit::Kgm));
            Unmet::new("allocation_within_lot", grade, found, most, how)
        })
    };
    Refusal::unless_empty(RefusalCode::LotRule, asked.iter().filter_map(short).collect())
}

/// For an order line one grade of a lot is set aside: a receipt says what became of the line, and what became of one grade is
/// no other members' to bear. `before` are the grades set aside for it already.
///
/// # Errors
/// [`Refusal`] `lot-rule`.
pub fn check_one_grade(before: &BTreeSet<LotGrade>, asked: &BTreeMap<LotGrade, i64>) -> Result<(), Refusal> {
    let asked = asked.iter().filter(|(_, grams)| **grams > 0).map(|(grade, _)| *grade);
    let grades: BTreeSet<LotGrade> = before.iter().copied().chain(asked).collect();
    if grades.len() <= 1 {
        return Ok(());
    }
    let how = Bilingual::new(
        "Alokasikan setiap mutu untuk baris pesanan tersendiri.",
        "Set each grade aside for an order line of its own.",
    );
    let found = words::all_of(grades.into_iter().map(Bilingual::from));
    let required = Bilingual::new("satu mutu per baris pesanan", "one grade for an order line");
    Err(Refusal::rule(
        RefusalCode::LotRule,
        vec![Unmet::new("one_grade_per_order_line", "call_off_line_id", found, required, how)],
    ))
}

/// Grams of a lot that can be freed again of what is set `aside` for an order line: what no shipment has `loaded` of it.
///
/// # Errors
/// [`Refusal`] `lot-rule` where nothing is.
pub fn check_release(aside: i64, loaded: i64) -> Result<i64, Refusal> {
    if aside > loaded {
        return Ok(aside - loaded);
    }
    let how = Bilingual::new(
        "Batalkan dahulu pengiriman yang memuatnya, atau kurangi muatannya.",
        "Cancel the shipment that carries it first, or have it carry less.",
    );
    let found = words::amount(aside, Unit::Kgm);
    let required = say!(
        "alokasi yang belum dimuat (dimuat {loaded})",
        "something set aside and not loaded (loaded: {loaded})",
        loaded = words::amount(loaded, Unit::Kgm),
    );
    let unmet = Unmet::new("not_loaded", "call_off_line_id", found, required, how);
    Err(Refusal::rule(RefusalCode::LotRule, vec![unmet]))
}

/// A lot is given up once nothing of it is set aside for orders.
///
/// # Errors
/// [`Refusal`] `lot-rule`.
pub fn check_dissolution(aside: i64) -> Result<(), Refusal> {
    if aside == 0 {
        return Ok(());
    }
    let how = Bilingual::new(
        "Lepaskan dahulu alokasi setiap baris pesanan (`/allocation-releases`).",
        "Release what is set aside for each order line first (`/allocation-releases`).",
    );
    let (found, none) = (words::amount(aside, Unit::Kgm), words::amount(0, Unit::Kgm));
    let unmet = Unmet::new("nothing_set_aside", "allocations", found, none, how);
    Err(Refusal::rule(RefusalCode::LotRule, vec![unmet]))
}

/// Where goods of a lot are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadState {
    /// On a shipment that has not left.
    ToLeave,
    /// On the road, or there and not received yet.
    OnTheRoad,
    /// On a shipment that has come to an end, or that was given up on the way.
    Ended,
}

/// Goods of a lot on a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotLoad {
    /// Where they are.
    pub state: LoadState,
    /// Whether a receipt of them counts.
    pub received: bool,
}

/// A lot is dispatched once something of it has left and nothing stands on a shipment that has not.
///
/// # Errors
/// [`Refusal`] `lot-rule`.
pub fn check_all_left(loads: &[LotLoad]) -> Result<(), Refusal> {
    let waiting = loads.iter().filter(|load| load.state == LoadState::ToLeave).count();
    let left = loads.iter().any(|load| load.state != LoadState::ToLeave);
    if left && waiting == 0 {
        return Ok(());
    }
    let how = Bilingual::new(
        "Berangkatkan atau batalkan dahulu setiap pengiriman yang memuat lot ini.",
        "Send off or cancel each shipment that carries this lot first.",
    );
    let left = Bilingual::new("semua muatan sudah berangkat", "everything loaded has left");
    let found = words::count(i128::try_from(waiting).unwrap_or(i128::MAX));
    Err(Refusal::rule(
        RefusalCode::LotRule,
        vec![Unmet::new("everything_left", "shipments", found, left, how)],
    ))
}

/// A lot is settled once each of its goods is received, or will not arrive.
///
/// # Errors
/// [`Refusal`] `lot-rule`.
pub fn check_all_received(loads: &[LotLoad]) -> Result<(), Refusal> {
    let open = loads.iter().filter(|load| !load.received && load.state != LoadState::Ended).count();
    if open == 0 {
        return Ok(());
    }
    let how = Bilingual::new(
        "Tunggu sampai pembeli membukukan penerimaan setiap muatan lot ini.",
        "Wait until the buyer has posted a receipt of everything loaded of this lot.",
    );
    let found = words::count(i128::try_from(open).unwrap_or(i128::MAX));
    let unmet = Unmet::new("everything_received", "shipments", found, words::count(0), how);
    Err(Refusal::rule(RefusalCode::LotRule, vec![unmet]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_of_a_grade_is_set_aside_than_there_is() {
        let lot = [(LotGrade::A, 1_000), (LotGrade::B, 500)].into();
        let taken = [(LotGrade::A, 400)].into();
        assert!(check_allocation(&lot, &taken, &[(LotGrade::A, 600), (LotGrade::B, 500)].into()).is_ok());
        let asked = [(LotGrade::A, 601), (LotGrade::B, 500), (LotGrade::C, 1)].into();
        let refused = check_allocation(&lot, &taken, &asked).expect_err("too much");
        let subjects: Vec<_> = refused.unmet.iter().map(|one| one.subject.as_str()).collect();
        assert_eq!((refused.code, subjects), (RefusalCode::LotRule, vec!["a", "c"]));
        assert_eq!(refused.unmet[0].required.en, "0.6 kg");
    }

    #[test]
    fn what_no_shipment_carries_is_freed_and_a_lot_ends_with_nothing_set_aside() {
        assert_eq!((check_release(60, 0), check_release(60, 45)), (Ok(60), Ok(15)));
        for (aside, loaded) in [(0, 0), (60, 60), (60, 61)] {
            assert_eq!(check_release(aside, loaded).expect_err("loaded").unmet[0].rule, "not_loaded");
        }
        assert!(check_dissolution(0).is_ok());
        let refused = check_dissolution(1_500).expect_err("set aside");
        assert_eq!(refused.unmet[0].found.en, "1.5 kg");
    }

    #[test]
    fn an_order_line_takes_one_grade() {
        let asked = |grades: &[(LotGrade, i64)]| grades.iter().copied().collect::<BTreeMap<_, _>>();
        let (none, a) = (BTreeSet::new(), BTreeSet::from([LotGrade::A]));
        assert_eq!(check_one_grade(&none, &asked(&[(LotGrade::A, 5), (LotGrade::B, 0)])), Ok(()));
        assert_eq!(check_one_grade(&a, &asked(&[(LotGrade::A, 5)])), Ok(()));
        assert!(check_one_grade(&a, &asked(&[(LotGrade::B, 5)])).is_err());
        let refused = check_one_grade(&none, &asked(&[(LotGrade::A, 5), (LotGrade::B, 1)])).expect_err("two");
        assert_eq!(refused.unmet[0].rule, "one_grade_per_order_line");
    }

    #[test]
    fn what_is_gone_has_left_and_what_is_settled_has_arrived() {
        let load = |state, received| LotLoad { state, received };
        let (waits, road) = (load(LoadState::ToLeave, false), load(LoadState::OnTheRoad, false));
        let (lost, got) = (load(LoadState::Ended, false), load(LoadState::OnTheRoad, true));
        assert!(check_all_left(&[]).is_err() && check_all_left(&[waits, road]).is_err());
        assert!(check_all_left(&[road, lost]).is_ok());
        assert!(check_all_received(&[lost, got]).is_ok() && check_all_received(&[got, road]).is_err());
        assert_eq!(check_all_received(&[waits]).expect_err("not gone").unmet[0].rule, "everything_received");
    }
}
