//! The reference data an empty catalog starts with: commodities with their forms, and yields.
//!
//! Owns figures with their sources, to be loaded once and then kept as dated data; decides nothing.

use chrono::NaiveDate;

use crate::catalog::{Commodity, CommodityGroup, Form};
use crate::shared::{
    Bilingual, CommodityCode, Dated, FormCode, GradeCode, NaturalUnit, Period, Quantity, Unit, Yield,
};
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
        forms: forms.iter().map(|row| form(natural_unit, row)).collect(),
    };
    COMMODITIES.iter().map(commodity).collect()
}

/// Where a planning figure comes from; what follows says by what it is bounded.
const PLANNED: &str = "planning figure of the platform, illustrative, no law states it";

/// The yields the platform starts with, one row for each step that goods take between two forms: 900 t of harvest-dry paddy
/// give 450 t of medium rice by agreement; what was measured by the statistics office; else planning figures that fit both.
pub fn seed_yields() -> Vec<Dated<Yield>> {
    let row =
        |[commodity, from, to]: [&'static str; 3], [input, output]: [i64; 2], unit, since, source: &str| {
            Dated {
                rule: Yield {
                    commodity: commodity_code(commodity),
                    from: form_code(from),
                    to: form_code(to),
                    input: Quantity::from_stored(input, unit),
                    output: Quantity::from_stored(output, unit),
                },
                in_force: Period { from: since, until: None },
                source: source.into(),
            }
        };
    let agreed = "planning figure of the Metro-Jakarta cooperation: 900 t GKP = 450 t beras";
    let measured = "BPS, Survei Konversi Gabah ke Beras 2018";
    let per_hundred = |goods, kilograms: i64, bounds: &str| {
        row(goods, [100_000, kilograms * 1_000], Unit::Kgm, date(2022, 1, 1), &format!("{PLANNED}: {bounds}"))
    };
    let (harvest, mill, brown) = ("paddy_harvest_dry", "paddy_mill_dry", "brown_rice");
    let (rice, premium) = ("milled_rice_medium", "milled_rice_premium");
    vec![
        row(["rice", harvest, rice], [900_000_000, 450_000_000], Unit::Tne, date(2022, 1, 1), agreed),
        row(["rice", harvest, mill], [100_000, 83_380], Unit::Kgm, date(2018, 1, 1), measured),
        row(["rice", mill, rice], [100_000, 64_020], Unit::Kgm, date(2018, 1, 1), measured),
        per_hundred(["rice", harvest, brown], 64, "GKP to GKG to brown rice"),
        per_hundred(["rice", harvest, premium], 46, "less than GKP to medium rice"),
        per_hundred(["rice", mill, brown], 77, "husks are about 20 to 23 % of GKG"),
        per_hundred(["rice", mill, premium], 59, "less than GKG to medium rice"),
        per_hundred(["rice", brown, rice], 83, "with GKG to brown rice, the 64 % that BPS measured"),
        per_hundred(["rice", brown, premium], 76, "less than brown to medium rice"),
        per_hundred(["cattle", "live", "carcass"], 51, "live weight to carcass, usually 50 to 52 %"),
        per_hundred(
            ["chicken", "live", "carcass"],
            72,
            "live weight to carcass of broilers, usually 70 to 75 %",
        ),
    ]
}

fn form(natural: NaturalUnit, &(code, id, en, unit, second_unit): &FormRow) -> Form {
    let natural_unit = natural.of_form(unit, second_unit);
    Form { code: form_code(code), name: Bilingual::new(id, en), unit, second_unit, natural_unit }
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
pub(crate) fn grade_code(literal: &'static str) -> GradeCode {
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
    fn every_form_is_counted_as_its_people_count_it() {
        let counted = |commodity: Commodity| {
            let forms = commodity.forms.into_iter();
            let told =
                forms.map(move |form| format!("{} {} {}", commodity.code, form.code, form.natural_unit));
            told.collect::<Vec<_>>()
        };
        let all: Vec<String> = seed_commodities().into_iter().flat_map(counted).collect();
        for told in [
            "eggs fresh_shell TNE",
            "cattle live HEA",
            "cattle carcass TNE",
            "chicken live TNE",
            "chicken carcass TNE",
            "rice paddy_harvest_dry TNE",
            "rice paddy_mill_dry TNE",
            "rice brown_rice TNE",
            "rice milled_rice_medium TNE",
            "msme_goods packaged vehicle",
        ] {
            assert!(all.iter().any(|form| form == told), "{told} of {all:?}");
        }
        for form in seed_commodities().iter().flat_map(|commodity| &commodity.forms) {
            assert!(Form::is_counted_in(form.natural_unit, form.unit, form.second_unit), "{form:?}");
        }
    }

    #[test]
    fn the_seed_yields_fit_each_other() {
        let yields = seed_yields();
        let gives = |from: &'static str, to: &'static str, kilograms: i64| {
            let (rice, from, to) = (commodity_code("rice"), form_code(from), form_code(to));
            let wanted = crate::shared::Conversion { commodity: &rice, from: &from, to: &to };
            let quantity = Quantity::from_stored(kilograms * 1_000, Unit::Kgm);
            let given = crate::shared::yield_on(&yields, wanted, date(2026, 1, 1)).expect("a yield");
            given.rule.apply(quantity).expect("a weight").base() / 1_000
        };
        let by_way_of_brown =
            gives("brown_rice", "milled_rice_medium", gives("paddy_mill_dry", "brown_rice", 1_000));
        assert!((630..=640).contains(&by_way_of_brown), "{by_way_of_brown}");
        assert_eq!(gives("paddy_mill_dry", "milled_rice_medium", 1_000), 640);
        let brown =
            gives("paddy_mill_dry", "brown_rice", gives("paddy_harvest_dry", "paddy_mill_dry", 1_000));
        assert!((640..=642).contains(&brown), "{brown}");
        assert_eq!(gives("paddy_harvest_dry", "milled_rice_medium", 900), 450);
        for form in ["paddy_harvest_dry", "paddy_mill_dry", "brown_rice"] {
            let (medium, premium) =
                (gives(form, "milled_rice_medium", 1_000), gives(form, "milled_rice_premium", 1_000));
            assert!(premium < medium, "{form}: {premium} of {medium}");
        }
        for row in &yields {
            assert!(row.rule.output.base() < row.rule.input.base(), "{row:?}");
        }
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
