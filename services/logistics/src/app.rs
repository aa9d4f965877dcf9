//! Builds the service; the same in tests, in its own binary and in `kad`.

use std::sync::Arc;

use actix_web::web::Data;
use api_types::FeedEvent as _;
use api_types::logistics::LogisticsFeedEvent;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use service::{Built, Core, Feature, LifecycleTable, Settings};
use web::{Environment, Mount, Platform};

use crate::context::Context;
use crate::{checking, ordering, outside, receiving, settling, traceability, transport};

/// The features; each serves paths of its own.
pub(crate) const FEATURES: &[Feature<Context>] = &[
    checking::signal_rules::FEATURE,
    checking::signals::FEATURE,
    ordering::balances::FEATURE,
    ordering::call_offs::FEATURE,
    ordering::rules::FEATURE,
    outside::feed::FEATURE,
    outside::work_items::FEATURE,
    receiving::receipts::FEATURE,
    receiving::rules::FEATURE,
    settling::account_statements::FEATURE,
    settling::claim_rules::FEATURE,
    settling::claims::FEATURE,
    settling::losses::FEATURE,
    settling::payments::FEATURE,
    settling::rules::FEATURE,
    settling::settlements::FEATURE,
    traceability::distributions::FEATURE,
    traceability::traces::FEATURE,
    transport::journey_papers::FEATURE,
    transport::late_vehicles::FEATURE,
    transport::rules::FEATURE,
    transport::shipments::FEATURE,
    transport::vehicle_events::FEATURE,
];

/// What lives by a table of states in the service, for documents.
pub fn lifecycles() -> Vec<LifecycleTable> {
    FEATURES.iter().filter_map(Feature::lifecycle).collect()
}

/// The service's own migrations.
pub fn migrations() -> EmbeddedMigrations {
    const OWN: EmbeddedMigrations = embed_migrations!("migrations");
    OWN
}

/// Builds the service over its database.
///
/// # Errors
/// When a setting is unusable.
pub async fn build(_env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Built> {
    let core = Core::new("logistics", settings.database()?, platform);
    let context = Context { core: core.clone(), address: settings.issuer.clone() };
    let tasks = outside::tasks(&core, settings)?;
    Ok(Built { core, mount: mount(Some(context)), tasks, jobs: None, checks: Vec::new() })
}

/// What the server mounts; without a context only to be documented.
pub fn mount(context: Option<Context>) -> Mount {
    Mount {
        name: "logistics",
        document_path: "/openapi/logistics.json",
        title: "KAD logistics",
        description: "Call-off orders, shipments, receipts, the balance of contract lines, what is claimed, owed and paid, where goods went, and signals.",
        features: FEATURES.iter().map(Feature::mounted).collect(),
        events: LogisticsFeedEvent::groups,
        data: Arc::new(move |config| {
            if let Some(context) = &context {
                config.app_data(Data::new(context.clone()));
            }
        }),
    }
}
