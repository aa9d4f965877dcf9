//! What can be done with reports: make one, answer it.

use api_types::agreement::{AuthenticityReportReceiptView, ReportAuthenticityRequest};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::agreement::{AuthenticityCode, ReportEvent, ReportHappened, ReportState};
use domain::shared::{AuthenticityReportId, TextHash};
use service::{Announced as _, Emitted, Error};
use web::{ApiError, Command, ProblemCode, Reply};

use super::queries;
use super::rows::ReportRow;
use crate::context::Context;
use crate::cooperation::authenticity::find_paper;
use crate::cooperation::authenticity_reports::access::op;

/// Reports of one paper that wait at once; more are answered later.
const MOST_OPEN: i64 = 100;
/// After how many seconds to come again when there are too many.
const COME_AGAIN: u32 = 3600;

/// Takes a doubt of anybody; 202.
pub(super) async fn report_authenticity(
    context: &Context,
    body: ReportAuthenticityRequest,
) -> Result<Reply, ApiError> {
    let row = new_report(context, &body)?;
    let core = context.core.clone();
    let kept = core.db.transact("report_authenticity", async |conn| {
        let mut row = row.clone();
        if let Some(known) = queries::find_same(conn, &row.fingerprint).await? {
            return Ok(known);
        }
        if let Ok(code) = row.code.parse::<AuthenticityCode>()
            && let Some(paper) = find_paper(conn, &code).await?
        {
            let contract = &paper.contract.row;
            (row.paper_kind, row.paper_number) = (Some(paper.kind), Some(paper.number.clone()));
            row.contract_id = Some(contract.id);
            row.supplier_government_id = Some(contract.supplier_government_id);
            row.buyer_government_id = Some(contract.buyer_government_id);
        }
        if queries::count_open(conn, &row).await? >= MOST_OPEN {
            return Err(Error::Api(ApiError::new(ProblemCode::RateLimited).retry_after(COME_AGAIN)));
        }
        if queries::insert_report(conn, &row).await? == 1 {
            let audience: Audience = row.audience(conn).await?;
            let (subject, data) = (row.id, row.event_data());
            let happened = ReportHappened::Reported;
            core.emit(conn, Emitted { subject, audience, happened, data }).await?;
        }
        Ok::<_, Error>(row)
    });
    let row = kept.await?;
    let receipt = AuthenticityReportReceiptView { id: row.id, reported_at: row.reported_at };
    Ok(Reply { status: 202, ..Reply::json(&receipt)? })
}

/// Checks the request and completes it to a row.
fn new_report(context: &Context, body: &ReportAuthenticityRequest) -> Result<ReportRow, Error> {
    let mut check = Check::new();
    let code = check.line("/code", &body.code, 1..=40);
    let description = check.text("/description", &body.description, 10..=2000);
    let contact = check.optional_line("/contact", body.contact.as_deref(), 3..=200);
    check.finish()?;
    let now = context.core.clock.now();
    let same = format!("{}\n{description}", code.to_uppercase());
    Ok(ReportRow {
        id: context.core.clock.new_id(),
        fingerprint: TextHash::of_bytes(same.as_bytes()).to_string(),
        code,
        region_code: body.region_code.clone(),
        description,
        contact,
        paper_kind: None,
        paper_number: None,
        contract_id: None,
        supplier_government_id: None,
        buyer_government_id: None,
        state: ReportState::Reported,
        version: 1,
        reported_at: now,
        updated_at: now,
    })
}

/// A coordinator says what came of it; 200.
pub(super) async fn answer_authenticity_report(
    context: &Context,
    id: AuthenticityReportId,
    command: Command<op::AnswerAuthenticityReport, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_report(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, ReportEvent::Answer, &body).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&row.etag_now(), &row.view())?)
        })
        .await
}
