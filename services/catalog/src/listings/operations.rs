//! What can be done with listings.

use api_types::catalog::CreateListingRequest;
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::catalog::{ListingEvent, ListingState, PermitRules, ProductState, may_list};
use domain::shared::{Bilingual, Id as _, Lifecycle as _, ListingId, PartyId, TextHash, jakarta_date};
use service::{Error, NewTransition, NoteRule, Tx, check_transition};
use web::{Command, Etag, Operation, Reply};

use super::facts::{JudgedVariant, find_judged};
use super::queries::{self, ListingChanges};
use super::rows::ListingRow;
use super::views;
use crate::access::{SIDES, op};
use crate::context::Context;
use crate::curations::{approvals_of, unknown_outlet, unknown_variant};
use crate::outlets::{OutletRow, find_outlet};
use crate::projections::claimed_time;

/// Lists a variant in an outlet, or asks its operator to; 201.
pub(super) async fn create_listing(
    context: &Context,
    command: Command<op::CreateListing, CreateListingRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, rules) = (command.body, context.rules.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            let (variant, outlet) = sides(tx, &body).await?;
            let mut check = Check::new();
            let price = body.price.as_ref().and_then(|price| check.money("/price", price));
            check.finish()?;
            gate(tx, &variant, &outlet, &rules.permits).await?;
            let at_once = outlet.operator_party_id == tx.caller().party();
            let mut row = new_listing(tx, &variant, &outlet);
            row.price_rupiah = price.map(|money| money.0);
            if at_once {
                row.state = ListingState::Pending.apply(ListingEvent::List)?;
            }
            queries::insert_listing(tx.conn, &row).await.map_err(taken)?;
            if at_once {
                record_first(tx, &row);
            }
            let what = if at_once { "listing.listed" } else { "listing.requested" };
            push(tx, what, &row, row.state);
            let (etag, view) = views::one(tx.conn, row, &rules.permits, jakarta_date(tx.now)).await?;
            Ok(Reply::created(format!("/v1/listings/{}", view.id), &etag, &view)?)
        })
        .await
}

/// A transition of a listing; 200.
pub(super) async fn move_listing<O: Operation>(
    context: &Context,
    id: ListingId,
    event: ListingEvent,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, rules) = (command.body, context.rules.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            let before = queries::lock_listing(tx.conn, tx.caller(), id).await?;
            may_move(&before, event, tx.caller().party())?;
            // The mark of the condition does not count for If-Match.
            tx.expect(&Etag::of(before.version))?;
            let state = before.state.apply(event)?;
            let onto_shelf = state == ListingState::Listed;
            let mut check = Check::new();
            let note = if onto_shelf { NoteRule::Optional } else { NoteRule::Required };
            check_transition(&mut check, &body, note);
            check.finish()?;
            let (occurred_at, backfilled) = claimed_time(tx, body.occurred_at).await?;
            let passed = if onto_shelf { Some(pass_again(tx, &before, &rules.permits).await?) } else { None };
            let changes = ListingChanges {
                state,
                version_hash: passed.map(|hash| hash.to_string()),
                version: before.version + 1,
                updated_at: tx.now,
            };
            let row = queries::update_listing(tx.conn, id, before.version, changes).await?;
            tx.record(NewTransition {
                subject: id.uuid(),
                event: event.label(),
                from: before.state.label(),
                to: state.label(),
                version: before.version,
                role: tx.caller().acting_as(SIDES),
                request: &body,
                occurred_at,
                backfilled,
            });
            push(tx, happened(event), &row, before.state);
            let (etag, view) = views::one(tx.conn, row, &rules.permits, jakarta_date(tx.now)).await?;
            Ok(Reply::ok(&etag, &view)?)
        })
        .await
}

/// Onto the shelf only the operator puts; off it either side takes.
fn may_move(row: &ListingRow, event: ListingEvent, caller: PartyId) -> Result<(), Error> {
    let operator = row.operator_party_id == caller;
    let allowed = match event {
        ListingEvent::List | ListingEvent::Resume => operator,
        ListingEvent::Suspend | ListingEvent::Delist => operator || row.supplier_id == caller,
    };
    if allowed { Ok(()) } else { Err(not_a_side()) }
}

fn not_a_side() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pengelola gerai menerima dan memajang; pemasok mengajukan, dan keduanya dapat menurunkan.",
        "The outlet's operator accepts and shows; the supplier asks; either of them takes it off.",
    ))
}

