//! The balance of a contract line (DOMAIN section 5): committed, accepted, open, and what may still be
//! called off or received.
//!
//! Owns the formulas and the two checks against them. Refuses: rounding, sums of unlike units, and
//! judging the lines of one order one by one: lines on the same contract line are checked as their sum.

use std::collections::BTreeMap;

use crate::say;
use crate::shared::{Bilingual, ContractLineId, Dimension, Quantity, Refusal, RefusalCode, Unit, Unmet};
use crate::words::{self, amount};

/// The terms of a contract line in force on a day, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTerms {
    /// Committed amount; `None` for lines without a limit (price only, standby buyer, spot harvest).
    pub committed: Option<i64>,
    /// How much more than committed may be received, in basis points: 500 is 5 %, 0 is nothing.
    pub over_tolerance_bp: u32,
    /// What a text proposed or signed for later lets be ordered, together with what is taken already; `None` where none lets
    /// less be ordered.
    pub cap: Option<i64>,
    /// The unit people write the line in; its dimension is the one measure that draws the line down.
    pub unit: Unit,
}

/// What has happened on a contract line, in base units; see [`crate::logistics::facts_from`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineFacts {
    /// A: accepted over posted, unreversed receipts.
    pub accepted: i128,
    /// O: ordered and not yet accepted, over open call-off lines.
    pub open: i128,
    /// T: shipped and not yet received; part of the open orders, shown apart.
    pub in_transit: i128,
}

/// The balance of a contract line, in base units; a function of its terms and facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// The unit people write the line in.
    pub unit: Unit,
    /// C: what the terms commit, if they set a limit.
    pub committed: Option<i128>,
    /// What a text proposed or signed for later lets be ordered, where that is less.
    pub cap: Option<i128>,
    /// A: accepted so far.
    pub accepted: i128,
    /// O: on open orders.
    pub open: i128,
    /// T: on the road.
    pub in_transit: i128,
    /// L = floor(C x (1 + over-tolerance)).
    pub limit: Option<i128>,
    /// min(C, cap) - A - O: what an order may still ask for. Negative only after receipts used the tolerance.
    pub callable: Option<i128>,
    /// L - A: what a receipt may still accept.
    pub receivable: Option<i128>,
    /// max(C - A, 0): what is left of the commitment.
    pub remaining: Option<i128>,
}

impl Balance {
    /// Applies the formulas of DOMAIN section 5, exactly.
    pub fn of(terms: &LineTerms, facts: &LineFacts) -> Self {
        let committed = terms.committed.map(i128::from);
        let less = |cap: &i128| committed.is_none_or(|committed| *cap < committed);
        let cap = terms.cap.map(i128::from).filter(less);
        // 64 bits x 33 bits: far from the edge of 128.
        let limit =
            committed.map(|c| (c * (10_000 + i128::from(terms.over_tolerance_bp))).div_euclid(10_000));
        Self {
            unit: terms.unit,
            committed,
            cap,
            accepted: facts.accepted,
            open: facts.open,
            in_transit: facts.in_transit,
            limit,
            callable: cap.or(committed).map(|c| c - facts.accepted - facts.open),
            receivable: limit.map(|l| l - facts.accepted),
            remaining: committed.map(|c| (c - facts.accepted).max(0)),
        }
    }

    /// The balance once its contract has ended: it commits nothing more than was accepted, and nothing is left to order. What
    /// goods that are still on the road may bring stays as it was.
    #[must_use]
    pub fn ended(self) -> Self {
        Self {
            committed: self.committed.map(|committed| committed.min(self.accepted)),
            callable: self.callable.map(|_| 0),
            remaining: self.remaining.map(|_| 0),
            ..self
        }
    }
}

/// One line of an order or of a receipt: how much of which contract line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderedLine {
    /// The contract line that is drawn down.
    pub contract_line: ContractLineId,
    /// How much, in any unit of the contract line's dimension; packs are converted before.
    pub quantity: Quantity,
}

