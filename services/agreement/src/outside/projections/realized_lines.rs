//! What lines of posted receipts accepted, for the report. A line is kept once; a reversal that is known stays known. What the
//! outcome of a claim changes on a line stands beside it, from the moment of the outcome on.

use api_types::WireQuantity;
use api_types::logistics::{
    ClaimView, CountFigures, ReceiptLineView, ReceiptView, RejectionFigures, WeightFigures,
};
use chrono::{DateTime, Utc};
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel::query_dsl::methods::FilterDsl as _;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::logistics::RejectionReason;
use domain::shared::{
    AgreementId, CallOffLineId, ClaimId, ContractId, ContractLineId, Dimension, Id as _, Quantity, Ratio,
    ReceiptId, ReceiptLineId, VehicleId,
};
use serde::{Deserialize, Serialize};
use service::projection::Keeping;
use service::{Error, Projected};

use crate::schema::realized_line;

/// What one line of a posted receipt accepted.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = realized_line)]
struct RealizedLineRow {
    id: ReceiptLineId,
    receipt_id: ReceiptId,
    agreement_id: AgreementId,
    contract_id: ContractId,
    contract_line_id: Option<ContractLineId>,
    call_off_line_id: Option<CallOffLineId>,
    commodity_code: String,
    form_code: String,
    drawn_in: Dimension,
    vehicle_id: VehicleId,
    mass_grams: Option<i64>,
    heads: Option<i64>,
    pieces: Option<i64>,
    millilitres: Option<i64>,
    /// In base units of the measure that draws the contract line down.
    accepted_base: Option<i64>,
    amount_rupiah: i64,
    received_at: DateTime<Utc>,
    posted_at: DateTime<Utc>,
    reversed_at: Option<DateTime<Utc>>,
    reversal_posted_at: Option<DateTime<Utc>>,
    /// What arrived, in the same base units: accepted, held back as excess, or rejected.
    delivered_base: Option<i64>,
    /// What was rejected, see [`Rejected`].
    rejected: serde_json::Value,
    /// Weight lost by drying or dripping; below zero where goods took up water.
    shrink_grams: Option<i64>,
    /// How much of that is physics.
    shrink_allowed_grams: Option<i64>,
    /// So much of the form accepted ...
    yield_input: i64,
    /// ... counts as so much of that of the contract line.
    yield_output: i64,
}

/// Part of a line that was not taken.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Rejected {
    pub(super) reason: RejectionReason,
    /// In base units of the measure that draws the contract line down.
    pub(super) base: i64,
}

/// When a receipt was taken back: as claimed, and as recorded.
#[derive(Debug, Clone, Copy)]
struct Reversal {
    reversed_at: DateTime<Utc>,
    posted_at: DateTime<Utc>,
}

/// A receipt, and the one that takes it back, as read.
#[derive(Debug)]
pub struct RealizedLines {
    /// The receipt whose lines are kept.
    pub receipt: ReceiptView,
    /// The receipt that takes it back.
    pub reversal: Option<ReceiptView>,
}

impl RealizedLines {
    /// Reads it from logistics. Either end of a reversal may be named: the original and what takes it back come
    /// together.
    pub(super) async fn read(api: &Api, id: ReceiptId) -> Result<Self, ClientError> {
        let logistics = LogisticsApi::new(api.clone());
        let named = logistics.get_receipt(id).await?.value;
        if let Some(original) = named.reverses {
            let receipt = logistics.get_receipt(original).await?.value;
            return Ok(Self { receipt, reversal: Some(named) });
        }
        let reversal = match named.reversed_by {
            Some(by) => Some(logistics.get_receipt(by).await?.value),
            None => None,
        };
        Ok(Self { receipt: named, reversal })
    }

    async fn put(&self, conn: &mut Connection) -> Result<(), Error> {
        let Some(posted_at) = self.receipt.posted_at else { return Ok(()) };
        let reversal = self.reversal.as_ref().and_then(|by| {
            let posted_at = by.posted_at?;
            Some(Reversal { reversed_at: by.received_at, posted_at })
        });
        let lines = self.receipt.lines.iter().map(|line| row(&self.receipt, line, posted_at, reversal));
        put_realized(conn, &lines.collect::<Result<Vec<_>, _>>()?).await
    }
}

impl Projected for RealizedLines {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(self.put(conn))
    }
}

/// The outcome of a claim, and the receipt that it is about, as read.
#[derive(Debug)]
pub struct ClaimedLine {
    /// The claim.
    pub claim: ClaimView,
    /// The receipt.
    pub receipt: ReceiptView,
}

impl ClaimedLine {
    /// Reads both from logistics.
    pub(super) async fn read(api: &Api, claim: ClaimId, receipt: ReceiptId) -> Result<Self, ClientError> {
        let logistics = LogisticsApi::new(api.clone());
        let claim = logistics.get_claim(claim).await?.value;
        Ok(Self { claim, receipt: logistics.get_receipt(receipt).await?.value })
    }

