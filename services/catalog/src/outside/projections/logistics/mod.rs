//! What this service knows of the logistics service: orders with the holds they name and the lines that lots are set aside for, loads and receipts of lots; one file
//! per resource.

mod call_offs;
mod receipts;
mod shipments;

use std::rc::Rc;

use api_types::logistics::LogisticsFeedEvent as Event;
use client::{Api, ClientError};
use db::Connection;
use domain::logistics::ReceiptHappened;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{projected_call_off, projected_receipt, projected_shipment};

pub use call_offs::{CallOffRow, OrderedLine};
pub(crate) use call_offs::{OrderLine, find_order_line, orders_keeping};
pub(crate) use receipts::receipts_of;
pub use receipts::{ReceiptRow, ReceivedLine};
pub use shipments::{LoadedItem, ShipmentRow};
pub(crate) use shipments::{loaded_for, loads_of};

/// The feed that all this travels in.
pub(crate) const LOGISTICS: &str = "logistics";

/// Follows orders, shipments, receipts and outcomes of claims.
#[derive(Debug, Clone, Copy)]
pub struct FromLogistics;

impl Projection for FromLogistics {
    type Event = Event;

    async fn fetch(&self, api: &Api, event: Event) -> Result<Option<Fetched>, ClientError> {
        Ok(match event {
            Event::Receipt(happened, receipt) if happened.is_none_or(ReceiptHappened::tells_of_posting) => {
                Some(Rc::new(ReceiptRow::read(api, receipt.receipt_id).await?))
            }
            Event::CallOff(_, order) => Some(Rc::new(CallOffRow::read(api, order.call_off_id).await?)),
            Event::Shipment(_, told) => Some(Rc::new(ShipmentRow::read(api, told.shipment_id).await?)),
            Event::VehicleEvent(_, told) => Some(Rc::new(ShipmentRow::read(api, told.shipment_id).await?)),
            Event::Receipt(..) | Event::ContractTerms(..) => None,
            Event::GateRule(..) | Event::JourneyRequirement(..) | Event::Allowance(..) => None,
            Event::ReceivingRule(..) | Event::WeightRange(..) | Event::FeedLimit(..) => None,
            Event::Settlement(..) | Event::Payment(..) | Event::PaymentTerm(..) | Event::VatRate(..) => None,
            Event::Claim(_, told) if told.receipt_id.is_some() && told.state.has_outcome() => {
                Some(Rc::new(ReceiptRow::read_claim(api, told.claim_id).await?))
            }
            Event::Claim(..) | Event::ClaimRule(..) | Event::LatenessRule(..) | Event::Distribution(..) => {
                None
            }
            Event::Signal(..) | Event::SignalRule(..) | Event::PartyFact(..) => None,
        })
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        Box::pin(
            async move { forget_versions!(conn, projected_call_off, projected_receipt, projected_shipment) },
        )
    }
}

/// What is kept of another service in JSON; what cannot be read is our mistake.
fn kept<T: serde::de::DeserializeOwned>(stored: serde_json::Value) -> Result<T, service::Error> {
    serde_json::from_value(stored)
        .map_err(|error| service::Error::Internal(format!("what is kept of logistics: {error}")))
}

/// Figures of another service are exact; anything else is its mistake and stops the feed.
fn unexpected(error: impl std::fmt::Display) -> ClientError {
    ClientError::Unexpected(error.to_string())
}

/// Each once, in order.
fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}
