//! A contract line that may be met in several forms: a quota of rice, also by paddy.
//!
//! Owns: which forms a line may name, and that each of them counts only through a yield in force. Refuses: forms that are not
//! weighed, and a form that no row converts to that of the line.

use chrono::NaiveDate;

use crate::agreement::cooperation::contract_terms::ContractLineTerms;
use crate::say;
use crate::shared::{
    Bilingual, Conversion, Dated, Dimension, FormCode, Invalid, PriceRuleKind, Refusal, RefusalCode, Unmet,
    Yield, yield_asked, yield_on,
};
use crate::words;

impl ContractLineTerms {
    /// Most forms that a line may be met in beside its own.
    pub const MAX_ALSO_FORMS: usize = 10;

    /// The forms besides its own that cannot stand on the line, whatever the catalog says.
    pub(super) fn invalid_forms(&self, at: &str) -> Vec<Invalid> {
        let pointer = format!("{at}/also_form_codes");
        let mut invalid = Vec::new();
        if self.also_forms.len() > Self::MAX_ALSO_FORMS {
            let (id, en) = ("Sebutkan paling banyak 10 bentuk lain.", "Name at most 10 other forms.");
            invalid.push(Invalid::new(&pointer, "item-count", id, en));
        }
        if self.also_forms.contains(&self.form) {
            invalid.push(Invalid::new(
                &pointer,
                "same-form",
                "Bentuk utama baris ini tidak perlu disebut lagi.",
                "The line's own form need not be named again.",
            ));
        }
        if !self.also_forms.is_empty() && self.price.kind() == PriceRuleKind::ByVariant {
            invalid.push(Invalid::new(
                &pointer,
                "variant-form",
                "Varian produk hanya ada dalam satu bentuk; tulis bentuk lain pada baris lain.",
                "A product variant is of one form; put other forms on another line.",
            ));
        }
        if !self.also_forms.is_empty() && self.unit.dimension() != Dimension::Mass {
            invalid.push(Invalid::new(
                &pointer,
                "no-weight",
                "Hanya baris yang dihitung menurut berat dapat dipenuhi dalam beberapa bentuk.",
                "Only a line that is counted by weight may be met in several forms.",
            ));
        }
        invalid
    }

    /// The other forms it may be met in, in words; none where there are none.
    pub(super) fn also_named(&self) -> Option<Bilingual> {
        let forms = self.also_forms.iter().map(|form| Bilingual::same(form.as_str()));
        (!self.also_forms.is_empty()).then(|| words::all_of(forms))
    }

    /// The first of its forms that no yield in force on a day converts to its own.
    pub fn unconverted(&self, yields: &[Dated<Yield>], day: NaiveDate) -> Option<&FormCode> {
        self.also_forms.iter().find(|form| !self.converts(yields, form, day))
    }

    /// Whether a yield in force on a day converts a form to its own, which needs none: that it is named again is refused as such.
    fn converts(&self, yields: &[Dated<Yield>], form: &FormCode, day: NaiveDate) -> bool {
        let wanted = Conversion { commodity: &self.commodity, from: form, to: &self.form };
        *form == self.form || yield_on(yields, wanted, day).is_some_and(|row| row.rule.ratio().is_ok())
    }
}

/// Whether every form that the lines may be met in counts through a yield in force on the day they come into force.
///
/// # Errors
/// `contract-not-guaranteed` naming each form without one.
pub fn check_forms(
    lines: &[ContractLineTerms],
    yields: &[Dated<Yield>],
    day: NaiveDate,
) -> Result<(), Refusal> {
    let unmet = |line: &ContractLineTerms| {
        let missing = line.also_forms.iter().filter(|form| !line.converts(yields, form, day));
        missing.map(|form| no_yield(line, form, day)).collect::<Vec<_>>()
    };
    Refusal::unless_empty(RefusalCode::ContractNotGuaranteed, lines.iter().flat_map(unmet).collect())
}

