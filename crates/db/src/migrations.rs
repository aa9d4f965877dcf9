//! Running migrations: the platform's first, then the service's own.

use anyhow::Context as _;
use diesel_async::{AsyncConnection as _, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const PLATFORM: EmbeddedMigrations = embed_migrations!("migrations");

/// Brings the database at `url` up to date with the platform's migrations and then `own`.
/// Concurrent callers take turns. Returns the names of what was applied now.
///
/// # Errors
/// When the server cannot be reached or a migration fails; a failed migration changes nothing.
pub async fn migrate(url: &str, own: EmbeddedMigrations) -> anyhow::Result<Vec<String>> {
    let url = url.to_owned();
    // The harness blocks its thread, which needs a multi-threaded runtime; ours may not be one.
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async move { tokio::spawn(run(url, own)).await? })
    })
    .await?
}

async fn run(url: String, own: EmbeddedMigrations) -> anyhow::Result<Vec<String>> {
    use diesel_async::SimpleAsyncConnection as _;
    let mut conn = AsyncPgConnection::establish(&url).await.context("cannot connect to migrate")?;
    conn.batch_execute("select pg_advisory_lock(7239486172346)")
        .await
        .context("cannot take turns to migrate")?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let mut applied = Vec::new();
    for source in [PLATFORM, own] {
        let names = harness
            .run_pending_migrations(source)
            .map_err(|error| anyhow::anyhow!("migration failed: {error}"))?;
        applied.extend(names.iter().map(ToString::to_string));
    }
    Ok(applied)
}

/// Whether every migration of the platform and of `own` has been applied.
///
/// # Errors
/// When the database cannot be asked.
pub async fn pending(url: &str, own: EmbeddedMigrations) -> anyhow::Result<bool> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async move {
            tokio::spawn(async move {
                let conn = AsyncPgConnection::establish(&url).await.context("cannot connect")?;
                let mut harness = AsyncMigrationHarness::new(conn);
                let pending = |source, harness: &mut AsyncMigrationHarness<AsyncPgConnection>| {
                    harness.has_pending_migration(source).map_err(|error| anyhow::anyhow!("{error}"))
                };
                Ok(pending(PLATFORM, &mut harness)? || pending(own, &mut harness)?)
            })
            .await?
        })
    })
    .await?
}
