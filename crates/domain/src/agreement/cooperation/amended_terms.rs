//! What an amendment changes: the difference of two texts, the kinds derived from it, what it reduces, and its one canonical
//! text.
//!
//! Owns: which changes make which kind, and which of them reduce a line. What may be reduced: [`super::reductions`].

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use crate::shared::{Bilingual, CanonicalText, CommodityCode, ContractLineId, Money, Period, TextHash};
use crate::{labels, say, words};

use crate::agreement::cooperation::agreement_terms::{Attached, sort_papers};
use crate::agreement::cooperation::contract_terms::ContractLineTerms;
use crate::agreement::cooperation::contract_types::Festival;
use crate::agreement::cooperation::reductions::Reduction;

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
        /// Where goods come from: the seasons they grow in.
        Source = "source",
        /// The festival that animals are held for.
        Festival = "festival",
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
    /// The largest amount it may reach; none where nothing limits that.
    pub value_limit: Option<Money>,
    /// The lines.
    pub lines: Vec<TextLine>,
    /// The day by which a trial is evaluated.
    pub evaluation_due: Option<NaiveDate>,
    /// The festival of a hold.
    pub festival: Option<Festival>,
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
        changes.extend(self.value_change(after));
        changes.extend(self.evaluation_change(after));
        if self.festival != after.festival {
            let [before, after] = [self, after].map(|text| text.festival.as_ref().map(held));
            changes.push(Change {
                kind: AmendmentKind::Festival,
                field: "festival",
                line: None,
                before,
                after,
            });
        }
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

/// Kind, field, what was said of it, and what is said from now on.
type FieldChange = (AmendmentKind, &'static str, Option<Bilingual>, Option<Bilingual>);

fn line_changes(before: &TextLine, after: &TextLine) -> Vec<Change> {
    let (old, new) = (&before.terms, &after.terms);
    let quantity = |terms: &ContractLineTerms| terms.quantity.map(words::quantity);
    let tolerance = |bp: u16| Some(words::percent(i64::from(bp)));
    let called = |terms: &ContractLineTerms| terms.description.as_ref().map(Bilingual::same);
    let grown = |terms: &ContractLineTerms| {
        let seasons: Vec<String> = terms.source.seasons.iter().map(ToString::to_string).collect();
        (!seasons.is_empty()).then(|| Bilingual::same(seasons.join(", ")))
    };
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
        (AmendmentKind::Variety, "also_form_codes", old.also_named(), new.also_named()),
        (AmendmentKind::Variety, "description", called(old), called(new)),
        (AmendmentKind::Source, "season_ids", grown(old), grown(new)),
    ];
    let differing = fields.into_iter().filter(|(_, _, before, after)| before != after);
    let line = Some(after.id);
    let change = |(kind, field, before, after)| Change { kind, field, line, before, after };
    differing.chain(price_changes(old, new)).map(change).collect()
}

/// Another price or rule, and other goods that a rule tells apart. The rules themselves are compared: two of them may read alike.
fn price_changes(old: &ContractLineTerms, new: &ContractLineTerms) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    if (&old.price, old.price_basis) != (&new.price, new.price_basis) {
        let fixed = old.price.fixed_price().and(new.price.fixed_price()).is_some();
        let field = if fixed { "price" } else { "price_rule" };
        let said = |terms: &ContractLineTerms| Some(terms.price.said(terms.price_basis));
        changes.push((AmendmentKind::PriceRule, field, said(old), said(new)));
    }
    if !old.price.same_goods(&new.price) {
        changes.push((AmendmentKind::Variety, "price_rule", old.price.goods(), new.price.goods()));
    }
    changes
}

/// A festival in words.
fn held(festival: &Festival) -> Bilingual {
    say!(
        "{name}, {day}, ditahan sejak {from}",
        "{name}, {day}, held from {from} on",
        name = Bilingual::same(&festival.name),
        day = festival.festival_date,
        from = festival.hold_from_date,
    )
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
mod tests;
