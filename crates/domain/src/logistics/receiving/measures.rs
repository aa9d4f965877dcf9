//! The measures of one receipt line held against each other: how they are counted, and that they tell of the same goods.
//!
//! Owns: what is zero in one measure is zero in the other; what was not taken by the head, the piece or the package is not
//! taken by weight either; a weight per head or piece that hardly exists (`plausible`) is explained by a note. Refuses: to derive one measure from another.

use chrono::NaiveDate;

use super::count::{HeadCount, WeightCount, figure};
use super::plausible::{WeightRange, implausible};
use super::receipt::ReceiptMeasures;
use crate::shared::{Bilingual, Dated, Dimension, Refusal, RefusalCode, Unit, Unmet};
use crate::words::{self, amount};
use crate::{labels, say};

labels! {
    /// In what a receipt line is counted or weighed: the dimensions of a quantity, and packages.
    pub enum Measure {
        /// Heads of live animals.
        Head = "head",
        /// Packages: crates, sacks, cartons.
        Package = "package",
        /// Pieces.
        Piece = "piece",
        /// Weight in grams.
        Mass = "mass",
        /// Volume in millilitres.
        Volume = "volume",
    }
}

impl From<Dimension> for Measure {
    fn from(dimension: Dimension) -> Self {
        match dimension {
            Dimension::Head => Self::Head,
            Dimension::Piece => Self::Piece,
            Dimension::Mass => Self::Mass,
            Dimension::Volume => Self::Volume,
        }
    }
}

impl Measure {
    /// A figure of it as people read it.
    pub fn amount(self, base: impl Into<i128>) -> Bilingual {
        let base = base.into();
        match self {
            Self::Package if base == 1 => Bilingual::new("1 kemasan", "1 package"),
            Self::Package => say!("{figure} kemasan", "{figure} packages", figure = words::count(base)),
            Self::Head => amount(base, Unit::Hea),
            Self::Piece => amount(base, Unit::H87),
            Self::Mass => amount(base, Unit::Kgm),
            Self::Volume => amount(base, Unit::Ltr),
        }
    }

    /// The name of its figures in a request.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Head => "heads",
            Self::Package => "packages",
            Self::Piece => "pieces",
            Self::Mass => "weight",
            Self::Volume => "volume",
        }
    }

    /// Whether a part counted in it must show in the other measure: whole animals and packages in whatever is finer,
    /// pieces in weight and volume. A bag that leaks loses weight and no package.
    const fn shows_in(self, other: Self) -> bool {
        const fn fineness(measure: Measure) -> u8 {
            match measure {
                Measure::Head => 0,
                Measure::Package => 1,
                Measure::Piece => 2,
                Measure::Mass | Measure::Volume => 3,
            }
        }
        fineness(self) < fineness(other)
    }
}

/// What became of the goods of a line, part by part, in one measure. Surplus and shrinkage are no part of the goods.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    pub(super) measure: Measure,
    pub(super) loaded: i64,
    pub(super) accepted: i64,
    held_excess: i64,
    rejected: i64,
    /// Dead and slaughtered animals; what their weight left the load by.
    removed: i64,
    missing: i64,
}

impl Parts {
    fn counted(measure: Measure, count: &HeadCount) -> Self {
        let removed = count.dead.saturating_add(count.emergency_slaughtered);
        let HeadCount { loaded, accepted, held_excess, rejected, missing, .. } = *count;
        Self { measure, loaded, accepted, held_excess, rejected, removed, missing }
    }

    fn weighed(measure: Measure, weight: &WeightCount) -> Self {
        let WeightCount { loaded, accepted, held_excess, rejected, removed, missing, .. } = *weight;
        Self { measure, loaded, accepted, held_excess, rejected, removed, missing }
    }

    /// The parts that were not taken, by the names of their figures.
    fn not_taken(&self) -> [(&'static str, i64); 4] {
        [
            ("held_excess", self.held_excess),
            ("rejected", self.rejected),
            ("removed", self.removed),
            ("missing", self.missing),
        ]
    }

    /// Every part with a weight of its own, by name.
    pub(super) fn all(&self) -> Vec<(&'static str, i64)> {
        [("loaded", self.loaded), ("accepted", self.accepted)].into_iter().chain(self.not_taken()).collect()
    }
}

/// What is known of the goods of a line besides its figures.
#[derive(Debug, Clone, Copy)]
pub struct LineGoods<'a> {
    /// Code of the commodity.
    pub commodity: &'a str,
    /// Code of the form.
    pub form: &'a str,
    /// Whether they are live animals.
    pub alive: bool,
    /// Whether the receiver explains the line by a note.
    pub explained: bool,
    /// The day whose rows are used.
    pub day: NaiveDate,
}

