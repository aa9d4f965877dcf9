//! What can be done with facilities.

use api_types::catalog::{CreateFacilityRequest, UpdateFacilityRequest, WireCapacity, WirePlace};
use api_types::{Check, TransitionRequest};
use domain::catalog::{FacilityEvent, FacilityHappened, FacilityState, Place, check_place};
use domain::shared::{FacilityId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::FacilityRow;
use crate::context::Context;
use crate::outside::expect_arrived;

/// Registers a facility of the caller's party; 201.
pub(super) async fn create_facility(
    context: &Context,
    command: Command<op::CreateFacility, CreateFacilityRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let row = new_facility(tx, &body)?;
            queries::insert_facility(tx.conn, &row).await.map_err(taken)?;
            tx.emit(&row, FacilityHappened::Registered).await?;
            let (etag, location) = (Etag::of(row.version), format!("/v1/facilities/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view())?)
        })
        .await
}

/// Changes a facility's name, place and capacity; 200.
pub(super) async fn update_facility(
    context: &Context,
    id: FacilityId,
    command: Command<op::UpdateFacility, UpdateFacilityRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_facility(tx.conn, id).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&row.etag(tx.today()))?;
            if !row.state.may_change() {
                return Err(Error::unchangeable(row.state));
            }
            let before = row.clone().view();
            change(&mut row, &body)?;
            let replaced = replaced(&before, &row.clone().view())?;
            tx.revise(&mut row, UPDATE, FacilityHappened::Changed, Some(replaced)).await.map_err(taken)?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Closes a facility for good; 200.
pub(super) async fn close_facility(
    context: &Context,
    id: FacilityId,
    command: Command<op::CloseFacility, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_facility(tx.conn, id).await?;
            let step = tx.begin(&row, FacilityEvent::Close, &body).await?;
            row.closed_date = Some(step.occurred.day());
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Checks the request and completes it to a row.
fn new_facility(tx: &Tx<'_>, body: &CreateFacilityRequest) -> Result<FacilityRow, Error> {
    let mut row = FacilityRow {
        id: tx.new_id(),
        owner_party_id: tx.caller().party(),
        kind: body.kind,
        name: String::new(),
        region_code: body.region_code.clone(),
        village: None,
        address: None,
        longitude_e7: None,
        latitude_e7: None,
        capacity_base: None,
        capacity_unit: None,
        capacity_per: None,
        state: FacilityState::Active,
        closed_date: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let said = UpdateFacilityRequest {
        name: Some(body.name.clone()),
        village: Some(body.village.clone()),
        address: Some(body.address.clone()),
        point: Some(body.point),
        capacity: Some(body.capacity.clone()),
    };
    change(&mut row, &said)?;
    Ok(row)
}

/// Checks what a request says and writes it into the row.
fn change(row: &mut FacilityRow, said: &UpdateFacilityRequest) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(name) = &said.name {
        row.name = check.line("/name", name, 1..=120);
    }
    if let Some(village) = &said.village {
        row.village = check.optional_line("/village", village.as_deref(), 1..=120);
    }
    if let Some(address) = &said.address {
        row.address = check.optional_text("/address", address.as_deref(), 1..=500);
    }
    if let Some(point) = said.point {
        let place = point.and_then(|point| read_point(&mut check, point));
        (row.longitude_e7, row.latitude_e7) =
            (place.map(|at| at.longitude_e7), place.map(|at| at.latitude_e7));
    }
    if let Some(capacity) = &said.capacity {
        set_capacity(row, &mut check, capacity.as_ref());
    }
    Ok(check.finish()?)
}

fn read_point(check: &mut Check, point: WirePlace) -> Option<Place> {
    let places = check.take(check_place(Some(point.into()), None));
    places.and_then(|places| places.into_iter().next())
}

fn set_capacity(row: &mut FacilityRow, check: &mut Check, capacity: Option<&WireCapacity>) {
    let quantity = capacity.and_then(|said| check.positive("/capacity/quantity", &said.quantity));
    row.capacity_base = quantity.map(domain::shared::Quantity::base);
    row.capacity_unit = quantity.map(domain::shared::Quantity::unit);
    row.capacity_per = capacity.map(|said| said.per);
}

fn taken(error: Error) -> Error {
    error.when_unique("facility_name_unique", || {
        Error::duplicate(
            "/name",
            "Fasilitas lain milik pihak Anda sudah memakai nama ini; beri nama lain.",
            "Another facility of your party has this name already; give it another.",
        )
    })
}
