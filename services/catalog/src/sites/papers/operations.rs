//! What can be done with papers: declared, checked, taken back; never changed.

use api_types::catalog::DeclareFacilityPaperRequest;
use api_types::{Check, TransitionRequest};
use db::Connection;
use domain::catalog::{
    FacilityPaperEvent, FacilityPaperHappened, FacilityPaperState, FacilityRules, check_paper_checker,
    facility_paper_number,
};
use domain::shared::{DateSense, FacilityId, FacilityPaperId};
use service::{Error, OccurredAt, Tx, dated};
use web::{Caller, Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{Paper, PaperRow};
use crate::context::Context;
use crate::sites::facilities::{FacilityRow, lock_facility};
use crate::sites::visibility;

/// Declares a paper of a facility of the caller's party; 201.
pub(super) async fn declare_facility_paper(
    context: &Context,
    id: FacilityId,
    command: Command<op::DeclareFacilityPaper, DeclareFacilityPaperRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let facility = lock_facility(tx.conn, id).await?;
            facility.expect_own(tx.caller())?;
            if !facility.state.may_change() {
                return Err(Error::unchangeable(facility.state));
            }
            let rules = FacilityRules(dated::rules(tx.conn).await?);
            let row = new_paper(tx, id, &body, &rules)?;
            queries::insert_paper(tx.conn, &row).await.map_err(taken)?;
            let paper = Paper { row, owner_party_id: facility.owner_party_id, governs: false, rules };
            tx.first(&paper, FacilityPaperHappened::Declared).await?;
            let location = format!("/v1/facility-papers/{}", paper.row.id);
            let (etag, view) = paper.view(tx.caller(), tx.today())?;
            Ok(Reply::created(location, &etag, &view)?)
        })
        .await
}

/// Takes a paper a step further; an accepted one supersedes those of its type that do not outlast it; 200.
pub(super) async fn advance_facility_paper<O: Transition<State = FacilityPaperState>>(
    context: &Context,
    id: FacilityPaperId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut paper = locked(tx, id).await?;
            let step = tx.begin(&paper, O::EVENT, &body).await?;
            if matches!(O::EVENT, FacilityPaperEvent::Accept | FacilityPaperEvent::Reject) {
                check_paper_checker(tx.caller().subject(), &paper.row.declared_by)?;
            }
            if step.to() == FacilityPaperState::Accepted {
                supersede(tx, &paper, step.occurred).await?;
            }
            tx.finish(&mut paper, step).await?;
            let (etag, view) = paper.view(tx.caller(), tx.today())?;
            Ok(Reply::ok(&etag, &view)?)
        })
        .await
}

/// The paper as it is, under the lock on its facility.
async fn locked(tx: &mut Tx<'_>, id: FacilityPaperId) -> Result<Paper, Error> {
    let (seen, _) = queries::find_paper(tx.conn, id).await?;
    lock_facility(tx.conn, seen.facility_id).await?;
    find(tx.conn, tx.caller(), id).await
}

/// A paper with what is to be known of it for a caller.
pub(super) async fn find(conn: &Connection, caller: &Caller, id: FacilityPaperId) -> Result<Paper, Error> {
    let (row, facility) = queries::find_paper(conn, id).await?;
    Ok(with_facility(conn, caller, &facility, vec![row]).await?.remove(0))
}

/// Papers of one facility with what is to be known of them for a caller, in their order.
pub(super) async fn with_facility(
    conn: &Connection,
    caller: &Caller,
    facility: &FacilityRow,
    rows: Vec<PaperRow>,
) -> Result<Vec<Paper>, Error> {
    let rules = FacilityRules(dated::rules(conn).await?);
    let governs = visibility::governs(conn, caller, &facility.region_code).await?;
    let paper = |row| Paper { row, owner_party_id: facility.owner_party_id, governs, rules: rules.clone() };
    Ok(rows.into_iter().map(paper).collect())
}

/// What follows from an acceptance for older papers.
async fn supersede(tx: &mut Tx<'_>, paper: &Paper, occurred: OccurredAt) -> Result<(), Error> {
    let accepted = queries::accepted_papers(tx.conn, paper.row.facility_id, paper.row.type_).await?;
    let followed = |row: &PaperRow| paper.row.paper(None).supersedes(&row.paper(None));
    for mut row in accepted.into_iter().filter(followed) {
        row.superseded_by_id = Some(paper.row.id);
        let mut older = Paper { row, ..paper.clone() };
        let nothing = TransitionRequest::default();
        tx.follow(&mut older, FacilityPaperEvent::Supersede, occurred, &nothing).await?;
    }
    Ok(())
}

/// Checks the request and completes it to a row.
fn new_paper(
    tx: &Tx<'_>,
    facility_id: FacilityId,
    body: &DeclareFacilityPaperRequest,
    rules: &FacilityRules,
) -> Result<PaperRow, Error> {
    let mut check = Check::new();
    let line = check.line("/number", &body.number, 3..=60);
    let (number, number_key) = check.take(facility_paper_number("/number", &line)).unwrap_or_default();
    let (today, sense) = (tx.today(), DateSense::Ends);
    let row = PaperRow {
        id: tx.new_id(),
        facility_id,
        type_: body.r#type,
        number,
        number_key,
        issuer: check.line("/issuer", &body.issuer, 1..=200),
        issued_date: check.date("/issued_date", body.issued_date, DateSense::Happened, today),
        valid_from_date: valid_from(&mut check, body, tx),
        valid_until_date: check.optional_date("/valid_until_date", body.valid_until_date, sense, today),
        sha256: body.sha256.as_ref().map(ToString::to_string),
        state: FacilityPaperState::Declared,
        superseded_by_id: None,
        declared_by: tx.caller().subject().to_owned(),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    rules.check(&row.paper(None)).into_iter().for_each(|invalid| check.push(invalid));
    check.finish()?;
    Ok(row)
}

fn valid_from(check: &mut Check, body: &DeclareFacilityPaperRequest, tx: &Tx<'_>) -> chrono::NaiveDate {
    let from = body.valid_from_date;
    check.optional_date("/valid_from_date", from, DateSense::Begins, tx.today()).unwrap_or(body.issued_date)
}

fn taken(error: Error) -> Error {
    error.when_unique("facility_paper_number_unique", || {
        Error::duplicate(
            "/number",
            "Dokumen dengan nomor ini sudah tercatat pada fasilitas ini.",
            "This facility has a paper of this type with this number already.",
        )
    })
}
