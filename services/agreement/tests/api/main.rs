//! The agreement service through HTTP, on a real PostgreSQL; one file per feature.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod agreements;
mod amendments;
mod authenticity;
mod bank_accounts;
mod bucket;
mod commitments;
mod contract_types;
mod contracts;
mod coverage;
mod demands;
mod endings;
mod files;
mod forms;
mod joining;
mod keys;
mod member_imports;
mod member_privacy;
mod members;
mod parties;
mod platform;
mod price_rules;
mod projections;
mod realization;
mod recommendations;
mod references;
mod signing;
mod story;
mod strangers;
mod tenancy;
mod tokens;
mod tokens_provider;
mod trade;
mod trials;
mod value_limits;
mod verifications;

use domain::shared::Role;
use testkit::{Actor, App, ServiceUnderTest, party};

testkit::attack!(agreement, crate::start);

/// Starts the service.
pub async fn start() -> App {
    start_with([]).await
}

/// Starts the service with more settings.
pub async fn start_with<const N: usize>(extra: [(&'static str, String); N]) -> App {
    let service =
        ServiceUnderTest { name: "agreement", migrations: agreement::migrations, build: agreement::build };
    App::start(&service, extra).await.expect("the service starts")
}

/// The administrator of the platform.
pub fn admin() -> Actor {
    Actor::new(party(1), "31", &[Role::PlatformAdmin])
}

/// The coordinator of Kota Metro.
pub fn metro() -> Actor {
    Actor::new(party(2), "18.72", &[Role::Coordinator])
}
