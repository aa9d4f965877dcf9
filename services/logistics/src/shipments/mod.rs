//! Shipments: vehicles with goods of accepted orders, on their way from one supplier to one buyer.
//!
//! Owns the shipment, its vehicles, items and papers, and every step of its lifecycle. Refuses to leave
//! without the papers its goods need (`gate`), and to carry goods of several buyers. Start at `plan`, then
//! `steps`.

mod gate;
mod operations;
mod plan;
mod queries;
mod routes;
mod rows;
mod steps;
mod view;

pub(crate) use queries::{
    find_on_the_road, find_shipment, grouped, in_sight_of, in_trade_sight, lock_shipment,
};
pub(crate) use routes::routes;
pub(crate) use rows::{ItemRow, WholeShipment, distinct};
pub(crate) use steps::{Side, Step, advance, judge};
pub(crate) use view::wire;
