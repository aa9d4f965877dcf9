//! Opening a lot, and the steps that do nothing besides moving it.

use api_types::catalog::CreateConsolidationLotRequest;
use api_types::{Check, TransitionRequest};
use domain::catalog::{
    FacilityKind, HubFeeLimit, LotEvent, LotHappened, LotState, check_all_left, check_dissolution,
    check_hub_fee,
};
use domain::shared::{Bilingual, ConsolidationLotId, Dimension, Invalid, PartyId, PartyKind};
use service::{Error, ReadUp, Tx, dated};
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::{LotRow, WholeLot};
use crate::context::Context;
use crate::goods::expect_form;
use crate::outside::{LOGISTICS, expect_arrived, expect_parties, kind_of, loads_of};
use crate::sites::{FacilityRow, find_facility};

/// Opens a lot at a hub; 201.
pub(super) async fn create_consolidation_lot(
    context: &Context,
    command: Command<op::CreateConsolidationLot, CreateConsolidationLotRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let facility = find_facility(tx.conn, body.facility_id).await;
            let facility =
                facility.map_err(|error| error.when_not_found(|| Error::Invalid(vec![unknown_hub()])))?;
            if ![facility.owner_party_id, body.cooperative_party_id].contains(&tx.caller().party()) {
                return Err(Error::Forbidden(not_ones_own()));
            }
            let row = new_lot(tx, &facility, &body).await?;
            queries::insert_lot(tx.conn, &row).await?;
            let whole =
                WholeLot { row, seals: Vec::new(), allocations: Vec::new(), governs: false, members: 0 };
            tx.first(&whole, LotHappened::Opened).await?;
            let (etag, location) =
                (Etag::of(whole.row.version), format!("/v1/consolidation-lots/{}", whole.row.id));
            Ok(Reply::created(location, &etag, &whole.view()?)?)
        })
        .await
}

/// Says that everything of a lot that goes has left; 200.
pub(super) async fn dispatch_consolidation_lot(
    context: &Context,
    id: ConsolidationLotId,
    command: Command<op::DispatchConsolidationLot, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let read_up = ReadUp::of(LOGISTICS);
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_lot(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, LotEvent::Dispatch, &body).await?;
            read_up.first(id)?;
            let loads = loads_of(tx.conn, id).await?;
            check_all_left(&loads).map_err(|refusal| Error::behind(LOGISTICS, refusal))?;
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// Gives a lot up; 200.
pub(super) async fn dissolve_consolidation_lot(
    context: &Context,
    id: ConsolidationLotId,
    command: Command<op::DissolveConsolidationLot, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_lot(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, LotEvent::Dissolve, &body).await?;
            check_dissolution(whole.allocated().values().sum())?;
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// Answers with the lot as it is now.
pub(in crate::lots) fn reply(whole: WholeLot) -> Result<Reply, Error> {
    Ok(Reply::ok(&Etag::of(whole.row.version), &whole.view()?)?)
}

/// Checks the request and completes it to a row.
async fn new_lot(
    tx: &mut Tx<'_>,
    facility: &FacilityRow,
    body: &CreateConsolidationLotRequest,
) -> Result<LotRow, Error> {
    let mut check = Check::new();
    let hub = matches!(facility.kind, FacilityKind::Hub | FacilityKind::Warehouse);
    check.require(hub && facility.state.may_change(), unknown_hub);
    let limits = dated::rules_on::<HubFeeLimit>(tx.conn, tx.today()).await?;
    check.take(check_hub_fee(&limits, body.hub_fee_bp, tx.today()));
    let note = check.optional_text("/note", body.note.as_deref(), 1..=1000);
    check.finish()?;
    expect_cooperative(tx, body.cooperative_party_id).await?;
    let form = expect_form(tx.conn, &body.commodity_code, &body.form_code).await?;
    if form.unit.dimension() != Dimension::Mass {
        return Err(Error::Invalid(vec![not_weighed()]));
    }
    Ok(LotRow {
        id: tx.new_id(),
        facility_id: facility.id,
        hub_party_id: facility.owner_party_id,
        cooperative_party_id: body.cooperative_party_id,
        region_code: facility.region_code.clone(),
        commodity_code: body.commodity_code.clone(),
        form_code: body.form_code.clone(),
        opened_date: tx.today(),
        hub_fee_bp: body.hub_fee_bp,
        grades: serde_json::json!({}),
        content_sha256: None,
        note,
        state: LotState::Open,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

/// Members belong to cooperatives and farmer groups.
async fn expect_cooperative(tx: &Tx<'_>, party: PartyId) -> Result<(), Error> {
    expect_parties(tx.conn, [("/cooperative_party_id".to_owned(), party)]).await?;
    let kind = kind_of(tx.conn, party).await?;
    if kind.is_some_and(|kind| matches!(kind, PartyKind::Cooperative | PartyKind::FarmerGroup)) {
        return Ok(());
    }
    Err(Error::field(
        "/cooperative_party_id",
        "no-members",
        "Pilih koperasi atau gabungan kelompok tani; pihak lain tidak memiliki anggota.",
        "Choose a cooperative or a farmer group; other parties have no members.",
    ))
}

fn not_ones_own() -> Bilingual {
    Bilingual::new(
        "Lot dibuka oleh pengelola hub atau koperasi yang anggotanya menyetor.",
        "A lot is opened by the owner of the hub, or by the cooperative whose members bring the goods.",
    )
}

fn unknown_hub() -> Invalid {
    Invalid::new(
        "/facility_id",
        "unknown-hub",
        "Pilih hub atau gudang yang masih dipakai dari /v1/facilities?kind=hub&state=active.",
        "Choose a hub or a warehouse in use from /v1/facilities?kind=hub&state=active.",
    )
}

fn not_weighed() -> Invalid {
    Invalid::new(
        "/form_code",
        "not-weighed",
        "Lot dikumpulkan menurut berat; pilih bentuk komoditas yang ditimbang.",
        "A lot is put together by weight; choose a form of the commodity that is weighed.",
    )
}
