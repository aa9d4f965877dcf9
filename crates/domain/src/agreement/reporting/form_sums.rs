//! Forms of one commodity added up in the realisation report: 10 t of brown rice and 2 t of paddy, counted as milled rice.
//!
//! Owns: that forms are added only through a yield in force, each with both figures. Refuses: a sum in which one part is not
//! weighed, or not converted by a row for just these two forms: it is left out, never told without that part.

use chrono::NaiveDate;

use crate::agreement::reporting::realization::RealizationLine;
use crate::say;
use crate::shared::{
    Bilingual, CommodityCode, Conversion, Dated, Dimension, FormCode, Money, NaturalUnit, Quantity, Unit,
    Yield, yield_on,
};
use crate::words::{self, inside_sentence};

/// A form that others may be counted as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetForm {
    /// The commodity.
    pub commodity: CommodityCode,
    /// The form.
    pub form: FormCode,
    /// What people call it.
    pub name: Bilingual,
    /// The unit in which they count it.
    pub natural: NaturalUnit,
}

/// What was accepted of one form, and what it counts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPart {
    /// The form accepted.
    pub form: FormCode,
    /// What people call it.
    pub name: Bilingual,
    /// Its weight.
    pub accepted: Quantity,
    /// What that counts as, rounded down to the gram.
    pub counted: Quantity,
    /// The yield it was counted by; none for the form itself.
    pub by: Option<Dated<Yield>>,
}

/// All that was accepted of a commodity, counted as one of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSum {
    /// What it is counted as.
    pub target: TargetForm,
    /// What people call the commodity.
    pub commodity_name: Bilingual,
    /// The parts counted, added up.
    pub total: Quantity,
    /// What the parts are worth.
    pub amount: Money,
    /// One per form accepted.
    pub parts: Vec<FormPart>,
    /// Both figures, in words.
    pub sentence: Bilingual,
}

/// The sums of the lines of a report by the yields in force on a day, one for each target that every form accepted of its
/// commodity converts to.
pub fn form_sums(
    lines: &[RealizationLine],
    targets: &[TargetForm],
    yields: &[Dated<Yield>],
    day: NaiveDate,
) -> Vec<FormSum> {
    targets.iter().filter_map(|target| sum(lines, target, yields, day)).collect()
}

fn sum(
    lines: &[RealizationLine],
    target: &TargetForm,
    yields: &[Dated<Yield>],
    day: NaiveDate,
) -> Option<FormSum> {
    let of_it = lines.iter().filter(|line| line.commodity == target.commodity && !line.accepted.is_empty());
    let lines: Vec<&RealizationLine> = of_it.collect();
    let parts =
        lines.iter().map(|line| part(line, target, yields, day)).collect::<Option<Vec<FormPart>>>()?;
    // Without a part that is converted nothing is added up that the lines do not say.
    parts.iter().find(|part| part.by.is_some())?;
    let total = parts.iter().map(|part| part.counted.base()).fold(0, i64::saturating_add);
    let total = Quantity::from_stored(total, weighed_in(target.natural));
    Some(FormSum {
        commodity_name: lines.first()?.name.clone(),
        total,
        amount: Money(lines.iter().map(|line| line.amount.0).fold(0, i64::saturating_add)),
        sentence: sentence(&parts, total, target),
        parts,
        target: target.clone(),
    })
}

fn part(
    line: &RealizationLine,
    target: &TargetForm,
    yields: &[Dated<Yield>],
    day: NaiveDate,
) -> Option<FormPart> {
    let accepted = line.mass?;
    let by = match line.form == target.form {
        true => None,
        false => {
            let wanted = Conversion { commodity: &target.commodity, from: &line.form, to: &target.form };
            Some(yield_on(yields, wanted, day)?.clone())
        }
    };
    let counted = by.as_ref().map_or(Ok(accepted), |by| by.rule.apply(accepted)).ok()?;
    let counted = Quantity::from_stored(counted.base(), weighed_in(target.natural));
    Some(FormPart { form: line.form.clone(), name: line.form_name.clone(), accepted, counted, by })
}

