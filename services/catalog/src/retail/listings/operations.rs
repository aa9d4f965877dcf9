//! What can be done with listings.

use api_types::catalog::CreateListingRequest;
use api_types::{Check, TransitionRequest};
use domain::catalog::{ListingEvent, ListingHappened, ListingState, PermitRules, ProductState, may_list};
use domain::shared::{DateSense, ListingId, Quantity, TextHash};
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{ListingRow, LockedListing, other_side};
use super::views;
use super::volumes::Volumes;
use crate::context::Context;
use crate::curation::approvals_of;
use crate::goods::{
    JudgedVariant, Shelf, check_packages, find_judged, judged_of, lock_variant, permit_rules, unknown_variant,
};
use crate::retail::outlet_exceptions::excepted_in;
use crate::retail::outlets::{OutletRow, find_outlet, unknown_outlet};
use crate::retail::recalls::recalled_among;

/// Lists a variant in an outlet, or asks its operator to; 201.
pub(super) async fn create_listing(
    context: &Context,
    command: Command<op::CreateListing, CreateListingRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (variant, outlet) = sides(tx, &body).await?;
            let rules = permit_rules(tx.conn).await?;
            let mut check = Check::new();
            let price = body.price.as_ref().and_then(|price| check.price("/price", price));
            let starts =
                check.optional_date("/starts_date", body.starts_date, DateSense::Planned, tx.today());
            let volume = body.monthly_volume.as_ref();
            let volume = volume.and_then(|volume| check_packages(&mut check, "/monthly_volume", volume));
            check.finish()?;
            let row = ListingRow {
                price_rupiah: price.map(|money| money.0),
                starts_date: starts,
                monthly_volume: volume.map(Quantity::base),
                ..new_listing(tx, &variant, &outlet)
            };
            gate(tx, &row, &outlet, &rules).await?;
            let listing = begin_listing(tx, row).await?;
            let day = tx.today();
            let (etag, view) = views::one(tx.conn, listing.row, &rules, day).await?;
            Ok(Reply::created(format!("/v1/listings/{}", view.id), &etag, &view)?)
        })
        .await
}

/// A step of a listing; onto the shelf through the gate; 200.
pub(super) async fn advance_listing<O: Transition<State = ListingState>>(
    context: &Context,
    id: ListingId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let rules = permit_rules(tx.conn).await?;
            let mut listing = queries::lock_listing(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&listing, O::EVENT, &body).await?;
            if step.to() == ListingState::Listed {
                let passed = pass_again(tx, &listing.row, &rules).await?;
                listing.row.version_hash = passed.to_string();
            }
            tx.finish(&mut listing, step).await?;
            let day = tx.today();
            let (etag, view) = views::one(tx.conn, listing.row, &rules, day).await?;
            Ok(Reply::ok(&etag, &view)?)
        })
        .await
}

/// A supplier's new listing waits for the operator; the operator's own is on the shelf in its first version.
async fn begin_listing(tx: &mut Tx<'_>, mut row: ListingRow) -> Result<LockedListing, Error> {
    let at_once = row.operator_party_id == tx.caller().party();
    row.version = if at_once { 0 } else { 1 };
    queries::insert_listing(tx.conn, &row).await.map_err(taken)?;
    let mut listing = LockedListing::from(row);
    if at_once {
        let (now, plain) = (OccurredAt::now(tx.now), TransitionRequest::default());
        tx.follow(&mut listing, ListingEvent::List, now, &plain).await?;
    } else {
        tx.emit(&listing, ListingHappened::Requested).await?;
    }
    Ok(listing)
}

/// The variant and the outlet, when the caller is one of the two sides.
async fn sides(tx: &mut Tx<'_>, body: &CreateListingRequest) -> Result<(JudgedVariant, OutletRow), Error> {
    let caller = tx.caller().party();
    let variant = find_judged(tx.conn, body.variant_id).await?;
    let seen = variant.filter(|one| one.supplier_id == caller || one.state != ProductState::Draft);
    let variant = seen.ok_or_else(|| unknown_variant("/variant_id"))?;
    let outlet = find_outlet(tx.conn, body.outlet_id, tx.today()).await?;
    let outlet = outlet.ok_or_else(|| Error::Invalid(vec![unknown_outlet("/outlet_id")]))?;
    if variant.supplier_id != caller && outlet.operator_party_id != caller {
        return Err(Error::Forbidden(other_side()));
    }
    Ok((variant, outlet))
}

/// The gate before the shelf, judged at server time in Asia/Jakarta for the variant as it is now; gives the version that passed.
/// What is planned of the variant elsewhere stays as it is until the transaction ends.
async fn gate(
    tx: &mut Tx<'_>,
    row: &ListingRow,
    outlet: &OutletRow,
    rules: &PermitRules,
) -> Result<TextHash, Error> {
    let (id, day) = (row.variant_id, tx.today());
    lock_variant(tx.conn, id).await?;
    let judged = judged_of(tx.conn, &[id]).await?;
    let variant = judged.get(&id).ok_or(Error::NotFound)?;
    let approvals = approvals_of(tx.conn, &[id]).await?;
    let volumes = Volumes::of(tx.conn, &judged, &approvals, day).await?;
    let excepted = excepted_in(tx.conn, &[row.outlet_id], day).await?;
    let outlet = outlet.outlet()?;
    let facts = variant.listing(Shelf {
        approvals: approvals.get(&id).map_or(&[][..], Vec::as_slice),
        recalled: !recalled_among(tx.conn, &[id]).await?.is_empty(),
        excepted: excepted.contains(&(row.outlet_id, row.supplier_id)),
        outlet: &outlet,
    })?;
    may_list(&facts, volumes.beside_all(row, facts.approval(day)), rules, day)?;
    Ok(variant.version.clone())
}

/// Passes the gate with the variant as it is now; gives the version that passed.
async fn pass_again(tx: &mut Tx<'_>, row: &ListingRow, rules: &PermitRules) -> Result<TextHash, Error> {
    let outlet = find_outlet(tx.conn, row.outlet_id, tx.today()).await?.ok_or(Error::NotFound)?;
    gate(tx, row, &outlet, rules).await
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
        starts_date: None,
        monthly_volume: None,
    }
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
