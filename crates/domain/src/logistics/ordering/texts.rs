//! What a contract line commits by each text of its contract, on a day and as far as it was known.
//!
//! Owns the choice of the text (the last one signed whose day has come) and what texts of later days, or proposed ones, hold
//! back. Terms of one day alone are [`LineTerms`].

use chrono::{DateTime, NaiveDate, Utc};

use super::balance::LineTerms;
use crate::shared::{in_force_after, in_force_at};

/// What one text says of a contract line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineText {
    /// The first day on which it holds.
    pub in_force_from: NaiveDate,
    /// When its last signature was recorded.
    pub recorded_at: DateTime<Utc>,
    /// What it commits, in base units, and how much more may be received, in basis points; none where the line does not stand
    /// in it, which commits nothing by it.
    pub says: Option<(Option<i64>, u32)>,
}

/// All texts of a contract line in the order signed; `present` is what it says now, and all there is while nothing was amended.
#[derive(Debug, Clone, Copy)]
pub struct LineTexts<'a> {
    /// The terms last read.
    pub present: LineTerms,
    /// Every text, the first one first; empty while there is one alone.
    pub texts: &'a [LineText],
    /// The lower quantity that a proposed text asks for, in base units, where one does.
    pub proposed: Option<i64>,
}

impl LineTexts<'_> {
    /// The terms in force on a day, as far as they were signed by then.
    pub fn terms_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> LineTerms {
        let said = in_force_at(self.texts, |text| (text.in_force_from, text.recorded_at), day, known_at);
        let terms = LineTerms { cap: None, ..self.present };
        match said.map(|text| text.says) {
            None => terms,
            Some(None) => LineTerms { committed: Some(0), over_tolerance_bp: 0, ..terms },
            Some(Some((committed, over_tolerance_bp))) => LineTerms { committed, over_tolerance_bp, ..terms },
        }
    }

    /// The terms that orders and receipts are judged by on a day: those in force, and what later texts or a proposed one let be
    /// ordered less.
    pub fn terms_on(&self, day: NaiveDate) -> LineTerms {
        let later = in_force_after(self.texts, |text| text.in_force_from, day);
        let lower = later.filter_map(|text| text.says.map_or(Some(0), |(committed, _)| committed));
        LineTerms { cap: lower.chain(self.proposed).min(), ..self.terms_at(day, DateTime::<Utc>::MAX_UTC) }
    }
}
