//! The realisation report: what has been accepted under an agreement, per form of a commodity in the unit its people count
//! it in, and the one sentence a coordinator gives the press.
//!
//! Owns: exact figures and their words in both languages; that each part of the goods is told once, in one measure, and
//! that a figure is never a part that looks like the whole. Refuses: sums over forms, commodities and measures; tonnes,
//! heads and vehicles are never added to each other, nor paddy to rice.

use chrono::NaiveDate;

use crate::shared::{Bilingual, CommodityCode, Dimension, FormCode, Money, NaturalUnit, Quantity, Unit};

use crate::{say, words};

/// Receipt lines of one form that were measured alike, summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedPart {
    /// What their contract lines draw down in; it is always measured.
    pub drawn: Dimension,
    /// Grams; none where nothing was weighed.
    pub mass: Option<i64>,
    /// Animals; none where nothing was counted.
    pub heads: Option<i64>,
    /// Pieces; none where nothing was counted.
    pub pieces: Option<i64>,
    /// Millilitres; none where nothing was measured.
    pub volume: Option<i64>,
}

impl AcceptedPart {
    fn of(&self, dimension: Dimension) -> Option<i64> {
        match dimension {
            Dimension::Mass => self.mass,
            Dimension::Head => self.heads,
            Dimension::Piece => self.pieces,
            Dimension::Volume => self.volume,
        }
    }
}

/// What was accepted of one form of a commodity, over posted and unreversed receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealizationRow {
    /// The commodity.
    pub commodity: CommodityCode,
    /// Its name.
    pub name: Bilingual,
    /// The form.
    pub form: FormCode,
    /// The name of the form; none where it is the only one, or not known.
    pub form_name: Option<Bilingual>,
    /// The unit in which its people count the form.
    pub natural: NaturalUnit,
    /// What contracts commit, in any units.
    pub committed: Vec<Quantity>,
    /// What was accepted, each line in one part.
    pub accepted: Vec<AcceptedPart>,
    /// Distinct vehicles with something accepted.
    pub vehicles: i64,
    /// Sum of the rounded amounts of the receipt lines.
    pub amount: Money,
}

/// An amount in a natural unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NaturalAmount {
    /// Exact plain decimal, such as `9.25`.
    pub value: String,
    /// The unit.
    pub unit: NaturalUnit,
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealizationLine {
    /// The commodity.
    pub commodity: CommodityCode,
    /// Its name.
    pub name: Bilingual,
    /// The form.
    pub form: FormCode,
    /// What people call the form; the commodity where it has one form alone.
    pub form_name: Bilingual,
    /// The unit in which its people count it.
    pub natural: NaturalUnit,
    /// All that was accepted, each part once: first what is known in the natural unit, then what is known only otherwise.
    pub accepted: Vec<NaturalAmount>,
    /// What contracts commit, one quantity per measure.
    pub committed: Vec<Quantity>,
    /// Weight of all that was accepted, in kilograms or the natural unit of mass; none where a part was not weighed.
    pub mass: Option<Quantity>,
    /// Animals; none where a part was not counted so.
    pub heads: Option<i64>,
    /// Pieces; none where a part was not counted so.
    pub pieces: Option<i64>,
    /// Volume; none where a part was not measured.
    pub volume: Option<Quantity>,
    /// Distinct vehicles with something accepted.
    pub vehicles: i64,
    /// Rupiah.
    pub amount: Money,
}

/// The report of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealizationReport {
    /// One line per form, in the order of the rows.
    pub lines: Vec<RealizationLine>,
    /// The one sentence.
    pub sentence: Bilingual,
}

/// Makes the report from one row per form (distinct vehicles cannot be added up afterwards).
///
/// The sentence names what is above zero, in the order of the rows.
pub fn realize(since: NaiveDate, as_of: NaiveDate, rows: &[RealizationRow]) -> RealizationReport {
    let lines: Vec<RealizationLine> = rows.iter().map(line).collect();
    let sentence = sentence(since, as_of, &lines);
    RealizationReport { lines, sentence }
}