/// The unit in which the weight of a form is told.
fn weighed_in(natural: NaturalUnit) -> Unit {
    natural.unit().filter(|unit| unit.dimension() == Dimension::Mass).unwrap_or(Unit::Kgm)
}

fn sentence(parts: &[FormPart], total: Quantity, target: &TargetForm) -> Bilingual {
    let told = |quantity: Quantity, name: &Bilingual| {
        let figure = words::natural(&quantity.value(), quantity.unit().into());
        Bilingual::new(
            format!("{} {}", figure.id, inside_sentence(&name.id)),
            format!("{} of {}", figure.en, inside_sentence(&name.en)),
        )
    };
    say!(
        "{parts} setara dengan {total} menurut rendemen yang berlaku.",
        "{parts} count as {total} by the yields in force.",
        parts = words::all_of(parts.iter().map(|part| told(part.accepted, &part.name))),
        total = told(total, &target.name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::reporting::realization::{AcceptedPart, RealizationRow, realize};
    use crate::shared::Period;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn code<T: std::str::FromStr>(text: &str) -> T
    where
        T::Err: std::fmt::Debug,
    {
        text.parse().expect("a code")
    }

    fn name(form: &str) -> Bilingual {
        match form {
            "paddy_harvest_dry" => Bilingual::new("gabah kering panen (GKP)", "paddy, harvest-dry"),
            "paddy_mill_dry" => Bilingual::new("gabah kering giling (GKG)", "paddy, mill-dry"),
            "brown_rice" => Bilingual::new("beras pecah kulit", "brown rice"),
            _ => Bilingual::new("beras medium", "milled rice, medium"),
        }
    }

    const FORMS: [&str; 4] = ["paddy_harvest_dry", "paddy_mill_dry", "brown_rice", "milled_rice_medium"];

    fn lines(accepted: &[(&str, Option<i64>)]) -> Vec<RealizationLine> {
        let row = |(form, kilograms): &(&str, Option<i64>)| RealizationRow {
            commodity: code("rice"),
            name: Bilingual::new("beras", "rice"),
            form: code(form),
            form_name: Some(name(form)),
            natural: NaturalUnit::Tne,
            committed: Vec::new(),
            accepted: vec![AcceptedPart {
                drawn: if kilograms.is_some() { Dimension::Mass } else { Dimension::Piece },
                mass: kilograms.map(|kilograms| kilograms * 1_000),
                heads: None,
                pieces: Some(10),
                volume: None,
            }],
            vehicles: 1,
            amount: Money(1_000),
        };
        realize(day("2022-06-10"), day("2026-11-22"), &accepted.iter().map(row).collect::<Vec<_>>()).lines
    }

    fn targets() -> Vec<TargetForm> {
        let target = |form: &str| TargetForm {
            commodity: code("rice"),
            form: code(form),
            name: name(form),
            natural: NaturalUnit::Tne,
        };
        FORMS.map(target).to_vec()
    }

    fn gives(from: &str, to: &str, [input, output]: [i64; 2]) -> Dated<Yield> {
        Dated {
            rule: Yield {
                commodity: code("rice"),
                from: code(from),
                to: code(to),
                input: Quantity::from_stored(input, Unit::Kgm),
                output: Quantity::from_stored(output, Unit::Kgm),
            },
            in_force: Period { from: day("2022-01-01"), until: None },
            source: "test".to_owned(),
        }
    }

    fn yields() -> Vec<Dated<Yield>> {
        vec![
            gives("paddy_harvest_dry", "milled_rice_medium", [900, 450]),
            gives("paddy_mill_dry", "milled_rice_medium", [10_000, 6_402]),
            gives("brown_rice", "milled_rice_medium", [100, 83]),
            gives("paddy_harvest_dry", "paddy_mill_dry", [10_000, 8_338]),
        ]
    }

    fn told(accepted: &[(&str, Option<i64>)]) -> Vec<(String, String)> {
        let sums = form_sums(&lines(accepted), &targets(), &yields(), day("2026-11-22"));
        sums.into_iter().map(|sum| (sum.target.form.to_string(), sum.total.to_string())).collect()
    }

    fn sums(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(form, total)| ((*form).to_owned(), (*total).to_owned())).collect()
    }

    #[test]
    fn two_tonnes_of_paddy_and_ten_of_rice_are_eleven_of_rice_and_never_twelve() {
        let both = [("milled_rice_medium", Some(10_000)), ("paddy_harvest_dry", Some(2_000))];
        assert_eq!(told(&both), sums(&[("milled_rice_medium", "11 TNE")]));
        let every =
            [("brown_rice", Some(10_000)), ("paddy_harvest_dry", Some(2_000)), ("paddy_mill_dry", Some(100))];
        assert_eq!(told(&every), sums(&[("milled_rice_medium", "9.36402 TNE")]));
        let paddy = [("paddy_harvest_dry", Some(2_000))];
        assert_eq!(told(&paddy), sums(&[("paddy_mill_dry", "1.6676 TNE"), ("milled_rice_medium", "1 TNE")]));
        let both = form_sums(&lines(&every), &targets(), &yields(), day("2026-11-22")).remove(0);
        assert_eq!(both.amount, Money(3_000));
        assert_eq!(
            both.sentence.id,
            "10 ton beras pecah kulit, 2 ton gabah kering panen (GKP), dan 0,1 ton gabah kering giling (GKG) setara dengan \
             9,36402 ton beras medium menurut rendemen yang berlaku."
        );
        assert!(
            both.sentence
                .en
                .ends_with("count as 9.36402 tonnes of milled rice (medium) by the yields in force.")
        );
        let parts: Vec<_> =
            both.parts.iter().map(|part| (part.accepted.value(), part.counted.value())).collect();
        let pair = |accepted: &str, counted: &str| (accepted.to_owned(), counted.to_owned());
        assert_eq!(parts, [pair("10", "8.3"), pair("2", "1"), pair("0.1", "0.06402")]);
    }

    #[test]
    fn a_sum_is_left_out_where_a_part_is_not_converted_or_not_weighed() {
        assert_eq!(told(&[("milled_rice_medium", Some(10))]), [], "nothing is converted");
        assert_eq!(
            told(&[("milled_rice_medium", Some(10)), ("brown_rice", None)]),
            [],
            "a part is counted by the piece"
        );
        let early = form_sums(&lines(&[("brown_rice", Some(10))]), &targets(), &yields(), day("2021-12-31"));
        assert_eq!(early, [], "no yield was in force");
        let none = form_sums(&lines(&[("brown_rice", Some(0))]), &targets(), &yields(), day("2026-11-22"));
        assert_eq!(none, [], "nothing was accepted");
    }

    proptest! {
        #[test]
        fn a_sum_is_that_of_its_parts_and_at_most_what_was_accepted(
            kilograms in prop::collection::vec(1..1_000_000_i64, 4), chosen in prop::collection::vec(any::<bool>(), 4),
        ) {
            let accepted = FORMS.iter().zip(kilograms).zip(chosen).filter(|(_, chosen)| *chosen);
            let accepted: Vec<_> = accepted.map(|((form, kilograms), _)| (*form, Some(kilograms))).collect();
            for sum in form_sums(&lines(&accepted), &targets(), &yields(), day("2026-11-22")) {
                prop_assert_eq!(sum.parts.len(), accepted.len());
                prop_assert_eq!(sum.total.base(), sum.parts.iter().map(|part| part.counted.base()).sum::<i64>());
                prop_assert!(sum.parts.iter().all(|part| part.counted.base() <= part.accepted.base()));
            }
        }
    }
}
