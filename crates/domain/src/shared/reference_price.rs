//! What goods cost by regulation or by measure (HAP, HPP, HET, dated samples), and how a price stands to it.
//!
//! Owns the rows' meaning and the choice of one of them. A price outside its reference is flagged, never refused.

use std::borrow::Borrow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CommodityCode, Dated, DatedRule, FormCode, GradeCode, Money, PriceBasis, RegionCode};
use crate::labels;

labels! {
    /// Where on the way from the field to the table a price is paid.
    pub enum PriceLevel {
        /// To the producer, on the farm: the reference purchase price (HAP pembelian, HPP).
        Producer = "producer",
        /// For goods delivered to a mill.
        Mill = "mill",
        /// Between traders, at a wholesale market.
        Wholesale = "wholesale",
        /// By the consumer: the reference sale price (HAP penjualan); the ceiling price (HET) is its highest.
        Consumer = "consumer",
    }
}

labels! {
    /// How a price stands to its reference.
    pub enum PriceFlag {
        /// Below the lowest.
        Below = "below",
        /// Neither below nor above.
        Within = "within",
        /// Above the highest.
        Above = "above",
    }
}

/// What goods cost at one level: a floor has only a lowest price, a ceiling only a highest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferencePrice {
    /// The commodity.
    pub commodity_code: CommodityCode,
    /// Its form.
    pub form_code: FormCode,
    /// The grade it speaks of; of every grade without its own row when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<GradeCode>,
    /// The province or city it holds in; everywhere without its own row when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_code: Option<RegionCode>,
    /// Where the price is paid.
    pub level: PriceLevel,
    /// What one price counts.
    pub price_basis: PriceBasis,
    /// The lowest, in rupiah.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_rupiah: Option<i64>,
    /// The highest, in rupiah.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_rupiah: Option<i64>,
}

impl DatedRule for ReferencePrice {
    const TABLE: &'static str = "reference_price";

    fn key(&self) -> String {
        let grade = self.grade.as_ref().map_or("-", GradeCode::as_str);
        let region = self.region_code.as_ref().map_or("-", RegionCode::as_str);
        let Self { commodity_code, form_code, level, price_basis, .. } = self;
        format!("{commodity_code} {form_code} {grade} {region} {level} {price_basis}")
    }
}

impl ReferencePrice {
    /// How a price stands to it.
    pub fn flag(&self, price: Money) -> PriceFlag {
        if self.low_rupiah.is_some_and(|low| price.0 < low) {
            PriceFlag::Below
        } else if self.high_rupiah.is_some_and(|high| price.0 > high) {
            PriceFlag::Above
        } else {
            PriceFlag::Within
        }
    }

    /// How narrowly it speaks of the goods, the grade before the region; `None` where it does not.
    fn narrowness(&self, goods: &Priced<'_>) -> Option<(bool, usize)> {
        let same = self.commodity_code.as_str() == goods.commodity
            && self.form_code.as_str() == goods.form
            && self.price_basis == goods.basis
            && goods.level.is_none_or(|level| level == self.level);
        let grade = self.grade.as_ref().is_none_or(|grade| Some(grade.as_str()) == goods.grade);
        let there = self
            .region_code
            .as_ref()
            .is_none_or(|region| goods.region.is_some_and(|asked| region.holds(asked)));
        // The code of a city is longer than that of its province.
        let region = self.region_code.as_ref().map_or(0, |region| region.as_str().len());
        (same && grade && there).then_some((self.grade.is_some(), region))
    }
}

/// What is priced, and where.
#[derive(Debug, Clone, Copy)]
pub struct Priced<'a> {
    /// The commodity.
    pub commodity: &'a str,
    /// Its form.
    pub form: &'a str,
    /// Its grade.
    pub grade: Option<&'a str>,
    /// Where.
    pub region: Option<&'a RegionCode>,
    /// At which level; the one nearest to the producer that a row speaks of when absent.
    pub level: Option<PriceLevel>,
    /// What one price counts.
    pub basis: PriceBasis,
}

/// The row that prices are held against on a day: of the level asked for, else of the one nearest to the producer; then the
/// narrowest, a grade before a region. Nothing where no row in force speaks of the goods.
pub fn reference_for<'a, R: Borrow<Dated<ReferencePrice>>>(
    rows: &'a [R],
    goods: &Priced<'_>,
    day: NaiveDate,
) -> Option<&'a R> {
    let meant = rows.iter().filter(|row| (*row).borrow().holds_on(day));
    let meant = meant.filter_map(|row| {
        let rule = &row.borrow().rule;
        Some((std::cmp::Reverse(rule.level), rule.narrowness(goods)?, row))
    });
    let (.., row) = meant.max_by_key(|(level, narrow, _)| (*level, *narrow))?;
    Some(row)
}

