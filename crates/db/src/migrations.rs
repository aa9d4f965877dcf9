//! Running migrations: the platform's first, then the service's own.

use std::time::Duration;

use anyhow::Context as _;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection as _, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

/// How often whoever waits for its turn asks for it.
const ASK_AGAIN: Duration = Duration::from_millis(100);

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
    let mut conn = AsyncPgConnection::establish(&url).await.context("cannot connect to migrate")?;
    take_turns(&mut conn).await.context("cannot take turns to migrate")?;
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

/// Waits until nobody else migrates, by asking again: a statement that waits keeps its snapshot, and `create index
/// concurrently` of the one whose turn it is would wait for that.
async fn take_turns(conn: &mut AsyncPgConnection) -> diesel::QueryResult<()> {
    let try_lock = || diesel::select(sql::<Bool>("pg_try_advisory_lock(7239486172346)"));
    while !try_lock().get_result::<bool>(conn).await? {
        tokio::time::sleep(ASK_AGAIN).await;
    }
    Ok(())
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
