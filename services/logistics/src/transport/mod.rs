//! What is on the road: shipments, their vehicles and what these report, and the rules of the road.

pub(crate) mod journey_papers;
pub(crate) mod late_vehicles;
pub(crate) mod rules;
pub(crate) mod shipments;
pub(crate) mod vehicle_events;

pub(crate) use shipments::{
    Goods, ItemRow, JourneyPaperRow, WholeShipment, another_side, check_arrived, distinct, find_shipment,
    follow_shipment, grouped, lock_shipment, place, same_papers_elsewhere, traded_by, traders, wire,
};