/// The row that the price of goods between two regions is held against on a day: of the level nearest to the producer that a
/// row speaks of. Prices of the producer and the mill are those of the selling region, prices of the wholesale market and the
/// consumer those of the buying one. What the goods say of level and region does not count.
pub fn reference_between<'a>(
    rows: &'a [Dated<ReferencePrice>],
    goods: &Priced<'_>,
    (selling, buying): (&RegionCode, &RegionCode),
    day: NaiveDate,
) -> Option<&'a Dated<ReferencePrice>> {
    PriceLevel::ALL.iter().find_map(|level| {
        let region = match level {
            PriceLevel::Producer | PriceLevel::Mill => selling,
            PriceLevel::Wholesale | PriceLevel::Consumer => buying,
        };
        reference_for(rows, &Priced { level: Some(*level), region: Some(region), ..*goods }, day)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Period;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// A row of eggs by the kilogram: grade, region, level, lowest, highest, days.
    fn row(
        (grade, region, level): (Option<&str>, Option<&str>, PriceLevel),
        (low_rupiah, high_rupiah): (Option<i64>, Option<i64>),
        (from, until): (&str, Option<&str>),
    ) -> Dated<ReferencePrice> {
        let rule = ReferencePrice {
            commodity_code: "eggs".parse().expect("a code"),
            form_code: "fresh_shell".parse().expect("a code"),
            grade: grade.map(|grade| grade.parse().expect("a code")),
            region_code: region.map(|region| region.parse().expect("a code")),
            level,
            price_basis: PriceBasis::PerKgNet,
            low_rupiah,
            high_rupiah,
        };
        let in_force = Period { from: day(from), until: until.map(day) };
        Dated { rule, in_force, source: "a test".into() }
    }

    #[test]
    fn a_price_on_the_bound_is_within_it() {
        use PriceFlag::{Above, Below, Within};
        let always = ("2022-01-01", None);
        for (low, high, flags) in [
            (Some(22_000), Some(24_000), [Below, Within, Within, Above]),
            (Some(22_000), None, [Below, Within, Within, Within]),
            (None, Some(24_000), [Within, Within, Within, Above]),
        ] {
            let rule = row((None, None, PriceLevel::Producer), (low, high), always).rule;
            assert_eq!([21_999, 22_000, 24_000, 24_001].map(|price| rule.flag(Money(price))), flags);
        }
    }

    #[test]
    fn the_narrowest_row_in_force_is_picked() {
        use PriceLevel::{Consumer, Producer};
        let at = |low| (Some(low), None);
        let always = ("2022-01-01", None);
        let rows = [
            row((None, None, Producer), at(1), ("2022-01-01", Some("2022-12-31"))),
            row((None, None, Producer), at(2), ("2023-01-01", None)),
            row((None, Some("35"), Producer), at(3), always),
            row((None, Some("35.72"), Producer), at(4), always),
            row((Some("omega"), None, Producer), at(5), always),
            row((Some("omega"), Some("35"), Producer), at(6), always),
            row((None, None, Consumer), at(7), always),
            row((None, Some("35.72"), Consumer), at(8), always),
        ];
        let asked = |grade, region: Option<&str>, level, on| {
            let region: Option<RegionCode> = region.map(|code| code.parse().expect("a code"));
            let (commodity, form, basis) = ("eggs", "fresh_shell", PriceBasis::PerKgNet);
            let goods = Priced { commodity, form, grade, region: region.as_ref(), level, basis };
            reference_for(&rows, &goods, day(on)).and_then(|row| row.rule.low_rupiah)
        };
        for (grade, region, level, on, low) in [
            (None, None, None, "2022-12-31", Some(1)),
            (None, None, None, "2023-01-01", Some(2)),
            (None, Some("31"), None, "2023-01-01", Some(2)),
            (None, Some("35.05"), None, "2023-01-01", Some(3)),
            (None, Some("35.72"), None, "2023-01-01", Some(4)),
            (Some("plain"), Some("35.72"), None, "2023-01-01", Some(4)),
            (Some("omega"), Some("18.72"), None, "2023-01-01", Some(5)),
            (Some("omega"), Some("35.72"), None, "2023-01-01", Some(6)),
            (None, Some("35"), Some(Consumer), "2023-01-01", Some(7)),
            (None, Some("35.72"), Some(Consumer), "2023-01-01", Some(8)),
            (None, Some("35.72"), Some(PriceLevel::Mill), "2023-01-01", None),
            (None, None, None, "2021-12-31", None),
        ] {
            assert_eq!(asked(grade, region, level, on), low, "{grade:?} {region:?} {level:?} {on}");
        }
    }

    #[test]
    fn between_two_regions_the_producer_is_the_sellers_and_the_consumer_the_buyers() {
        use PriceLevel::{Consumer, Mill, Producer};
        let (selling, buying): (RegionCode, RegionCode) =
            ("18.72".parse().expect("a code"), "31".parse().expect("a code"));
        let level = |rows: &[Dated<ReferencePrice>]| {
            let (commodity, form, basis) = ("eggs", "fresh_shell", PriceBasis::PerKgNet);
            // Neither counts here.
            let goods =
                Priced { commodity, form, grade: None, region: Some(&buying), level: Some(Mill), basis };
            let row = reference_between(rows, &goods, (&selling, &buying), day("2023-01-01"))?;
            Some((row.rule.level, row.rule.low_rupiah?))
        };
        let of = |region, at, low| row((None, Some(region), at), (Some(low), None), ("2022-01-01", None));
        let (seller, elsewhere, table) =
            (of("18", Producer, 1), of("31", Producer, 2), of("31", Consumer, 3));
        assert_eq!(level(&[table.clone(), elsewhere.clone(), seller.clone()]), Some((Producer, 1)));
        assert_eq!(level(&[elsewhere.clone(), table]), Some((Consumer, 3)));
        assert_eq!(level(&[elsewhere, of("18", Consumer, 4)]), None);
    }

    #[test]
    fn other_goods_and_another_basis_have_no_reference_here() {
        let rows = [row((None, None, PriceLevel::Producer), (Some(1), None), ("2022-01-01", None))];
        let asked = |commodity, form, basis| {
            let goods = Priced { commodity, form, grade: None, region: None, level: None, basis };
            reference_for(&rows, &goods, day("2023-01-01")).is_some()
        };
        assert!(asked("eggs", "fresh_shell", PriceBasis::PerKgNet));
        assert!(!asked("rice", "fresh_shell", PriceBasis::PerKgNet));
        assert!(!asked("eggs", "liquid", PriceBasis::PerKgNet));
        assert!(!asked("eggs", "fresh_shell", PriceBasis::PerPiece));
    }
}
