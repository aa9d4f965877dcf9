//! What may be sent and accepted for one line of an order: what is planned, on the road and accepted stays within what it
//! asks for and its own tolerance, at every point of time.
//!
//! Owns the limit of an order line, and the most that counted against it at once. Facts are recorded in any order and
//! claim times of their own, so that room which a lost shipment freed on Friday was none on Wednesday.

use std::collections::BTreeMap;

use crate::logistics::Balance;
use crate::say;
use crate::shared::{CallOffLineId, ContractLineId, Refusal, RefusalCode, Unit, Unmet};
use crate::words::amount;

/// An order line and what counts against it already, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLineRoom {
    /// Which order line.
    pub id: CallOffLineId,
    /// The unit it was written in.
    pub unit: Unit,
    /// Ordered, as in force.
    pub ordered: i64,
    /// How much more may be sent and accepted, in basis points.
    pub over_tolerance_bp: u32,
    /// Planned, on the road and accepted, without what is judged.
    pub used: i128,
}

impl OrderLineRoom {
    /// What may be sent and accepted at most: ordered with its tolerance, rounded down.
    pub fn limit(&self) -> i128 {
        (i128::from(self.ordered) * (10_000 + i128::from(self.over_tolerance_bp))).div_euclid(10_000)
    }

    /// What still fits.
    pub fn left(&self) -> i128 {
        (self.limit() - self.used).max(0)
    }
}

/// What takes room on an order line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderUse {
    /// Goods are planned, or leave.
    Load,
    /// Goods are accepted.
    Accept,
    /// Goods are on the road again, because their receipt is taken back.
    Return,
}

/// Whether what is asked for fits on each order line, summed over the vehicles or receipt lines that name it.
///
/// # Errors
/// `order-exceeded` naming each order line, what was asked for and what still fits.
pub fn check_order_lines(
    lines: &[OrderLineRoom],
    asked: &BTreeMap<CallOffLineId, i64>,
    purpose: OrderUse,
) -> Result<(), Refusal> {
    let over = lines.iter().filter_map(|line| {
        let asked = i128::from(asked.get(&line.id).copied().unwrap_or_default());
        // Nothing is asked for, so nothing can exceed, even where the order was exceeded before.
        (asked > 0 && asked > line.left()).then(|| exceeded(line, asked, purpose))
    });
    Refusal::unless_empty(RefusalCode::OrderExceeded, over.collect())
}

fn exceeded(line: &OrderLineRoom, asked: i128, purpose: OrderUse) -> Unmet {
    let shown = |base: i128| amount(base, line.unit);
    let fix = match purpose {
        OrderUse::Load => say!(
            "Muat paling banyak {left}: dari {limit} yang boleh dikirim untuk baris pesanan ini, {used} sudah \
             direncanakan, sedang di jalan, atau sudah diterima. Untuk lebih dari itu, minta pembeli memesan lagi.",
            "Load {left} at most: of {limit} that may be sent for this order line, {used} is planned, on the road or \
             accepted. For more than that, ask the buyer for another order.",
            left = shown(line.left()),
            limit = shown(line.limit()),
            used = shown(line.used),
        ),
        OrderUse::Accept => say!(
            "Terima {left}; catat {excess} sebagai kelebihan yang ditahan.",
            "Accept {left}; record {excess} as held excess.",
            left = shown(line.left()),
            excess = shown(asked - line.left()),
        ),
        OrderUse::Return => say!(
            "Pengiriman lain sudah memakai {used} dari baris pesanan ini. Batalkan atau kembalikan dahulu pengiriman \
             itu, atau catat penerimaannya.",
            "Other shipments already use {used} of this order line. Cancel or turn back those first, or record their \
             receipt.",
            used = shown(line.used),
        ),
    };
    let required = say!("paling banyak {left}", "at most {left}", left = shown(line.left()));
    Unmet::new("order_line_not_exceeded", line.id, shown(asked), required, fix)
}

