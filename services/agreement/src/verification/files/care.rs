//! What no request asks for: files that nothing refers to go after a day, bytes without a row go, and bytes that still lie in
//! the database move to the store.
//!
//! What is old is what is old by the database's clock. A file that something refers to is never touched: whoever refers to it
//! and who deletes it need its row, one after the other ([`queries::attach_own_upload`], [`queries::forget_unattached`]).

use std::time::Duration;

use chrono::TimeDelta;
use service::{Core, Error};
use tokio::time::sleep;

use super::queries;
use super::store::{FileStore, new_name};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);
/// Rows of one batch.
const BATCH: i64 = 500;
/// Files that move out of the database in one turn, one by one.
const MOVED_AT_ONCE: usize = 50;
/// Days that are looked through after they have ended: what came late on one of them is a day old then.
const SWEPT_AFTER_DAYS: i64 = 2;

/// Looks after the files until the process stops.
pub(crate) async fn look_after(core: Core, store: FileStore) {
    while !core.is_stopping() {
        if let Err(error) = tend(&core, &store).await
            && !core.is_stopping()
        {
            tracing::warn!(%error, "files are not looked after now");
        }
        sleep(EVERY).await;
    }
}

/// One turn.
///
/// # Errors
/// Database errors and those of the store; the next turn goes on.
pub async fn tend(core: &Core, store: &FileStore) -> Result<(), Error> {
    core.db.transact("forget_files", async |conn| queries::forget_unattached(conn, BATCH).await).await?;
    delete_gone(core, store).await?;
    move_out(core, store).await?;
    sweep(core, store).await
}

/// Deletes the bytes of rows that are gone.
async fn delete_gone(core: &Core, store: &FileStore) -> Result<(), Error> {
    let names = queries::gone(&mut *core.db.own().await?, BATCH).await?;
    for name in &names {
        store.delete(name).await?;
    }
    if !names.is_empty() {
        tracing::info!(files = names.len(), "deleted the bytes of files that nothing referred to");
        queries::forget_gone(&mut *core.db.own().await?, &names).await?;
    }
    Ok(())
}

/// Moves bytes from the database into the store: first the bytes, then the row that says where they are.
async fn move_out(core: &Core, store: &FileStore) -> Result<(), Error> {
    for _ in 0..MOVED_AT_ONCE {
        let next = queries::next_to_move(&mut *core.db.own().await?).await?;
        let Some((id, bytes, now)) = next else { break };
        let name = new_name(now);
        store.put(&name, bytes).await?;
        core.db.transact("move_file", async |conn| queries::record_move(conn, id, &name).await).await?;
    }
    Ok(())
}

/// Deletes bytes without a row: what a process wrote that stopped before it could say so. Each day is looked through once.
async fn sweep(core: &Core, store: &FileStore) -> Result<(), Error> {
    let place = queries::place(&mut *core.db.own().await?).await?;
    let last = place.now.date_naive() - TimeDelta::days(SWEPT_AFTER_DAYS);
    if place.swept_until.is_some_and(|until| until >= last) {
        return Ok(());
    }
    let mut days = store.days().await?;
    days.retain(|day| *day <= last && place.swept_until.is_none_or(|until| *day > until));
    days.sort_unstable();
    for day in days {
        for names in store.names_of(day).await?.chunks(usize::try_from(BATCH).unwrap_or(1)) {
            for orphan in queries::without_row(&mut *core.db.own().await?, names).await? {
                tracing::info!(orphan, "deleting bytes that no row knows");
                store.delete(&orphan).await?;
            }
        }
        store.clear(day).await.map_err(|error| Error::Internal(format!("{day} is not cleared: {error}")))?;
    }
    queries::set_swept(&mut *core.db.own().await?, last).await
}
