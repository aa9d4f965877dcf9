//! What can be done with demands: drafting and changing them, publishing them and their new versions, ending them.

mod lines;

use api_types::agreement::{CreateDemandRequest, ReviseDemandRequest, UpdateDemandRequest};
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    DemandEvent, DemandHappened, DemandState, check_accepted_stays, check_nothing_runs, check_revision,
    check_still_needed,
};
use domain::shared::{Bilingual, DemandId, Role, UPDATE};
use service::{Error, Stateful as _, Tx, Versioned as _};
use web::{ApiError, Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{DemandRow, DemandVersionRow, WholeDemand, WholeLine};
use super::visibility::Sight;
use crate::context::Context;
use crate::cooperation::reschedule;
use crate::identity::find_party;
use crate::need::commitments::{accepted_on, running_on};
use crate::need::coverage::settle;

/// Drafts a demand; 201.
pub(super) async fn create_demand(
    context: &Context,
    command: Command<op::CreateDemand, CreateDemandRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let buyer = find_party(tx.conn, tx.caller().party()).await?.ok_or_else(not_registered)?;
            let mut check = Check::new();
            let row = DemandRow {
                id: tx.new_id(),
                buyer_id: buyer.id,
                buyer_region_code: buyer.region_code,
                title: check.line("/title", &body.title, 1..=200),
                note: check.optional_text("/note", body.note.as_deref(), 1..=2000),
                state: DemandState::Draft,
                revision: 1,
                published_at: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            let lines = lines::read_lines(tx, check, row.id, &body.lines).await?;
            let whole = WholeDemand { row, lines, day: tx.today() };
            queries::insert_demand(tx.conn, &whole).await?;
            tx.emit(&whole, DemandHappened::Drafted).await?;
            let location = format!("/v1/demands/{}", whole.row.id);
            let sight = sight(tx).await?;
            Ok(Reply::created(location, &whole.etag(tx.today()), &whole.view(&sight))?)
        })
        .await
}

/// Changes a draft; 200.
pub(super) async fn update_demand(
    context: &Context,
    id: DemandId,
    command: Command<op::UpdateDemand, UpdateDemandRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = owned(tx, id).await?;
            if !whole.row.state.may_change() {
                return Err(Error::unchangeable(whole.row.state));
            }
            let mut check = Check::new();
            if let Some(title) = &body.title {
                whole.row.title = check.line("/title", title, 1..=200);
            }
            if let Some(note) = &body.note {
                whole.row.note = check.optional_text("/note", note.as_deref(), 1..=2000);
            }
            match &body.lines {
                Some(lines) => {
                    whole.lines = lines::read_lines(tx, check, id, lines).await?;
                    queries::replace_lines(tx.conn, &whole.row, &whole.lines).await?;
                }
                None => check.finish()?,
            }
            tx.revise(&mut whole, UPDATE, DemandHappened::Changed, None).await?;
            reply(tx, whole).await
        })
        .await
}

/// Publishes, closes or withdraws; 200.
pub(super) async fn advance_demand<O: Transition<State = DemandState>>(
    context: &Context,
    id: DemandId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let sight = sight(tx).await?;
            let mut whole = queries::lock_demand(tx.conn, &sight, id).await?;
            let step = tx.begin(&whole, O::EVENT, &body).await?;
            nothing_runs(tx, id, O::EVENT).await?;
            if O::EVENT == DemandEvent::Publish {
                let lines: Vec<_> = whole.lines.iter().map(WholeLine::need_line).collect();
                check_still_needed(&lines, step.occurred.day())?;
                queries::publish_first(tx.conn, id, step.occurred.day()).await?;
                whole.row.published_at = Some(step.occurred.at);
            }
            tx.finish(&mut whole, step).await?;
            settle(tx.conn, &whole).await?;
            reply(tx, whole).await
        })
        .await
}