/// Whether an order may be issued: the lines on each contract line, summed, fit into its `callable`.
///
/// `balances` holds the balance of every contract line named, read under its lock.
///
/// # Errors
/// `order-line-invalid` (rule) for a zero amount, an unlike unit or a line without a balance;
/// `balance-exceeded` (balance) naming each contract line, what was asked for and what is callable.
pub fn check_call_off(
    balances: &BTreeMap<ContractLineId, Balance>,
    lines: &[OrderedLine],
) -> Result<(), Refusal> {
    let zero = lines.iter().filter(|line| line.quantity.base() == 0).map(|line| {
        Unmet::new(
            "quantity_positive",
            line.contract_line,
            line.quantity,
            Bilingual::new("lebih dari nol", "above zero"),
            Bilingual::new(
                "Isi jumlah yang lebih besar dari nol, atau hapus baris ini.",
                "Enter an amount above zero, or remove this line.",
            ),
        )
    });
    let mut invalid: Vec<Unmet> = zero.collect();
    if lines.is_empty() {
        invalid.push(Unmet::new(
            "order_has_lines",
            "lines",
            words::none(),
            Bilingual::new("paling sedikit satu baris", "at least one line"),
            Bilingual::new("Tambahkan paling sedikit satu baris pesanan.", "Add at least one order line."),
        ));
    }
    invalid.extend(unlike_units(balances, lines));
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, invalid)?;
    let over = exceeded(balances, lines, |balance| balance.callable).map(|(line, unit, sum, callable)| {
        let (left, over) = (amount(callable.max(0), unit), amount(sum - callable.max(0), unit));
        let how = say!(
            "Kurangi pesanan sebanyak {over} (yang masih dapat dipesan {left}), tutup pesanan lama yang tidak akan \
             dikirim, atau usulkan adendum.",
            "Order {over} less (what can still be ordered is {left}), close older orders that will not be delivered, \
             or propose an amendment.",
            over = over,
            left = left.clone(),
        );
        Unmet::new("callable_enough", line, amount(sum, unit), at_most(left), how)
    });
    Refusal::unless_empty(RefusalCode::BalanceExceeded, over.collect())
}

/// Whether a receipt may be posted: what it accepts on each contract line fits into its `receivable`.
/// Accepting nothing (all rejected, all missing) is valid.
///
/// # Errors
/// `order-line-invalid` (rule) for an unlike unit or a line without a balance; `balance-exceeded`
/// (balance) saying how much to record as held excess instead.
pub fn check_receipt(
    balances: &BTreeMap<ContractLineId, Balance>,
    accepted: &[OrderedLine],
) -> Result<(), Refusal> {
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, unlike_units(balances, accepted))?;
    let over =
        exceeded(balances, accepted, |balance| balance.receivable).map(|(line, unit, sum, receivable)| {
            let (left, excess) = (amount(receivable.max(0), unit), amount(sum - receivable.max(0), unit));
            let how = say!(
                "Terima {left}; catat {excess} sebagai kelebihan yang ditahan.",
                "Accept {left}; record {excess} as held excess.",
                left = left.clone(),
                excess = excess,
            );
            Unmet::new("receivable_enough", line, amount(sum, unit), at_most(left), how)
        });
    Refusal::unless_empty(RefusalCode::BalanceExceeded, over.collect())
}

fn at_most(left: Bilingual) -> Bilingual {
    say!("paling banyak {left}", "at most {left}", left = left)
}

/// What of an offered amount is accepted and what is held as excess, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Fits into the receivable amount.
    pub accepted: i64,
    /// Beyond it: held until both sides decide.
    pub held_excess: i64,
}

/// Splits offered amounts (base units, all on the same contract line) into accepted and held excess; the
/// lines share what is receivable, first come first served. Negative offers count as nothing.
pub fn split_receivable(balance: &Balance, offered: &[i64]) -> Vec<Split> {
    let mut left = balance.receivable;
    offered
        .iter()
        .map(|offered| {
            let offered = (*offered).max(0);
            let fits = left.map_or(i128::from(offered), |left| left.clamp(0, i128::from(offered)));
            left = left.map(|left| left - fits);
            // `fits` lies in 0..=offered, so the conversion cannot fail.
            let accepted = i64::try_from(fits).unwrap_or(offered);
            Split { accepted, held_excess: offered - accepted }
        })
        .collect()
}

/// The contract lines whose summed amounts exceed a figure: line, unit, sum, figure.
fn exceeded<'a>(
    balances: &'a BTreeMap<ContractLineId, Balance>,
    lines: &[OrderedLine],
    figure: impl Fn(&Balance) -> Option<i128> + 'a,
) -> impl Iterator<Item = (ContractLineId, Unit, i128, i128)> + 'a {
    let mut sums: BTreeMap<ContractLineId, i128> = BTreeMap::new();
    for line in lines {
        *sums.entry(line.contract_line).or_default() += i128::from(line.quantity.base());
    }
    sums.into_iter().filter_map(move |(line, sum)| {
        let balance = balances.get(&line)?;
        // Nothing is asked for, so nothing can exceed, even where the tolerance was used up.
        figure(balance).filter(|left| sum > 0 && sum > *left).map(|left| (line, balance.unit, sum, left))
    })
}

