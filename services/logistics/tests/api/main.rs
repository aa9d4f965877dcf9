//! The logistics service through HTTP, on a real PostgreSQL; one file per feature.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod platform;

use domain::shared::Role;
use testkit::{Actor, App, ServiceUnderTest, party};

/// Starts the service.
pub async fn start() -> App {
    let service =
        ServiceUnderTest { name: "logistics", migrations: logistics::migrations, build: logistics::build };
    App::start(&service, []).await.expect("the service starts")
}

/// The buyer: PT Food Station, Jakarta.
pub fn buyer() -> Actor {
    Actor::new(party(10), "31", &[Role::Buyer, Role::Receiver])
}