/// Whether what is accepted beyond its orders (within their tolerance, or on an order that has ended) takes nothing from
/// other open orders: it fits into what the contract line may receive and nobody has ordered. `beyond` is in base units.
///
/// # Errors
/// `balance-exceeded` saying how much to record as held excess instead.
pub fn check_beyond_orders(
    balances: &BTreeMap<ContractLineId, Balance>,
    beyond: &BTreeMap<ContractLineId, i64>,
) -> Result<(), Refusal> {
    let over = beyond.iter().filter_map(|(line, beyond)| {
        let balance = balances.get(line)?;
        // What a text proposed or signed for later lets be ordered, bounds it too.
        let capped = balance.cap.and(balance.callable);
        let free = [balance.receivable.map(|receivable| receivable - balance.open), capped];
        let free = free.into_iter().flatten().min()?.max(0);
        let beyond = i128::from(*beyond);
        (beyond > 0 && beyond > free).then(|| {
            let (free, excess) = (amount(free, balance.unit), amount(beyond - free, balance.unit));
            let fix = say!(
                "Catat {excess} sebagai kelebihan yang ditahan: sisa kontrak itu sudah dipesan dengan surat pesanan lain.",
                "Record {excess} as held excess: that part of the contract is ordered by other orders.",
                excess = excess,
            );
            let required = say!("paling banyak {free}", "at most {free}", free = free);
            Unmet::new("nobody_elses_order", line, amount(beyond, balance.unit), required, fix)
        })
    });
    Refusal::unless_empty(RefusalCode::BalanceExceeded, over.collect())
}

/// An amount that counts against an order line for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<T> {
    /// How much, in base units.
    pub amount: i64,
    /// From when on.
    pub from: T,
    /// Until when; none for good.
    pub until: Option<T>,
}

/// The most that counts at once, at a time or later.
pub fn peak_since<T: Ord + Copy>(spans: &[Span<T>], since: T) -> i128 {
    let counts = |span: &&Span<T>, at: T| span.from <= at && span.until.is_none_or(|until| at < until);
    let sum = |at: T| spans.iter().filter(|span| counts(span, at)).map(|span| i128::from(span.amount)).sum();
    let turns = spans.iter().map(|span| span.from).filter(|from| *from > since);
    std::iter::once(since).chain(turns).map(sum).max().unwrap_or_default()
}

/// A posted receipt of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reception<T> {
    /// Accepted, in base units.
    pub accepted: i64,
    /// When they were received.
    pub received: T,
    /// When the receipt was taken back.
    pub reversed: Option<T>,
}

/// What became of goods loaded for an order line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsOnTheWay<T> {
    /// Loaded, in base units.
    pub loaded: i64,
    /// When they left; none while they have not.
    pub left: Option<T>,
    /// When their shipment came back, was lost, or was received as a whole.
    pub ended: Option<T>,
    /// Their posted receipts.
    pub receptions: Vec<Reception<T>>,
}

impl<T: Ord + Copy> GoodsOnTheWay<T> {
    /// When they count: loaded while they are on the road, accepted while a receipt holds.
    pub fn spans(&self) -> Vec<Span<T>> {
        let accepted = self.receptions.iter();
        let accepted =
            accepted.map(|one| Span { amount: one.accepted, from: one.received, until: one.reversed });
        let mut spans: Vec<Span<T>> = accepted.collect();
        let Some(mut from) = self.left else { return spans };
        let mut receptions: Vec<&Reception<T>> = self.receptions.iter().collect();
        receptions.sort_by_key(|one| one.received);
        for one in receptions {
            spans.push(Span { amount: self.loaded, from, until: Some(self.ended_by(one.received)) });
            match one.reversed {
                Some(reversed) => from = reversed,
                None => return spans,
            }
        }
        spans.push(Span { amount: self.loaded, from, until: self.ended });
        spans
    }