fn no_yield(line: &ContractLineTerms, form: &FormCode, day: NaiveDate) -> Unmet {
    let code = |form: &FormCode| Bilingual::same(format!("`{form}`"));
    let required = yield_asked(form.as_str(), line.form.as_str(), day);
    let how = say!(
        "Minta pengelola platform menambahkan rendemen {goods} dari {from} ke {to}, atau hapus bentuk itu dari baris kontrak.",
        "Ask the platform's administrator to add a yield of {goods} from {from} to {to}, or take that form off the line.",
        goods = &line.commodity,
        from = code(form),
        to = code(&line.form),
    );
    Unmet::new("yield_in_force", form, words::none(), required, how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::cooperation::contract::QuantityRule;
    use crate::agreement::cooperation::contract_types::LineSource;
    use crate::shared::{Money, Period, PriceBasis, PriceRule, Quantity, Unit};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn rice(also: &[&str]) -> ContractLineTerms {
        ContractLineTerms {
            commodity: "rice".parse().expect("a code"),
            form: "milled_rice_medium".parse().expect("a code"),
            also_forms: also.iter().map(|form| form.parse().expect("a code")).collect(),
            unit: Unit::Tne,
            quantity: Quantity::parse("450", Unit::Tne).ok(),
            over_tolerance_bp: 0,
            under_tolerance_bp: 0,
            price: PriceRule::fixed(Money(12_000)),
            price_basis: PriceBasis::PerKgNet,
            drawdown: Dimension::Mass,
            description: None,
            source: LineSource::default(),
        }
    }

    fn paddy_gives_half(from: &str, to: &str) -> Dated<Yield> {
        Dated {
            rule: Yield {
                commodity: "rice".parse().expect("a code"),
                from: from.parse().expect("a code"),
                to: to.parse().expect("a code"),
                input: Quantity::parse("900", Unit::Tne).expect("a quantity"),
                output: Quantity::parse("450", Unit::Tne).expect("a quantity"),
            },
            in_force: Period { from: day("2022-01-01"), until: Some(day("2026-12-31")) },
            source: "test".to_owned(),
        }
    }

    #[test]
    fn a_form_counts_only_through_a_yield_to_that_of_the_line_on_the_day() {
        let line = rice(&["brown_rice", "paddy_harvest_dry"]);
        let yields = [
            paddy_gives_half("paddy_harvest_dry", "milled_rice_medium"),
            paddy_gives_half("milled_rice_medium", "brown_rice"),
        ];
        let missing = |on| {
            let refused = check_forms(std::slice::from_ref(&line), &yields, day(on)).expect_err("no yield");
            assert_eq!(refused.code, RefusalCode::ContractNotGuaranteed);
            refused.unmet.into_iter().map(|unmet| (unmet.rule, unmet.subject)).collect::<Vec<_>>()
        };
        let rule = |form: &str| ("yield_in_force".to_owned(), form.to_owned());
        assert_eq!(missing("2026-12-31"), [rule("brown_rice")], "a yield is not turned round");
        assert_eq!(missing("2027-01-01"), [rule("brown_rice"), rule("paddy_harvest_dry")]);
        assert_eq!(line.unconverted(&yields, day("2026-12-31")).map(FormCode::as_str), Some("brown_rice"));
        let paddy = rice(&["paddy_harvest_dry"]);
        assert_eq!(check_forms(&[paddy, rice(&[])], &yields, day("2026-12-31")), Ok(()));
    }

    #[test]
    fn what_is_not_weighed_is_not_met_in_several_forms() {
        let codes = |line: &ContractLineTerms| {
            let wrong = line.validate(QuantityRule::Required, "/lines/0");
            wrong.into_iter().map(|one| (one.pointer, one.code)).collect::<Vec<_>>()
        };
        assert!(codes(&rice(&["paddy_harvest_dry"])).is_empty());
        let at = |code| ("/lines/0/also_form_codes".to_owned(), code);
        assert_eq!(codes(&rice(&["milled_rice_medium"])), [at("same-form")]);
        let heads = ContractLineTerms {
            unit: Unit::Hea,
            quantity: Quantity::parse("30", Unit::Hea).ok(),
            price_basis: PriceBasis::PerHead,
            drawdown: Dimension::Head,
            ..rice(&["carcass"])
        };
        assert_eq!(codes(&heads), [at("no-weight")]);
        let many: Vec<String> = (0..11).map(|number| format!("form_{number}")).collect();
        assert_eq!(codes(&rice(&many.iter().map(String::as_str).collect::<Vec<_>>())), [at("item-count")]);
    }
}
