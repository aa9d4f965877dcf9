//! Copies of all files, for backups, and putting them back.
//!
//! A copy is a folder that holds each file under the name its row knows. It is made after the copy of the database: what the
//! database's copy refers to is never deleted meanwhile.

use std::path::Path;

use anyhow::{Context as _, ensure};
use db::{Db, DbConfig, files};
use domain::shared::TextHash;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use web::Clock;

use super::store::StoreError;
use super::{FileStore, KeptFiles, Stored};

/// Files copied at once.
const AT_ONCE: usize = 8;

/// What a copy holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopiedFiles {
    /// How many files.
    pub files: u64,
    /// Names of those whose bytes were missing in the store, or are not those that came.
    pub damaged: Vec<String>,
}

/// Copies every file of a service's database into `folder`, and looks whether its bytes are those that came. None where the
/// database still holds all bytes itself, as that of the release before does until it is migrated.
///
/// # Errors
/// When the database or the store does not answer, or the folder cannot be written.
pub async fn copy<K: KeptFiles>(
    url: &str,
    store: &FileStore,
    folder: &Path,
) -> anyhow::Result<Option<CopiedFiles>> {
    let (stored, store) = {
        let db = Db::new(&DbConfig::new(url))?;
        let mut conn = db.own().await?;
        if !files::is_known(&mut conn).await? {
            return Ok(None);
        }
        (K::stored(&mut conn).await?, store.of(files::place(&mut conn).await?.id))
    };
    std::fs::create_dir(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let copies = stream::iter(stored).map(|file| copy_one(&store, folder, file)).buffer_unordered(AT_ONCE);
    let add = async |mut sum: CopiedFiles, copied: Copied| {
        match copied {
            Copied::Whole => sum.files += 1,
            Copied::Gone => {}
            Copied::Damaged(name) => sum.damaged.push(name),
        }
        Ok(sum)
    };
    copies.try_fold(CopiedFiles::default(), add).await.map(Some)
}

/// What became of one file.
enum Copied {
    Whole,
    /// Nothing referred to it, and it was deleted meanwhile.
    Gone,
    Damaged(String),
}

async fn copy_one(store: &FileStore, folder: &Path, file: Stored) -> anyhow::Result<Copied> {
    let bytes = match store.get(&file.name).await {
        Ok(bytes) => bytes,
        Err(StoreError::Missing) if !file.attached => return Ok(Copied::Gone),
        Err(StoreError::Missing) => return Ok(Copied::Damaged(file.name)),
        Err(error) => return Err(error).with_context(|| format!("cannot read the file {}", file.name)),
    };
    let place = folder.join(&file.name);
    let write = move || {
        let whole = TextHash::of_bytes(&bytes).as_str() == file.sha256;
        let day = place.parent().unwrap_or(&place);
        std::fs::create_dir_all(day)?;
        std::fs::write(&place, bytes)?;
        Ok::<_, std::io::Error>(if whole { Copied::Whole } else { Copied::Damaged(file.name) })
    };
    let failed = || format!("cannot write into {}", folder.display());
    tokio::task::spawn_blocking(write).await?.with_context(failed)
}

/// Puts the files of a copy into the store, for the database that was restored with them and that no service reads yet. They
/// get a part of the store of their own: whatever lies there stays.
///
/// # Errors
/// When a file of the database is not in the copy, or the database or the store does not answer. The restored database is
/// of no use then.
pub async fn restore<K: KeptFiles>(
    url: &str,
    store: &FileStore,
    folder: &Path,
    damaged: &[String],
) -> anyhow::Result<u64> {
    let db = Db::new(&DbConfig::new(url))?;
    let mut conn = db.own().await?;
    let stored = K::stored(&mut conn).await?;
    let id = Clock::system().new_uuid();
    let store = store.of(id);
    let put =
        stream::iter(stored).map(|file| put_back(&store, folder, file, damaged)).buffer_unordered(AT_ONCE);
    let count = put.try_fold(0, async |sum: u64, one: bool| Ok(sum + u64::from(one))).await?;
    files::set_place(&mut conn, id).await?;
    Ok(count)
}

/// Whether the copy holds the file; it need not where it was missing before, or where nothing referred to it.
async fn put_back(
    store: &FileStore,
    folder: &Path,
    file: Stored,
    damaged: &[String],
) -> anyhow::Result<bool> {
    match tokio::fs::read(folder.join(&file.name)).await {
        Ok(bytes) => {
            store
                .put(&file.name, bytes)
                .await
                .with_context(|| format!("cannot store the file {}", file.name))?;
            Ok(true)
        }
        Err(error) => {
            let missing = error.kind() == std::io::ErrorKind::NotFound;
            let known = !file.attached || damaged.contains(&file.name);
            ensure!(missing && known, "the backup does not hold the file {}: {error}", file.name);
            Ok(false)
        }
    }
}
