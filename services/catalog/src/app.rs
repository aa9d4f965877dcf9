//! Builds the service; the same in tests, in its own binary and in `kad`.

use std::sync::Arc;

use actix_web::web::Data;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use service::consumer::{self, Source};
use service::run::Task;
use service::{Built, Core, Settings};
use web::server::Feature;
use web::{Environment, Mount, Platform};

use crate::context::{Context, Rules};
use crate::projections::FromAgreement;
use crate::{OPERATIONS, commodities, curations, feed, listings, outlets, products, variants, work_items};

/// Each serves paths of its own.
const FEATURES: &[Feature] = &[
    commodities::routes,
    outlets::routes,
    curations::routes,
    listings::routes,
    products::routes,
    variants::routes,
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
/// When a setting is unusable, or an empty catalog cannot be filled with its reference data.
pub async fn build(_env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Built> {
    let core = Core::new("catalog", settings.database()?, platform);
    commodities::seed(&core).await?;
    let agreement = settings.peer("catalog", &settings.agreement_url)?;
    let source = Source { name: "agreement", api: agreement.clone() };
    let projection: Task = Box::pin(consumer::run(core.clone(), source, FromAgreement));
    let context = Context { core: core.clone(), agreement, rules: Arc::new(Rules::of_the_platform()) };
    Ok(Built { core, mount: mount(Some(context)), tasks: vec![projection] })
}

/// What the server mounts; without a context only to be documented.
pub fn mount(context: Option<Context>) -> Mount {
    Mount {
        name: "catalog",
        document_path: "/openapi/catalog.json",
        title: "KAD catalog",
        description: "Commodities, products and their permits, curation, outlets, listings.",
        operations: OPERATIONS,
        features: FEATURES,
        data: Arc::new(move |config| {
            if let Some(context) = &context {
                config.app_data(Data::new(context.clone()));
            }
        }),
    }
}
