//! The realisation report: what has been accepted under an agreement, per commodity in its natural unit,
//! and the one sentence a coordinator gives the press.
//!
//! Owns: exact figures and their words in both languages. Refuses: sums over commodities; tonnes, heads
//! and vehicles are never added to each other.

use chrono::NaiveDate;

use crate::shared::{Bilingual, CommodityCode, Money, NaturalUnit, Quantity, Unit};

use crate::{say, words};

/// What was accepted of one commodity, summed over posted and unreversed receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealizationRow {
    /// The commodity.
    pub commodity: CommodityCode,
    /// Its name.
    pub name: Bilingual,
    /// The unit in which its people count it.
    pub natural: NaturalUnit,
    /// What contracts commit; none where none states a quantity.
    pub committed: Option<Quantity>,
    /// Accepted weight in grams; none where nothing was weighed.
    pub mass_grams: Option<i64>,
    /// Accepted animals.
    pub heads: i64,
    /// Accepted pieces.
    pub pieces: i64,
    /// Accepted millilitres.
    pub millilitres: i64,
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
    /// What was accepted, as people count it.
    pub natural: NaturalAmount,
    /// What contracts commit.
    pub committed: Option<Quantity>,
    /// Accepted weight, in kilograms or the natural unit of mass; none where nothing was weighed.
    pub mass: Option<Quantity>,
    /// Accepted animals.
    pub heads: i64,
    /// Distinct vehicles with something accepted.
    pub vehicles: i64,
    /// Rupiah.
    pub amount: Money,
}

/// The report of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealizationReport {
    /// One line per commodity, in the order of the rows.
    pub lines: Vec<RealizationLine>,
    /// The one sentence.
    pub sentence: Bilingual,
}

/// What contracts commit of one commodity, from the sums per unit of their lines; shown in the natural unit
/// where it measures the same. Unlike measures are never added: those of the natural unit count, or, where
/// that counts vehicles, those of the only dimension there is.
pub fn committed_in(natural: NaturalUnit, stated: &[Quantity]) -> Option<Quantity> {
    let first = stated.first()?;
    let alike = stated.iter().all(|quantity| quantity.dimension() == first.dimension());
    let counted = |unit: Unit| stated.iter().any(|quantity| quantity.dimension() == unit.dimension());
    let unit = match natural.unit().filter(|unit| counted(*unit)) {
        Some(unit) => unit,
        None if alike => first.unit(),
        None => return None,
    };
    let same = stated.iter().filter(|quantity| quantity.dimension() == unit.dimension());
    Some(Quantity::from_stored(same.map(|quantity| quantity.base()).sum(), unit))
}

/// Makes the report from one row per commodity (distinct vehicles cannot be added up afterwards).
///
/// The sentence names what is above zero, in the order of the rows.
pub fn realize(since: NaiveDate, as_of: NaiveDate, rows: &[RealizationRow]) -> RealizationReport {
    let lines: Vec<RealizationLine> = rows.iter().map(line).collect();
    let sentence = sentence(since, as_of, &lines);
    RealizationReport { lines, sentence }
}

fn line(row: &RealizationRow) -> RealizationLine {
    let mass_unit = row.natural.unit().filter(|unit| unit.dimension() == Unit::Kgm.dimension());
    let accepted = match row.natural {
        NaturalUnit::Tne | NaturalUnit::Kgm | NaturalUnit::Grm => row.mass_grams.unwrap_or(0),
        NaturalUnit::Hea => row.heads,
        NaturalUnit::H87 => row.pieces,
        NaturalUnit::Ltr | NaturalUnit::Mlt => row.millilitres,
        NaturalUnit::Vehicle => row.vehicles,
    };
    let value = match row.natural.unit() {
        Some(unit) => Quantity::from_stored(accepted, unit).value(),
        None => accepted.max(0).to_string(),
    };
    RealizationLine {
        commodity: row.commodity.clone(),
        name: row.name.clone(),
        natural: NaturalAmount { value, unit: row.natural },
        committed: row.committed,
        mass: row.mass_grams.map(|grams| Quantity::from_stored(grams, mass_unit.unwrap_or(Unit::Kgm))),
        heads: row.heads,
        vehicles: row.vehicles,
        amount: row.amount,
    }
}

fn sentence(since: NaiveDate, as_of: NaiveDate, lines: &[RealizationLine]) -> Bilingual {
    let told: Vec<&RealizationLine> = lines.iter().filter(|line| line.natural.value != "0").collect();
    let things = words::all_of(told.iter().map(|line| item(line)));
    match told.as_slice() {
        [] => say!(
            "Sejak {since} hingga {until} belum ada barang yang diterima.",
            "Since {since}, nothing has been accepted yet (as of {until}).",
            since = since,
            until = as_of,
        ),
        [only] if only.natural.value == "1" => say!(
            "Sejak {since} hingga {until}: {things} telah diterima.",
            "Since {since}: {things} has been accepted.",
            since = since,
            until = as_of,
            things = things,
        ),
        _ => say!(
            "Sejak {since} hingga {until}: {things} telah diterima.",
            "Since {since}: {things} have been accepted.",
            since = since,
            until = as_of,
            things = things,
        ),
    }
}

