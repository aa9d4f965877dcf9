//! What an amendment changes: the difference of two texts, the kinds derived from it, what it reduces, and its one canonical
//! text.
//!
//! Owns: which changes make which kind, and that nothing is reduced below what is taken already. Refuses: an amendment that
//! changes nothing, a contract that ends before its last receipt can be claimed about.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::Value;

use crate::shared::{
    Bilingual, CommodityCode, ContractLineId, Period, Price, Refusal, RefusalCode, TextHash, Unit, Unmet,
};
use crate::words::{self, amount};
use crate::{labels, say};

use crate::agreement::cooperation::agreement_terms::{Attached, CanonicalText, sort_papers};
use crate::agreement::cooperation::contract_terms::ContractLineTerms;

labels! {
    /// What an amendment is about, derived from what it changes.
    pub enum AmendmentKind {
        /// Quantities and tolerances.
        Volume = "volume",
        /// Commodities that come or go.
        Commodity = "commodity",
        /// Forms and names of goods within a commodity.
        Variety = "variety",
        /// The last day.
        Period = "period",
        /// Prices and what they count.
        PriceRule = "price_rule",
        /// The title.
        Title = "title",
    }
}

/// One thing that differs between two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: AmendmentKind,
    /// The field, as on the wire; `line` for a line as a whole.
    pub field: &'static str,
    /// The contract line it is of.
    pub line: Option<ContractLineId>,
    /// What was said, in words; none where nothing was.
    pub before: Option<Bilingual>,
    /// What is said from now on; none where nothing is.
    pub after: Option<Bilingual>,
}

/// A line of one of the two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// Its id, the same in both texts.
    pub id: ContractLineId,
    /// Its place on the paper.
    pub number: i32,
    /// What it says.
    pub terms: ContractLineTerms,
}

/// What an amendment may change of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractText {
    /// Title.
    pub title: String,
    /// First and last day.
    pub period: Period,
    /// The lines.
    pub lines: Vec<TextLine>,
}

/// What an amendment may change of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementText {
    /// Title.
    pub title: String,
    /// First and last day.
    pub period: Period,
    /// The commodities it covers.
    pub commodities: BTreeSet<CommodityCode>,
}

impl ContractText {
    /// What differs in `after`, in the order of the paper.
    pub fn changes(&self, after: &Self) -> Vec<Change> {
        let mut changes = frame_changes((&self.title, &self.period), (&after.title, &after.period));
        for line in &after.lines {
            match self.line(line.id) {
                Some(before) => changes.extend(line_changes(before, line)),
                None => changes.push(self.whole_line(line, None, Some(goods(&line.terms)))),
            }
        }
        let gone = self.lines.iter().filter(|line| after.line(line.id).is_none());
        changes.extend(gone.map(|line| after.whole_line(line, Some(goods(&line.terms)), None)));
        changes
    }

    /// What `after` lets be ordered less of, with the new quantity in base units: 0 where the line goes.
    pub fn reductions(&self, after: &Self) -> Vec<Reduction> {
        let less = |line: &TextLine| {
            let (before, after) =
                (figures(&line.terms), after.line(line.id).map(|after| figures(&after.terms)));
            let (to, limit) = match (before, after) {
                (Some((before, most)), Some(Some((to, limit)))) if to < before || limit < most => (to, limit),
                (_, None) => (0, 0),
                _ => return None,
            };
            Some(Reduction { line: line.id, number: line.number, unit: line.terms.unit, to, limit })
        };
        self.lines.iter().filter_map(less).collect()
    }

    fn line(&self, id: ContractLineId) -> Option<&TextLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// A line that comes or goes: of a commodity of its own, or another form of one that this text has anyway.
    fn whole_line(&self, line: &TextLine, before: Option<Bilingual>, after: Option<Bilingual>) -> Change {
        let known = self.lines.iter().any(|own| own.terms.commodity == line.terms.commodity);
        let kind = if known { AmendmentKind::Variety } else { AmendmentKind::Commodity };
        Change { kind, field: "line", line: Some(line.id), before, after }
    }
}

