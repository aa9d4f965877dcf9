//! The terms on which a claim ends: a remedy with its quantity and its amount.
//!
//! Owns what each remedy needs, and that nobody gives back more than was claimed, nor more than the goods were worth. Refuses:
//! to derive an amount; people name it.

use crate::shared::{Bilingual, Invalid, Money, PartyId, Refusal, RefusalCode, Unit, Unmet};
use crate::words::amount;
use crate::{labels, say};

labels! {
    /// How a claim ends.
    pub enum ClaimRemedy {
        /// The goods stay accepted as they are.
        Accept = "accept",
        /// A part no longer counts as accepted.
        Reduce = "reduce",
        /// A part is delivered anew.
        Replace = "replace",
        /// The goods stay accepted at a lower price.
        PriceCut = "price_cut",
        /// A part goes back and no longer counts as accepted.
        Return = "return",
    }
}

impl ClaimRemedy {
    /// Whether a part of the goods no longer counts as accepted.
    pub const fn takes_back(self) -> bool {
        matches!(self, Self::Reduce | Self::Return)
    }

    const fn has_quantity(self) -> bool {
        matches!(self, Self::Reduce | Self::Return | Self::Replace)
    }

    const fn has_amount(self) -> bool {
        matches!(self, Self::Reduce | Self::Return | Self::PriceCut)
    }
}

/// What one side offers, or a coordinator decides; the quantity in base units of the claim's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimTerms {
    /// How it ends.
    pub remedy: ClaimRemedy,
    /// How much of the goods.
    pub quantity: Option<i64>,
    /// Rupiah that go back.
    pub amount: Option<Money>,
}

/// What of the claimed goods can stop counting as accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClaimedOf {
    /// Nothing: they were lost or missing, and never counted.
    #[default]
    Lost,
    /// At most so much of what a receipt line accepted, less what other claims took back.
    Accepted(i64),
    /// They are claimed on no receipt line, or in another measure than that in which it counts.
    Uncounted,
}

/// What terms may reach: what was claimed, and what the goods were worth; `None` where nothing limits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClaimBounds {
    /// The claimed quantity with its unit.
    pub quantity: Option<(i64, Unit)>,
    /// The claimed amount.
    pub amount: Option<Money>,
    /// What the goods were worth, less what other claims on them gave back.
    pub worth: Option<Money>,
    /// What of them can stop counting as accepted.
    pub of: ClaimedOf,
}

impl ClaimBounds {
    /// Whether no more is claimed than the goods were worth.
    ///
    /// # Errors
    /// `claim-rule`.
    pub fn check_claimed(&self) -> Result<(), Refusal> {
        let unmet = over("amount_within_worth", self.amount, self.worth);
        Refusal::unless_empty(RefusalCode::ClaimRule, unmet.into_iter().collect())
    }
}

impl ClaimTerms {
    /// What is wrong with the terms by themselves: each remedy has its quantity and its amount, and no other figure.
    pub fn invalid(&self, pointer: &str) -> Vec<Invalid> {
        let remedy = self.remedy;
        let figures = [
            ("quantity", remedy.has_quantity(), self.quantity.is_some()),
            ("amount", remedy.has_amount(), self.amount.is_some()),
        ];
        let wrong = figures.into_iter().filter(|(_, needed, given)| needed != given);
        let invalid = |(field, needed, _): (&str, bool, bool)| {
            let detail = if needed {
                say!(
                    "Isi angka ini: {remedy} memerlukannya.",
                    "Give this figure: {remedy} needs it.",
                    remedy = remedy
                )
            } else {
                say!(
                    "Kosongkan angka ini: {remedy} tidak memakainya.",
                    "Leave this out: {remedy} has no such figure.",
                    remedy = remedy
                )
            };
            Invalid::says(format!("{pointer}/{field}"), if needed { "required" } else { "not-used" }, detail)
        };
        wrong.map(invalid).collect()
    }

    /// How much no longer counts as accepted once the claim ends on these terms.
    pub fn taken_back(&self, bounds: &ClaimBounds) -> Option<i64> {
        let counted = matches!(bounds.of, ClaimedOf::Accepted(_));
        self.quantity.filter(|_| counted && self.remedy.takes_back())
    }

