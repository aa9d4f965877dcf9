//! The reference prices that an empty catalog starts with, as dated rows with their sources.

use chrono::NaiveDate;

use super::seed::{commodity_code, date, form_code};
use crate::shared::{Dated, Period, PriceBasis, PriceLevel, ReferencePrice};

/// Zone I of the ceiling prices of rice: Java, Lampung, Sumatera Selatan, Bali, Nusa Tenggara Barat, Sulawesi.
const ZONE_ONE: [&str; 16] =
    ["16", "18", "31", "32", "33", "34", "35", "36", "51", "52", "71", "72", "73", "74", "75", "76"];

const EGGS_OF_2022: &str = "Peraturan Badan Pangan Nasional 5/2022, berlaku sejak 5 Oktober 2022";
const POULTRY_OF_2024: &str = "Peraturan Badan Pangan Nasional 6/2024, berlaku sejak 25 April 2024";
const HAP_OF_2022: &str = "Peraturan Badan Pangan Nasional 11/2022, diumumkan 28 Desember 2022";
const FESTIVAL: &str = "Contoh harga pasar sapi Iduladha 2023; bukan peraturan";
const PADDY_OF_2025: &str = "Keputusan Kepala Badan Pangan Nasional 2/2025; rafaksi dihapus oleh Keputusan 14/2025 sejak 24 Januari 2025";
const RICE_OF_2025: &str = "Keputusan Kepala Badan Pangan Nasional 299/2025, zona I";

/// The reference prices the platform starts with, in the order of their ids.
pub fn seed_reference_prices() -> Vec<Dated<ReferencePrice>> {
    use PriceBasis::{PerKgLive, PerKgNet};
    use PriceLevel::{Consumer, Mill, Producer};
    let (eggs, eggs_until) = ("eggs fresh_shell", Some(date(2024, 4, 24)));
    let (october, december) = (date(2022, 10, 5), date(2022, 12, 28));
    let (april, january) = (date(2024, 4, 25), date(2025, 1, 15));
    let row = |goods, place, prices, from, source| row(goods, place, prices, (from, None), source);
    let mut rows = vec![
        self::row(eggs, (Producer, PerKgNet), (22_000, 24_000), (october, eggs_until), EGGS_OF_2022),
        self::row(eggs, (Consumer, PerKgNet), (0, 27_000), (october, eggs_until), EGGS_OF_2022),
        row(eggs, (Producer, PerKgNet), (26_500, 0), april, POULTRY_OF_2024),
        row(eggs, (Consumer, PerKgNet), (0, 30_000), april, POULTRY_OF_2024),
        row("chicken live", (Producer, PerKgLive), (25_000, 0), april, POULTRY_OF_2024),
        row("chicken carcass", (Consumer, PerKgNet), (0, 40_000), april, POULTRY_OF_2024),
        row("cattle live", (Producer, PerKgLive), (56_000, 58_000), december, HAP_OF_2022),
        row("cattle live festival", (Producer, PerKgLive), (72_000, 74_000), date(2023, 1, 1), FESTIVAL),
        row("chilli red curly", (Producer, PerKgNet), (22_000, 29_600), december, HAP_OF_2022),
        row("chilli birds_eye", (Producer, PerKgNet), (25_000, 31_500), december, HAP_OF_2022),
        row("rice paddy_harvest_dry", (Producer, PerKgNet), (6_500, 0), january, PADDY_OF_2025),
        row("rice paddy_harvest_dry", (Mill, PerKgNet), (6_700, 0), january, PADDY_OF_2025),
        row("rice paddy_mill_dry", (Mill, PerKgNet), (8_000, 0), january, PADDY_OF_2025),
    ];
    for (form, ceiling) in [("rice milled_rice_medium", 13_500), ("rice milled_rice_premium", 14_900)] {
        rows.extend(ZONE_ONE.iter().map(|province| {
            let mut one = row(form, (Consumer, PerKgNet), (0, ceiling), date(2025, 8, 22), RICE_OF_2025);
            one.rule.region_code = Some(province.parse().expect("a code of this list"));
            one
        }));
    }
    rows
}

/// A row of `commodity form grade`, the grade only where it has one; a price of nothing is none.
fn row(
    goods: &'static str,
    (level, price_basis): (PriceLevel, PriceBasis),
    (low, high): (i64, i64),
    (from, until): (NaiveDate, Option<NaiveDate>),
    source: &str,
) -> Dated<ReferencePrice> {
    let mut words = goods.split(' ');
    let mut word = || words.next().unwrap_or_default();
    let given = |rupiah: i64| (rupiah > 0).then_some(rupiah);
    let rule = ReferencePrice {
        commodity_code: commodity_code(word()),
        form_code: form_code(word()),
        grade: word().parse().ok(),
        region_code: None,
        level,
        price_basis,
        low_rupiah: given(low),
        high_rupiah: given(high),
    };
    Dated { rule, in_force: Period { from, until }, source: source.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::seed_commodities;
    use crate::shared::{DatedRule as _, Priced, RegionCode, overlap, reference_for};

    #[test]
    fn every_row_prices_a_form_of_the_catalog_in_a_measure_it_has() {
        let all = seed_commodities();
        for ReferencePrice { commodity_code, form_code, price_basis, low_rupiah, high_rupiah, .. } in
            seed_reference_prices().into_iter().map(|row| row.rule)
        {
            let commodity = all.iter().find(|one| one.code == commodity_code).expect("a seed commodity");
            let form = commodity.find_form(&form_code).expect("a form of it");
            let measures = [Some(form.unit), form.second_unit];
            let mut measures = measures.into_iter().flatten().map(|unit| unit.dimension());
            assert!(measures.any(|dimension| dimension == price_basis.dimension()), "{form_code}");
            assert!(low_rupiah.is_some() || high_rupiah.is_some(), "{form_code}");
            assert!(low_rupiah.zip(high_rupiah).is_none_or(|(low, high)| low <= high), "{form_code}");
        }
    }

    #[test]
    fn no_two_rows_of_one_key_share_a_day() {
        let rows = seed_reference_prices();
        for (place, one) in rows.iter().enumerate() {
            for other in &rows[place + 1..] {
                let same = one.rule.key() == other.rule.key();
                assert!(!(same && overlap(one.in_force, other.in_force)), "{}", one.rule.key());
            }
        }
    }

    #[test]
    fn the_ceiling_of_rice_holds_in_zone_one_alone() {
        let rows = seed_reference_prices();
        let ceiling = |region: &str, form| {
            let region: RegionCode = region.parse().expect("a code");
            let goods = Priced {
                commodity: "rice",
                form,
                grade: None,
                region: Some(&region),
                level: None,
                basis: PriceBasis::PerKgNet,
            };
            reference_for(&rows, &goods, date(2025, 8, 22)).and_then(|row| row.rule.high_rupiah)
        };
        assert_eq!(ceiling("18.72", "milled_rice_medium"), Some(13_500));
        assert_eq!(ceiling("31", "milled_rice_premium"), Some(14_900));
        assert_eq!(ceiling("11", "milled_rice_medium"), None);
    }
}