impl AgreementText {
    /// What differs in `after`.
    pub fn changes(&self, after: &Self) -> Vec<Change> {
        let mut changes = frame_changes((&self.title, &self.period), (&after.title, &after.period));
        let named = |code: &CommodityCode| Some(words::commodity(code));
        let commodity = |before, after| Change {
            kind: AmendmentKind::Commodity,
            field: "commodities",
            line: None,
            before,
            after,
        };
        let gone = self.commodities.difference(&after.commodities);
        changes.extend(gone.map(|code| commodity(named(code), None)));
        let new = after.commodities.difference(&self.commodities);
        changes.extend(new.map(|code| commodity(None, named(code))));
        changes
    }
}

/// The kinds of some changes, each once.
pub fn amendment_kinds(changes: &[Change]) -> Vec<AmendmentKind> {
    AmendmentKind::ALL.iter().copied().filter(|kind| changes.iter().any(|one| one.kind == *kind)).collect()
}

fn frame_changes((title, period): (&str, &Period), (new, until): (&str, &Period)) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut differs = |kind, field, before, after| {
        if before != after {
            changes.push(Change { kind, field, line: None, before, after });
        }
    };
    differs(AmendmentKind::Title, "title", Some(Bilingual::same(title)), Some(Bilingual::same(new)));
    let last = |period: &Period| period.until.map(words::date);
    differs(AmendmentKind::Period, "valid_until_date", last(period), last(until));
    changes
}

fn line_changes(before: &TextLine, after: &TextLine) -> Vec<Change> {
    let (old, new) = (&before.terms, &after.terms);
    let quantity = |terms: &ContractLineTerms| terms.quantity.map(words::quantity);
    let tolerance = |bp: u16| Some(words::percent(i64::from(bp)));
    let price = |terms: &ContractLineTerms| {
        Some(words::price(Price { money: terms.price, basis: terms.price_basis }))
    };
    let called = |terms: &ContractLineTerms| terms.description.as_ref().map(Bilingual::same);
    let fields = [
        (AmendmentKind::Volume, "quantity", quantity(old), quantity(new)),
        (
            AmendmentKind::Volume,
            "over_tolerance_bp",
            tolerance(old.over_tolerance_bp),
            tolerance(new.over_tolerance_bp),
        ),
        (
            AmendmentKind::Volume,
            "under_tolerance_bp",
            tolerance(old.under_tolerance_bp),
            tolerance(new.under_tolerance_bp),
        ),
        (AmendmentKind::PriceRule, "price", price(old), price(new)),
        (AmendmentKind::Variety, "also_form_codes", old.also_named(), new.also_named()),
        (AmendmentKind::Variety, "description", called(old), called(new)),
    ];
    let differing = fields.into_iter().filter(|(_, _, before, after)| before != after);
    let line = Some(after.id);
    differing.map(|(kind, field, before, after)| Change { kind, field, line, before, after }).collect()
}

/// A line in words: what, and how much of it.
fn goods(terms: &ContractLineTerms) -> Bilingual {
    let name = words::commodity(&terms.commodity);
    match terms.quantity {
        Some(quantity) => say!("{name}, {quantity}", "{name}, {quantity}", name = name, quantity = quantity),
        None => name,
    }
}

/// What a line commits, and what may be accepted at most: with its tolerance, rounded down.
fn figures(terms: &ContractLineTerms) -> Option<(i64, i64)> {
    let committed = terms.quantity?.base();
    let limit = i128::from(committed) * (10_000 + i128::from(terms.over_tolerance_bp)) / 10_000;
    Some((committed, i64::try_from(limit).unwrap_or(i64::MAX)))
}

