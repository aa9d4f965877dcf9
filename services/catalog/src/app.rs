//! Builds the service; the same in tests, in its own binary and in `kad`.

use std::sync::Arc;

use actix_web::web::Data;
use api_types::FeedEvent as _;
use api_types::catalog::CatalogFeedEvent;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use domain::catalog::seed_best_before_limits;
use service::consumer::{self, Source};
use service::files::{FileStore, Uploads, look_after};
use service::run::Task;
use service::{Built, Core, Feature, LifecycleTable, Settings, TokenFacts, disk, jobs};
use web::{Environment, Mount, Platform};

use crate::context::Context;
use crate::goods::{Images, Workshop};
use crate::outside::{FromAgreement, FromLogistics};
use crate::{curation, farm, goods, lots, outside, retail, sites, stock};

/// The features; each serves paths of its own.
pub(crate) const FEATURES: &[Feature<Context>] = &[
    curation::curations::FEATURE,
    curation::rules::FEATURE,
    farm::forecasts::FEATURE,
    farm::plots::FEATURE,
    farm::rules::FEATURE,
    farm::seasons::FEATURE,
    goods::commodities::FEATURE,
    goods::images::FEATURE,
    goods::price_observations::FEATURE,
    goods::products::FEATURE,
    goods::rules::FEATURE,
    goods::variants::FEATURE,
    lots::consolidation_lots::FEATURE,
    lots::contributions::FEATURE,
    lots::member_inputs::FEATURE,
    lots::rules::FEATURE,
    lots::settlements::FEATURE,
    outside::feed::FEATURE,
    outside::jobs::FEATURE,
    outside::work_items::FEATURE,
    retail::listings::FEATURE,
    retail::outlet_exceptions::FEATURE,
    retail::outlets::FEATURE,
    retail::recalls::FEATURE,
    retail::sales::FEATURE,
    sites::facilities::FEATURE,
    sites::findings::FEATURE,
    sites::inspections::FEATURE,
    sites::papers::FEATURE,
    sites::rules::FEATURE,
    stock::animals::FEATURE,
    stock::holds::FEATURE,
    stock::offers::FEATURE,
    stock::rules::FEATURE,
    stock::weighings::FEATURE,
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
/// When a setting is unusable, or an empty catalog cannot be filled with its reference data.
pub async fn build(env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Built> {
    let core = Core::new("catalog", settings.database()?, platform);
    goods::seed(&core).await?;
    let agreement = settings.peer("catalog", &settings.agreement_url)?;
    let source = Source { name: "agreement", api: agreement.clone() };
    let tokens: Task = Box::pin(consumer::run(core.clone(), source.clone(), TokenFacts));
    let projection: Task = Box::pin(consumer::run(core.clone(), source, FromAgreement));
    let logistics = Source { name: "logistics", api: settings.peer("catalog", &settings.logistics_url)? };
    let loads: Task = Box::pin(consumer::run(core.clone(), logistics, FromLogistics));
    let place = FileStore::open(&settings.files, env)?;
    let folder =
        place.folder().map(|folder| disk::readiness(env, "images", folder.to_owned())).transpose()?;
    let files = place.of_database(&core).await?;
    let care: Task = Box::pin(look_after::<Images>(core.clone(), files.clone()));
    let context = Context {
        core: core.clone(),
        agreement,
        best_before: seed_best_before_limits().into(),
        files,
        uploads: Uploads::default(),
        workshop: Workshop::default(),
    };
    let jobs: Task = Box::pin(jobs::work(core.clone(), platform.clone(), context.clone(), FEATURES));
    Ok(Built {
        core,
        mount: mount(Some(context)),
        tasks: vec![tokens, projection, loads, care],
        jobs: Some(jobs),
        checks: Vec::from_iter(folder),
    })
}

/// What the server mounts; without a context only to be documented.
pub fn mount(context: Option<Context>) -> Mount {
    Mount {
        name: "catalog",
        document_path: "/openapi/catalog.json",
        title: "KAD catalog",
        description: "Commodities, prices, products with their permits and pictures, curation, outlets, listings, plots and seasons, facilities and their inspections, stock offers, animals and holds, consolidation lots.",
        features: FEATURES.iter().map(Feature::mounted).collect(),
        events: CatalogFeedEvent::groups,
        data: Arc::new(move |config| {
            if let Some(context) = &context {
                config.app_data(Data::new(context.clone()));
            }
        }),
    }
}
