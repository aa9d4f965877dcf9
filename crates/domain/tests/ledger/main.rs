//! Random commands to a ledger that has this module's rules alone, compared with the plain model step by step.
//!
//! The ledger keeps running figures as a service does; [`facts_from`] computes them from the facts of any point of
//! both times. Both must equal the model, which shares no code with either, and so must every refusal. At each point
//! goods on the road are part of what is open, and no order line has more on the road and accepted than it may.

mod ledger;
mod receipts;

use std::collections::BTreeMap;

use crate::ledger::Ledger;
use domain::logistics::*;
use domain::shared::Unit;
use plain_model::{Command, Figures, Step, Terms, Time, Trade, next_step};
use proptest::prelude::*;

fn shown(balance: &Balance) -> Figures {
    let small = |base: i128| i64::try_from(base).expect("small amounts");
    Figures {
        committed: balance.committed.map(small),
        accepted: small(balance.accepted),
        open: small(balance.open),
        in_transit: small(balance.in_transit),
        limit: balance.limit.map(small),
        callable: balance.callable.map(small),
        receivable: balance.receivable.map(small),
        remaining: balance.remaining.map(small),
    }
}

/// Gives a sequence of commands to both; gives how often each event was taken and each refusal met.
fn play(terms: Vec<Terms>, numbers: &[u64]) -> Result<BTreeMap<&'static str, usize>, TestCaseError> {
    let mut trade = Trade::new(terms.clone());
    let terms = terms.iter().map(|terms| LineTerms {
        committed: terms.committed,
        over_tolerance_bp: u32::try_from(terms.over_tolerance_bp).expect("not negative"),
        cap: None,
        unit: Unit::Kgm,
    });
    let contracts = trade.book.terms.iter().map(|terms| terms.contract).collect();
    let (terms, texts): (Vec<_>, Vec<_>) = terms.map(|terms| (terms, Vec::new())).unzip();
    let mut ledger = Ledger { terms, contracts, texts, ..Ledger::default() };
    let (mut now, mut verdicts) = (1_000_000_000, BTreeMap::new());
    for number in numbers {
        let step = next_step(&trade, *number, now);
        now = step.now;
        let (ours, expected) = (ledger.take(&step), trade.take(&step));
        prop_assert_eq!(ours, expected, "{:?}", step);
        let what = match &step.command {
            Command::Order { event, .. }
            | Command::Amendment { event, .. }
            | Command::Shipment { event, .. }
            | Command::Receipt { event, .. } => event,
            _ => "another",
        };
        *verdicts.entry(expected.err().unwrap_or(what)).or_default() += 1;
        let (as_of, known_at) = trade.book.turning_point(*number);
        for (number, balance) in ledger.balances(None).values().enumerate() {
            let plain = trade.book.now(number);
            prop_assert_eq!(shown(balance), plain, "after {:?}", step);
            let whole = ledger.recomputed(number, now, Time::MAX);
            let uncapped = Balance { cap: None, callable: whole.callable, ..*balance };
            prop_assert_eq!(whole, uncapped, "recomputed after {:?}", step);
            let past = ledger.recomputed(number, as_of, known_at);
            prop_assert_eq!(
                shown(&past),
                trade.book.figures(number, as_of, known_at),
                "{} {}",
                as_of,
                known_at
            );
            prop_assert!(plain.limit.is_none_or(|limit| plain.accepted <= limit), "above the limit");
        }
        within(&trade, (as_of, known_at), &step)?;
    }
    Ok(verdicts)
}

/// T <= O, and each order line within what it asks for and its tolerance, at a point of both times.
fn within(trade: &Trade, (as_of, known_at): (Time, Time), step: &Step) -> Result<(), TestCaseError> {
    for line in 0..trade.book.terms.len() {
        let Figures { open, in_transit, .. } = trade.book.figures(line, as_of, known_at);
        prop_assert!(
            in_transit <= open,
            "{in_transit} of {open} on the road at {as_of}, {known_at}: {step:?}"
        );
    }
    for line in 0..trade.book.order_lines.len() {
        let (used, most) = (trade.book.used(line, as_of, known_at), trade.book.most(line));
        prop_assert!(used <= most, "{used} of {most} on {line} at {as_of}, {known_at}: {step:?}");
    }
    Ok(())
}

fn terms() -> impl Strategy<Value = Vec<Terms>> {
    let line =
        (prop::option::weighted(0.8, 0..30_000_000_i64), prop::sample::select(&[0_i64, 1, 500, 1_000][..]))
            .prop_map(|(committed, over_tolerance_bp)| Terms {
                contract: 0,
                since: Time::MIN,
                committed,
                over_tolerance_bp,
            });
    prop::collection::vec((0..2_usize, line), 1..5)
        .prop_map(|lines| lines.into_iter().map(|(contract, line)| Terms { contract, ..line }).collect())
}

// PROPTEST_CASES=10000 tries ten thousand.
proptest! {
    #[test]
    fn any_sequence_of_commands_leaves_the_balances_of_the_plain_model_at_every_point_of_both_times(
        terms in terms(),
        numbers in prop::collection::vec(any::<u64>(), 1..80),
    ) {
        play(terms, &numbers)?;
    }
}

#[test]
fn the_random_commands_reach_every_refusal_that_matters() {
    let mut met: BTreeMap<&'static str, usize> = BTreeMap::new();
    for seed in 0..200 {
        let terms =
            [(0, Some(10_000_000), 0), (0, Some(20_000_000), 500), (1, Some(8_000_000), 0), (1, None, 0)];
        let terms = terms.map(|(contract, committed, over_tolerance_bp)| Terms {
            contract,
            since: Time::MIN,
            committed,
            over_tolerance_bp,
        });
        for (name, count) in play(terms.to_vec(), &plain_model::seeds(seed, 80)).expect("no difference") {
            *met.entry(name).or_default() += count;
        }
    }
    let expected = [
        "accept_counter",
        "amendment-rule",
        "balance-exceeded",
        "close_short",
        "give_up",
        "goods-in-transit",
        "hear",
        "lose",
        "occurred-time-before-cause",
        "order-exceeded",
        "order-not-shippable",
        "post",
        "receipt-conflict",
        "receipt-line-does-not-close",
        "resolve",
        "reverse",
        "state-conflict",
    ];
    for name in expected {
        assert!(met.get(name).is_some_and(|times| *times >= 10), "{name} is hardly reached: {met:?}");
    }
}