    /// Whether they give back no more than was claimed and accepted, and than the goods were worth.
    ///
    /// # Errors
    /// `claim-rule` naming each figure that goes beyond.
    pub fn check(&self, bounds: &ClaimBounds) -> Result<(), Refusal> {
        let mut unmet = Vec::new();
        match (self.quantity, bounds.quantity) {
            (Some(base), Some((claimed, unit))) if base > claimed => {
                unmet.push(beyond(
                    "quantity_as_claimed",
                    "quantity",
                    amount(base, unit),
                    amount(claimed, unit),
                ));
            }
            (Some(_), None) => unmet.push(no_quantity()),
            _ => {}
        }
        match bounds.of {
            ClaimedOf::Uncounted if self.remedy.takes_back() => unmet.push(uncounted(self.remedy)),
            ClaimedOf::Accepted(most) => {
                let unit = bounds.quantity.map_or(Unit::Kgm, |(_, unit)| unit);
                let over = self.taken_back(bounds).filter(|taken| *taken > most);
                unmet.extend(over.map(|taken| {
                    beyond("quantity_as_accepted", "quantity", amount(taken, unit), amount(most, unit))
                }));
            }
            _ => {}
        }
        unmet.extend(over("amount_as_claimed", self.amount, bounds.amount));
        unmet.extend(over("amount_within_worth", self.amount, bounds.worth));
        Refusal::unless_empty(RefusalCode::ClaimRule, unmet)
    }
}

/// An amount beyond the most that it may be; nothing where either is not known.
fn over(rule: &str, amount: Option<Money>, most: Option<Money>) -> Option<Unmet> {
    let (amount, most) = amount.zip(most).filter(|(amount, most)| amount > most)?;
    Some(beyond(rule, "amount", amount.into(), most.into()))
}

/// Whether a side may take the offer that stands: there is one, and the other side made it.
///
/// # Errors
/// `claim-rule` without an offer; `four-eyes` for its own.
pub fn check_offer_taken(offered_by: Option<PartyId>, taker: PartyId) -> Result<(), Refusal> {
    let Some(offered_by) = offered_by else {
        let how = Bilingual::new(
            "Ajukan penyelesaian dengan menjawab klaim ini; pihak lain yang menyetujuinya.",
            "Answer the claim with an offer; the other side takes it.",
        );
        let required = Bilingual::new("usulan pihak lain", "an offer of the other side");
        let unmet = Unmet::new("offer_on_the_table", "claim", crate::words::none(), required, how);
        return Err(claim_refused(RefusalCode::ClaimRule, unmet));
    };
    if offered_by != taker {
        return Ok(());
    }
    let how = Bilingual::new(
        "Usulan pihak Anda sendiri disetujui oleh pihak lain.",
        "What your own side offers is for the other side to take.",
    );
    let (found, required) = (
        Bilingual::new("pihak yang mengusulkan", "the side that offers"),
        Bilingual::new("pihak lain", "the other side"),
    );
    Err(claim_refused(
        RefusalCode::FourEyes,
        Unmet::new("another_side_accepts", "claim", found, required, how),
    ))
}

pub(super) fn claim_refused(code: RefusalCode, unmet: Unmet) -> Refusal {
    Refusal::rule(code, vec![unmet])
}

fn beyond(rule: &str, subject: &str, found: Bilingual, most: Bilingual) -> Unmet {
    let required = say!("paling banyak {most}", "at most {most}", most = most.clone());
    let how = say!("Isi paling banyak {most}.", "Give {most} at most.", most = most);
    Unmet::new(rule, subject, found, required, how)
}

fn uncounted(remedy: ClaimRemedy) -> Unmet {
    let how = Bilingual::new(
        "Klaim baris penerimaan dalam ukuran baris kontraknya, atau pilih penyelesaian lain.",
        "Claim a line of a receipt in the measure of its contract line, or choose another remedy.",
    );
    let required = Bilingual::new("barang yang dihitung sebagai diterima", "goods that count as accepted");
    Unmet::new("taken_back_as_counted", "remedy", remedy, required, how)
}

