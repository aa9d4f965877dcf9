//! The catalog service through HTTP, on a real PostgreSQL; one file per feature.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod animals;
mod commodities;
mod curations;
mod facilities;
mod forecasts;
mod held_goods;
mod holds;
mod images;
mod imports;
mod inspections;
mod listings;
mod lots;
mod outlet_exceptions;
mod outlets;
mod platform;
mod plots;
mod price_observations;
mod price_plans;
mod products;
mod projections;
mod recalls;
mod rules;
mod sales;
mod search;
mod seasons;
mod shelf;
mod stock_offers;
mod variants;
mod work_items;

use domain::shared::Role;
use testkit::{Actor, App, ServiceUnderTest, party};

testkit::attack!(catalog, crate::start);

/// Starts the service.
pub async fn start() -> App {
    let service =
        ServiceUnderTest { name: "catalog", migrations: catalog::migrations, build: catalog::build };
    App::start(&service, []).await.expect("the service starts")
}

/// The administrator of the platform.
pub fn admin() -> Actor {
    Actor::new(party(1), "31", &[Role::PlatformAdmin])
}

/// The coordinator of Kota Metro.
pub fn metro() -> Actor {
    Actor::new(party(2), "18.72", &[Role::Coordinator])
}

/// A cooperative of Metro that sells small-business products.
pub fn kpms() -> Actor {
    Actor::new(party(10), "18.72", &[Role::Supplier])
}

/// A supplier of Blitar, who has nothing to do with Metro.
pub fn blitar_supplier() -> Actor {
    Actor::new(party(11), "35.72", &[Role::Supplier])
}

/// A buyer of Jakarta.
pub fn pasar_jaya() -> Actor {
    Actor::new(party(20), "31", &[Role::Buyer])
}
