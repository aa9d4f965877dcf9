//! Shipments: vehicles with goods of accepted orders, on their way from one supplier to one buyer.
//!
//! Owns the shipment, its vehicles, items and papers, and every step of its lifecycle. Refuses to leave
//! without the papers its goods need (`gate`), and to carry goods of several buyers. Start at `plan`, then
//! `steps`.

mod access;
mod delivery_note;
mod gate;
mod lots;
mod operations;
mod origin;
mod papers;
mod plan;
mod queries;
mod routes;
mod rows;
mod steps;
mod view;
mod visibility;
mod waiting;

pub(crate) use delivery_note::place;
pub(crate) use gate::{Goods, check_arrived};
pub(crate) use papers::{expect_one_paper, paper};
pub(crate) use queries::{
    confirm_paper, find_on_the_road, find_paper, find_shipment, first_received, grouped, insert_papers,
    lock_shipment, same_papers_elsewhere,
};
pub(crate) use rows::{ItemRow, JourneyPaperRow, ShipmentRow, WholeShipment, another_side, distinct};
pub(crate) use steps::{follow_if_allowed, follow_shipment};
pub(crate) use view::{paper_etag, paper_view, wire};
pub(crate) use visibility::{readers, traded_by, traders};

use domain::logistics::ShipmentState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "shipments", about: "Goods on their way, with their papers and vehicles." }],
)
.with_lifecycle::<ShipmentState>("Shipment")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
