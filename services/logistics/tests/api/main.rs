//! The logistics service through HTTP, on a real PostgreSQL; one file per feature.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod amended;
mod balances;
mod call_off_changes;
mod call_offs;
mod claims;
mod contention;
mod contract_types;
mod deliveries;
mod distributions;
mod forms;
mod four_eyes;
mod held_goods;
mod journeys;
mod late_vehicles;
mod lots;
mod matrix;
mod measures;
mod model;
mod money_model;
mod orders;
mod origin;
mod paper_pages;
mod papers;
mod payments;
mod platform;
mod price_rules;
mod projections;
mod receipts;
mod receiving_rules;
mod reversals;
mod roles;
mod seed;
mod settlements;
mod shelves;
mod shipments;
mod signals;
mod traces;
mod trade;
mod transport_rules;
mod values;
mod vehicle_events;
mod withdrawals;
mod work_items;

use domain::shared::Role;
use testkit::{Actor, App, ServiceUnderTest, party};

testkit::attack!(logistics, crate::start);

/// Starts the service.
pub(crate) async fn start() -> App {
    let service =
        ServiceUnderTest { name: "logistics", migrations: logistics::migrations, build: logistics::build };
    App::start(&service, []).await.expect("the service starts")
}

/// Another process of the service on the same database.
pub(crate) async fn another(app: &App) -> App {
    let service =
        ServiceUnderTest { name: "logistics", migrations: logistics::migrations, build: logistics::build };
    app.another(&service, []).await.expect("the second process starts")
}

/// The buyer: PT Food Station, Jakarta.
pub(crate) fn buyer() -> Actor {
    Actor::new(party(10), "31", &[Role::Buyer, Role::Receiver])
}

/// Another person of the buyer, who posts what the first one captures.
pub(crate) fn second_buyer() -> Actor {
    buyer().named("another person of the buyer")
}

/// The supplier: PT Kuasa Omega Jaya, Metro.
pub(crate) fn supplier() -> Actor {
    Actor::new(party(20), "18.72", &[Role::Supplier])
}

/// The coordinator of Kota Metro, in its government.
pub(crate) fn metro() -> Actor {
    Actor::new(party(2), "18.72", &[Role::Coordinator])
}

/// The coordinator of DKI Jakarta, in its government.
pub(crate) fn jakarta() -> Actor {
    Actor::new(party(3), "31", &[Role::Coordinator])
}

/// Bank Indonesia Lampung, which facilitates the agreement.
pub(crate) fn facilitator() -> Actor {
    Actor::new(party(4), "18", &[Role::Facilitator])
}

/// A buyer that has nothing to do with the contract.
pub(crate) fn other_buyer() -> Actor {
    Actor::new(party(30), "31", &[Role::Buyer, Role::Receiver])
}

/// A supplier that has nothing to do with the contract.
pub(crate) fn other_supplier() -> Actor {
    Actor::new(party(31), "35.72", &[Role::Supplier])
}
