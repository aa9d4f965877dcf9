//! What a head or a piece plausibly weighs, and how much more than was loaded plausibly comes: dated rows with sources, never
//! constants in a rule. What lies outside is not refused, it is explained.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::measures::{LineGoods, Measure, Parts, part_name};
use crate::logistics::{GateLoad, ReceiptMeasures};
use crate::say;
use crate::shared::{Bilingual, Dated, DatedRule, Period, Refusal, RefusalCode, Unit, Unmet};
use crate::words::{self, amount};

/// What a head or piece of a form plausibly weighs: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightRange {
    /// Code of the commodity.
    pub commodity_code: String,
    /// Code of the form; none for every form of the commodity that has no row of its own.
    pub form_code: Option<String>,
    /// Per head, or per piece.
    pub measure: Measure,
    /// Grams from which it is plausible.
    pub least_grams: i64,
    /// Grams up to which it is.
    pub most_grams: i64,
}

impl DatedRule for WeightRange {
    const TABLE: &'static str = "weight_range";

    fn key(&self) -> String {
        let form = self.form_code.as_deref().unwrap_or("any");
        format!("{} {form} {}", self.commodity_code, self.measure)
    }
}

/// The row for a head or a piece of some goods: that of their form, else that of the commodity.
fn range_of<'r>(
    ranges: &'r [Dated<WeightRange>],
    goods: &LineGoods<'_>,
    measure: Measure,
) -> Option<&'r Dated<WeightRange>> {
    let fits = |row: &&Dated<WeightRange>| {
        row.rule.commodity_code == goods.commodity
            && row.rule.measure == measure
            && row.rule.form_code.as_deref().is_none_or(|form| form == goods.form)
            && row.holds_on(goods.day)
    };
    ranges.iter().filter(fits).max_by_key(|row| (row.rule.form_code.is_some(), row.in_force.from))
}

/// Live animals whose heads and weight, as loaded, hardly belong together; `None` where one of both is not said.
pub fn check_loaded_weight(ranges: &[Dated<WeightRange>], load: &GateLoad, day: NaiveDate) -> Option<Unmet> {
    let (commodity, form) = (load.commodity.as_str(), load.form.as_str());
    let goods = LineGoods { commodity, form, alive: true, explained: false, day };
    let row = range_of(ranges, &goods, Measure::Head)?;
    let (heads, grams) = (i128::from(load.heads), i128::from(load.grams?));
    if heads <= 0 || grams <= 0 || is_plausible(row, heads, grams) {
        return None;
    }
    let how = Bilingual::new(
        "Hitung dan timbang lagi hewan di kendaraan ini, lalu perbaiki jumlah ekor atau beratnya pada pengiriman.",
        "Count and weigh the animals on this vehicle again, then correct their heads or weight on the shipment.",
    );
    let unmet = out_of_range(row, "loaded", grams / heads, &load.subject);
    Some(Unmet { subject: load.subject.clone(), how_to_fix: how, ..unmet })
}

fn is_plausible(row: &Dated<WeightRange>, many: i128, grams: i128) -> bool {
    i128::from(row.rule.least_grams) * many <= grams && grams <= i128::from(row.rule.most_grams) * many
}

/// Parts whose weight per head or piece lies outside its range.
pub(super) fn implausible(
    taken: &[Parts],
    goods: &LineGoods<'_>,
    ranges: &[Dated<WeightRange>],
    line: &str,
) -> Vec<Unmet> {
    let Some(weight) = taken.iter().find(|parts| parts.measure == Measure::Mass) else {
        return Vec::new();
    };
    let mut unmet = Vec::new();
    for count in taken {
        let Some(row) = range_of(ranges, goods, count.measure) else { continue };
        for ((name, many), (_, grams)) in count.all().into_iter().zip(weight.all()) {
            let (many, grams) = (i128::from(many), i128::from(grams));
            if many > 0 && grams > 0 && !is_plausible(row, many, grams) {
                unmet.push(out_of_range(row, name, grams / many, line));
            }
        }
    }
    unmet
}

/// The measures whose accepted figures hardly belong together: of each pair both.
pub(super) fn hardly_exist(
    taken: &[Parts],
    goods: &LineGoods<'_>,
    ranges: &[Dated<WeightRange>],
) -> Vec<Measure> {
    let Some(weight) = taken.iter().find(|parts| parts.measure == Measure::Mass) else {
        return Vec::new();
    };
    let wrong = |count: &&Parts| {
        let (many, grams) = (i128::from(count.accepted), i128::from(weight.accepted));
        let row = range_of(ranges, goods, count.measure);
        many > 0 && grams > 0 && row.is_some_and(|row| !is_plausible(row, many, grams))
    };
    taken.iter().filter(wrong).flat_map(|count| [count.measure, Measure::Mass]).collect()
}