    async fn put(&self, conn: &mut Connection) -> Result<(), Error> {
        let Some(at) = self.claim.agreed_at else { return Ok(()) };
        let of = self.receipt.lines.iter().find(|line| Some(line.id) == self.claim.receipt_line_id);
        let Some(line) = of else { return Ok(()) };
        let received = row(&self.receipt, line, at, None)?;
        put_realized(conn, &[received.changed(&self.claim, at)?]).await
    }
}

impl Projected for ClaimedLine {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(self.put(conn))
    }
}

impl RealizedLineRow {
    /// The row beside it for the outcome of a claim: so much less counts in the measure that draws down, so much less or more is
    /// paid. In other measures it counts as received, for nobody measured what went back.
    fn changed(self, claim: &ClaimView, at: DateTime<Utc>) -> Result<Self, Error> {
        let back = claim.taken_back.as_ref().map(|back| exact(self.receipt_id, back)).transpose()?;
        let back = back.filter(|back| back.dimension() == self.drawn_in).map_or(0, Quantity::base);
        let drawn = self.drawn_in;
        let part = |of, was: Option<i64>| was.map(|_| if of == drawn { -back } else { 0 });
        let amount = claim.settled_amount.as_ref().map_or(0, |amount| amount.amount);
        Ok(Self {
            id: ReceiptLineId::from_uuid(claim.id.uuid()),
            mass_grams: part(Dimension::Mass, self.mass_grams),
            heads: part(Dimension::Head, self.heads),
            pieces: part(Dimension::Piece, self.pieces),
            millilitres: part(Dimension::Volume, self.millilitres),
            accepted_base: Some(-back),
            amount_rupiah: if claim.claimant_party_id == claim.buyer_id { -amount } else { amount },
            received_at: at,
            delivered_base: Some(0),
            rejected: serde_json::json!([]),
            shrink_grams: self.shrink_grams.map(|_| 0),
            shrink_allowed_grams: self.shrink_allowed_grams.map(|_| 0),
            ..self
        })
    }
}

fn row(
    receipt: &ReceiptView,
    line: &ReceiptLineView,
    posted_at: DateTime<Utc>,
    reversal: Option<Reversal>,
) -> Result<RealizedLineRow, Error> {
    let accepted = exact(receipt.id, &line.accepted)?;
    // What draws down is measured in any case; what is not measured is unknown, never zero.
    let drawn = |dimension| (accepted.dimension() == dimension).then_some(accepted.base());
    let told =
        |quantity: &Option<WireQuantity>| quantity.as_ref().map(|one| exact(receipt.id, one)).transpose();
    let counts = line
        .conversion
        .as_ref()
        .map_or(Ok(Ratio::SAME), |by| by.ratio().map_err(|_| no_yield(receipt.id)))?;
    let (mass, volume) = (told(&line.accepted_mass)?, told(&line.accepted_volume)?);
    Ok(RealizedLineRow {
        id: line.id,
        receipt_id: receipt.id,
        agreement_id: line.agreement_id,
        contract_id: line.contract_id,
        contract_line_id: Some(line.contract_line_id),
        call_off_line_id: Some(line.call_off_line_id),
        commodity_code: line.commodity_code.clone(),
        form_code: line.form_code.clone(),
        drawn_in: accepted.dimension(),
        vehicle_id: line.vehicle_id,
        mass_grams: mass.map(Quantity::base).or_else(|| drawn(Dimension::Mass)),
        heads: line.accepted_heads.or_else(|| drawn(Dimension::Head)),
        pieces: line.accepted_pieces.or_else(|| drawn(Dimension::Piece)),
        millilitres: volume.map(Quantity::base).or_else(|| drawn(Dimension::Volume)),
        accepted_base: Some(accepted.base()),
        amount_rupiah: line.amount.as_ref().ok_or_else(|| untold(receipt.id))?.amount,
        received_at: receipt.received_at,
        posted_at,
        reversed_at: reversal.map(|reversal| reversal.reversed_at),
        reversal_posted_at: reversal.map(|reversal| reversal.posted_at),
        delivered_base: Some(arrived(receipt.id, line, accepted)?),
        rejected: serde_json::to_value(rejected(receipt.id, line, accepted.dimension())?).unwrap_or_default(),
        shrink_grams: shrink(receipt.id, line)?,
        shrink_allowed_grams: told(&line.shrink_allowed)?
            .filter(|allowed| allowed.dimension() == Dimension::Mass)
            .map(Quantity::base),
        yield_input: counts.input(),
        yield_output: counts.output(),
    })
}