    fn ended_by(&self, at: T) -> T {
        self.ended.map_or(at, |ended| ended.min(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{LineFacts, LineTerms};
    use crate::shared::Id as _;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn room(ordered: i64, over_tolerance_bp: u32, used: i128) -> OrderLineRoom {
        let id = CallOffLineId::from_uuid(Uuid::from_u128(1));
        OrderLineRoom { id, unit: Unit::Hea, ordered, over_tolerance_bp, used }
    }

    fn check(line: OrderLineRoom, asked: i64, purpose: OrderUse) -> Result<(), Refusal> {
        check_order_lines(&[line], &BTreeMap::from([(line.id, asked)]), purpose)
    }

    #[test]
    fn two_shipments_of_twenty_head_do_not_fit_an_order_of_twenty() {
        assert_eq!(check(room(20, 0, 0), 20, OrderUse::Load), Ok(()));
        let refusal = check(room(20, 0, 20), 20, OrderUse::Load).expect_err("twenty are on the road");
        assert_eq!(refusal.code, RefusalCode::OrderExceeded);
        let unmet = &refusal.unmet[0];
        assert_eq!((unmet.found.en.as_str(), unmet.required.en.as_str()), ("20 head", "at most 0 head"));
        let part = check(room(20, 0, 15), 6, OrderUse::Load).expect_err("five are left");
        assert_eq!(part.unmet[0].required.id, "paling banyak 5 ekor");
        assert!(part.unmet[0].how_to_fix.en.starts_with("Load 5 head at most: of 20 head"));
        assert_eq!(check(room(20, 0, 15), 5, OrderUse::Load), Ok(()));
    }

    #[test]
    fn an_order_line_has_a_tolerance_of_its_own_rounded_down() {
        assert_eq!((room(20, 500, 0).limit(), room(19, 500, 0).limit()), (21, 19));
        assert_eq!(check(room(20, 500, 20), 1, OrderUse::Load), Ok(()));
        assert!(check(room(20, 500, 20), 2, OrderUse::Load).is_err());
    }

    #[test]
    fn what_is_accepted_above_the_order_is_held() {
        let refusal = check(room(500, 0, 0), 1_000, OrderUse::Accept).expect_err("five hundred too many");
        assert_eq!(refusal.unmet[0].how_to_fix.en, "Accept 500 head; record 500 head as held excess.");
        assert_eq!(check(room(500, 0, 600), 0, OrderUse::Accept), Ok(()));
    }

    #[test]
    fn beyond_its_orders_a_receipt_takes_only_what_nobody_ordered() {
        let line = ContractLineId::from_uuid(Uuid::from_u128(2));
        let terms = LineTerms { committed: Some(100), over_tolerance_bp: 500, cap: None, unit: Unit::Hea };
        let facts = LineFacts { accepted: 50, open: 50, in_transit: 0 };
        let balances = BTreeMap::from([(line, Balance::of(&terms, &facts))]);
        let check = |beyond| check_beyond_orders(&balances, &BTreeMap::from([(line, beyond)]));
        assert_eq!((check(0), check(5)), (Ok(()), Ok(())));
        let refusal = check(6).expect_err("one of them is another order's");
        assert_eq!(refusal.code, RefusalCode::BalanceExceeded);
        assert!(refusal.unmet[0].how_to_fix.en.starts_with("Record 1 head as held excess"));
    }

    #[test]
    fn room_that_was_freed_on_friday_was_none_on_wednesday() {
        let lost = GoodsOnTheWay { loaded: 20, left: Some(1), ended: Some(5), receptions: Vec::new() };
        let next = |left| GoodsOnTheWay { loaded: 20, left: Some(left), ended: None, receptions: Vec::new() };
        let peak = |left| peak_since(&[lost.spans(), next(left).spans()].concat(), left);
        assert_eq!((peak(3), peak(5)), (40, 20));
    }

    #[test]
    fn goods_are_on_the_road_or_accepted_and_on_the_road_again_once_their_receipt_is_taken_back() {
        let reception = |accepted, received, reversed| Reception { accepted, received, reversed };
        let receptions = vec![reception(9, 4, Some(6)), reception(8, 7, None)];
        let goods = GoodsOnTheWay { loaded: 10, left: Some(1), ended: Some(7), receptions };
        let at = |when| {
            let spans = goods.spans().into_iter();
            let counts = |span: &Span<i32>| span.from <= when && span.until.is_none_or(|until| when < until);
            spans.filter(counts).map(|span| span.amount).sum::<i64>()
        };
        let seen: Vec<_> = (0..9).map(at).collect();
        assert_eq!(seen, [0, 10, 10, 10, 9, 9, 10, 8, 8]);
    }

    proptest! {
        #[test]
        fn the_peak_is_the_most_at_any_later_point(
            spans in prop::collection::vec((0..50_i64, 0..20_i64, prop::option::of(0..25_i64)), 0..8),
            since in 0..20_i64,
        ) {
            let spans: Vec<_> =
                spans.into_iter().map(|(amount, from, until)| Span { amount, from, until }).collect();
            let at = |when: i64| -> i64 {
                let counts = |span: &&Span<i64>| span.from <= when && span.until.is_none_or(|until| when < until);
                spans.iter().filter(counts).map(|span| span.amount).sum()
            };
            let most = (since..40).map(at).max().unwrap_or_default();
            prop_assert_eq!(peak_since(&spans, since), i128::from(most));
        }
    }
}
