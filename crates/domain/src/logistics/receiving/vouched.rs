//! What a receiver accepts in a measure that no order bounds: as much as the sender says it has sent.
//!
//! An order bounds what is accepted in its own measure, and both sides have agreed to that. In any other measure, the weight
//! of a thousand eggs, the figure would be one side's word, however many of its people have seen it, and it goes into what
//! both governments publish. So no note lifts this; what is beyond it is held (`held_excess`).

use super::measures::{LineGoods, Measure, Parts, part_name};
use super::plausible::{WeightRange, hardly_exist};
use super::receipt::{Loaded, ReceiptMeasures};
use crate::say;
use crate::shared::{Bilingual, Dated, Dimension, Refusal, RefusalCode, Unmet};

impl ReceiptMeasures {
    /// Whether what is accepted besides the measure of the order rests on the sender's word: at most what the shipment says was
    /// loaded, and `most_bp` basis points of it more, for as much more as the order takes of its own measure; in a measure of
    /// which it says nothing, what a head or a piece plausibly weighs. `line` names the receipt line.
    ///
    /// # Errors
    /// `measures-disagree` naming each measure that does not.
    pub fn check_vouched(
        &self,
        shipped: (&Loaded, Dimension),
        goods: &LineGoods<'_>,
        ranges: &[Dated<WeightRange>],
        most_bp: i64,
        line: &str,
    ) -> Result<(), Refusal> {
        let (loaded, ordered_in) = shipped;
        let parts = self.parts();
        let unknown = hardly_exist(&parts, goods, ranges);
        let ordered = Measure::from(ordered_in);
        let taken = parts.iter().find(|one| one.measure == ordered);
        let taken = taken.map(|one| (i128::from(one.accepted), i128::from(one.loaded)));
        let grown = taken.filter(|(taken, sent)| *sent > 0 && taken > sent).unwrap_or((1, 1));
        let besides = parts.iter().filter(|one| one.measure != ordered);
        let unmet = besides.filter_map(|one| match loaded.of(one.measure) {
            Some(sent) => {
                let more = i128::from(sent) * (10_000 + i128::from(most_bp));
                let most = more.saturating_mul(grown.0) / (10_000 * grown.1);
                (i128::from(one.accepted) > most).then(|| beyond(one, most, line))
            }
            None => unknown.contains(&one.measure).then(|| unsaid(one, line)),
        });
        Refusal::unless_empty(RefusalCode::MeasuresDisagree, unmet.collect())
    }
}

fn beyond(one: &Parts, most: i128, line: &str) -> Unmet {
    let required = say!("paling banyak {most}", "at most {most}", most = one.measure.amount(most));
    let how = Bilingual::new(
        "Tulis yang lebih dari itu sebagai kelebihan yang ditahan, atau mintalah pengirim memastikan angka muatnya.",
        "Write what is beyond that as held excess, or ask the sender to look at the loaded figure again.",
    );
    not_vouched(one, required, how, line)
}

fn unsaid(one: &Parts, line: &str) -> Unmet {
    let required =
        Bilingual::new("angka yang juga disebut pada pengiriman", "a figure that the shipment says too");
    let how = Bilingual::new(
        "Pengirim tidak menyebut ukuran ini dan angkanya tidak lazim: hapus ukuran ini dari baris, atau mintalah pengelola menambahkan berat yang wajar untuk bentuk barang ini (`/v1/weight-ranges`).",
        "The sender has not said this measure, and the figure is unusual: leave the measure out of the line, or ask the platform's administrator to add what goods of this form weigh (`/v1/weight-ranges`).",
    );
    not_vouched(one, required, how, line)
}

fn not_vouched(one: &Parts, required: Bilingual, how: Bilingual, line: &str) -> Unmet {
    let subject = format!("{line}.{}.accepted", one.measure.field());
    let found = say!(
        "{accepted} {amount}",
        "{accepted} {amount}",
        accepted = part_name("accepted"),
        amount = one.measure.amount(one.accepted)
    );
    Unmet::new("accepted_as_sent", subject, found, required, how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{HeadCount, WeightCount, seed_weight_ranges};

    const EGGS: i64 = 1_000;

    fn eggs(accepted_grams: i64) -> ReceiptMeasures {
        let pieces = HeadCount { loaded: EGGS, accepted: EGGS, ..HeadCount::default() };
        let weight = WeightCount { accepted: accepted_grams, ..WeightCount::default() };
        ReceiptMeasures { pieces: Some(pieces), weight: Some(weight), ..ReceiptMeasures::default() }
    }

    fn judged(measures: &ReceiptMeasures, weight: Option<i64>, ordered_in: Dimension) -> Vec<String> {
        let day = "2026-11-22".parse().expect("a date");
        let goods = LineGoods { commodity: "eggs", form: "fresh_shell", alive: false, explained: true, day };
        let loaded = Loaded { pieces: Some(EGGS), weight, ..Loaded::default() };
        let judged =
            measures.check_vouched((&loaded, ordered_in), &goods, &seed_weight_ranges(), 2_000, "lines/0");
        let unmet = judged.err().map(|refusal| refusal.unmet).unwrap_or_default();
        unmet.into_iter().map(|one| format!("{} {}", one.rule, one.subject)).collect()
    }

    #[test]
    fn nine_hundred_tonnes_of_a_thousand_eggs_are_nobodys_word() {
        let wrong = ["accepted_as_sent lines/0.weight.accepted"];
        let tonnes = eggs(900_000_000);
        assert_eq!(judged(&tonnes, None, Dimension::Piece), wrong, "the sender has said no weight");
        assert_eq!(judged(&tonnes, Some(60_000), Dimension::Piece), wrong, "the sender has said 60 kg");
        assert_eq!(judged(&tonnes, Some(900_000_000), Dimension::Piece), [""; 0], "both say so");
    }

    #[test]
    fn a_plausible_weight_needs_nobodys_word_and_a_little_more_than_was_sent_is_taken() {
        assert_eq!(judged(&eggs(60_000), None, Dimension::Piece), [""; 0]);
        assert_eq!(judged(&eggs(72_000), Some(60_000), Dimension::Piece), [""; 0]);
        let more = judged(&eggs(72_001), Some(60_000), Dimension::Piece);
        assert_eq!(more, ["accepted_as_sent lines/0.weight.accepted"]);
    }

    #[test]
    fn more_pieces_than_were_sent_weigh_as_much_more() {
        let twice = HeadCount { loaded: EGGS, accepted: 2 * EGGS, surplus: EGGS, ..HeadCount::default() };
        let counted = |grams| ReceiptMeasures { pieces: Some(twice), ..eggs(grams) };
        assert_eq!(judged(&counted(144_000), Some(60_000), Dimension::Piece), [""; 0]);
        let more = judged(&counted(144_001), Some(60_000), Dimension::Piece);
        assert_eq!(more, ["accepted_as_sent lines/0.weight.accepted"]);
    }

    #[test]
    fn the_measure_of_the_order_is_bounded_by_the_order_and_the_other_by_its_sender() {
        assert_eq!(judged(&eggs(900_000_000), Some(900_000_000), Dimension::Mass), [""; 0]);
        let pieces = HeadCount { loaded: 9_000, accepted: 9_000, ..HeadCount::default() };
        let counted = ReceiptMeasures { pieces: Some(pieces), ..eggs(900_000_000) };
        let wrong = judged(&counted, Some(900_000_000), Dimension::Mass);
        assert_eq!(wrong, ["accepted_as_sent lines/0.pieces.accepted"]);
    }
}