/// A contract line of which less may be ordered than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduction {
    /// The line.
    pub line: ContractLineId,
    /// Its place on the paper.
    pub number: i32,
    /// The unit people write it in.
    pub unit: Unit,
    /// The new quantity, in base units.
    pub to: i64,
    /// What may be accepted at most by it, with its tolerance.
    pub limit: i64,
}

/// What is taken of a contract line already, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Accepted by posted receipts that were not taken back.
    pub accepted: i64,
    /// Ordered and not accepted yet, over open orders.
    pub open: i64,
}

impl Reduction {
    /// Whether what is taken fits: with orders open into the new quantity, for no tolerance is for ordering; without any
    /// into what may be accepted by it.
    pub fn fits(&self, taken: Taken) -> bool {
        let all = i128::from(taken.accepted) + i128::from(taken.open);
        all <= i128::from(self.to) || (taken.open == 0 && taken.accepted <= self.limit)
    }
}

/// Nothing is reduced below what was accepted and what is ordered (DOMAIN section 11).
///
/// # Errors
/// `amendment-rule` naming each line with its figures.
pub fn check_reductions(reductions: &[(Reduction, Taken)]) -> Result<(), Refusal> {
    let below = |(reduction, figures): &(Reduction, Taken)| {
        let Taken { accepted, open } = figures;
        let (taken, unit) = (i128::from(*accepted) + i128::from(*open), reduction.unit);
        (!reduction.fits(*figures)).then(|| {
            let how = say!(
                "Baris {number} sudah diterima {accepted} dan masih dipesan {open}. Isi paling sedikit {taken}, atau tutup \
                 pesanan yang tidak akan dikirim lebih dahulu.",
                "Of line {number} {accepted} are accepted and {open} are still on order. Give at least {taken}, or first \
                 close orders that will not be delivered.",
                number = words::number(&reduction.number.to_string()),
                accepted = amount(*accepted, unit),
                open = amount(*open, unit),
                taken = amount(taken, unit),
            );
            let least = amount(taken, unit);
            let required = say!("paling sedikit {least}", "at least {least}", least = least);
            Unmet::new("not_below_what_is_taken", reduction.line, amount(reduction.to, unit), required, how)
        })
    };
    Refusal::unless_empty(RefusalCode::AmendmentRule, reductions.iter().filter_map(below).collect())
}

/// A contract does not end before what was received last can be claimed about: `last` is the day of the last receipt,
/// `window` the days in which claims are raised.
///
/// # Errors
/// `amendment-rule` with the earliest last day.
pub fn check_earliest_end(until: NaiveDate, last: Option<NaiveDate>, window: u16) -> Result<(), Refusal> {
    let earliest = last.map(|day| day.checked_add_days(Days::new(window.into())).unwrap_or(day));
    let broken = earliest.filter(|earliest| until < *earliest).map(|earliest| {
        let how = say!(
            "Barang terakhir diterima pada {last}, dan klaim masih dapat diajukan sampai {earliest}. Pilih hari itu atau \
             sesudahnya.",
            "The last goods were received on {last}, and claims may be raised until {earliest}. Choose that day or a later \
             one.",
            last = last.unwrap_or(earliest),
            earliest = earliest,
        );
        let required = say!("{earliest} atau sesudahnya", "{earliest} or later", earliest = earliest);
        Unmet::new("not_before_claims_end", "valid_until_date", until, required, how)
    });
    Refusal::unless_empty(RefusalCode::AmendmentRule, broken.into_iter().collect())
}

/// The one text of an amendment that everybody says yes to.
#[derive(Debug)]
pub struct AmendmentTerms<'a> {
    /// The agreement or contract, by its id on the wire.
    pub amends: String,
    /// Which amendment of it, from 1.
    pub number: i32,
    /// The hash of the text it changes.
    pub before: &'a TextHash,
    /// Why.
    pub rationale: &'a str,
    /// From which day on.
    pub effective_date: NaiveDate,
    /// The canonical text of the whole new terms.
    pub terms: &'a str,
    /// The lines in order, by their ids; of a contract.
    pub lines: Vec<ContractLineId>,
    /// Attached papers.
    pub attachments: Vec<Attached>,
}

