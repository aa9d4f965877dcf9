//! Whether facilities may be used, on a day or on all days, from what is known of them now.

use api_types::Check;
use api_types::catalog::{
    FacilityUnmetView, FacilityUsabilityQuery, FacilityUsabilitySpansView, FacilityUsabilityView,
};
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{
    FacilityFacts, FacilityKind, FacilityPaper, FacilityRules, KnownFinding, facility_usable, usability_spans,
};
use domain::shared::{DateSense, FacilityId};
use futures_util::future::try_join3;
use service::{Error, Versioned as _, dated};

use super::queries;
use super::rows::FacilityRow;
use crate::sites::findings::known_findings;
use crate::sites::inspections::inspected_days;
use crate::sites::papers::judged_papers;

/// What is answered of a facility and a day; today where none is named.
pub(super) async fn usability(
    conn: &Connection,
    id: FacilityId,
    query: &FacilityUsabilityQuery,
    today: NaiveDate,
) -> Result<FacilityUsabilityView, Error> {
    let mut check = Check::new();
    let day = check.optional_date("?day", query.day, DateSense::Asked, today).unwrap_or(today);
    let facility = queries::find_facility(conn, id).await?;
    check.finish()?;
    let known = AllKnown::of(conn, &[id]).await?;
    let judged = facility_usable(known.of_one(&facility).facts(), &known.rules, day);
    let unmet = judged.err().map_or_else(Vec::new, |refusal| refusal.unmet);
    Ok(FacilityUsabilityView {
        facility_id: id,
        day,
        usable: unmet.is_empty(),
        unmet: unmet.into_iter().map(FacilityUnmetView::from).collect(),
    })
}

/// Facilities with what holds of them on all days.
pub(super) async fn usabilities(
    conn: &Connection,
    facilities: Vec<FacilityRow>,
) -> Result<Vec<FacilityUsabilitySpansView>, Error> {
    let ids: Vec<FacilityId> = facilities.iter().map(|row| row.id).collect();
    let known = AllKnown::of(conn, &ids).await?;
    let view = |row: FacilityRow| {
        let of_one = known.of_one(&row);
        FacilityUsabilitySpansView {
            spans: usability_spans(of_one.facts(), &known.rules).into_iter().map(Into::into).collect(),
            version: of_one.version,
            facility: row.view(),
        }
    };
    Ok(facilities.into_iter().map(view).collect())
}

/// A fact about a facility.
pub(in crate::sites) struct Known<T> {
    /// The facility.
    pub(in crate::sites) of: FacilityId,
    /// Version of what says so.
    pub(in crate::sites) version: i64,
    /// What is known.
    pub(in crate::sites) fact: T,
}

/// What is known of some facilities, and the rules of all days.
struct AllKnown {
    papers: Vec<Known<FacilityPaper>>,
    inspected: Vec<Known<NaiveDate>>,
    findings: Vec<Known<KnownFinding>>,
    rules: FacilityRules,
}

/// What is known of one facility.
struct OfOne {
    kind: FacilityKind,
    closed_on: Option<NaiveDate>,
    papers: Vec<FacilityPaper>,
    inspected: Vec<NaiveDate>,
    findings: Vec<KnownFinding>,
    version: i64,
}

impl AllKnown {
    async fn of(conn: &Connection, ids: &[FacilityId]) -> Result<Self, Error> {
        let (papers, inspected, findings) =
            try_join3(judged_papers(conn, ids), inspected_days(conn, ids), known_findings(conn, ids)).await?;
        Ok(Self { papers, inspected, findings, rules: FacilityRules(dated::rules(conn).await?) })
    }

    fn of_one(&self, facility: &FacilityRow) -> OfOne {
        // Whatever happens makes one of these figures larger and none smaller: rows are added and ended, never taken away.
        let rules = self.rules.0.iter().map(|row| 1 + i64::from(row.in_force.until.is_some())).sum::<i64>();
        let mut version = facility.version().saturating_add(rules);
        OfOne {
            kind: facility.kind,
            closed_on: facility.closed_date,
            papers: of_facility(facility.id, &self.papers, &mut version),
            inspected: of_facility(facility.id, &self.inspected, &mut version),
            findings: of_facility(facility.id, &self.findings, &mut version),
            version,
        }
    }
}

/// The facts about a facility; their versions are added up.
fn of_facility<T: Clone>(facility: FacilityId, all: &[Known<T>], version: &mut i64) -> Vec<T> {
    let mut facts = Vec::new();
    for known in all.iter().filter(|known| known.of == facility) {
        *version = version.saturating_add(known.version);
        facts.push(known.fact.clone());
    }
    facts
}

impl OfOne {
    fn facts(&self) -> FacilityFacts<'_> {
        FacilityFacts {
            kind: self.kind,
            closed_on: self.closed_on,
            papers: &self.papers,
            inspected: &self.inspected,
            findings: &self.findings,
        }
    }
}
