//! What the figures of a receipt line show: loss, split into what is physics and what is claimed.
//!
//! Owns: allowance and excess are the loss, to the gram and the head; only the excess and what is missing become claims.
//! Refuses: to claim weight that was gained, or to derive one measure from another.

use super::claim::ClaimKind;
use crate::logistics::ReceiptMeasures;
use crate::shared::{Dimension, Unit};

/// A loss in one measure, in base units: what is allowed on such a journey, and what is beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    /// Within the allowance: physics, kept for statistics.
    pub within: i64,
    /// Beyond it.
    pub excess: i64,
}

impl Loss {
    /// What was lost, with what was allowed; goods that gained lost nothing.
    pub fn of(lost: i64, allowed: i64) -> Self {
        let lost = lost.max(0);
        let within = lost.min(allowed.max(0));
        Self { within, excess: lost - within }
    }
}

/// A claim that the figures of a receipt line show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownByFigures {
    /// What it is about.
    pub kind: ClaimKind,
    /// The unit of its figures.
    pub unit: Unit,
    /// What is claimed, in base units.
    pub claimed: i64,
    /// What was found: the whole loss.
    pub found: i64,
    /// What would have been in order: the allowance.
    pub required: i64,
}

/// What the figures of a line show; none where nothing is missing and all loss is within the allowance. `drawdown` is the unit
/// in which the line draws its contract line down.
pub fn shown_by_figures(
    measures: &ReceiptMeasures,
    drawdown: Unit,
    shrink_allowed: i64,
    deaths_allowed: i64,
) -> Vec<ShownByFigures> {
    let shown = |kind, unit, found: i64, required: i64| {
        let claimed = Loss::of(found, required).excess;
        (claimed > 0).then_some(ShownByFigures { kind, unit, claimed, found, required })
    };
    let shrink = measures
        .weight
        .and_then(|weight| shown(ClaimKind::ShrinkExcess, Unit::Kgm, weight.shrink, shrink_allowed.max(0)));
    let deaths = measures
        .heads
        .and_then(|heads| shown(ClaimKind::Death, Unit::Hea, heads.dead, deaths_allowed.max(0)));
    let missing = missing_first(measures, drawdown)
        .and_then(|(unit, missing)| shown(ClaimKind::Short, unit, missing, 0));
    [missing, deaths, shrink].into_iter().flatten().collect()
}

/// What is missing, in the measure that draws down, else in the first other one where something is.
fn missing_first(measures: &ReceiptMeasures, drawdown: Unit) -> Option<(Unit, i64)> {
    let missing = |dimension| match dimension {
        Dimension::Head => measures.heads.map(|count| count.missing),
        Dimension::Piece => measures.pieces.map(|count| count.missing),
        Dimension::Mass => measures.weight.map(|count| count.missing),
        Dimension::Volume => measures.volume.map(|count| count.missing),
    };
    let own = missing(drawdown.dimension()).map(|base| (drawdown, base));
    let others = Dimension::ALL.iter().map(|dimension| Some((dimension.plain_unit(), missing(*dimension)?)));
    [own].into_iter().chain(others).flatten().find(|(_, base)| *base > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{HeadCount, WeightCount, claimable_heads, claimable_weight};
    use proptest::prelude::*;

    fn line(heads: HeadCount, weight: WeightCount) -> ReceiptMeasures {
        ReceiptMeasures { heads: Some(heads), weight: Some(weight), ..ReceiptMeasures::default() }
    }

    #[test]
    fn only_what_is_beyond_the_allowance_and_what_is_missing_is_shown() {
        let weight = WeightCount {
            loaded: 10_500_000,
            accepted: 9_900_000,
            shrink: 600_000,
            ..WeightCount::default()
        };
        let heads = HeadCount { loaded: 30, accepted: 30, ..HeadCount::default() };
        let shown = shown_by_figures(&line(heads, weight), Unit::Hea, 556_500, 0);
        let expected = ShownByFigures {
            kind: ClaimKind::ShrinkExcess,
            unit: Unit::Kgm,
            claimed: 43_500,
            found: 600_000,
            required: 556_500,
        };
        assert_eq!(shown, [expected]);
        assert_eq!(shown_by_figures(&line(heads, weight), Unit::Hea, 600_000, 0), []);
        let dead = HeadCount { loaded: 1_000, accepted: 994, dead: 4, missing: 2, ..HeadCount::default() };
        let shown = shown_by_figures(&line(dead, WeightCount::default()), Unit::Hea, 0, 3);
        let told: Vec<_> = shown.iter().map(|one| (one.kind, one.unit, one.claimed)).collect();
        assert_eq!(told, [(ClaimKind::Short, Unit::Hea, 2), (ClaimKind::Death, Unit::Hea, 1)]);
    }

    #[test]
    fn what_is_missing_is_claimed_once_in_the_measure_that_draws_down() {
        let weight = WeightCount { loaded: 2_000, accepted: 1_000, missing: 1_000, ..WeightCount::default() };
        let heads = HeadCount { loaded: 2, accepted: 1, missing: 1, ..HeadCount::default() };
        let claimed = |drawdown| {
            let shown = shown_by_figures(&line(heads, weight), drawdown, 0, 0);
            shown.iter().map(|one| (one.unit, one.claimed)).collect::<Vec<_>>()
        };
        assert_eq!(claimed(Unit::Hea), [(Unit::Hea, 1)]);
        assert_eq!(claimed(Unit::Tne), [(Unit::Tne, 1_000)]);
        assert_eq!(claimed(Unit::H87), [(Unit::Kgm, 1_000)], "some other measure tells of it");
    }

    proptest! {
        #[test]
        fn allowance_and_excess_are_the_loss_and_nothing_within_it_is_claimed(
            shrink in -1_000..2_000_i64, shrink_allowed in -10..2_000_i64, dead in 0..50_i64,
            deaths_allowed in -2..50_i64, missing in 0..3_i64, lost in 0..3_i64,
        ) {
            let weight = WeightCount { shrink, missing: lost, ..WeightCount::default() };
            let heads = HeadCount { dead, missing, ..HeadCount::default() };
            let shown = shown_by_figures(&line(heads, weight), Unit::Hea, shrink_allowed, deaths_allowed);
            let claimed = |kind| shown.iter().filter(|one| one.kind == kind).map(|one| one.claimed).sum::<i64>();
            for (kind, of, allowed) in [
                (ClaimKind::ShrinkExcess, shrink, shrink_allowed),
                (ClaimKind::Death, dead, deaths_allowed),
            ] {
                let loss = Loss::of(of, allowed);
                prop_assert_eq!(loss.within + loss.excess, of.max(0));
                prop_assert!(loss.within >= 0 && loss.excess >= 0 && loss.within <= allowed.max(0));
                prop_assert_eq!(claimed(kind), loss.excess);
                prop_assert!(of > allowed.max(0) || shown.iter().all(|one| one.kind != kind));
            }
            prop_assert_eq!(claimed(ClaimKind::Short), if missing > 0 { missing } else { lost });
            // As what a receipt says may be claimed, without what was rejected.
            let (shrink_allowed, deaths_allowed) = (shrink_allowed.max(0), deaths_allowed.max(0));
            prop_assert_eq!(claimed(ClaimKind::ShrinkExcess) + lost, claimable_weight(&weight, shrink_allowed, &[]));
            prop_assert_eq!(claimed(ClaimKind::Death) + missing, claimable_heads(&heads, deaths_allowed, &[]));
        }
    }
}