impl ReceiptMeasures {
    /// Whether the measures of a line tell of the same goods. `line` names the receipt line in a refusal.
    ///
    /// # Errors
    /// `measures-disagree` with everything that one measure says and another does not.
    pub fn agree(
        &self,
        goods: &LineGoods<'_>,
        ranges: &[Dated<WeightRange>],
        line: &str,
    ) -> Result<(), Refusal> {
        let taken = self.parts();
        let mut unmet = Vec::new();
        for (index, one) in taken.iter().enumerate() {
            for other in &taken[index + 1..] {
                unmet.extend(zero_in_one(one, other, line));
                unmet.extend(taken_in_one(one, other, line));
            }
        }
        if goods.alive && self.heads.is_none() {
            unmet.push(uncounted(line));
        }
        if !goods.alive && self.heads.is_some() {
            unmet.push(no_animals(line));
        }
        if unmet.is_empty() && !goods.explained {
            unmet.extend(implausible(&taken, goods, ranges, line));
        }
        Refusal::unless_empty(RefusalCode::MeasuresDisagree, unmet)
    }

    /// The parts in every measure taken, from the coarsest to the finest.
    pub(super) fn parts(&self) -> Vec<Parts> {
        let counted =
            [(Measure::Head, self.heads), (Measure::Package, self.packages), (Measure::Piece, self.pieces)];
        let weighed = [(Measure::Mass, self.weight), (Measure::Volume, self.volume)];
        let counted =
            counted.iter().filter_map(|(measure, count)| Some(Parts::counted(*measure, count.as_ref()?)));
        let weighed =
            weighed.iter().filter_map(|(measure, count)| Some(Parts::weighed(*measure, count.as_ref()?)));
        counted.chain(weighed).collect()
    }
}

/// Loaded and accepted are zero in both of two measures, or in neither.
fn zero_in_one(one: &Parts, other: &Parts, line: &str) -> Vec<Unmet> {
    let pairs = [("loaded", one.loaded, other.loaded), ("accepted", one.accepted, other.accepted)];
    let differing = pairs.into_iter().filter(|(_, first, second)| (*first == 0) != (*second == 0));
    differing
        .map(|(name, first, second)| {
            disagreeing("zero_in_every_measure", name, (one, first), (other, second), line)
        })
        .collect()
}

/// What was held back, rejected, dead or missing by the coarser measure is so by the finer one too. Of live animals nothing
/// is held back, rejected or missing by weight alone.
fn taken_in_one(one: &Parts, other: &Parts, line: &str) -> Vec<Unmet> {
    if !one.measure.shows_in(other.measure) {
        return Vec::new();
    }
    let weighed = matches!(other.measure, Measure::Mass | Measure::Volume);
    let herd = one.measure == Measure::Head;
    let pairs = one.not_taken().into_iter().zip(other.not_taken());
    let differing = pairs.filter(|((name, first), (_, second))| {
        let removed = *name == "removed";
        let unseen = *first > 0 && *second == 0 && (weighed || !removed);
        let uncounted = herd && !removed && *first == 0 && *second > 0;
        unseen || uncounted
    });
    differing
        .map(|((name, first), (_, second))| {
            disagreeing("same_parts_in_every_measure", name, (one, first), (other, second), line)
        })
        .collect()
}

fn disagreeing(rule: &str, name: &str, one: (&Parts, i64), other: (&Parts, i64), line: &str) -> Unmet {
    let said = |(parts, value): (&Parts, i64)| parts.measure.amount(value);
    let part = part_name(name);
    let found = say!(
        "{part} {one}, {other}",
        "{part} {one}, {other}",
        part = part.clone(),
        one = said(one),
        other = said(other)
    );
    let required = Bilingual::new(
        "nol dalam kedua ukuran, atau di atas nol dalam kedua ukuran",
        "zero in both measures, or above zero in both",
    );
    let how = say!(
        "Hitung dan timbang barang yang sama: yang {part} menurut satu ukuran juga {part} menurut ukuran lainnya. Yang mati, \
         hilang, atau ditolak tidak ikut dalam berat yang diterima.",
        "Count and weigh the same goods: what is {part} in one measure is so in the other. What died, is missing or was \
         rejected has no part in the accepted weight.",
        part = part,
    );
    Unmet::new(rule, format!("{line}.{name}"), found, required, how)
}

