//! What a trial came to, line by line: ordered, delivered on time, accepted, rejected by reason, shrunk. A function of what
//! orders and receipts say; nobody types it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::shared::{CallOffLineId, ContractLineId};

/// What a line of an order asks for, in base units of the measure that draws its contract line down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordered {
    /// The line of the order.
    pub order_line: CallOffLineId,
    /// The contract line it draws down.
    pub line: ContractLineId,
    /// How much.
    pub amount: i64,
    /// The day for which the goods are wanted.
    pub wanted: NaiveDate,
}

/// What one line of a receipt says; `R` is why something was rejected. Amounts in base units of the measure that draws its
/// contract line down, shrink in grams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered<R> {
    /// The line of the order it was delivered on.
    pub order_line: Option<CallOffLineId>,
    /// The contract line it draws down.
    pub line: ContractLineId,
    /// The day on which the goods arrived.
    pub arrived: NaiveDate,
    /// What arrived: accepted, held back as excess, or rejected.
    pub delivered: i64,
    /// What was accepted.
    pub accepted: i64,
    /// What was rejected, by reason.
    pub rejected: Vec<(R, i64)>,
    /// What was lost by drying or dripping; below zero where goods took up water. None where nothing was weighed.
    pub shrunk: Option<i64>,
    /// How much of that is physics for its journey.
    pub shrink_allowed: Option<i64>,
}

/// What became of one line of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFigures<R> {
    /// Ordered.
    pub ordered: i128,
    /// Arrived.
    pub delivered: i128,
    /// Of that, what arrived by the day for which its order wanted it.
    pub on_time: i128,
    /// Accepted.
    pub accepted: i128,
    /// Rejected, by reason.
    pub rejected: BTreeMap<R, i128>,
    /// Lost by drying or dripping, in grams; none where nothing was weighed.
    pub shrunk: Option<i128>,
    /// How much of that is physics, in grams; none where no table says.
    pub shrink_allowed: Option<i128>,
}

/// What orders and receipts come to on one contract line.
pub fn line_figures<R: Ord + Copy>(
    line: ContractLineId,
    orders: &[Ordered],
    deliveries: &[Delivered<R>],
) -> LineFigures<R> {
    let wanted: BTreeMap<CallOffLineId, NaiveDate> =
        orders.iter().map(|one| (one.order_line, one.wanted)).collect();
    let in_time = |one: &&Delivered<R>| {
        let wanted = one.order_line.and_then(|order| wanted.get(&order));
        wanted.is_some_and(|wanted| one.arrived <= *wanted)
    };
    let of_line = || deliveries.iter().filter(|one| one.line == line);
    let mut rejected: BTreeMap<R, i128> = BTreeMap::new();
    for (reason, amount) in of_line().flat_map(|one| &one.rejected) {
        *rejected.entry(*reason).or_default() += i128::from(*amount);
    }
    let known = |figure: fn(&Delivered<R>) -> Option<i64>| {
        of_line().filter_map(figure).map(i128::from).reduce(|sum, one| sum + one)
    };
    LineFigures {
        ordered: orders.iter().filter(|one| one.line == line).map(|one| i128::from(one.amount)).sum(),
        delivered: of_line().map(|one| i128::from(one.delivered)).sum(),
        on_time: of_line().filter(in_time).map(|one| i128::from(one.delivered)).sum(),
        accepted: of_line().map(|one| i128::from(one.accepted)).sum(),
        rejected,
        shrunk: known(|one| one.shrunk),
        shrink_allowed: known(|one| one.shrink_allowed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::shared::Id as _;

    fn line(number: u128) -> ContractLineId {
        ContractLineId::from_uuid(Uuid::from_u128(number))
    }

    fn order_line(number: u128) -> CallOffLineId {
        CallOffLineId::from_uuid(Uuid::from_u128(number))
    }

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_yo_opt(2025, number).expect("a day")
    }

    #[test]
    fn a_trial_tonne_is_told_with_what_was_late_and_what_was_broken() {
        let order = |number, amount, wanted| Ordered {
            order_line: order_line(number),
            line: line(1),
            amount,
            wanted: day(wanted),
        };
        let came =
            |number, arrived, [delivered, accepted]: [i64; 2], rejected: &[(&'static str, i64)]| Delivered {
                order_line: Some(order_line(number)),
                line: line(1),
                arrived: day(arrived),
                delivered,
                accepted,
                rejected: rejected.to_vec(),
                shrunk: Some(3),
                shrink_allowed: None,
            };
        let orders = [order(1, 600, 10), order(2, 400, 20)];
        let deliveries = [
            came(1, 10, [600, 590], &[("broken", 7), ("dirty", 3)]),
            came(2, 21, [400, 399], &[("broken", 1)]),
            Delivered { line: line(2), ..came(1, 1, [5, 5], &[]) },
        ];
        let figures = line_figures(line(1), &orders, &deliveries);
        assert_eq!(
            figures,
            LineFigures {
                ordered: 1_000,
                delivered: 1_000,
                on_time: 600,
                accepted: 989,
                rejected: BTreeMap::from([("broken", 8), ("dirty", 3)]),
                shrunk: Some(6),
                shrink_allowed: None,
            }
        );
        let nothing = line_figures::<&str>(line(3), &orders, &deliveries);
        assert_eq!((nothing.ordered, nothing.delivered, nothing.shrunk), (0, 0, None));
    }

    proptest! {
        #[test]
        fn lines_share_what_was_delivered_and_nothing_is_on_time_that_did_not_come(
            parts in prop::collection::vec((0..3_u128, 0..4_u128, 1..30_u32, 0..1_000_i64, 0..1_000_i64), 0..30),
        ) {
            let orders: Vec<Ordered> = (0..3)
                .map(|number| Ordered { order_line: order_line(number), line: line(number), amount: 10, wanted: day(15) })
                .collect();
            let deliveries: Vec<Delivered<u8>> = parts
                .iter()
                .map(|(of, order, arrived, accepted, rejected)| Delivered {
                    order_line: Some(order_line(*order)),
                    line: line(*of),
                    arrived: day(*arrived),
                    delivered: accepted + rejected,
                    accepted: *accepted,
                    rejected: vec![(0, *rejected)],
                    shrunk: None,
                    shrink_allowed: None,
                })
                .collect();
            let all: Vec<_> = (0..3).map(|number| line_figures(line(number), &orders, &deliveries)).collect();
            let sum = |figure: fn(&LineFigures<u8>) -> i128| all.iter().map(figure).sum::<i128>();
            let plain: i64 = parts.iter().map(|part| part.3 + part.4).sum();
            prop_assert_eq!(sum(|one| one.delivered), i128::from(plain));
            let late: i64 = parts.iter().filter(|part| part.1 == 3 || part.2 > 15).map(|part| part.3 + part.4).sum();
            prop_assert_eq!(sum(|one| one.on_time), i128::from(plain - late));
            for one in &all {
                prop_assert_eq!(one.delivered, one.accepted + one.rejected.values().sum::<i128>());
            }
        }
    }
}