fn item(line: &RealizationLine) -> Bilingual {
    let figure = words::natural(&line.natural.value, line.natural.unit);
    let inside = words::inside_sentence;
    Bilingual::new(
        format!("{} {}", figure.id, inside(&line.name.id)),
        format!("{} of {}", figure.en, inside(&line.name.en)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(code: &str, id: &str, en: &str, natural: NaturalUnit) -> RealizationRow {
        RealizationRow {
            commodity: code.parse().expect("a code"),
            name: Bilingual::new(id, en),
            natural,
            committed: None,
            mass_grams: None,
            heads: 0,
            pieces: 0,
            millilitres: 0,
            vehicles: 0,
            amount: Money(0),
        }
    }

    fn metro() -> Vec<RealizationRow> {
        let umkm =
            row("umkm_products", "Produk UMKM", "Small-business (UMKM) products", NaturalUnit::Vehicle);
        let eggs = row("eggs", "Telur", "Eggs", NaturalUnit::Tne);
        let rice = row("rice", "Beras", "Rice", NaturalUnit::Tne);
        let cattle = row("cattle", "Sapi", "Cattle", NaturalUnit::Hea);
        vec![
            RealizationRow { vehicles: 5, pieces: 12_000, mass_grams: Some(4_300_000), ..umkm },
            RealizationRow { mass_grams: Some(9_000_000), vehicles: 2, amount: Money(202_500_000), ..eggs },
            RealizationRow { mass_grams: Some(10_000_000), vehicles: 2, ..rice },
            RealizationRow { heads: 30, mass_grams: Some(9_412_000), vehicles: 3, ..cattle },
        ]
    }

    fn report(rows: &[RealizationRow]) -> RealizationReport {
        let day = |text: &str| text.parse().expect("a date");
        realize(day("2022-06-10"), day("2026-11-22"), rows)
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
            "Since 10 June 2022: 5 trucks of small-business (UMKM) products, 9 tonnes of eggs, \
             10 tonnes of rice and 30 head of cattle have been accepted."
        );
    }

    #[test]
    fn figures_are_exact_and_never_rounded() {
        let mut rows = metro();
        rows.truncate(2);
        rows[0].vehicles = 1;
        rows[1].mass_grams = Some(9_250_000);
        let report = report(&rows);
        assert_eq!(
            report.lines[1].natural,
            NaturalAmount { value: "9.25".to_owned(), unit: NaturalUnit::Tne }
        );
        assert!(report.sentence.id.contains("1 truk produk UMKM dan 9,25 ton telur telah diterima."));
        assert!(report.sentence.en.contains(
            "1 truck of small-business (UMKM) products and 9.25 tonnes of eggs have been accepted."
        ));
    }

    #[test]
    fn weight_and_heads_stand_beside_each_other() {
        let lines = report(&metro()).lines;
        assert_eq!(lines[3].mass.map(Quantity::value), Some("9412".to_owned()));
        assert_eq!((lines[3].heads, lines[3].natural.value.as_str()), (30, "30"));
        assert_eq!(lines[1].mass.map(|mass| mass.to_string()), Some("9 TNE".to_owned()));
    }

    #[test]
    fn nothing_accepted_is_said_plainly() {
        let mut rows = metro();
        for row in &mut rows {
            (row.vehicles, row.heads, row.mass_grams) = (0, 0, None);
        }
        for rows in [&rows[..], &[]] {
            let sentence = report(rows).sentence;
            assert_eq!(
                sentence.id,
                "Sejak 10 Juni 2022 hingga 22 November 2026 belum ada barang yang diterima."
            );
            assert_eq!(
                sentence.en,
                "Since 10 June 2022, nothing has been accepted yet (as of 22 November 2026)."
            );
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

    proptest! {
        #[test]
        fn tonnes_read_back_to_the_gram(grams in 0..=Quantity::MAX_BASE) {
            let mut rows = metro();
            rows[1].mass_grams = Some(grams);
            let value = report(&rows).lines.swap_remove(1).natural.value;
            prop_assert_eq!(Quantity::parse(&value, Unit::Tne).map(Quantity::base), Ok(grams));
        }
    }

    #[test]
    fn commitments_add_up_in_one_measure_only() {
        let of = |value: &str, unit| Quantity::parse(value, unit).expect("a quantity");
        let (heads, kilos, tonnes) = (of("30", Unit::Hea), of("500", Unit::Kgm), of("2", Unit::Tne));
        let shown = |natural, stated: &[Quantity]| committed_in(natural, stated).map(|q| q.to_string());
        assert_eq!(shown(NaturalUnit::Tne, &[kilos, tonnes]).as_deref(), Some("2.5 TNE"));
        assert_eq!(shown(NaturalUnit::Hea, &[heads, kilos]).as_deref(), Some("30 HEA"));
        assert_eq!(shown(NaturalUnit::Vehicle, &[kilos]).as_deref(), Some("500 KGM"));
        assert_eq!(shown(NaturalUnit::Vehicle, &[heads, kilos]), None);
        assert_eq!(shown(NaturalUnit::Tne, &[]), None);
    }
}
