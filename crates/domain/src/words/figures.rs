//! Numbers, quantities with their units, money and shares, with the separators of each language.

use crate::shared::{Bilingual, Money, NaturalUnit, Price, Quantity, Unit, signed_value};

use super::names::name;

/// An exact plain decimal: `-1234.5` is `-1.234,5` and `-1,234.5`.
pub fn number(plain: &str) -> Bilingual {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let written = |thousands: char, point: char| {
        let mut text = sign.to_owned();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(thousands);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push(point);
            text.push_str(fraction);
        }
        text
    };
    Bilingual::new(written('.', ','), written(',', '.'))
}

/// A whole number: `18.000`, `18,000`.
pub fn count(number: impl Into<i128>) -> Bilingual {
    self::number(&number.into().to_string())
}

/// A quantity in the unit it is written in: `10.000 kg`, `10,000 kg`.
pub fn quantity(quantity: Quantity) -> Bilingual {
    amount(quantity.base(), quantity.unit())
}

/// An amount in base units, which may be negative, shown in a unit: `-12,5 kg`, `-12.5 kg`.
pub fn amount(base: impl Into<i128>, unit: Unit) -> Bilingual {
    natural(&signed_value(base.into(), unit), unit.into())
}

/// A plain decimal in a natural unit: `9,25 ton`, `9.25 tonnes`; `5 truk`, `5 trucks`.
pub fn natural(plain: &str, unit: NaturalUnit) -> Bilingual {
    let (figure, (id, one, many)) = (number(plain), short_unit(unit));
    let en = if plain == "1" { one } else { many };
    Bilingual::new(format!("{} {id}", figure.id), format!("{} {en}", figure.en))
}

/// A unit beside a figure: in Indonesian, in English for one, in English for any other figure.
const fn short_unit(unit: NaturalUnit) -> (&'static str, &'static str, &'static str) {
    match unit {
        NaturalUnit::Tne => ("ton", "tonne", "tonnes"),
        NaturalUnit::Kgm => ("kg", "kg", "kg"),
        NaturalUnit::Grm => ("gram", "gram", "grams"),
        NaturalUnit::Hea => ("ekor", "head", "head"),
        NaturalUnit::H87 => ("butir", "piece", "pieces"),
        NaturalUnit::Ltr => ("liter", "litre", "litres"),
        NaturalUnit::Mlt => ("ml", "ml", "ml"),
        NaturalUnit::Vehicle => ("truk", "truck", "trucks"),
    }
}

/// A share in basis points (hundredths of a percent): `12,5%`, `12.5%`.
pub fn percent(basis_points: i64) -> Bilingual {
    let plain = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    let share = number(plain.trim_end_matches('0').trim_end_matches('.'));
    Bilingual::new(format!("{}%", share.id), format!("{}%", share.en))
}

/// Whole rupiah: `Rp 22.500`, `Rp 22,500`.
pub fn money(money: Money) -> Bilingual {
    rupiah(money.0)
}

/// A sum of rupiah, however large: `Rp 22.500`, `Rp 22,500`.
pub fn rupiah(sum: impl Into<i128>) -> Bilingual {
    let figure = count(sum);
    Bilingual::new(format!("Rp {}", figure.id), format!("Rp {}", figure.en))
}

/// A price with what it counts: `Rp 22.500 per kg berat bersih`, `Rp 22,500 per kg net weight`.
pub fn price(price: Price) -> Bilingual {
    let (rupiah, basis) = (money(price.money), name(price.basis.label()));
    Bilingual::new(format!("{} {}", rupiah.id, basis.id), format!("{} {}", rupiah.en, basis.en))
}

impl From<Quantity> for Bilingual {
    fn from(written: Quantity) -> Self {
        quantity(written)
    }
}

impl From<Money> for Bilingual {
    fn from(rupiah: Money) -> Self {
        money(rupiah)
    }
}

impl From<Price> for Bilingual {
    fn from(agreed: Price) -> Self {
        price(agreed)
    }
}

impl From<i64> for Bilingual {
    fn from(number: i64) -> Self {
        count(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::PriceBasis;

    fn both(id: &str, en: &str) -> Bilingual {
        Bilingual::new(id, en)
    }

    #[test]
    fn a_share_has_no_more_places_than_it_needs() {
        let shares = [2_000, 1_250, 5, 0].map(|share| percent(share).id);
        assert_eq!(shares, ["20%", "12,5%", "0,05%", "0%"]);
    }

    #[test]
    fn numbers_have_the_separators_of_their_language() {
        for (plain, id, en) in [
            ("9", "9", "9"),
            ("9.25", "9,25", "9.25"),
            ("123456", "123.456", "123,456"),
            ("1234567.5", "1.234.567,5", "1,234,567.5"),
            ("-123.5", "-123,5", "-123.5"),
            ("-1234", "-1.234", "-1,234"),
        ] {
            assert_eq!(number(plain), both(id, en), "{plain}");
        }
    }

    #[test]
    fn quantities_name_their_units_as_people_do() {
        let said = |value, unit| quantity(Quantity::parse(value, unit).expect("a quantity"));
        assert_eq!(said("10000", Unit::Kgm), both("10.000 kg", "10,000 kg"));
        assert_eq!(said("30", Unit::Hea), both("30 ekor", "30 head"));
        assert_eq!(said("18000", Unit::H87), both("18.000 butir", "18,000 pieces"));
        assert_eq!(said("9.25", Unit::Tne), both("9,25 ton", "9.25 tonnes"));
        assert_eq!(said("1", Unit::Tne), both("1 ton", "1 tonne"));
        assert_eq!(amount(-12_500, Unit::Kgm), both("-12,5 kg", "-12.5 kg"));
        assert_eq!(amount(0, Unit::Ltr), both("0 liter", "0 litres"));
    }

    #[test]
    fn money_is_written_out() {
        assert_eq!(money(Money(22_500)), both("Rp 22.500", "Rp 22,500"));
        let per_kg = Price { money: Money(22_500), basis: PriceBasis::PerKgNet };
        assert_eq!(price(per_kg), both("Rp 22.500 per kg berat bersih", "Rp 22,500 per kg net weight"));
    }
}