fn out_of_range(row: &Dated<WeightRange>, name: &str, grams: i128, line: &str) -> Unmet {
    let range = &row.rule;
    let each = |grams: i128| match range.measure {
        Measure::Piece => amount(grams, Unit::Grm),
        _ => amount(grams, Unit::Kgm),
    };
    let per = match range.measure {
        Measure::Piece => Bilingual::new("per butir", "per piece"),
        _ => Bilingual::new("per ekor", "per head"),
    };
    let found = say!(
        "{part} {each} {per}",
        "{part} {each} {per}",
        part = part_name(name),
        each = each(grams),
        per = per.clone()
    );
    let (least, most) = (each(range.least_grams.into()), each(range.most_grams.into()));
    let required =
        say!("{least} sampai {most} {per}", "{least} to {most} {per}", least = least, most = most, per = per);
    let how = Bilingual::new(
        "Periksa lagi hitungan dan timbangan. Bila memang demikian, jelaskan pada catatan (note) baris ini.",
        "Look at the count and the scale again. If it is so, explain it in the note of this line.",
    );
    let rule = if range.measure == Measure::Piece {
        "weight_per_piece_plausible"
    } else {
        "weight_per_head_plausible"
    };
    Unmet::new(rule, format!("{line}.{name}"), found, required, how).by_law(row.source.clone())
}

/// The rows to start with: wide working ranges, to be replaced by own data.
pub fn seed_weight_ranges() -> Vec<Dated<WeightRange>> {
    let row = |commodity: &str, form: Option<&str>, measure, grams: [i64; 2], source: &str| Dated {
        rule: WeightRange {
            commodity_code: commodity.to_owned(),
            form_code: form.map(str::to_owned),
            measure,
            least_grams: grams[0],
            most_grams: grams[1],
        },
        in_force: Period { from: FIRST_DAY, until: None },
        source: source.to_owned(),
    };
    let live = Some("live");
    vec![
        row(
            "cattle",
            live,
            Measure::Head,
            [100_000, 1_200_000],
            "Working range: beef cattle from weaned calf to heavy bull",
        ),
        row(
            "chicken",
            live,
            Measure::Head,
            [500, 6_000],
            "Working range: live chicken from young layer to cock",
        ),
        row("goat", live, Measure::Head, [8_000, 120_000], "Working range: goats and sheep from kid to buck"),
        row(
            "eggs",
            None,
            Measure::Piece,
            [35, 90],
            "Working range around the weight classes of SNI 3926:2008",
        ),
        row(
            "chicken",
            Some("carcass"),
            Measure::Piece,
            [400, 4_000],
            "Working range: whole chicken carcasses",
        ),
    ]
}

/// The rows are used from the first year of recorded trade.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

impl ReceiptMeasures {
    /// Whether more came than was loaded by over `most_bp` basis points of the load, in any measure.
    pub fn has_implausible_surplus(&self, most_bp: i64) -> bool {
        let counted = [self.heads, self.pieces, self.packages].into_iter().flatten();
        let weighed = [self.weight, self.volume].into_iter().flatten();
        let all =
            counted.map(|one| (one.loaded, one.surplus)).chain(weighed.map(|one| (one.loaded, one.surplus)));
        let over = |(loaded, surplus): (i64, i64)| {
            i128::from(surplus) * 10_000 > i128::from(loaded) * i128::from(most_bp)
        };
        all.into_iter().any(over)
    }

    /// Whether these figures, of goods that a note explains, would be refused without it.
    pub fn rest_on_a_note(&self, goods: &LineGoods<'_>, ranges: &[Dated<WeightRange>], most_bp: i64) -> bool {
        let bare = LineGoods { explained: false, ..*goods };
        self.has_implausible_surplus(most_bp) || self.agree(&bare, ranges, "").is_err()
    }

