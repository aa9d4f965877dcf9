//! Builds the service; the same in tests, in its own binary and in `kad`.

use std::sync::Arc;

use actix_web::web::Data;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use service::run::Task;
use service::{Built, Core, Settings, Source, consumer};
use web::server::Feature;
use web::{Environment, Mount, Platform};

use crate::context::Context;
use crate::projections::{CatalogProjection, LogisticsProjection};
use crate::tokens::{TokenDesk, ensure_signing_key};
use crate::{
    OPERATIONS, agreements, authenticity, backfill_grants, clients, contracts, feed, files, memberships,
    parties, realization, regions, tokens, verifications, work_items,
};

/// Each serves paths of its own.
const FEATURES: &[Feature] = &[
    regions::routes,
    parties::routes,
    agreements::routes,
    backfill_grants::routes,
    contracts::routes,
    authenticity::routes,
    realization::routes,
    work_items::routes,
    tokens::routes,
    memberships::routes,
    clients::routes,
    files::routes,
    verifications::routes,
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
pub async fn build(env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Built> {
    let core = Core::new("agreement", settings.database()?, platform);
    let tokens = TokenDesk::new(env, settings, platform)?;
    ensure_signing_key(&core).await?;
    tokens.learn(&core).await?;
    let context = Context { core: core.clone(), tokens };
    let catalog = Source { name: "catalog", api: settings.peer("agreement", &settings.catalog_url)? };
    let logistics = Source { name: "logistics", api: settings.peer("agreement", &settings.logistics_url)? };
    let tasks: Vec<Task> = vec![
        Box::pin(consumer::run(core.clone(), catalog, CatalogProjection)),
        Box::pin(consumer::run(core.clone(), logistics, LogisticsProjection)),
    ];
    Ok(Built { core, mount: mount(Some(context)), tasks })
}

/// What the server mounts; without a context only to be documented.
pub fn mount(context: Option<Context>) -> Mount {
    Mount {
        name: "agreement",
        document_path: "/openapi/agreement.json",
        title: "KAD agreement",
        description: "Parties and their verification, government agreements, contracts, tokens, realisation reports.",
        operations: OPERATIONS,
        features: FEATURES,
        data: Arc::new(move |config| {
            if let Some(context) = &context {
                config.app_data(Data::new(context.clone()));
            }
        }),
    }
}
