//! What a hectare is expected to give: dated rows with their source.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::goods::seed::{commodity_code, date, form_code};
use crate::shared::written;
use crate::shared::{CommodityCode, Dated, DatedRule, FormCode, Period, Quantity, Unit};

/// What a hectare gives of a form of a commodity in one season.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HarvestYield {
    /// The commodity.
    pub commodity_code: CommodityCode,
    /// The form it is harvested in.
    pub form_code: FormCode,
    /// So much from a hectare.
    #[serde(with = "written")]
    pub per_hectare: Quantity,
}

impl DatedRule for HarvestYield {
    const TABLE: &'static str = "harvest_yield";

    fn key(&self) -> String {
        format!("{} {}", self.commodity_code, self.form_code)
    }
}

/// The square metres of a hectare.
const HECTARE: i128 = 10_000;

/// What an area is expected to give by the row in force on a day, and where its figure comes from: rounded down to the base unit so that nobody expects more than
/// there is; nothing where no row speaks of the form, or where it would be more than can be recorded.
pub fn expected_harvest<'a>(
    rows: &'a [Dated<HarvestYield>],
    (commodity, form): (&str, &str),
    area_m2: i64,
    day: NaiveDate,
) -> Option<(Quantity, &'a str)> {
    let of = |row: &HarvestYield| row.commodity_code.as_str() == commodity && row.form_code.as_str() == form;
    let row = rows.iter().find(|row| of(&row.rule) && row.holds_on(day))?;
    let whole = row.rule.per_hectare;
    let base = i128::from(area_m2) * i128::from(whole.base()) / HECTARE;
    let quantity = Quantity::from_base(i64::try_from(base).ok()?, whole.unit()).ok()?;
    Some((quantity, row.source.as_str()))
}

/// The rows the platform starts with.
pub fn seed_harvest_yields() -> Vec<Dated<HarvestYield>> {
    let rule = HarvestYield {
        commodity_code: commodity_code("rice"),
        form_code: form_code("paddy_mill_dry"),
        per_hectare: Quantity::from_stored(5_240_000, Unit::Kgm),
    };
    let source = "BPS, Luas Panen dan Produksi Padi 2022: 52,4 kuintal GKG per hektare".to_owned();
    vec![Dated { rule, in_force: Period { from: date(2022, 1, 1), until: None }, source }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_expected_to_give_its_part_of_a_hectare_rounded_down() {
        let rows = seed_harvest_yields();
        let expected = |form, area, day: (i32, u32, u32)| {
            let day = date(day.0, day.1, day.2);
            expected_harvest(&rows, ("rice", form), area, day).map(|(quantity, _)| quantity.to_string())
        };
        let of_2022 = (2022, 1, 1);
        assert_eq!(expected("paddy_mill_dry", 10_000, of_2022).as_deref(), Some("5240 KGM"));
        assert_eq!(expected("paddy_mill_dry", 12_345, of_2022).as_deref(), Some("6468.78 KGM"));
        assert_eq!(expected("paddy_mill_dry", 1, of_2022).as_deref(), Some("0.524 KGM"));
        assert_eq!(expected("paddy_mill_dry", 10_000, (2021, 12, 31)), None);
        assert_eq!(expected("brown_rice", 10_000, of_2022), None);
        assert_eq!(expected("paddy_mill_dry", i64::MAX, of_2022), None, "more than can be recorded");
    }
}