fn line(row: &RealizationRow) -> RealizationLine {
    let whole = |dimension| whole_in(dimension, &row.accepted);
    let in_unit =
        |base: i64, unit: Unit| Quantity::from_stored(base, shown_in(unit.dimension(), row.natural));
    RealizationLine {
        commodity: row.commodity.clone(),
        name: row.name.clone(),
        form: row.form.clone(),
        form_name: row.form_name.clone().unwrap_or_else(|| row.name.clone()),
        natural: row.natural,
        accepted: accepted(row),
        committed: committed(row),
        mass: whole(Dimension::Mass).map(|grams| in_unit(grams, Unit::Kgm)),
        heads: whole(Dimension::Head),
        pieces: whole(Dimension::Piece),
        volume: whole(Dimension::Volume).map(|base| in_unit(base, Unit::Ltr)),
        vehicles: row.vehicles,
        amount: row.amount,
    }
}

/// The unit in which an amount is shown: the natural one where it measures the same.
fn shown_in(dimension: Dimension, natural: NaturalUnit) -> Unit {
    natural.unit().filter(|unit| unit.dimension() == dimension).unwrap_or(dimension.plain_unit())
}

/// All parts in one measure; none where one of them is not known in it. Of what was not accepted nothing is missed.
fn whole_in(dimension: Dimension, parts: &[AcceptedPart]) -> Option<i64> {
    let taken = parts.iter().filter(|part| part.of(part.drawn).unwrap_or_default() > 0);
    let sums = taken.map(|part| part.of(dimension)).collect::<Option<Vec<i64>>>()?;
    (!sums.is_empty()).then(|| sums.into_iter().fold(0, i64::saturating_add))
}

/// Each part once: in the natural unit where it is known so, else in the measure its contract line draws down in.
fn accepted(row: &RealizationRow) -> Vec<NaturalAmount> {
    let Some(natural) = row.natural.unit() else {
        let vehicles = NaturalAmount { value: row.vehicles.to_string(), unit: row.natural };
        return if row.vehicles > 0 { vec![vehicles] } else { Vec::new() };
    };
    let own = natural.dimension();
    let measure = |part: &AcceptedPart| if part.of(own).is_some() { own } else { part.drawn };
    let mut dimensions = vec![own];
    dimensions.extend(Dimension::ALL.iter().copied().filter(|dimension| *dimension != own));
    let sum = |dimension: Dimension| {
        let parts = row.accepted.iter().filter(|part| measure(part) == dimension);
        parts.filter_map(|part| part.of(dimension)).fold(0, i64::saturating_add)
    };
    let amounts = dimensions.into_iter().map(|dimension| (sum(dimension), shown_in(dimension, row.natural)));
    amounts
        .filter(|(base, _)| *base > 0)
        .map(|(base, unit)| NaturalAmount {
            value: Quantity::from_stored(base, unit).value(),
            unit: unit.into(),
        })
        .collect()
}

/// What contracts commit, one quantity per measure, first in the natural unit. Unlike measures are never added.
fn committed(row: &RealizationRow) -> Vec<Quantity> {
    let own = row.natural.unit().map(Unit::dimension);
    let mut sums: Vec<Quantity> = Vec::new();
    for dimension in Dimension::ALL {
        let mut stated = row.committed.iter().filter(|quantity| quantity.dimension() == *dimension);
        let Some(first) = stated.next() else { continue };
        let unit = if own == Some(*dimension) { shown_in(*dimension, row.natural) } else { first.unit() };
        let base = stated.fold(first.base(), |sum, quantity| sum.saturating_add(quantity.base()));
        sums.push(Quantity::from_stored(base, unit));
    }
    sums.sort_by_key(|quantity| Some(quantity.dimension()) != own);
    sums
}

