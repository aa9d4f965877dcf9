//! Builds the service; the same in tests, in its own binary and in `kad`.

use std::sync::Arc;

use actix_web::web::Data;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use service::{Built, Core, Settings};
use web::server::Feature;
use web::{Environment, Mount, Platform};

use crate::context::Context;
use crate::{
    OPERATIONS, balances, call_offs, feed, projections, receipts, shipments, vehicle_events, work_items,
};

/// Each serves paths of its own.
const FEATURES: &[Feature] = &[
    call_offs::routes,
    shipments::routes,
    vehicle_events::routes,
    receipts::routes,
    balances::routes,
    work_items::routes,
    feed::routes,
];

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
    let context = Context { core: core.clone() };
    let tasks = projections::tasks(&core, settings)?;
    Ok(Built { core, mount: mount(Some(context)), tasks })
}

/// What the server mounts; without a context only to be documented.
pub fn mount(context: Option<Context>) -> Mount {
    Mount {
        name: "logistics",
        document_path: "/openapi/logistics.json",
        title: "KAD logistics",
        description: "Call-off orders, shipments, receipts, and the balance of contract lines.",
        operations: OPERATIONS,
        features: FEATURES,
        data: Arc::new(move |config| {
            if let Some(context) = &context {
                config.app_data(Data::new(context.clone()));
            }
        }),
    }
}