/// What arrived of a line, in the measure that draws it down: accepted, held back as excess, or rejected.
fn arrived(receipt: ReceiptId, line: &ReceiptLineView, accepted: Quantity) -> Result<i64, Error> {
    let counted = |figures: &Option<CountFigures>| {
        figures.as_ref().map(|one| one.accepted + one.held_excess + one.rejected)
    };
    let weighed = |figures: &Option<WeightFigures>| {
        let Some(one) = figures else { return Ok(None) };
        let parts = [&one.accepted, &one.held_excess, &one.rejected];
        let parts = parts.map(|value| exact(receipt, &WireQuantity { value: value.clone(), unit: one.unit }));
        let sum = parts.into_iter().try_fold(0, |sum, part| Ok::<_, Error>(sum + part?.base()));
        sum.map(Some)
    };
    let all = match accepted.dimension() {
        Dimension::Head => counted(&line.heads),
        Dimension::Piece => counted(&line.pieces),
        Dimension::Mass => weighed(&line.weight)?,
        Dimension::Volume => weighed(&line.volume)?,
    };
    Ok(all.unwrap_or(accepted.base()))
}

/// What was not taken of a line, in the measure that draws it down.
fn rejected(receipt: ReceiptId, line: &ReceiptLineView, drawn: Dimension) -> Result<Vec<Rejected>, Error> {
    let part = |part: &RejectionFigures| {
        let measured = |quantity: &Option<WireQuantity>| {
            quantity.as_ref().map(|one| exact(receipt, one).map(Quantity::base)).transpose()
        };
        let base = match drawn {
            Dimension::Head => part.heads,
            Dimension::Piece => part.pieces,
            Dimension::Mass => measured(&part.weight)?,
            Dimension::Volume => measured(&part.volume)?,
        };
        Ok(Rejected { reason: part.reason, base: base.unwrap_or_default() })
    };
    line.rejections.iter().map(part).collect()
}

/// What a line lost in weight, in grams.
fn shrink(receipt: ReceiptId, line: &ReceiptLineView) -> Result<Option<i64>, Error> {
    let Some((unit, text)) = line.weight.as_ref().and_then(|one| Some((one.unit, one.shrink.as_deref()?)))
    else {
        return Ok(None);
    };
    let (sign, magnitude) = text.strip_prefix('-').map_or((1, text), |magnitude| (-1, magnitude));
    let lost = exact(receipt, &WireQuantity { value: magnitude.to_owned(), unit })?;
    Ok(Some(sign * lost.base()))
}

/// Quantities of another service are exact decimals; anything else is its mistake and stops the feed.
fn exact(receipt: ReceiptId, quantity: &WireQuantity) -> Result<Quantity, Error> {
    Quantity::parse(&quantity.value, quantity.unit)
        .map_err(|error| Error::Internal(format!("receipt {receipt} holds a quantity that is none: {error}")))
}

fn no_yield(receipt: ReceiptId) -> Error {
    Error::Internal(format!("receipt {receipt} counts by a yield that is none"))
}

/// A service reads amounts; anything else is the other's mistake and stops the feed.
fn untold(receipt: ReceiptId) -> Error {
    Error::Internal(format!("receipt {receipt} was told without its amounts"))
}

/// Keeps lines once; a reversal that is known stays known, and lines kept before they named their contract line, or what
/// arrived, are completed.
async fn put_realized(conn: &mut Connection, rows: &[RealizedLineRow]) -> Result<(), Error> {
    let news = excluded(realized_line::reversed_at)
        .is_not_null()
        .or(realized_line::contract_line_id.is_null())
        .or(realized_line::call_off_line_id.is_null())
        .or(realized_line::delivered_base.is_null());
    diesel::insert_into(realized_line::table)
        .values(rows)
        .on_conflict(realized_line::id)
        .do_update()
        .set((
            realized_line::contract_line_id.eq(excluded(realized_line::contract_line_id)),
            realized_line::call_off_line_id.eq(excluded(realized_line::call_off_line_id)),
            realized_line::accepted_base.eq(excluded(realized_line::accepted_base)),
            realized_line::delivered_base.eq(excluded(realized_line::delivered_base)),
            realized_line::rejected.eq(excluded(realized_line::rejected)),
            realized_line::shrink_grams.eq(excluded(realized_line::shrink_grams)),
            realized_line::shrink_allowed_grams.eq(excluded(realized_line::shrink_allowed_grams)),
            realized_line::yield_input.eq(excluded(realized_line::yield_input)),
            realized_line::yield_output.eq(excluded(realized_line::yield_output)),
            realized_line::reversed_at.eq(excluded(realized_line::reversed_at)),
            realized_line::reversal_posted_at.eq(excluded(realized_line::reversal_posted_at)),
        ))
        .filter(news)
        .execute(conn)
        .await?;
    Ok(())
}
