//! Whether a facility may be used on a day, from what is known of it now.

use api_types::Check;
use api_types::catalog::{FacilityUnmetView, FacilityUsabilityQuery, FacilityUsabilityView};
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{FacilityFacts, FacilityRules, facility_usable};
use domain::shared::{DateSense, FacilityId, Refusal};
use service::{Error, dated};

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
    let unmet = judge(conn, &facility, day).await?.err().map_or_else(Vec::new, |refusal| refusal.unmet);
    Ok(FacilityUsabilityView {
        facility_id: id,
        day,
        usable: unmet.is_empty(),
        unmet: unmet.into_iter().map(FacilityUnmetView::from).collect(),
    })
}

/// Judges a facility on a day by the rows in force on it.
async fn judge(
    conn: &Connection,
    facility: &FacilityRow,
    day: NaiveDate,
) -> Result<Result<(), Refusal>, Error> {
    let papers = judged_papers(conn, facility.id).await?;
    let inspected = inspected_days(conn, facility.id).await?;
    let findings = known_findings(conn, facility.id).await?;
    let facts = FacilityFacts {
        kind: facility.kind,
        closed_on: facility.closed_date,
        papers: &papers,
        inspected: &inspected,
        findings: &findings,
    };
    let rules = FacilityRules(dated::rules(conn).await?);
    Ok(facility_usable(facts, &rules, day))
}
