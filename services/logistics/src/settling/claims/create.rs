//! Opening a claim by hand.

use api_types::Check;
use api_types::logistics::CreateClaimRequest;
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{ClaimSubject, Measure, check_kind, check_notice, notice_due};
use domain::say;
use domain::shared::{
    ContractLineId, Dimension, Id as _, Invalid, Quantity, ReceiptLineId, Role, ShipmentId, Unit,
};
use domain::words;
use service::{Error, Tx, dated};
use web::{Command, Reply};

use super::access::{CLAIMS, op};
use super::opening::{ClaimedGoods, open};
use super::queries;
use super::rows::ClaimRow;
use super::terms::{bounds_of, read_documents, read_quantity, read_terms};
use crate::context::Context;
use crate::receiving::perishable_among;
use crate::transport::{WholeShipment, another_side, lock_shipment};

/// Opens a claim by hand; 201.
pub(super) async fn create_claim(
    context: &Context,
    command: Command<op::CreateClaim, CreateClaimRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let named = Named::of(tx, &body).await?;
            let by_supplier = claims_as_supplier(tx, &named.goods)?;
            expect_one_side(tx, &named).await?;
            check_kind(body.kind, by_supplier, named.subject)?;
            check_notice(named.notice_due(tx).await?, tx.now)?;
            let row = read(tx, &body, &named).await?;
            let whole = open(tx, row).await.map_err(claimed_before)?;
            let location = format!("/v1/claims/{}", whole.row.id);
            let (etag, today) = (whole.etag_on(tx.today()), tx.today());
            Ok(Reply::created(location, &etag, &whole.view(tx.caller(), today)?)?)
        })
        .await
}

/// What a request names: goods of a shipment that is locked.
struct Named {
    goods: ClaimedGoods,
    shipment: WholeShipment,
    subject: ClaimSubject,
    posted_at: Option<DateTime<Utc>>,
}

impl Named {
    async fn of(tx: &mut Tx<'_>, body: &CreateClaimRequest) -> Result<Self, Error> {
        match (body.receipt_line_id, body.shipment_id, body.contract_line_id) {
            (Some(line), None, None) => Self::received(tx, line).await,
            (None, Some(shipment), Some(line)) => Self::shipped(tx, shipment, line).await,
            _ => Err(Error::field(
                "/receipt_line_id",
                "required",
                "Sebutkan baris penerimaan, atau pengiriman beserta baris kontraknya.",
                "Name the line of a receipt, or a shipment with the contract line.",
            )),
        }
    }

    async fn received(tx: &mut Tx<'_>, id: ReceiptLineId) -> Result<Self, Error> {
        let seen = queries::find_received(tx.conn, tx.caller(), id).await?.ok_or_else(unknown_line)?;
        let shipment = lock_shipment(tx.conn, tx.caller(), seen.goods.shipment_id).await?;
        // As it stands under the lock: it may have been taken back until it was had.
        let line = queries::find_received(tx.conn, tx.caller(), id).await?.ok_or_else(unknown_line)?;
        Ok(Self {
            goods: line.goods,
            shipment,
            subject: ClaimSubject::ReceiptLine(line.state),
            posted_at: line.posted_at,
        })
    }

    async fn shipped(tx: &mut Tx<'_>, id: ShipmentId, line: ContractLineId) -> Result<Self, Error> {
        let locked = lock_shipment(tx.conn, tx.caller(), id).await;
        let shipment = locked.map_err(|error| error.when_not_found(unknown_shipment))?;
        let item = shipment.items.iter().find(|item| item.contract_line_id == line);
        let item = item.ok_or_else(unknown_goods)?;
        if !shipment.row.state.has_left() {
            return Err(Error::not_allowed(shipment.row.state, "create_claim"));
        }
        let goods = ClaimedGoods::shipped(&shipment, item);
        let posted_at = queries::last_posting(tx.conn, id, line).await?;
        Ok(Self { goods, shipment, subject: ClaimSubject::Shipment, posted_at })
    }

    /// Until when it is claimed; goods that no receipt names have no such time yet.
    async fn notice_due(&self, tx: &mut Tx<'_>) -> Result<Option<DateTime<Utc>>, Error> {
        let Some(posted_at) = self.posted_at else { return Ok(None) };
        let commodity = std::slice::from_ref(&self.goods.commodity_code);
        let perishable = perishable_among(tx.conn, &self.shipment, commodity).await?;
        Ok(notice_due(&dated::rules(tx.conn).await?, perishable, posted_at))
    }

    /// How much there was of the goods in one measure; none where nobody counted it.
    async fn most_in(&self, conn: &mut Connection, dimension: Dimension) -> Result<Option<i64>, Error> {
        if let Some(line) = self.goods.receipt_line_id {
            return queries::loaded_of_line(conn, line, Measure::from(dimension)).await;
        }
        let own =
            self.shipment.items.iter().filter(|item| item.contract_line_id == self.goods.contract_line_id);
        let loaded: Vec<i64> = own.filter_map(|item| item.loaded_in(dimension)).collect();
        Ok((!loaded.is_empty()).then(|| loaded.into_iter().fold(0, i64::saturating_add)))
    }
}

