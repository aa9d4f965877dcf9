//! What a line of an order takes from its contract line, where it may be of another form: 900 t of paddy on a line of rice.
//!
//! Owns: counting by the ratio that was frozen when the order was made. What was accepted in all is counted, not each receipt
//! by itself: so what is rounded down is less than a gram for an order line, what an order takes is the same whatever the
//! number of its trucks, and a receipt that is taken back leaves no trace.

use crate::shared::Ratio;

/// A line of an order with its amounts, in base units of the form ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderDraw {
    /// Ordered, as in force.
    pub ordered: i128,
    /// Accepted by receipts that count.
    pub accepted: i128,
    /// What the form ordered counts as in that of the contract line.
    pub counts: Ratio,
}

impl OrderDraw {
    /// What it asks for, counted in the form of the contract line.
    pub fn ordered(&self) -> i128 {
        self.counts.of(self.ordered)
    }

    /// What was accepted on it, counted so.
    pub fn accepted(&self) -> i128 {
        self.counts.of(self.accepted)
    }

    /// What it still waits for, counted so: while its order is open it takes this beside what was accepted.
    pub fn open(&self) -> i128 {
        (self.ordered() - self.accepted()).max(0)
    }

    /// The part of that which is on the road, of so much loaded.
    pub fn in_transit(&self, loaded: i128) -> i128 {
        self.receives(loaded.min((self.ordered - self.accepted).max(0)))
    }

    /// What a receipt of so much adds to what was accepted, counted so.
    pub fn receives(&self, more: i128) -> i128 {
        self.counts.adds(self.accepted, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draw(ordered: i64, accepted: i64, counts: Ratio) -> OrderDraw {
        OrderDraw { ordered: ordered.into(), accepted: accepted.into(), counts }
    }

    #[test]
    fn nine_hundred_tonnes_of_paddy_draw_four_hundred_and_fifty_of_rice() {
        let counts = Ratio::new(900_000_000, 450_000_000).expect("a ratio");
        let fresh = draw(900_000_000, 0, counts);
        assert_eq!((fresh.ordered(), fresh.accepted(), fresh.open()), (450_000_000, 0, 450_000_000));
        assert_eq!((fresh.in_transit(40_000_001), fresh.receives(40_000_001)), (20_000_000, 20_000_000));
        let half = draw(900_000_000, 40_000_001, counts);
        assert_eq!((half.accepted(), half.open(), half.receives(1)), (20_000_000, 430_000_000, 1));
        let beyond = draw(900_000_000, 900_000_002, counts);
        assert_eq!((beyond.accepted(), beyond.open(), beyond.in_transit(5)), (450_000_001, 0, 0));
    }

    fn ratio() -> impl Strategy<Value = Ratio> {
        (1..2_000_000_i64, 0..2_000_000_i64)
            .prop_map(|(input, output)| Ratio::new(input, output).expect("above zero"))
    }

    proptest! {
        #[test]
        fn however_many_receipts_an_order_comes_in_it_takes_the_same(
            counts in ratio(), ordered in 1..1_000_000_i64, parts in prop::collection::vec(0..200_000_i64, 0..12),
        ) {
            let mut taken = 0;
            let mut line = draw(ordered, 0, counts);
            for part in parts.into_iter().map(i128::from) {
                let (before, adds, road) = (line, line.receives(part), line.in_transit(part));
                prop_assert!((0..=line.open()).contains(&road), "what is on the road is open");
                line.accepted += part;
                taken += adds;
                prop_assert_eq!(line.accepted(), taken, "the running figure is the recomputed one");
                prop_assert!(adds >= 0 && line.accepted() >= before.accepted());
                // Taken together an order takes what it asks for, until more is accepted.
                let all = line.accepted() + line.open();
                prop_assert!(all >= before.accepted() + before.open());
                prop_assert_eq!(all, counts.of(line.ordered.max(line.accepted)));
                if line.accepted <= line.ordered {
                    prop_assert!(line.accepted() <= line.ordered());
                }
                let back = OrderDraw { accepted: line.accepted - part, ..line };
                prop_assert_eq!(back, before, "a receipt taken back leaves no trace");
            }
        }

        #[test]
        fn the_same_form_counts_as_itself(ordered in 0..1_000_000_i64, accepted in 0..1_000_000_i64, loaded in 0..1_000_000_i64) {
            let line = draw(ordered, accepted, Ratio::SAME);
            prop_assert_eq!(line.accepted(), i128::from(accepted));
            prop_assert_eq!(line.open(), i128::from((ordered - accepted).max(0)));
            prop_assert_eq!(line.in_transit(loaded.into()), i128::from(loaded.min((ordered - accepted).max(0))));
        }
    }
}