fn no_quantity() -> Unmet {
    let how = Bilingual::new(
        "Klaim ini tidak menyebut jumlah barang; pilih penyelesaian tanpa jumlah.",
        "This claim names no quantity of goods; choose a remedy without one.",
    );
    let required = Bilingual::new("tanpa jumlah barang", "no quantity");
    Unmet::new(
        "quantity_as_claimed",
        "quantity",
        Bilingual::new("jumlah barang", "a quantity"),
        required,
        how,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use uuid::Uuid;

    fn terms(remedy: ClaimRemedy, quantity: Option<i64>, rupiah: Option<i64>) -> ClaimTerms {
        ClaimTerms { remedy, quantity, amount: rupiah.map(Money) }
    }

    #[test]
    fn each_remedy_has_its_figures_and_no_other() {
        let wrong = |remedy, quantity, rupiah| {
            let invalid = terms(remedy, quantity, rupiah).invalid("/offer");
            invalid.into_iter().map(|one| format!("{} {}", one.pointer, one.code)).collect::<Vec<_>>()
        };
        assert_eq!(wrong(ClaimRemedy::Accept, None, None), [""; 0]);
        assert_eq!(
            wrong(ClaimRemedy::Accept, Some(1), Some(1)),
            ["/offer/quantity not-used", "/offer/amount not-used"]
        );
        assert_eq!(
            wrong(ClaimRemedy::Reduce, None, None),
            ["/offer/quantity required", "/offer/amount required"]
        );
        assert_eq!(wrong(ClaimRemedy::Replace, Some(1), None), [""; 0]);
        assert_eq!(wrong(ClaimRemedy::PriceCut, Some(1), Some(1)), ["/offer/quantity not-used"]);
        assert_eq!(wrong(ClaimRemedy::Return, Some(1), Some(1)), [""; 0]);
        let back: Vec<_> = ClaimRemedy::ALL.iter().filter(|one| one.takes_back()).collect();
        assert_eq!(back, [&ClaimRemedy::Reduce, &ClaimRemedy::Return]);
    }

    #[test]
    fn nobody_gives_back_more_than_was_claimed_or_than_the_goods_were_worth() {
        let bounds = ClaimBounds {
            quantity: Some((43_500, Unit::Kgm)),
            amount: None,
            worth: Some(Money(720_000)),
            of: ClaimedOf::Lost,
        };
        let rules = |one: ClaimTerms, bounds: &ClaimBounds| match one.check(bounds) {
            Ok(()) => Vec::new(),
            Err(refusal) => refusal.unmet.into_iter().map(|unmet| unmet.rule).collect(),
        };
        assert_eq!(rules(terms(ClaimRemedy::Reduce, Some(43_500), Some(720_000)), &bounds), [""; 0]);
        assert_eq!(
            rules(terms(ClaimRemedy::Reduce, Some(43_501), Some(720_001)), &bounds),
            ["quantity_as_claimed", "amount_within_worth"]
        );
        let of_money = ClaimBounds { amount: Some(Money(5)), ..ClaimBounds::default() };
        assert_eq!(rules(terms(ClaimRemedy::PriceCut, None, Some(6)), &of_money), ["amount_as_claimed"]);
        assert_eq!(rules(terms(ClaimRemedy::Replace, Some(1), None), &of_money), ["quantity_as_claimed"]);
    }

    #[test]
    fn only_what_counts_as_accepted_is_taken_back() {
        let of = |of| ClaimBounds { quantity: Some((10, Unit::Hea)), of, ..ClaimBounds::default() };
        for remedy in ClaimRemedy::ALL {
            let some = terms(*remedy, Some(7), Some(1));
            assert_eq!(some.taken_back(&of(ClaimedOf::Lost)), None, "{remedy}");
            let counted = of(ClaimedOf::Accepted(6));
            assert_eq!(some.taken_back(&counted), remedy.takes_back().then_some(7), "{remedy}");
            for bounds in [counted, of(ClaimedOf::Uncounted)] {
                assert_eq!(some.check(&bounds).is_err(), remedy.takes_back(), "{remedy} {bounds:?}");
            }
            assert_eq!(some.check(&of(ClaimedOf::Accepted(7))), Ok(()), "{remedy}");
        }
    }

    #[test]
    fn who_offers_does_not_take_the_offer() {
        let [one, other] = [1, 2].map(|number| PartyId::from_uuid(Uuid::from_u128(number)));
        assert_eq!(check_offer_taken(Some(one), other), Ok(()));
        let code = |offered, taker| check_offer_taken(offered, taker).map_err(|refusal| refusal.code);
        assert_eq!(code(Some(one), one), Err(RefusalCode::FourEyes));
        assert_eq!(code(None, one), Err(RefusalCode::ClaimRule));
    }
}