/// The variant and the outlet, when the caller is one of the two sides.
async fn sides(tx: &mut Tx<'_>, body: &CreateListingRequest) -> Result<(JudgedVariant, OutletRow), Error> {
    let caller = tx.caller().party();
    let variant = find_judged(tx.conn, &[body.variant_id]).await?.remove(&body.variant_id);
    let seen = variant.filter(|one| one.supplier_id == caller || one.state != ProductState::Draft);
    let variant = seen.ok_or_else(|| unknown_variant("/variant_id"))?;
    let outlet = find_outlet(tx.conn, body.outlet_id).await?;
    let outlet = outlet.ok_or_else(|| Error::Invalid(vec![unknown_outlet("/outlet_id")]))?;
    if variant.supplier_id != caller && outlet.operator_party_id != caller {
        return Err(not_a_side());
    }
    Ok((variant, outlet))
}

/// The gate before the shelf, judged at server time in Asia/Jakarta.
async fn gate(
    tx: &mut Tx<'_>,
    variant: &JudgedVariant,
    outlet: &OutletRow,
    rules: &PermitRules,
) -> Result<(), Error> {
    let approvals = approvals_of(tx.conn, &[variant.variant_id]).await?;
    let approved = approvals.get(&variant.variant_id).map_or(&[][..], Vec::as_slice);
    let outlet = outlet.outlet()?;
    Ok(may_list(&variant.listing(approved, &outlet)?, rules, jakarta_date(tx.now))?)
}

/// Passes the gate with the variant as it is now; gives the version that passed.
async fn pass_again(tx: &mut Tx<'_>, row: &ListingRow, rules: &PermitRules) -> Result<TextHash, Error> {
    let variant = find_judged(tx.conn, &[row.variant_id]).await?.remove(&row.variant_id);
    let variant = variant.ok_or(Error::NotFound)?;
    let outlet = find_outlet(tx.conn, row.outlet_id).await?.ok_or(Error::NotFound)?;
    gate(tx, &variant, &outlet, rules).await?;
    Ok(variant.version)
}

fn new_listing(tx: &Tx<'_>, variant: &JudgedVariant, outlet: &OutletRow) -> ListingRow {
    ListingRow {
        id: tx.new_id(),
        variant_id: variant.variant_id,
        product_id: variant.product_id,
        supplier_id: variant.supplier_id,
        outlet_id: outlet.id,
        operator_party_id: outlet.operator_party_id,
        state: ListingState::Pending,
        version_hash: variant.version.to_string(),
        price_rupiah: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    }
}

/// The history of a listing that the operator put on the shelf at once begins with that.
fn record_first(tx: &mut Tx<'_>, row: &ListingRow) {
    let (role, occurred_at) = (tx.caller().acting_as(SIDES), tx.now);
    tx.record(NewTransition {
        subject: row.id.uuid(),
        event: ListingEvent::List.label(),
        from: ListingState::Pending.label(),
        to: row.state.label(),
        version: 0,
        role,
        request: &TransitionRequest::default(),
        occurred_at,
        backfilled: false,
    });
}

fn happened(event: ListingEvent) -> &'static str {
    match event {
        ListingEvent::List => "listing.listed",
        ListingEvent::Suspend => "listing.suspended",
        ListingEvent::Resume => "listing.resumed",
        ListingEvent::Delist => "listing.delisted",
    }
}

/// To everybody, but for what only the two sides have seen.
fn push(tx: &mut Tx<'_>, what: &str, row: &ListingRow, before: ListingState) {
    let sides = vec![row.supplier_id.uuid(), row.operator_party_id.uuid()];
    let unseen = before == ListingState::Pending && row.state != ListingState::Listed;
    let audience = if unseen { Audience::Parties(sides) } else { Audience::Everybody };
    let data = serde_json::json!({
        "listing_id": row.id, "variant_id": row.variant_id, "product_id": row.product_id,
        "supplier_id": row.supplier_id, "outlet_id": row.outlet_id,
        "operator_party_id": row.operator_party_id, "state": row.state, "version": row.version,
    });
    tx.push(what, row.id, audience, data);
}

fn taken(error: Error) -> Error {
    error.when_unique("listing_once", || {
        Error::duplicate(
            "/outlet_id",
            "Varian ini sudah terdaftar di gerai ini; lihat /v1/listings?outlet_id=...",
            "The variant is listed in this outlet already; see /v1/listings?outlet_id=...",
        )
    })
}