#[derive(Serialize)]
struct AmendmentText<'a> {
    amends: &'a str,
    number: i32,
    before_sha256: &'a TextHash,
    rationale: &'a str,
    effective_date: NaiveDate,
    terms: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    line_ids: Vec<ContractLineId>,
    attachments: Vec<Attached>,
}

impl AmendmentTerms<'_> {
    /// The canonical text and its hash.
    pub fn canonical(&self) -> CanonicalText {
        let mut attachments = self.attachments.clone();
        sort_papers(&mut attachments);
        CanonicalText::of(&AmendmentText {
            amends: &self.amends,
            number: self.number,
            before_sha256: self.before,
            rationale: self.rationale,
            effective_date: self.effective_date,
            // Made by us as JSON; what is none stands as it is.
            terms: serde_json::from_str(self.terms).unwrap_or_else(|_| self.terms.into()),
            line_ids: self.lines.clone(),
            attachments,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Dimension, Id as _, Money, PriceBasis, Quantity};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn line(number: i32, commodity: &str, form: &str, kg: Option<u32>) -> TextLine {
        let terms = ContractLineTerms {
            commodity: commodity.parse().expect("a code"),
            form: form.parse().expect("a code"),
            also_forms: BTreeSet::new(),
            unit: Unit::Kgm,
            quantity: kg.map(|kg| Quantity::parse(&kg.to_string(), Unit::Kgm).expect("a quantity")),
            over_tolerance_bp: 0,
            under_tolerance_bp: 0,
            price: Money(22_500),
            price_basis: PriceBasis::PerKgNet,
            drawdown: Dimension::Mass,
            description: None,
        };
        TextLine {
            id: ContractLineId::from_uuid(Uuid::from_u128(number.unsigned_abs().into())),
            number,
            terms,
        }
    }

    fn text(lines: Vec<TextLine>) -> ContractText {
        let period = Period { from: day("2022-06-10"), until: Some(day("2023-06-09")) };
        ContractText { title: "Telur".to_owned(), period, lines }
    }

    #[test]
    fn kinds_follow_from_what_differs() {
        let before =
            text(vec![line(1, "eggs", "fresh", Some(120_000)), line(2, "rice", "milled_rice", Some(9))]);
        assert!(before.changes(&before).is_empty());
        let mut after = before.clone();
        after.period.until = Some(day("2024-06-09"));
        after.lines[0].terms.quantity = Quantity::parse("200000", Unit::Kgm).ok();
        after.lines[0].terms.price = Money(23_000);
        after.lines.push(line(3, "chilli", "fresh", Some(5_000)));
        after.lines.push(line(4, "eggs", "salted", Some(100)));
        let changes = before.changes(&after);
        use AmendmentKind as K;
        assert_eq!(amendment_kinds(&changes), [K::Volume, K::Commodity, K::Variety, K::Period, K::PriceRule]);
        let volume = changes.iter().find(|one| one.kind == K::Volume).expect("a change of volume");
        let said = |text: &Option<Bilingual>| text.as_ref().map(|text| text.id.clone());
        assert_eq!(said(&volume.before).as_deref(), Some("120.000 kg"));
        assert_eq!(
            (said(&volume.after).as_deref(), volume.line),
            (Some("200.000 kg"), Some(after.lines[0].id))
        );
        let back = after.changes(&before);
        let gone = back.iter().find(|one| one.kind == K::Commodity).expect("a commodity goes");
        assert!(gone.after.is_none() && gone.before.is_some());
    }

    #[test]
    fn an_agreement_changes_its_commodities_period_and_title() {
        let before = AgreementText {
            title: "Kerja sama".to_owned(),
            period: Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) },
            commodities: BTreeSet::from(["eggs".parse().expect("a code")]),
        };
        let mut after = before.clone();
        after.commodities = BTreeSet::from(["chilli".parse().expect("a code")]);
        after.period.until = Some(day("2028-06-09"));
        let kinds = amendment_kinds(&before.changes(&after));
        assert_eq!(kinds, [AmendmentKind::Commodity, AmendmentKind::Period]);
    }

    #[test]
    fn a_reduction_names_every_line_with_its_figures() {
        let before = text(vec![line(1, "eggs", "fresh", Some(120)), line(2, "rice", "milled_rice", None)]);
        let mut after = before.clone();
        after.lines[0].terms.quantity = Quantity::parse("50", Unit::Kgm).ok();
        after.lines.pop();
        let reductions = before.reductions(&after);
        let to: Vec<_> = reductions.iter().map(|one| (one.number, one.to)).collect();
        assert_eq!(to, [(1, 50_000), (2, 0)]);
        let taken = |accepted, open| {
            reductions.iter().map(|one| (*one, Taken { accepted, open })).collect::<Vec<_>>()
        };
        assert_eq!(check_reductions(&taken(0, 0)), Ok(()));
        let refusal = check_reductions(&taken(30_000, 20_001)).expect_err("a gram too many");
        assert_eq!(refusal.code, RefusalCode::AmendmentRule);
        assert_eq!(refusal.unmet.len(), 2);
        assert_eq!(refusal.unmet[0].required.en, "at least 50.001 kg");
        assert!(
            refusal.unmet[0].how_to_fix.en.contains("30 kg are accepted and 20.001 kg are still on order")
        );
        assert!(after.reductions(&before).is_empty(), "more, and a line that comes, reduces nothing");
        let mut tolerant = before.clone();
        tolerant.lines[0].terms.over_tolerance_bp = 2_000;
        let strict = tolerant.reductions(&before);
        let fits = |accepted, open| strict[0].fits(Taken { accepted, open });
        assert_eq!((strict.len(), strict[0].to, strict[0].limit), (1, 120_000, 120_000));
        assert!(fits(120_000, 0) && !fits(144_000, 0) && !fits(100_000, 20_001));
        assert!(Reduction { limit: 144_000, ..strict[0] }.fits(Taken { accepted: 144_000, open: 0 }));
    }

    #[test]
    fn a_contract_outlives_the_claims_about_its_last_goods() {
        let check = |until: &str| check_earliest_end(day(until), Some(day("2022-09-01")), 3).is_ok();
        assert!(check("2022-09-04") && !check("2022-09-03"));
        assert_eq!(check_earliest_end(day("2022-01-01"), None, 3), Ok(()));
    }

    #[test]
    fn any_change_of_an_amendment_is_another_text() {
        let hash = |number, rationale: &str, effective: &str, terms: &str| {
            let before = TextHash::of_bytes(b"before");
            let terms = AmendmentTerms {
                amends: "ctr_1".to_owned(),
                number,
                before: &before,
                rationale,
                effective_date: day(effective),
                terms,
                lines: vec![],
                attachments: vec![],
            };
            terms.canonical().hash
        };
        let one = hash(1, "more", "2022-09-01", "{\"title\":\"a\"}");
        for other in [
            hash(2, "more", "2022-09-01", "{\"title\":\"a\"}"),
            hash(1, "less", "2022-09-01", "{\"title\":\"a\"}"),
            hash(1, "more", "2022-09-02", "{\"title\":\"a\"}"),
            hash(1, "more", "2022-09-01", "{\"title\":\"b\"}"),
        ] {
            assert_ne!(one, other);
        }
    }

    proptest! {
        #[test]
        fn what_is_reduced_is_what_falls(before in prop::option::of(0_u32..500), after in prop::option::of(0_u32..500)) {
            let (old, new) = (text(vec![line(1, "eggs", "fresh", before)]), text(vec![line(1, "eggs", "fresh", after)]));
            let falls = matches!((before, after), (Some(before), Some(after)) if after < before);
            prop_assert_eq!(!old.reductions(&new).is_empty(), falls);
        }
    }
}
