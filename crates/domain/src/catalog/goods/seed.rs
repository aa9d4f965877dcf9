//! The reference data an empty catalog starts with: commodities with their forms, and yields.
//!
//! Owns figures with their sources, to be loaded once and then kept as dated data; decides nothing.

use chrono::NaiveDate;

use crate::catalog::{Commodity, CommodityGroup, Form, Yield};
use crate::shared::{Bilingual, CommodityCode, Dated, FormCode, NaturalUnit, Period, Quantity, Unit};
use crate::words;

/// One form as written below: code, Indonesian, English, unit, second unit.
type FormRow = (&'static str, &'static str, &'static str, Unit, Option<Unit>);
/// One commodity as written below: code, group, natural unit, forms.
type CommodityRow = (&'static str, CommodityGroup, NaturalUnit, &'static [FormRow]);

const COMMODITIES: &[CommodityRow] = &[
    (
        "eggs",
        CommodityGroup::AnimalProduct,
        NaturalUnit::Tne,
        &[("fresh_shell", "telur segar", "fresh shell eggs", Unit::Kgm, Some(Unit::H87))],
    ),
    (
        "cattle",
        CommodityGroup::LiveAnimal,
        NaturalUnit::Hea,
        &[
            ("live", "sapi hidup", "live cattle", Unit::Hea, Some(Unit::Kgm)),
            ("carcass", "karkas sapi", "cattle carcass", Unit::Kgm, None),
        ],
    ),
    (
        "chicken",
        CommodityGroup::LiveAnimal,
        NaturalUnit::Tne,
        &[
            ("live", "ayam hidup", "live chicken", Unit::Hea, Some(Unit::Kgm)),
            ("carcass", "karkas ayam", "chicken carcass", Unit::Kgm, Some(Unit::H87)),
        ],
    ),
    (
        "beef",
        CommodityGroup::AnimalProduct,
        NaturalUnit::Tne,
        &[
            ("fresh", "daging sapi segar", "fresh beef", Unit::Kgm, None),
            ("frozen", "daging sapi beku", "frozen beef", Unit::Kgm, None),
        ],
    ),
    (
        "rice",
        CommodityGroup::Grain,
        NaturalUnit::Tne,
        &[
            ("paddy_harvest_dry", "gabah kering panen (GKP)", "paddy, harvest-dry", Unit::Kgm, None),
            ("brown_rice", "beras pecah kulit", "brown rice", Unit::Kgm, None),
            ("milled_rice_medium", "beras medium", "milled rice, medium", Unit::Kgm, None),
            ("milled_rice_premium", "beras premium", "milled rice, premium", Unit::Kgm, None),
            ("paddy_mill_dry", "gabah kering giling (GKG)", "paddy, mill-dry", Unit::Kgm, None),
        ],
    ),
    (
        "chilli",
        CommodityGroup::Vegetable,
        NaturalUnit::Tne,
        &[
            ("red", "cabai merah", "red chilli", Unit::Kgm, None),
            ("birds_eye", "cabai rawit", "bird's eye chilli", Unit::Kgm, None),
        ],
    ),
    (
        "tomato",
        CommodityGroup::Vegetable,
        NaturalUnit::Tne,
        &[("fresh", "tomat segar", "fresh tomatoes", Unit::Kgm, None)],
    ),
    (
        "msme_goods",
        CommodityGroup::MixedGoods,
        NaturalUnit::Vehicle,
        &[("packaged", "dalam kemasan", "packaged", Unit::H87, Some(Unit::Kgm))],
    ),
];

/// The commodities the platform starts with.
pub fn seed_commodities() -> Vec<Commodity> {
    let commodity = |&(code, group, natural_unit, forms): &CommodityRow| Commodity {
        name: words::commodity(&commodity_code(code)),
        code: commodity_code(code),
        group,
        natural_unit,
        forms: forms.iter().map(form).collect(),
    };
    COMMODITIES.iter().map(commodity).collect()
}

/// The yields the platform starts with: 900 t of harvest-dry paddy give 450 t of medium rice; by way of mill-dry paddy as
/// measured.
pub fn seed_yields() -> Vec<Dated<Yield>> {
    let row = |from, to, [input, output]: [i64; 2], unit, since, source: &str| Dated {
        rule: Yield {
            commodity: commodity_code("rice"),
            from: form_code(from),
            to: form_code(to),
            input: Quantity::from_stored(input, unit),
            output: Quantity::from_stored(output, unit),
        },
        in_force: Period { from: since, until: None },
        source: source.into(),
    };
    let planned = "planning figure of the Metro-Jakarta cooperation: 900 t GKP = 450 t beras";
    let measured = "BPS, Survei Konversi Gabah ke Beras 2018";
    let (harvest, mill, rice) = ("paddy_harvest_dry", "paddy_mill_dry", "milled_rice_medium");
    vec![
        row(harvest, rice, [900_000_000, 450_000_000], Unit::Tne, date(2022, 1, 1), planned),
        row(harvest, mill, [100_000, 83_380], Unit::Kgm, date(2018, 1, 1), measured),
        row(mill, rice, [100_000, 64_020], Unit::Kgm, date(2018, 1, 1), measured),
    ]
}

fn form(&(code, id, en, unit, second_unit): &FormRow) -> Form {
    Form { code: form_code(code), name: Bilingual::new(id, en), unit, second_unit }
}

/// Only for literals of this room, all read by its tests.
pub(crate) fn commodity_code(literal: &'static str) -> CommodityCode {
    literal.parse().expect("a literal of this room in lower snake_case")
}

/// Only for literals of this room, all read by its tests.
pub(crate) fn form_code(literal: &'static str) -> FormCode {
    literal.parse().expect("a literal of this room in lower snake_case")
}

/// Only for literals of this room, all read by its tests.
pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a literal date of this room that exists")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_seed_commodity_has_forms_and_codes_are_unique() {
        let all = seed_commodities();
        let codes: HashSet<_> = all.iter().map(|c| c.code.clone()).collect();
        assert_eq!(codes.len(), all.len());
        for commodity in &all {
            let forms: HashSet<_> = commodity.forms.iter().map(|f| f.code.clone()).collect();
            assert!(!commodity.name.id.contains('`'), "{} has a name", commodity.code);
            assert!(!forms.is_empty() && forms.len() == commodity.forms.len(), "{}", commodity.code);
            assert!(
                commodity
                    .forms
                    .iter()
                    .all(|f| f.second_unit.is_none_or(|u| u.dimension() != f.unit.dimension()))
            );
        }
    }

    #[test]
    fn every_commodity_is_counted_as_its_people_count_it() {
        let natural: Vec<_> =
            seed_commodities().into_iter().map(|c| format!("{} {}", c.code, c.natural_unit)).collect();
        assert_eq!(
            natural,
            [
                "eggs TNE",
                "cattle HEA",
                "chicken TNE",
                "beef TNE",
                "rice TNE",
                "chilli TNE",
                "tomato TNE",
                "msme_goods vehicle"
            ]
        );
    }

    #[test]
    fn every_seed_yield_links_two_forms_of_its_commodity() {
        let all = seed_commodities();
        for y in seed_yields().into_iter().map(|row| row.rule) {
            let commodity = all.iter().find(|c| c.code == y.commodity).expect("a seed commodity");
            assert!(commodity.find_form(&y.from).is_some() && commodity.find_form(&y.to).is_some());
        }
    }
}