/// What people call a part in any measure.
pub(super) fn part_name(name: &str) -> Bilingual {
    match name {
        "removed" => Bilingual::new(
            "mati, dipotong paksa, atau dikeluarkan di jalan",
            "dead, slaughtered or removed on the road",
        ),
        name => figure(name),
    }
}

fn uncounted(line: &str) -> Unmet {
    let how = Bilingual::new(
        "Hitung hewan hidup per ekor, juga bila harganya per kilogram.",
        "Count live animals by the head, also where they are priced by the kilogram.",
    );
    Unmet::new("animals_counted", format!("{line}.heads"), words::none(), Measure::Head, how)
}

/// Heads of what is not alive: nothing of it died, and nobody counts it by the head.
fn no_animals(line: &str) -> Unmet {
    let how = Bilingual::new(
        "Hapus jumlah ekor dari baris ini; barang yang bukan hewan hidup dihitung per kemasan, per butir, atau ditimbang.",
        "Leave the heads out of this line; what is not a live animal is counted by the package or the piece, or weighed.",
    );
    Unmet::new("heads_of_animals_alone", format!("{line}.heads"), Measure::Head, words::none(), how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::seed_weight_ranges;
    use proptest::prelude::*;

    #[test]
    fn nobody_counts_chilli_by_the_head() {
        let heads = HeadCount { loaded: 7, accepted: 6, dead: 1, ..HeadCount::default() };
        let weight = WeightCount { loaded: 7_000, accepted: 6_000, removed: 1_000, ..WeightCount::default() };
        let counted =
            ReceiptMeasures { heads: Some(heads), weight: Some(weight), ..ReceiptMeasures::default() };
        let rules = |form| {
            let judged = counted.agree(&goods("chilli", form), &[], "lines/0");
            judged
                .err()
                .map_or_else(Vec::new, |refusal| refusal.unmet.into_iter().map(|one| one.rule).collect())
        };
        assert_eq!(rules("fresh"), ["heads_of_animals_alone"]);
        assert_eq!(rules("live"), [""; 0]);
    }

    fn goods<'a>(commodity: &'a str, form: &'a str) -> LineGoods<'a> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        LineGoods { commodity, form, alive: form == "live", explained: false, day }
    }

    fn herd(heads: HeadCount, weight: WeightCount) -> ReceiptMeasures {
        ReceiptMeasures { heads: Some(heads), weight: Some(weight), ..ReceiptMeasures::default() }
    }

    fn kilograms(loaded: i64, accepted: i64) -> WeightCount {
        WeightCount { loaded: loaded * 1_000, accepted: accepted * 1_000, ..WeightCount::default() }
    }

    fn rules(measures: &ReceiptMeasures, goods: &LineGoods<'_>) -> Vec<String> {
        match measures.agree(goods, &seed_weight_ranges(), "lines/0") {
            Ok(()) => Vec::new(),
            Err(refusal) => {
                assert_eq!(refusal.code, RefusalCode::MeasuresDisagree);
                refusal.unmet.into_iter().map(|unmet| format!("{} {}", unmet.rule, unmet.subject)).collect()
            }
        }
    }

    #[test]
    fn accepted_is_zero_in_one_measure_exactly_when_it_is_in_the_other() {
        let cattle = goods("cattle", "live");
        let missing = HeadCount { loaded: 5, missing: 5, ..HeadCount::default() };
        let expected =
            ["zero_in_every_measure lines/0.accepted", "same_parts_in_every_measure lines/0.missing"];
        assert_eq!(rules(&herd(missing, kilograms(1_750, 1_750)), &cattle), expected);
        let taken = HeadCount { loaded: 5, accepted: 5, ..HeadCount::default() };
        let weightless = WeightCount { shrink: 1_750_000, ..kilograms(1_750, 0) };
        assert_eq!(rules(&herd(taken, weightless), &cattle), ["zero_in_every_measure lines/0.accepted"]);
        assert_eq!(rules(&herd(taken, kilograms(1_750, 1_700)), &cattle), [""; 0]);
        let gone = WeightCount { missing: 1_750_000, ..kilograms(1_750, 0) };
        assert_eq!(rules(&herd(missing, gone), &cattle), [""; 0]);
    }

    #[test]
    fn what_only_one_measure_was_loaded_in_is_held_against_the_other_too() {
        let taken = HeadCount { loaded: 5, accepted: 5, ..HeadCount::default() };
        let unloaded = WeightCount { accepted: 1_750_000, surplus: 1_750_000, ..WeightCount::default() };
        assert_eq!(
            rules(&herd(taken, unloaded), &goods("cattle", "live")),
            ["zero_in_every_measure lines/0.loaded"]
        );
    }

    #[test]
    fn the_dead_the_missing_and_the_rejected_carry_no_accepted_weight() {
        let cattle = goods("cattle", "live");
        let cases = [
            (HeadCount { dead: 1, ..HeadCount::default() }, "removed"),
            (HeadCount { emergency_slaughtered: 1, ..HeadCount::default() }, "removed"),
            (HeadCount { missing: 1, ..HeadCount::default() }, "missing"),
            (HeadCount { rejected: 1, ..HeadCount::default() }, "rejected"),
            (HeadCount { held_excess: 1, ..HeadCount::default() }, "held_excess"),
        ];
        for (part, name) in cases {
            let heads = HeadCount { loaded: 5, accepted: 4, ..part };
            let all = herd(heads, kilograms(1_750, 1_750));
            assert_eq!(rules(&all, &cattle), [format!("same_parts_in_every_measure lines/0.{name}")]);
        }
        let light = WeightCount { rejected: 300_000, ..kilograms(1_750, 1_450) };
        let whole = HeadCount { loaded: 5, accepted: 5, ..HeadCount::default() };
        assert_eq!(rules(&herd(whole, light), &cattle), ["same_parts_in_every_measure lines/0.rejected"]);
    }

    #[test]
    fn pieces_and_packages_are_held_against_weight_and_each_other() {
        let eggs = goods("eggs", "fresh_shell");
        let crates = HeadCount { loaded: 330, accepted: 330, ..HeadCount::default() };
        let line = |packages, pieces, weight| ReceiptMeasures {
            packages,
            pieces,
            weight: Some(weight),
            ..ReceiptMeasures::default()
        };
        assert_eq!(rules(&line(Some(crates), None, kilograms(5_000, 5_000)), &eggs), [""; 0]);
        let none = HeadCount { accepted: 0, missing: 330, ..crates };
        assert_eq!(
            rules(&line(Some(none), None, kilograms(5_000, 5_000)), &eggs),
            ["zero_in_every_measure lines/0.accepted", "same_parts_in_every_measure lines/0.missing"]
        );
        let pieces = HeadCount { loaded: 18_000, accepted: 18_000, ..HeadCount::default() };
        let fewer = HeadCount { accepted: 329, rejected: 1, ..crates };
        let weight = WeightCount { rejected: 15_000, ..kilograms(1_080, 1_065) };
        assert_eq!(
            rules(&line(Some(fewer), Some(pieces), weight), &eggs),
            ["same_parts_in_every_measure lines/0.rejected"]
        );
        let leaking = WeightCount { rejected: 15_000, ..kilograms(1_080, 1_065) };
        assert_eq!(rules(&line(Some(crates), Some(pieces), leaking), &eggs), [""; 0]);
    }

    #[test]
    fn a_note_explains_a_weight_and_no_disagreement() {
        let explained = LineGoods { explained: true, ..goods("cattle", "live") };
        let missing = HeadCount { loaded: 5, missing: 5, ..HeadCount::default() };
        assert_eq!(rules(&herd(missing, kilograms(1_750, 1_750)), &explained).len(), 2);
    }

    #[test]
    fn live_animals_are_counted_whatever_they_are_priced_by() {
        let weight = ReceiptMeasures { weight: Some(kilograms(1_750, 1_750)), ..ReceiptMeasures::default() };
        assert_eq!(rules(&weight, &goods("cattle", "live")), ["animals_counted lines/0.heads"]);
        assert_eq!(rules(&weight, &goods("cattle", "carcass")), [""; 0]);
    }

    proptest! {
        #[test]
        fn whatever_agrees_accepts_nothing_or_something_in_every_measure(
            loaded in 0..3_i64, accepted in 0..3_i64, missing in 0..3_i64, rejected in 0..3_i64,
            grams in 0..3_i64, shipped in 0..3_i64, lost in 0..3_i64, refused in 0..3_i64,
        ) {
            let heads = HeadCount { loaded, accepted, missing, rejected, ..HeadCount::default() };
            let weight = WeightCount { loaded: shipped, accepted: grams, missing: lost, rejected: refused, ..WeightCount::default() };
            let explained = LineGoods { explained: true, ..goods("cattle", "live") };
            let alike = |one: i64, other: i64| (one == 0) == (other == 0);
            let agrees = alike(loaded, shipped) && alike(accepted, grams) && alike(missing, lost) && alike(rejected, refused);
            prop_assert_eq!(herd(heads, weight).agree(&explained, &[], "lines/0").is_ok(), agrees);
        }
    }
}
