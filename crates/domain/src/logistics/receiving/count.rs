//! The figures of a receipt line, counted and weighed, and the identities that close them.
//!
//! Owns DOMAIN section 5's two equations. Refuses a line that does not close, saying by how much and
//! which figure to look at first; never derives the count from the weight or the weight from the count.

use super::measures::Measure;
use crate::say;
use crate::shared::{Bilingual, Unmet};
use crate::words;

/// What became of counted goods (heads of animals, or pieces), all in one unit.
///
/// `loaded = accepted + held_excess + rejected + dead + emergency_slaughtered + missing - surplus`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeadCount {
    /// On the vehicle at departure.
    pub loaded: i64,
    /// Taken by the buyer; draws the contract line down.
    pub accepted: i64,
    /// Good, but beyond what the contract line may receive.
    pub held_excess: i64,
    /// Not taken, for a reason.
    pub rejected: i64,
    /// Died on the road (animals only).
    pub dead: i64,
    /// Slaughtered on the road in an emergency (animals only).
    pub emergency_slaughtered: i64,
    /// Loaded, but not there.
    pub missing: i64,
    /// There, but not loaded according to the papers.
    pub surplus: i64,
}

/// What became of weighed goods, in grams (or of measured ones, in millilitres).
///
/// `loaded = accepted + held_excess + rejected + removed + missing + shrink - surplus`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WeightCount {
    /// On the vehicle at departure.
    pub loaded: i64,
    /// Taken by the buyer.
    pub accepted: i64,
    /// Good, but beyond what the contract line may receive.
    pub held_excess: i64,
    /// Not taken, for a reason.
    pub rejected: i64,
    /// Left the load for a known reason: the loaded weight of dead and slaughtered animals, samples.
    pub removed: i64,
    /// Loaded, but not there.
    pub missing: i64,
    /// Lost by drying, emptying, dripping; negative when goods took up water or two scales differ.
    pub shrink: i64,
    /// There, but not loaded according to the papers.
    pub surplus: i64,
}

