//! Builds the service; the same in tests, in its own binary and in `kad`.

use std::sync::Arc;

use actix_web::web::Data;
use api_types::FeedEvent as _;
use api_types::agreement::AgreementFeedEvent;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use service::files::{FileStore, Uploads, look_after};
use service::run::Task;
use service::{Built, Core, Feature, LifecycleTable, Settings, Source, consumer, disk};
use web::{Environment, Mount, Platform};

use crate::context::Context;
use crate::identity::{AccountKey, PersonKey, TokenIssuer, WATCHED, ensure_signing_key};
use crate::outside::{FromCatalog, FromLogistics};
use crate::verification::Papers;
use crate::{cooperation, identity, need, outside, reporting, verification};

/// The features; each serves paths of its own.
pub(crate) const FEATURES: &[Feature<Context>] = &[
    cooperation::agreements::FEATURE,
    cooperation::amendments::FEATURE,
    cooperation::authenticity::FEATURE,
    cooperation::authenticity_reports::FEATURE,
    cooperation::backfill_grants::FEATURE,
    cooperation::contracts::FEATURE,
    cooperation::evaluations::FEATURE,
    cooperation::rules::FEATURE,
    cooperation::recommendations::FEATURE,
    identity::bank_accounts::FEATURE,
    identity::clients::FEATURE,
    identity::invitations::FEATURE,
    identity::me::FEATURE,
    identity::members::FEATURE,
    identity::memberships::FEATURE,
    identity::parties::FEATURE,
    identity::party_applications::FEATURE,
    identity::party_corrections::FEATURE,
    identity::regions::FEATURE,
    identity::tokens::FEATURE,
    need::commitments::FEATURE,
    need::coverage::FEATURE,
    need::demands::FEATURE,
    outside::feed::FEATURE,
    reporting::realization::FEATURE,
    reporting::work_items::FEATURE,
    verification::files::FEATURE,
    verification::requirements::FEATURE,
    verification::verifications::FEATURE,
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
pub async fn build(env: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Built> {
    let core = Core::new("agreement", settings.database()?, platform).watching(WATCHED);
    let tokens = TokenIssuer::new(env, settings, platform)?;
    ensure_signing_key(&core, tokens.key_secret()).await?;
    tokens.learn(&core).await?;
    tokens.check_issuers(&core).await?;
    let place = FileStore::open(&settings.files, env)?;
    let folder = place.folder().map(|folder| disk::readiness(env, "files", folder.to_owned())).transpose()?;
    let files = place.of_database(&core).await?;
    let uploads = Uploads::default();
    let marks = env.secret("KAD_MARK_SECRET")?;
    let secret = marks.as_deref().unwrap_or(&settings.service_secret);
    let (persons, accounts) = (PersonKey::of(secret)?, AccountKey::of(secret)?);
    let context = Context { core: core.clone(), tokens, persons, accounts, files: files.clone(), uploads };
    let catalog = Source { name: "catalog", api: settings.peer("agreement", &settings.catalog_url)? };
    let logistics = Source { name: "logistics", api: settings.peer("agreement", &settings.logistics_url)? };
    let tasks: Vec<Task> = vec![
        Box::pin(consumer::run(core.clone(), catalog, FromCatalog)),
        Box::pin(consumer::run(core.clone(), logistics, FromLogistics)),
        Box::pin(look_after::<Papers>(core.clone(), files)),
    ];
    Ok(Built { core, mount: mount(Some(context)), tasks, jobs: None, checks: Vec::from_iter(folder) })
}

/// What the server mounts; without a context only to be documented.
pub fn mount(context: Option<Context>) -> Mount {
    Mount {
        name: "agreement",
        document_path: "/openapi/agreement.json",
        title: "KAD agreement",
        description: "Parties and their verification, government agreements, contracts, tokens, realization reports.",
        features: FEATURES.iter().map(Feature::mounted).collect(),
        events: AgreementFeedEvent::groups,
        data: Arc::new(move |config| {
            if let Some(context) = &context {
                config.app_data(Data::new(context.clone()));
            }
        }),
    }
}