fn sentence(since: NaiveDate, as_of: NaiveDate, lines: &[RealizationLine]) -> Bilingual {
    let told: Vec<(&RealizationLine, &NaturalAmount)> =
        lines.iter().flat_map(|line| line.accepted.iter().map(move |amount| (line, amount))).collect();
    let things = words::all_of(told.iter().map(|(line, amount)| item(line, amount)));
    match told.as_slice() {
        [] => say!(
            "Sejak {since} hingga {until} belum ada barang yang diterima.",
            "From {since} to {until}, nothing has been accepted yet.",
            since = since,
            until = as_of,
        ),
        [(_, only)] if only.value == "1" => say!(
            "Sejak {since} hingga {until}: {things} telah diterima.",
            "From {since} to {until}: {things} has been accepted.",
            since = since,
            until = as_of,
            things = things,
        ),
        _ => say!(
            "Sejak {since} hingga {until}: {things} telah diterima.",
            "From {since} to {until}: {things} have been accepted.",
            since = since,
            until = as_of,
            things = things,
        ),
    }
}

fn item(line: &RealizationLine, amount: &NaturalAmount) -> Bilingual {
    let figure = words::natural(&amount.value, amount.unit);
    let inside = words::inside_sentence;
    Bilingual::new(
        format!("{} {}", figure.id, inside(&line.form_name.id)),
        format!("{} of {}", figure.en, inside(&line.form_name.en)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOTHING: AcceptedPart =
        AcceptedPart { drawn: Dimension::Mass, mass: None, heads: None, pieces: None, volume: None };

    fn row(goods: [&str; 2], name: [&str; 2], natural: NaturalUnit) -> RealizationRow {
        RealizationRow {
            commodity: goods[0].parse().expect("a code"),
            name: Bilingual::new(name[0], name[1]),
            form: goods[1].parse().expect("a code"),
            form_name: None,
            natural,
            committed: Vec::new(),
            accepted: Vec::new(),
            vehicles: 0,
            amount: Money(0),
        }
    }

    fn kilograms(kg: i64) -> AcceptedPart {
        AcceptedPart { mass: Some(kg * 1_000), ..NOTHING }
    }

    fn pieces(count: i64) -> AcceptedPart {
        AcceptedPart { drawn: Dimension::Piece, pieces: Some(count), ..NOTHING }
    }

    fn herd(heads: i64, kg: i64) -> AcceptedPart {
        AcceptedPart { drawn: Dimension::Head, heads: Some(heads), ..kilograms(kg) }
    }

    fn eggs(accepted: Vec<AcceptedPart>) -> RealizationRow {
        RealizationRow { accepted, ..row(["eggs", "fresh_shell"], ["Telur", "Eggs"], NaturalUnit::Tne) }
    }

    fn metro() -> Vec<RealizationRow> {
        let umkm = row(
            ["umkm_products", "packaged"],
            ["Produk UMKM", "Small-business (UMKM) products"],
            NaturalUnit::Vehicle,
        );
        let rice = row(["rice", "milled_rice_medium"], ["Beras", "Rice"], NaturalUnit::Tne);
        let cattle = row(["cattle", "live"], ["Sapi", "Cattle"], NaturalUnit::Hea);
        vec![
            RealizationRow {
                vehicles: 5,
                accepted: vec![AcceptedPart { mass: Some(4_300_000), ..pieces(12_000) }],
                ..umkm
            },
            RealizationRow { vehicles: 2, amount: Money(202_500_000), ..eggs(vec![kilograms(9_000)]) },
            RealizationRow { accepted: vec![kilograms(10_000)], vehicles: 2, ..rice },
            RealizationRow { accepted: vec![herd(30, 9_412)], vehicles: 3, ..cattle },
        ]
    }

    fn report(rows: &[RealizationRow]) -> RealizationReport {
        let day = |text: &str| text.parse().expect("a date");
        realize(day("2022-06-10"), day("2026-11-22"), rows)
    }

    fn told(row: RealizationRow) -> (Vec<String>, Bilingual) {
        let report = report(&[row]);
        let amounts =
            report.lines[0].accepted.iter().map(|amount| format!("{} {}", amount.value, amount.unit));
        (amounts.collect(), report.sentence)
    }

    #[test]
    fn metro_is_told_in_one_sentence() {
        let sentence = report(&metro()).sentence;
        assert_eq!(
            sentence.id,
            "Sejak 10 Juni 2022 hingga 22 November 2026: 5 truk produk UMKM, 9 ton telur, 10 ton beras, \
             dan 30 ekor sapi telah diterima."
        );
        assert_eq!(
            sentence.en,
            "From 10 June 2022 to 22 November 2026: 5 trucks of small-business (UMKM) products, 9 tonnes of eggs, \
             10 tonnes of rice and 30 head of cattle have been accepted."
        );
    }

    #[test]
    fn eggs_by_the_piece_are_told_by_the_piece_and_never_as_nothing() {
        let (amounts, sentence) = told(eggs(vec![pieces(18_000)]));
        assert_eq!(amounts, ["18000 H87"]);
        assert_eq!(
            sentence.id,
            "Sejak 10 Juni 2022 hingga 22 November 2026: 18.000 butir telur telah diterima."
        );
        assert_eq!(
            sentence.en,
            "From 10 June 2022 to 22 November 2026: 18,000 pieces of eggs have been accepted."
        );
    }

    #[test]
    fn partial_tonnes_never_stand_for_the_whole() {
        let weighed = AcceptedPart { mass: Some(715_000), ..pieces(12_000) };
        let row = eggs(vec![weighed, pieces(18_000)]);
        let line = report(std::slice::from_ref(&row)).lines.swap_remove(0);
        assert_eq!((line.mass, line.pieces), (None, Some(30_000)));
        let (amounts, sentence) = told(row);
        assert_eq!(amounts, ["0.715 TNE", "18000 H87"]);
        assert!(sentence.id.contains("0,715 ton telur dan 18.000 butir telur telah diterima."));
        assert!(sentence.en.contains("0.715 tonnes of eggs and 18,000 pieces of eggs have been accepted."));
    }

    #[test]
    fn cattle_by_the_kilogram_without_heads_are_told_by_weight() {
        let cattle = row(["cattle", "live"], ["Sapi", "Cattle"], NaturalUnit::Hea);
        let mixed = RealizationRow { accepted: vec![herd(30, 9_412), kilograms(1_750)], ..cattle };
        let line = report(std::slice::from_ref(&mixed)).lines.swap_remove(0);
        assert_eq!((line.heads, line.mass.map(Quantity::value).as_deref()), (None, Some("11162")));
        assert_eq!(told(mixed).0, ["30 HEA", "1750 KGM"]);
    }

    #[test]
    fn forms_are_told_apart_by_their_names() {
        let of = |form: &str, id: &str, en: &str, kg| RealizationRow {
            form_name: Some(Bilingual::new(id, en)),
            accepted: vec![kilograms(kg)],
            ..row(["rice", form], ["Beras", "Rice"], NaturalUnit::Tne)
        };
        let report = report(&[
            of("milled_rice_medium", "beras medium", "milled rice, medium", 10_000),
            of("paddy_harvest_dry", "gabah kering panen (GKP)", "paddy, harvest-dry", 2_000),
        ]);
        assert_eq!(report.lines.len(), 2);
        assert!(
            report
                .sentence
                .id
                .contains("10 ton beras medium dan 2 ton gabah kering panen (GKP) telah diterima.")
        );
        assert!(report.sentence.en.contains(
            "10 tonnes of milled rice (medium) and 2 tonnes of paddy (harvest-dry) have been accepted."
        ));
    }

    #[test]
    fn figures_are_exact_and_never_rounded() {
        let mut rows = metro();
        rows.truncate(2);
        rows[0].vehicles = 1;
        rows[1].accepted = vec![kilograms(9_250)];
        let report = report(&rows);
        let expected = [NaturalAmount { value: "9.25".to_owned(), unit: NaturalUnit::Tne }];
        assert_eq!(report.lines[1].accepted, expected);
        assert!(report.sentence.id.contains("1 truk produk UMKM dan 9,25 ton telur telah diterima."));
        assert!(report.sentence.en.contains(
            "1 truck of small-business (UMKM) products and 9.25 tonnes of eggs have been accepted."
        ));
    }

    #[test]
    fn weight_and_heads_stand_beside_each_other() {
        let lines = report(&metro()).lines;
        assert_eq!(lines[3].mass.map(Quantity::value), Some("9412".to_owned()));
        assert_eq!((lines[3].heads, lines[3].pieces), (Some(30), None));
        assert_eq!(lines[1].mass.map(|mass| mass.to_string()), Some("9 TNE".to_owned()));
        assert_eq!(
            (lines[0].pieces, lines[0].mass.map(Quantity::value).as_deref()),
            (Some(12_000), Some("4300"))
        );
    }

    #[test]
    fn nothing_accepted_is_said_plainly() {
        let mut rows = metro();
        for row in &mut rows {
            (row.vehicles, row.accepted) = (0, vec![kilograms(0)]);
        }
        for rows in [&rows[..], &[]] {
            let sentence = report(rows).sentence;
            assert_eq!(
                sentence.id,
                "Sejak 10 Juni 2022 hingga 22 November 2026 belum ada barang yang diterima."
            );
            assert_eq!(sentence.en, "From 10 June 2022 to 22 November 2026, nothing has been accepted yet.");
        }
    }

    #[test]
    fn a_single_one_is_singular() {
        let mut rows = metro();
        rows.truncate(1);
        rows[0].vehicles = 1;
        let sentence = report(&rows).sentence;
        assert!(sentence.en.ends_with("1 truck of small-business (UMKM) products has been accepted."));
    }

    fn part() -> impl Strategy<Value = AcceptedPart> {
        let figure = || prop::option::of(0..=1_000_000_i64);
        (0..Dimension::ALL.len(), 0..=1_000_000_i64, [figure(), figure(), figure(), figure()]).prop_map(
            |(drawn, base, [mass, heads, pieces, volume])| {
                let drawn = Dimension::ALL[drawn];
                let own = |dimension, other: Option<i64>| if drawn == dimension { Some(base) } else { other };
                AcceptedPart {
                    drawn,
                    mass: own(Dimension::Mass, mass),
                    heads: own(Dimension::Head, heads),
                    pieces: own(Dimension::Piece, pieces),
                    volume: own(Dimension::Volume, volume),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn tonnes_read_back_to_the_gram(grams in 1..=Quantity::MAX_BASE) {
            let accepted = vec![AcceptedPart { mass: Some(grams), ..NOTHING }];
            let value = report(&[eggs(accepted)]).lines.swap_remove(0).accepted.swap_remove(0).value;
            prop_assert_eq!(Quantity::parse(&value, Unit::Tne).map(Quantity::base), Ok(grams));
        }

        #[test]
        fn every_part_is_told_once_and_what_is_told_is_in_the_sentence(parts in prop::collection::vec(part(), 0..6)) {
            let report = report(&[eggs(parts.clone())]);
            let line = &report.lines[0];
            let mut told: i64 = 0;
            for amount in &line.accepted {
                let unit = amount.unit.unit().expect("a unit");
                told += Quantity::parse(&amount.value, unit).expect("exact").base();
                prop_assert!(report.sentence.en.contains(&words::natural(&amount.value, amount.unit).en));
            }
            let once = |part: &AcceptedPart| part.mass.or_else(|| part.of(part.drawn)).unwrap_or_default();
            prop_assert_eq!(told, parts.iter().map(once).sum::<i64>());
            let mut taken = parts.iter().filter(|part| part.of(part.drawn) > Some(0)).peekable();
            prop_assert_eq!(line.mass.is_some(), taken.peek().is_some() && taken.all(|part| part.mass.is_some()));
        }
    }

    #[test]
    fn commitments_add_up_in_one_measure_only() {
        let of = |value: &str, unit| Quantity::parse(value, unit).expect("a quantity");
        let (heads, kilos, tonnes) = (of("30", Unit::Hea), of("500", Unit::Kgm), of("2", Unit::Tne));
        let shown = |natural, stated: &[Quantity]| {
            let row = RealizationRow {
                committed: stated.to_vec(),
                ..row(["eggs", "fresh_shell"], ["Telur", "Eggs"], natural)
            };
            committed(&row).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(shown(NaturalUnit::Tne, &[kilos, tonnes]), ["2.5 TNE"]);
        assert_eq!(shown(NaturalUnit::Hea, &[kilos, heads]), ["30 HEA", "500 KGM"]);
        assert_eq!(shown(NaturalUnit::Vehicle, &[kilos]), ["500 KGM"]);
        assert_eq!(shown(NaturalUnit::Tne, &[]), [""; 0]);
    }
}
