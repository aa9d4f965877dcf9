//! Whether facilities may be used, on a day or on all days, from what is known of them now.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::catalog::{
    FacilityUnmetView, FacilityUsabilityQuery, FacilityUsabilitySpansView, FacilityUsabilityView,
};
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{
    FacilityFacts, FacilityPaper, FacilityRules, KnownFinding, facility_usable, usability_spans,
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
    let judged = facility_usable(known.facts(&facility), &known.rules, day);
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
    let view = |row: FacilityRow| FacilityUsabilitySpansView {
        spans: usability_spans(known.facts(&row), &known.rules).into_iter().map(Into::into).collect(),
        version: known.version(&row),
        facility: row.view(),
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
    papers: BTreeMap<FacilityId, Vec<FacilityPaper>>,
    inspected: BTreeMap<FacilityId, Vec<NaiveDate>>,
    findings: BTreeMap<FacilityId, Vec<KnownFinding>>,
    /// The versions of all these, added up.
    versions: BTreeMap<FacilityId, i64>,
    rules: FacilityRules,
}

impl AllKnown {
    async fn of(conn: &Connection, ids: &[FacilityId]) -> Result<Self, Error> {
        let (papers, inspected, findings) =
            try_join3(judged_papers(conn, ids), inspected_days(conn, ids), known_findings(conn, ids)).await?;
        let mut versions = BTreeMap::new();
        Ok(Self {
            papers: grouped(papers, &mut versions),
            inspected: grouped(inspected, &mut versions),
            findings: grouped(findings, &mut versions),
            versions,
            rules: FacilityRules(dated::rules(conn).await?),
        })
    }

    fn facts(&self, facility: &FacilityRow) -> FacilityFacts<'_> {
        FacilityFacts {
            kind: facility.kind,
            closed_on: facility.closed_date,
            papers: of_facility(&self.papers, facility.id),
            inspected: of_facility(&self.inspected, facility.id),
            findings: of_facility(&self.findings, facility.id),
        }
    }

    /// Whatever happens makes one of these figures larger and none smaller: rows are added and ended, never taken away.
    fn version(&self, facility: &FacilityRow) -> i64 {
        let rules = self.rules.0.iter().map(|row| 1 + i64::from(row.in_force.until.is_some())).sum::<i64>();
        let facts = self.versions.get(&facility.id).copied().unwrap_or_default();
        facility.version().saturating_add(rules).saturating_add(facts)
    }
}

/// Facts by their facility, in their order; their versions are added up.
fn grouped<T>(
    known: Vec<Known<T>>,
    versions: &mut BTreeMap<FacilityId, i64>,
) -> BTreeMap<FacilityId, Vec<T>> {
    let mut groups: BTreeMap<FacilityId, Vec<T>> = BTreeMap::new();
    for Known { of, version, fact } in known {
        let sum = versions.entry(of).or_default();
        *sum = sum.saturating_add(version);
        groups.entry(of).or_default().push(fact);
    }
    groups
}

fn of_facility<T>(groups: &BTreeMap<FacilityId, Vec<T>>, id: FacilityId) -> &[T] {
    groups.get(&id).map_or(&[], Vec::as_slice)
}