fn unlike_units(balances: &BTreeMap<ContractLineId, Balance>, lines: &[OrderedLine]) -> Vec<Unmet> {
    let wanted =
        |line: &OrderedLine| balances.get(&line.contract_line).map(|balance| balance.unit.dimension());
    let fix = |dimension: Option<Dimension>| match dimension {
        Some(dimension) => say!(
            "Tulis jumlah dalam satuan yang dipakai baris kontrak ini ({dimension}).",
            "Write the amount in the measure of this contract line ({dimension}).",
            dimension = dimension,
        ),
        None => Bilingual::new(
            "Pilih baris dari kontrak yang sedang dipesan.",
            "Choose a line of the contract you order under.",
        ),
    };
    lines
        .iter()
        .map(|line| (line, wanted(line)))
        .filter(|(line, wanted)| *wanted != Some(line.quantity.dimension()))
        .map(|(line, wanted)| {
            let required = wanted.map_or_else(
                || Bilingual::new("baris kontrak ini", "a line of this contract"),
                Dimension::name,
            );
            Unmet::new("measure_of_the_line", line.contract_line, line.quantity, required, fix(wanted))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn line(number: u128) -> ContractLineId {
        ContractLineId::from_uuid(Uuid::from_u128(number))
    }

    fn balance(committed: Option<i64>, bp: u32, accepted: i128, open: i128) -> Balance {
        let terms = LineTerms { committed, over_tolerance_bp: bp, cap: None, unit: Unit::Kgm };
        Balance::of(&terms, &LineFacts { accepted, open, in_transit: 0 })
    }

    fn kg(number: u128, value: &str) -> OrderedLine {
        let quantity = Quantity::parse(value, Unit::Kgm).expect("a quantity");
        OrderedLine { contract_line: line(number), quantity }
    }

    #[test]
    fn a_line_without_commitment_has_no_limit_but_still_counts() {
        let open_ended = balance(None, 500, 70, 30);
        assert_eq!((open_ended.accepted, open_ended.open), (70, 30));
        assert_eq!((open_ended.committed, open_ended.limit, open_ended.callable), (None, None, None));
        assert_eq!((open_ended.receivable, open_ended.remaining), (None, None));
        let balances = BTreeMap::from([(line(1), open_ended)]);
        assert_eq!(check_call_off(&balances, &[kg(1, "1000000")]), Ok(()));
        assert_eq!(split_receivable(&open_ended, &[5]), [Split { accepted: 5, held_excess: 0 }]);
    }

    #[test]
    fn after_its_end_a_line_commits_what_was_accepted_and_nothing_is_left() {
        let ended = balance(Some(100), 500, 60, 30).ended();
        assert_eq!((ended.committed, ended.callable, ended.remaining), (Some(60), Some(0), Some(0)));
        assert_eq!((ended.accepted, ended.open, ended.receivable), (60, 30, Some(45)));
        assert_eq!(balance(Some(100), 500, 104, 0).ended().committed, Some(100));
        assert_eq!(balance(None, 0, 60, 0).ended().committed, None);
    }

    #[test]
    fn no_more_is_ordered_than_the_lower_of_two_texts_lets() {
        let facts = LineFacts { accepted: 30, open: 20, in_transit: 0 };
        let with = |committed, cap| {
            Balance::of(&LineTerms { committed, over_tolerance_bp: 0, cap, unit: Unit::Kgm }, &facts)
        };
        assert_eq!((with(Some(100), Some(60)).callable, with(Some(100), Some(60)).cap), (Some(10), Some(60)));
        assert_eq!((with(Some(100), Some(200)).callable, with(Some(100), Some(200)).cap), (Some(50), None));
        assert_eq!(
            with(Some(100), Some(60)).receivable,
            Some(70),
            "goods that come are judged by the text in force"
        );
        assert_eq!(with(None, Some(50)).callable, Some(0));
    }

    #[test]
    fn the_limit_is_rounded_down() {
        assert_eq!(balance(Some(19), 500, 0, 0).limit, Some(19));
        assert_eq!(balance(Some(20), 500, 0, 0).limit, Some(21));
        assert_eq!(balance(Some(20), 0, 0, 0).limit, Some(20));
        assert_eq!(balance(Some(i64::MAX), u32::MAX, 0, 0).limit.map(|limit| limit > 0), Some(true));
    }

    #[test]
    fn remaining_never_falls_below_zero_while_callable_shows_the_used_tolerance() {
        let used = balance(Some(100), 500, 104, 0);
        assert_eq!((used.callable, used.remaining, used.receivable), (Some(-4), Some(0), Some(1)));
    }

    #[test]
    fn a_refused_order_says_how_much_is_callable_in_the_unit_of_the_line() {
        let balances = BTreeMap::from([(line(1), balance(Some(10_000), 500, 2_000, 3_000))]);
        assert_eq!(check_call_off(&balances, &[kg(1, "5")]), Ok(()));
        let refusal = check_call_off(&balances, &[kg(1, "5.001")]).expect_err("one gram too many");
        assert_eq!(refusal.code, RefusalCode::BalanceExceeded);
        assert_eq!(refusal.unmet.len(), 1);
        assert_eq!(refusal.unmet[0].subject, line(1).to_string());
        assert_eq!(
            (refusal.unmet[0].found.id.as_str(), refusal.unmet[0].required.en.as_str()),
            ("5,001 kg", "at most 5 kg")
        );
        assert!(
            refusal.unmet[0]
                .how_to_fix
                .en
                .starts_with("Order 0.001 kg less (what can still be ordered is 5 kg)")
        );
        assert!(refusal.unmet[0].how_to_fix.id.starts_with("Kurangi pesanan sebanyak 0,001 kg"));
    }

    #[test]
    fn every_exceeded_contract_line_is_named() {
        let balances = BTreeMap::from([
            (line(1), balance(Some(1_000), 0, 0, 0)),
            (line(2), balance(Some(1_000), 0, 1_004, 0)),
        ]);
        let refusal = check_call_off(&balances, &[kg(1, "2"), kg(2, "1")]).expect_err("both too much");
        assert_eq!(refusal.unmet.len(), 2);
        assert_eq!(refusal.unmet[1].required.id, "paling banyak 0 kg");
    }

    #[test]
    fn empty_orders_zero_amounts_and_strange_lines_are_refused() {
        let balances = BTreeMap::from([(line(1), balance(Some(1_000), 0, 0, 0))]);
        let rules = |lines: &[OrderedLine]| {
            let refusal = check_call_off(&balances, lines).expect_err("invalid");
            assert_eq!(refusal.code, RefusalCode::OrderLineInvalid);
            refusal.unmet.into_iter().map(|unmet| unmet.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(&[]), ["order_has_lines"]);
        assert_eq!(rules(&[kg(1, "0")]), ["quantity_positive"]);
        assert_eq!(rules(&[kg(9, "1")]), ["measure_of_the_line"]);
    }

    #[test]
    fn a_receipt_beyond_the_limit_is_told_what_to_hold() {
        let balances = BTreeMap::from([(line(1), balance(Some(10_000), 0, 9_000, 0))]);
        let refusal = check_receipt(&balances, &[kg(1, "0.5"), kg(1, "0.7")]).expect_err("200 g too many");
        assert_eq!(refusal.unmet[0].how_to_fix.en, "Accept 1 kg; record 0.2 kg as held excess.");
        assert_eq!(check_receipt(&balances, &[kg(1, "0.5"), kg(1, "0.5")]), Ok(()));
    }

    #[test]
    fn a_receipt_that_accepts_nothing_is_valid_even_on_an_exhausted_line() {
        let balances = BTreeMap::from([(line(1), balance(Some(10_000), 0, 11_000, 0))]);
        assert_eq!(check_receipt(&balances, &[kg(1, "0")]), Ok(()));
    }

    #[test]
    fn lines_of_one_receipt_share_what_is_receivable() {
        let balance = balance(Some(100), 0, 90, 0);
        let splits = split_receivable(&balance, &[6, 6, 6, -1]);
        let pairs: Vec<_> = splits.iter().map(|split| (split.accepted, split.held_excess)).collect();
        assert_eq!(pairs, [(6, 0), (4, 2), (0, 6), (0, 0)]);
    }

    proptest! {
        #[test]
        fn a_split_neither_loses_nor_exceeds(
            committed in 0..1_000_i64, bp in 0..3_000_u32, accepted in 0..1_500_i128,
            offered in prop::collection::vec(0..500_i64, 0..6),
        ) {
            let balance = balance(Some(committed), bp, accepted, 0);
            let splits = split_receivable(&balance, &offered);
            let receivable = balance.receivable.expect("a limited line");
            let taken: i64 = splits.iter().map(|split| split.accepted).sum();
            prop_assert_eq!(i128::from(taken), receivable.max(0).min(i128::from(offered.iter().sum::<i64>())));
            for (split, offered) in splits.iter().zip(&offered) {
                prop_assert_eq!(split.accepted + split.held_excess, *offered);
            }
        }

        #[test]
        fn an_order_passes_exactly_when_its_sum_is_callable(
            committed in 0..1_000_i64, accepted in 0..600_i128, open in 0..600_i128,
            asked in prop::collection::vec(1..300_i64, 1..5),
        ) {
            let balance = balance(Some(committed), 500, accepted, open);
            let lines: Vec<_> = asked.iter().map(|base| OrderedLine {
                contract_line: line(1), quantity: Quantity::from_stored(*base, Unit::Grm),
            }).collect();
            let fits = i128::from(asked.iter().sum::<i64>()) <= i128::from(committed) - accepted - open;
            let passes = check_call_off(&BTreeMap::from([(line(1), balance)]), &lines).is_ok();
            prop_assert_eq!(passes, fits);
        }
    }
}