    /// Whether an implausible surplus is explained. `line` names the receipt line.
    ///
    /// # Errors
    /// `receipt-line-does-not-close`.
    pub fn check_surplus(&self, most_bp: i64, explained: bool, line: &str) -> Result<(), Refusal> {
        if explained || !self.has_implausible_surplus(most_bp) {
            return Ok(());
        }
        let share = words::percent(most_bp);
        let unmet = Unmet::new(
            "surplus_is_explained",
            line,
            Bilingual::new("tanpa catatan", "no note"),
            say!(
                "catatan, bila datang lebih dari {share} di atas yang dimuat",
                "a note, where over {share} more came than was loaded",
                share = share
            ),
            Bilingual::new(
                "Periksa satuan dan angkanya; bila memang datang sebanyak itu, tulis alasannya pada catatan baris ini.",
                "Check the unit and the figures; if that much has come, say why in the line's note.",
            ),
        );
        Err(Refusal::rule(RefusalCode::ReceiptLineDoesNotClose, vec![unmet]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{HeadCount, ReceiptMeasures, WeightCount};

    fn goods<'a>(commodity: &'a str, form: &'a str) -> LineGoods<'a> {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        LineGoods { commodity, form, alive: form == "live", explained: false, day }
    }

    fn kilograms(loaded: i64, accepted: i64) -> WeightCount {
        WeightCount { loaded: loaded * 1_000, accepted: accepted * 1_000, ..WeightCount::default() }
    }

    fn herd(heads: HeadCount, weight: WeightCount) -> ReceiptMeasures {
        ReceiptMeasures { heads: Some(heads), weight: Some(weight), ..ReceiptMeasures::default() }
    }

    fn rules(measures: &ReceiptMeasures, goods: &LineGoods<'_>) -> Vec<String> {
        let judged = measures.agree(goods, &seed_weight_ranges(), "lines/0");
        let unmet = judged.err().map(|refusal| refusal.unmet).unwrap_or_default();
        unmet.into_iter().map(|unmet| format!("{} {}", unmet.rule, unmet.subject)).collect()
    }

    #[test]
    fn much_more_than_was_loaded_is_explained_in_whatever_measure() {
        use crate::logistics::{HeadCount, WeightCount};
        let weight = |loaded, surplus| ReceiptMeasures {
            weight: Some(WeightCount { loaded, surplus, ..WeightCount::default() }),
            ..ReceiptMeasures::default()
        };
        let over = |measures: ReceiptMeasures| measures.has_implausible_surplus(2_000);
        assert_eq!(
            [over(weight(1_000, 200)), over(weight(1_000, 201)), over(weight(0, 1))],
            [false, true, true]
        );
        let heads = HeadCount { loaded: 10, surplus: 3, ..HeadCount::default() };
        assert!(over(ReceiptMeasures { heads: Some(heads), ..weight(1_000, 0) }));
        assert!(!over(weight(i64::MAX, i64::MAX / 10)));
        let refused = weight(1_000, 500).check_surplus(2_000, false, "lines/0").expect_err("no note");
        assert_eq!(refused.unmet[0].required.en, "a note, where over 20% more came than was loaded");
        assert_eq!(weight(1_000, 500).check_surplus(2_000, true, "lines/0"), Ok(()));
        let day = "2026-11-22".parse().expect("a date");
        let told = LineGoods { commodity: "rice", form: "milled", alive: false, explained: true, day };
        let rests = |measures: ReceiptMeasures| measures.rest_on_a_note(&told, &[], 2_000);
        assert_eq!([rests(weight(1_000, 200)), rests(weight(1_000, 201))], [false, true]);
    }

    #[test]
    fn a_weight_per_head_or_piece_that_hardly_exists_needs_a_note() {
        let cattle = goods("cattle", "live");
        let five = HeadCount { loaded: 5, accepted: 5, ..HeadCount::default() };
        let heavy = herd(five, kilograms(7_000, 7_000));
        let both = ["weight_per_head_plausible lines/0.loaded", "weight_per_head_plausible lines/0.accepted"];
        assert_eq!(rules(&heavy, &cattle), both);
        assert_eq!(rules(&heavy, &LineGoods { explained: true, ..cattle }), [""; 0]);
        assert_eq!(rules(&herd(five, kilograms(6_000, 500)), &cattle), [""; 0]);
        assert_eq!(rules(&herd(five, kilograms(6_000, 499)), &cattle), [both[1]]);
        let refusal = heavy.agree(&cattle, &seed_weight_ranges(), "lines/0").expect_err("too heavy");
        let unmet = &refusal.unmet[1];
        assert_eq!(
            (unmet.found.id.as_str(), unmet.required.id.as_str()),
            ("diterima 1.400 kg per ekor", "100 kg sampai 1.200 kg per ekor")
        );
        assert!(unmet.legal_basis.is_some());
        let pieces = HeadCount { loaded: 100, accepted: 100, ..HeadCount::default() };
        let eggs = ReceiptMeasures {
            pieces: Some(pieces),
            weight: Some(kilograms(15, 15)),
            ..ReceiptMeasures::default()
        };
        assert_eq!(rules(&eggs, &goods("eggs", "salted")).len(), 2);
        assert_eq!(rules(&eggs, &goods("msme_goods", "packaged")), [""; 0]);
        let earlier = LineGoods {
            day: NaiveDate::from_ymd_opt(2021, 12, 31).expect("a day"),
            ..goods("eggs", "salted")
        };
        assert_eq!(rules(&eggs, &earlier), [""; 0]);
    }

    #[test]
    fn the_row_of_the_form_goes_before_that_of_the_commodity_and_a_later_one_before_an_earlier() {
        let mut rows = seed_weight_ranges();
        let of_eggs = rows[3].clone();
        let later = Period { from: NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day"), until: None };
        let mut followed = of_eggs.clone();
        (followed.rule.least_grams, followed.in_force) = (40, later);
        rows.push(followed);
        let found = |rows: &[Dated<WeightRange>]| {
            range_of(rows, &goods("eggs", "quail"), Measure::Piece).map(|row| row.rule.least_grams)
        };
        assert_eq!(found(&rows), Some(40));
        let mut of_quail = of_eggs;
        (of_quail.rule.form_code, of_quail.rule.least_grams) = (Some("quail".to_owned()), 8);
        rows.push(of_quail);
        assert_eq!(found(&rows), Some(8));
    }
}