/// A figure worth another look: its name, what it is and what would close the line.
type Suspect = (&'static str, i128, i128);

impl HeadCount {
    /// The unmet rules of this count; empty when it closes. `subject` names the receipt line.
    pub(crate) fn unmet(&self, measure: Measure, subject: &str) -> Vec<Unmet> {
        let figures = [
            ("loaded", self.loaded),
            ("accepted", self.accepted),
            ("held_excess", self.held_excess),
            ("rejected", self.rejected),
            ("dead", self.dead),
            ("emergency_slaughtered", self.emergency_slaughtered),
            ("missing", self.missing),
            ("surplus", self.surplus),
        ];
        let mut unmet = negative(&figures, measure, subject);
        if measure != Measure::Head && (self.dead != 0 || self.emergency_slaughtered != 0) {
            unmet.push(deaths_of_things(self.dead.max(self.emergency_slaughtered), measure, subject));
        }
        let gap = self.gap();
        if gap != 0 {
            let suspect = unaccounted(gap, self.missing, self.surplus);
            unmet.push(does_not_close(&figures, gap, suspect, measure, subject));
        }
        unmet
    }

    /// Loaded less all that is accounted for: positive when goods have no explanation yet.
    fn gap(&self) -> i128 {
        let accounted = [
            self.accepted,
            self.held_excess,
            self.rejected,
            self.dead,
            self.emergency_slaughtered,
            self.missing,
        ];
        i128::from(self.loaded) + i128::from(self.surplus)
            - accounted.into_iter().map(i128::from).sum::<i128>()
    }
}

impl WeightCount {
    /// The unmet rules of this weighing; empty when it closes. `subject` names the receipt line.
    pub(crate) fn unmet(&self, measure: Measure, subject: &str) -> Vec<Unmet> {
        let figures = [
            ("loaded", self.loaded),
            ("accepted", self.accepted),
            ("held_excess", self.held_excess),
            ("rejected", self.rejected),
            ("removed", self.removed),
            ("missing", self.missing),
            ("shrink", self.shrink),
            ("surplus", self.surplus),
        ];
        let without_sign: Vec<_> = figures.iter().copied().filter(|(name, _)| *name != "shrink").collect();
        let mut unmet = negative(&without_sign, measure, subject);
        let gap = self.gap();
        if gap != 0 {
            let shrink = i128::from(self.shrink);
            unmet.push(does_not_close(&figures, gap, ("shrink", shrink, shrink + gap), measure, subject));
        }
        unmet
    }

    /// Loaded less all that is accounted for: positive when weight has no explanation yet.
    fn gap(&self) -> i128 {
        let accounted =
            [self.accepted, self.held_excess, self.rejected, self.removed, self.missing, self.shrink];
        i128::from(self.loaded) + i128::from(self.surplus)
            - accounted.into_iter().map(i128::from).sum::<i128>()
    }
}

/// Goods without an explanation are missing, unless a surplus was written too large; goods explained
/// twice mean that missing was written too large, or that there is a surplus.
fn unaccounted(gap: i128, missing: i64, surplus: i64) -> Suspect {
    let (missing, surplus) = (i128::from(missing), i128::from(surplus));
    let use_surplus = if gap > 0 { surplus >= gap } else { missing < -gap };
    if use_surplus { ("surplus", surplus, surplus - gap) } else { ("missing", missing, missing + gap) }
}

/// What people call a figure of a receipt line.
pub(super) fn figure(name: &str) -> Bilingual {
    let (id, en) = match name {
        "loaded" => ("dimuat", "loaded"),
        "accepted" => ("diterima", "accepted"),
        "held_excess" => ("kelebihan yang ditahan", "held excess"),
        "rejected" => ("ditolak", "rejected"),
        "dead" => ("mati", "dead"),
        "emergency_slaughtered" => ("dipotong paksa", "slaughtered in an emergency"),
        "removed" => ("dikeluarkan di jalan", "removed on the road"),
        "missing" => ("hilang", "missing"),
        "shrink" => ("susut", "shrinkage"),
        "surplus" => ("kelebihan kiriman", "surplus"),
        _ => (name, name),
    };
    Bilingual::new(id, en)
}

fn negative(figures: &[(&'static str, i64)], measure: Measure, subject: &str) -> Vec<Unmet> {
    figures
        .iter()
        .filter(|(_, value)| *value < 0)
        .map(|(name, value)| {
            Unmet::new(
                "figure_not_negative",
                format!("{subject}.{name}"),
                measure.amount(*value),
                Bilingual::new("nol atau lebih", "zero or more"),
                say!(
                    "Tulis angka {name} sebagai nol atau lebih; hanya susut yang boleh negatif.",
                    "Write the figure {name} as zero or more; only shrinkage may be negative.",
                    name = figure(name),
                ),
            )
        })
        .collect()
}

fn deaths_of_things(found: i64, measure: Measure, subject: &str) -> Unmet {
    Unmet::new(
        "deaths_are_of_animals",
        subject,
        measure.amount(found),
        measure.amount(0),
        Bilingual::new(
            "Hanya hewan hidup yang dapat mati atau dipotong paksa; catat barang rusak sebagai ditolak.",
            "Only live animals die or are slaughtered in an emergency; record spoilt goods as rejected.",
        ),
    )
}

fn does_not_close(
    figures: &[(&'static str, i64)],
    gap: i128,
    (name, is, closes): Suspect,
    measure: Measure,
    subject: &str,
) -> Unmet {
    let by = measure.amount(gap.abs());
    let differs = if gap > 0 {
        say!("{by} yang dimuat belum dijelaskan", "{by} of what was loaded is not accounted for", by = by)
    } else {
        say!("{by} dijelaskan lebih dari yang dimuat", "{by} more is accounted for than was loaded", by = by)
    };
    let named = |name: &str, value: i128| {
        say!("{name} {value}", "{name} {value}", name = figure(name), value = measure.amount(value))
    };
    let written = figures.iter().filter(|(figure, value)| *value != 0 || *figure == "loaded");
    let found = words::all_of(written.map(|(name, value)| named(name, i128::from(*value))));
    let how = say!(
        "{differs}. Periksa angka {name}: tertulis {is}, baris ini cocok dengan {closes}. Bila itu benar, periksa angka \
         lainnya.",
        "{differs}. Look at the figure {name} first: it says {is}, the line closes with {closes}. If it is right, check \
         the other figures.",
        differs = differs,
        name = figure(name),
        is = measure.amount(is),
        closes = measure.amount(closes),
    );
    Unmet::new("receipt_line_closes", subject, found, named(name, closes), how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heads(count: HeadCount) -> Vec<Unmet> {
        count.unmet(Measure::Head, "heads")
    }

    #[test]
    fn heads_that_do_not_close_point_at_missing_or_surplus() {
        let lost = HeadCount { loaded: 30, accepted: 28, dead: 1, ..HeadCount::default() };
        let unmet = heads(lost);
        assert_eq!(unmet.len(), 1);
        assert_eq!(unmet[0].rule, "receipt_line_closes");
        assert_eq!(unmet[0].found.id, "dimuat 30 ekor, diterima 28 ekor, dan mati 1 ekor");
        assert_eq!(unmet[0].required.en, "missing 1 head");
        assert!(unmet[0].how_to_fix.en.starts_with("1 head of what was loaded is not accounted for."));
        let many = HeadCount { loaded: 30, accepted: 32, ..HeadCount::default() };
        assert_eq!(heads(many)[0].required.id, "kelebihan kiriman 2 ekor");
        assert!(heads(many)[0].how_to_fix.en.starts_with("2 head more is accounted for than was loaded."));
        let twice = HeadCount { loaded: 30, accepted: 30, missing: 2, ..HeadCount::default() };
        assert_eq!(heads(twice)[0].required.en, "missing 0 head");
        let spare = HeadCount { loaded: 30, accepted: 30, surplus: 1, ..HeadCount::default() };
        assert_eq!(heads(spare)[0].required.en, "surplus 0 head");
    }

    #[test]
    fn a_weight_that_does_not_close_points_at_the_shrink_that_would() {
        let weight =
            WeightCount { loaded: 9_000_000, accepted: 8_900_000, shrink: 99_000, ..WeightCount::default() };
        let unmet = weight.unmet(Measure::Mass, "weight");
        assert_eq!(unmet[0].required.en, "shrinkage 100 kg");
        assert!(
            unmet[0]
                .how_to_fix
                .id
                .starts_with("1 kg yang dimuat belum dijelaskan. Periksa angka susut: tertulis 99 kg")
        );
    }

    #[test]
    fn shrink_may_be_negative_and_nothing_else_may() {
        let wet = WeightCount { loaded: 1_000, accepted: 1_010, shrink: -10, ..WeightCount::default() };
        assert_eq!(wet.unmet(Measure::Mass, "weight"), []);
        let odd = WeightCount { loaded: 1_000, accepted: 1_010, missing: -10, ..WeightCount::default() };
        let unmet = odd.unmet(Measure::Mass, "weight");
        assert_eq!(
            (unmet[0].rule.as_str(), unmet[0].subject.as_str()),
            ("figure_not_negative", "weight.missing")
        );
        let dead = HeadCount { loaded: 1, accepted: 2, dead: -1, ..HeadCount::default() };
        assert_eq!(heads(dead)[0].rule, "figure_not_negative");
    }

    #[test]
    fn pieces_do_not_die() {
        let pieces = HeadCount { loaded: 10, accepted: 9, dead: 1, ..HeadCount::default() };
        assert_eq!(pieces.unmet(Measure::Piece, "pieces")[0].rule, "deaths_are_of_animals");
        let slaughtered =
            HeadCount { loaded: 10, accepted: 9, emergency_slaughtered: 1, ..HeadCount::default() };
        assert_eq!(slaughtered.unmet(Measure::Piece, "pieces").len(), 1);
        assert_eq!(heads(pieces), []);
    }

    proptest! {
        #[test]
        fn a_count_closes_exactly_when_the_identity_holds(
            loaded in 0..50_i64, accepted in 0..50_i64, held_excess in 0..5_i64, rejected in 0..5_i64,
            dead in 0..5_i64, emergency_slaughtered in 0..3_i64, missing in 0..5_i64, surplus in 0..5_i64,
        ) {
            let count =
                HeadCount { loaded, accepted, held_excess, rejected, dead, emergency_slaughtered, missing, surplus };
            let holds = loaded
                == accepted + held_excess + rejected + dead + emergency_slaughtered + missing - surplus;
            prop_assert_eq!(heads(count).is_empty(), holds);
        }

        #[test]
        fn a_weight_closes_with_exactly_one_shrink(
            loaded in 0..10_000_i64, accepted in 0..10_000_i64, held_excess in 0..100_i64, rejected in 0..100_i64,
            removed in 0..100_i64, missing in 0..100_i64, surplus in 0..100_i64, slip in -3..3_i64,
        ) {
            let shrink = loaded + surplus - accepted - held_excess - rejected - removed - missing + slip;
            let count =
                WeightCount { loaded, accepted, held_excess, rejected, removed, missing, shrink, surplus };
            prop_assert_eq!(count.unmet(Measure::Mass, "weight").is_empty(), slip == 0);
        }

        #[test]
        fn the_figure_pointed_at_closes_the_heads(
            loaded in 0..50_i64, accepted in 0..60_i64, missing in 0..5_i64, surplus in 0..5_i64,
        ) {
            let mut count = HeadCount { loaded, accepted, missing, surplus, ..HeadCount::default() };
            let gap = count.gap();
            let (name, _, closes) = unaccounted(gap, missing, surplus);
            let closes = i64::try_from(closes).expect("small");
            if name == "missing" { count.missing = closes } else { count.surplus = closes }
            prop_assert_eq!(heads(count), []);
        }
    }
}
