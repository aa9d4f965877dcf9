//! Running migrations: the platform's first, then the service's own.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context as _;
use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::Bool;
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::server::Server;

/// How often whoever waits for its turn asks for it.
const ASK_AGAIN: Duration = Duration::from_millis(100);

const PLATFORM: EmbeddedMigrations = embed_migrations!("migrations");

/// Brings the database at `url` up to date with the platform's migrations and then `own`; one of a newer release is refused.
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
    let mut conn = unhurried(&url).await.context("cannot connect to migrate")?;
    take_turns(&mut conn).await.context("cannot take turns to migrate")?;
    let mut harness = AsyncMigrationHarness::new(conn);
    refuse_newer(&mut harness, &own)?;
    let mut applied = Vec::new();
    for source in [PLATFORM, own] {
        let names = harness
            .run_pending_migrations(source)
            .map_err(|error| anyhow::anyhow!("migration failed: {error}"))?;
        applied.extend(names.iter().map(ToString::to_string));
    }
    Ok(applied)
}

/// Refuses tables of a release that is newer than this one.
fn refuse_newer(
    harness: &mut AsyncMigrationHarness<AsyncPgConnection>,
    own: &EmbeddedMigrations,
) -> anyhow::Result<()> {
    let failed = |error| anyhow::anyhow!("the migrations cannot be compared: {error}");
    let mut known = BTreeSet::new();
    for source in [&PLATFORM, own] {
        let all = MigrationSource::<Pg>::migrations(source).map_err(failed)?;
        known.extend(all.iter().map(|migration| migration.name().version().to_string()));
    }
    let applied = harness.applied_migrations().map_err(failed)?;
    let newer: Vec<String> =
        applied.iter().map(ToString::to_string).filter(|version| !known.contains(version)).collect();
    anyhow::ensure!(
        newer.is_empty(),
        "the database was migrated by a newer release, which this one does not know ({}); start that release, or restore a \
         backup made before it",
        newer.join(", ")
    );
    Ok(())
}

/// Makes sure that the tables are not those of a newer release, and changes nothing.
///
/// # Errors
/// When they are, with what to do; when the database cannot be asked.
pub async fn expect_known(url: &str, own: EmbeddedMigrations) -> anyhow::Result<()> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async move {
            tokio::spawn(async move {
                let conn = unhurried(&url).await.context("cannot connect")?;
                refuse_newer(&mut AsyncMigrationHarness::new(conn), &own)
            })
            .await?
        })
    })
    .await?
}

/// A connection without the deadlines of requests.
async fn unhurried(url: &str) -> anyhow::Result<AsyncPgConnection> {
    let (client, line) = Server::of(url)?.connect().await?;
    tokio::spawn(async move {
        if let Err(error) = line.await {
            tracing::debug!(%error, "the connection of a migration ended");
        }
    });
    Ok(AsyncPgConnection::try_from(client).await?)
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
                let conn = unhurried(&url).await.context("cannot connect")?;
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
