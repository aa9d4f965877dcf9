//! Posted receipts and their reversals, from the feed of logistics.

use api_types::EventView;
use api_types::logistics::ReceiptView;
use client::{Api, ClientError};
use db::Connection;
use domain::shared::{Dimension, ReceiptId};
use service::{Error, Projection};

use super::queries::{self, RealizedLineRow, Reversal};

/// Keeps the lines of posted receipts.
pub(crate) struct LogisticsProjection;

/// A receipt, and the one that takes it back.
#[derive(Clone)]
pub(crate) struct Receipt {
    receipt: ReceiptView,
    reversal: Option<ReceiptView>,
}

impl Projection for LogisticsProjection {
    type Fetched = Receipt;

    async fn fetch(&self, api: &Api, event: &EventView) -> Result<Option<Receipt>, ClientError> {
        if !matches!(event.r#type.as_str(), "id.kad.receipt.posted" | "id.kad.receipt.reversed") {
            return Ok(None);
        }
        let named = read(api, &event.subject).await?;
        // Either end of a reversal may be named: bring the original and what takes it back together.
        if let Some(original) = named.reverses {
            let receipt = read(api, &original.to_string()).await?;
            return Ok(Some(Receipt { receipt, reversal: Some(named) }));
        }
        let reversal = match named.reversed_by {
            Some(by) => Some(read(api, &by.to_string()).await?),
            None => None,
        };
        Ok(Some(Receipt { receipt: named, reversal }))
    }

    async fn apply(&self, conn: &mut Connection, _: &EventView, fetched: Receipt) -> Result<(), Error> {
        let Receipt { receipt, reversal } = fetched;
        let Some(posted_at) = receipt.posted_at else { return Ok(()) };
        let reversal = reversal.and_then(|by| {
            let posted_at = by.posted_at?;
            Some(Reversal { reversed_at: by.received_at, posted_at })
        });
        let rows: Vec<RealizedLineRow> = receipt
            .lines
            .iter()
            .map(|line| row(&receipt, line, posted_at, reversal))
            .collect::<Result<_, _>>()?;
        queries::put_realized(conn, &rows).await
    }
}

async fn read(api: &Api, id: &str) -> Result<ReceiptView, ClientError> {
    api.get(&format!("/v1/receipts/{id}")).await.map(|answer| answer.value)
}

fn row(
    receipt: &ReceiptView,
    line: &api_types::logistics::ReceiptLineView,
    posted_at: chrono::DateTime<chrono::Utc>,
    reversal: Option<Reversal>,
) -> Result<RealizedLineRow, Error> {
    let accepted = exact(receipt.id, &line.accepted)?;
    let measured = |dimension| if accepted.dimension() == dimension { accepted.base() } else { 0 };
    let weighed = line.accepted_mass.as_ref().map(|mass| exact(receipt.id, mass)).transpose()?;
    let mass = weighed.or((accepted.dimension() == Dimension::Mass).then_some(accepted));
    Ok(RealizedLineRow {
        id: line.id,
        receipt_id: receipt.id,
        agreement_id: line.agreement_id,
        contract_id: line.contract_id,
        commodity_code: line.commodity_code.clone(),
        vehicle_id: line.vehicle_id,
        mass_grams: mass.map(|mass| mass.base()),
        heads: line.accepted_heads.unwrap_or_else(|| measured(Dimension::Head)),
        pieces: line.accepted_pieces.unwrap_or_else(|| measured(Dimension::Piece)),
        millilitres: measured(Dimension::Volume),
        amount_rupiah: line.amount.amount,
        received_at: receipt.received_at,
        posted_at,
        reversed_at: reversal.map(|reversal| reversal.reversed_at),
        reversal_posted_at: reversal.map(|reversal| reversal.posted_at),
    })
}

/// Quantities of another service are exact decimals; anything else is its mistake and stops the feed.
fn exact(receipt: ReceiptId, quantity: &api_types::WireQuantity) -> Result<domain::shared::Quantity, Error> {
    domain::shared::Quantity::parse(&quantity.value, quantity.unit)
        .map_err(|error| Error::Internal(format!("receipt {receipt} holds a quantity that is none: {error}")))
}
