//! What no request asks for: files that nothing refers to go after a day, and so do bytes without a row.
//!
//! What is old is what is old by the database's clock. A file that something refers to is never touched: whoever refers to it
//! and who deletes it need its row, one after the other ([`KeptFiles::forget_unattached`]).

use std::time::Duration;

use chrono::TimeDelta;
use db::files;
use tokio::time::sleep;

use super::{FileStore, KeptFiles};
use crate::{Core, Error};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);
/// Rows of one batch.
const BATCH: i64 = 500;
/// Days that are looked through after they have ended: what came late on one of them is a day old then.
const SWEPT_AFTER_DAYS: i64 = 2;

/// Looks after the files until the process stops.
pub async fn look_after<K: KeptFiles>(core: Core, store: FileStore) {
    while !core.is_stopping() {
        if let Err(error) = tend::<K>(&core, &store).await
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
pub async fn tend<K: KeptFiles>(core: &Core, store: &FileStore) -> Result<(), Error> {
    core.db.transact("forget_files", async |conn| K::forget_unattached(conn, BATCH).await).await?;
    delete_gone(core, store).await?;
    K::move_in(core, store).await?;
    sweep::<K>(core, store).await
}

/// Deletes the bytes of rows that are gone.
async fn delete_gone(core: &Core, store: &FileStore) -> Result<(), Error> {
    let names = files::gone(&mut *core.db.own().await?, BATCH).await?;
    for name in &names {
        store.delete(name).await?;
    }
    if !names.is_empty() {
        tracing::info!(files = names.len(), "deleted the bytes of files that nothing referred to");
        files::forget_gone(&mut *core.db.own().await?, &names).await?;
    }
    Ok(())
}

/// Deletes bytes without a row: what a process wrote that stopped before it could say so. Each day is looked through once.
async fn sweep<K: KeptFiles>(core: &Core, store: &FileStore) -> Result<(), Error> {
    let place = files::place(&mut *core.db.own().await?).await?;
    let last = place.now.date_naive() - TimeDelta::days(SWEPT_AFTER_DAYS);
    if place.swept_until.is_some_and(|until| until >= last) {
        return Ok(());
    }
    let mut days = store.days().await?;
    days.retain(|day| *day <= last && place.swept_until.is_none_or(|until| *day > until));
    days.sort_unstable();
    for day in days {
        for names in store.names_of(day).await?.chunks(usize::try_from(BATCH).unwrap_or(1)) {
            for orphan in unknown_among::<K>(core, names).await? {
                tracing::info!(orphan, "deleting bytes that no row knows");
                store.delete(&orphan).await?;
            }
        }
        store.clear(day).await.map_err(|error| Error::Internal(format!("{day} is not cleared: {error}")))?;
    }
    Ok(files::set_swept(&mut *core.db.own().await?, last).await?)
}

async fn unknown_among<K: KeptFiles>(core: &Core, names: &[String]) -> Result<Vec<String>, Error> {
    let known = K::known_among(&mut *core.db.own().await?, names).await?;
    Ok(names.iter().filter(|name| !known.contains(name)).cloned().collect())
}