/// Publishes a new version of what is needed; 200.
pub(super) async fn revise_demand(
    context: &Context,
    id: DemandId,
    command: Command<op::ReviseDemand, ReviseDemandRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = owned(tx, id).await?;
            if whole.row.state != DemandState::Published {
                return Err(Error::not_allowed(whole.row.state, "revise"));
            }
            let request = TransitionRequest { note: Some(body.rationale.clone()), ..Default::default() };
            let mut check = Check::new();
            let rationale = check.text("/rationale", &body.rationale, 1..=2000);
            let lines = lines::read_revision(tx, check, &whole, &body.lines).await?;
            judge_revision(tx, &whole, &lines).await?;
            let known = |line: &&WholeLine| whole.lines.iter().any(|former| former.row.id == line.row.id);
            let new: Vec<WholeLine> = lines.iter().filter(|line| !known(line)).cloned().collect();
            whole.row.revision += 1;
            let version = DemandVersionRow {
                demand_id: id,
                number: whole.row.revision,
                rationale: Some(rationale),
                published_date: Some(tx.today()),
            };
            queries::insert_version(tx.conn, &version, &lines, &new).await?;
            whole.lines = lines;
            settle(tx.conn, &whole).await?;
            let occurred = service::OccurredAt::now(tx.now);
            let reasons = (&request, occurred);
            tx.change_with_reasons(&mut whole, "revise", Role::Buyer, DemandHappened::Revised, reasons)
                .await?;
            reschedule(tx, id).await?;
            reply(tx, whole).await
        })
        .await
}

/// Nothing of what has begun changes, no line's goods, and nothing that was committed goes.
async fn judge_revision(tx: &mut Tx<'_>, whole: &WholeDemand, lines: &[WholeLine]) -> Result<(), Error> {
    let rules = |lines: &[WholeLine]| lines.iter().map(WholeLine::need_line).collect::<Vec<_>>();
    let mut invalid = check_revision(&rules(&whole.lines), &rules(lines), tx.today());
    let accepted = accepted_on(tx.conn, whole.row.id).await?;
    let after: Vec<_> = lines.iter().map(|line| (line.need_line(), line.row.oversubscribed)).collect();
    invalid.extend(check_accepted_stays(&accepted, &after, tx.today()));
    if invalid.is_empty() { Ok(()) } else { Err(Error::Invalid(invalid)) }
}

/// What both sides agreed on is ended by both sides' rules before the demand is.
async fn nothing_runs(tx: &mut Tx<'_>, id: DemandId, event: DemandEvent) -> Result<(), Error> {
    if event == DemandEvent::Publish {
        return Ok(());
    }
    let running = running_on(tx.conn, id, tx.today()).await?;
    Ok(check_nothing_runs(&running)?)
}

/// A locked demand of the caller's own, in the version the caller has seen.
async fn owned(tx: &mut Tx<'_>, id: DemandId) -> Result<WholeDemand, Error> {
    let sight = sight(tx).await?;
    let whole = queries::lock_demand(tx.conn, &sight, id).await?;
    if !whole.holds(tx.caller(), Role::Buyer) {
        return Err(Error::Forbidden(whole.not_theirs(DemandEvent::Publish)));
    }
    tx.expect(&whole.etag(tx.today()))?;
    Ok(whole)
}

fn not_registered() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pihak Anda tidak terdaftar; kebutuhan ditulis oleh pembeli yang terdaftar.",
        "Your party is not registered; demands are written by buyers that are.",
    ))
}

async fn sight(tx: &mut Tx<'_>) -> Result<Sight, Error> {
    let (caller, day) = (tx.caller(), tx.today());
    Sight::of(tx.conn, caller, day).await
}

async fn reply(tx: &mut Tx<'_>, whole: WholeDemand) -> Result<Reply, Error> {
    let sight = sight(tx).await?;
    Ok(Reply::ok(&whole.etag(tx.today()), &whole.view(&sight))?)
}