/// Whether the caller claims as the supplier, not as the buyer.
fn claims_as_supplier(tx: &Tx<'_>, goods: &ClaimedGoods) -> Result<bool, Error> {
    let caller = tx.caller();
    let holds = |sells: bool| {
        let roles = CLAIMS.iter().filter(|role| (**role != Role::Buyer) == sells);
        roles.into_iter().any(|role| caller.has(*role))
    };
    if caller.party() == goods.buyer_id && holds(false) {
        Ok(false)
    } else if caller.party() == goods.supplier_id && holds(true) {
        Ok(true)
    } else {
        Err(Error::Forbidden(another_side()))
    }
}

async fn expect_one_side(tx: &Tx<'_>, named: &Named) -> Result<(), Error> {
    let receipt = named.goods.receipt_id.map(|id| id.uuid());
    let things: Vec<_> = named.shipment.followed().into_iter().chain(receipt).collect();
    tx.expect_one_side(&things).await
}

/// The claim that a request makes.
async fn read(tx: &mut Tx<'_>, body: &CreateClaimRequest, named: &Named) -> Result<ClaimRow, Error> {
    let mut check = Check::new();
    let note = check.text("/note", &body.note, 1..=2000);
    let documents = read_documents(&mut check, &body.documents)?;
    let quantity = body.quantity.as_ref();
    let base = quantity.and_then(|quantity| read_quantity(&mut check, "/quantity", quantity, None));
    let amount = body.amount.as_ref().and_then(|amount| check.amount("/amount", amount));
    check.require(body.quantity.is_some() || body.amount.is_some(), asks_for_nothing);
    if let Some((base, quantity)) = base.zip(quantity) {
        let most = named.most_in(tx.conn, quantity.unit.dimension()).await?;
        check.require(most.is_some_and(|most| base <= most), || beyond_goods(most, quantity.unit));
    }
    let unit = quantity.map(|quantity| quantity.unit);
    let offer = body.offer.as_ref().and_then(|offer| read_terms(&mut check, "/offer", offer, unit));
    check.finish()?;
    let (claimant, now) = (tx.caller().party(), tx.now);
    let mut row = ClaimRow::new(tx, body.kind, named.goods.clone(), claimant).await?;
    (row.unit, row.claimed_base) = (unit, base);
    row.claimed_rupiah = amount.map(|amount| amount.0);
    (row.note, row.documents) = (Some(note), documents);
    let bounds = bounds_of(tx.conn, &row).await?;
    bounds.check_claimed()?;
    if let Some(terms) = offer {
        terms.check(&bounds)?;
        row.offer(claimant, &terms, now);
    }
    Ok(row)
}

fn claimed_before(error: Error) -> Error {
    let duplicate = || {
        Error::duplicate(
            "/kind",
            "Klaim sejenis atas barang ini sudah ada; lanjutkan klaim itu.",
            "There is a claim of this kind on these goods; go on with that one.",
        )
    };
    error.when_unique("claim_once", duplicate).when_unique("claim_once_on_shipment", duplicate)
}

fn unknown_line() -> Error {
    Error::field(
        "/receipt_line_id",
        "unknown-receipt-line",
        "Baris penerimaan ini tidak ditemukan; salin id-nya dari /v1/receipts.",
        "There is no such line of a receipt; copy its id from /v1/receipts.",
    )
}

fn unknown_shipment() -> Error {
    Error::field(
        "/shipment_id",
        "unknown-shipment",
        "Pengiriman ini tidak ditemukan; salin id-nya dari /v1/shipments.",
        "There is no such shipment; copy its id from /v1/shipments.",
    )
}

fn unknown_goods() -> Error {
    Error::field(
        "/contract_line_id",
        "unknown-goods",
        "Pengiriman ini tidak membawa barang untuk baris kontrak itu.",
        "This shipment carries no goods for that contract line.",
    )
}

fn asks_for_nothing() -> Invalid {
    Invalid::new(
        "/quantity",
        "required",
        "Isi jumlah barang atau nilai yang diklaim.",
        "Give the quantity of goods or the amount that is claimed.",
    )
}

fn beyond_goods(most: Option<i64>, unit: Unit) -> Invalid {
    let most = Quantity::from_stored(most.unwrap_or_default(), unit);
    let detail = say!(
        "Barang ini dicatat sebanyak {most}; klaim tidak melebihinya.",
        "Of these goods {most} were recorded; a claim is not of more.",
        most = words::quantity(most),
    );
    Invalid::says("/quantity/value", "out-of-range", detail)
}
