//! Where the bytes of files lie: a folder, or a bucket of S3; never the database of the transactions.
//!
//! Every file has a name of its own, never used again: the day it came, by the database's clock, and a random number. All
//! names of one database lie below its own id, so that two installations may share a folder or a bucket.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::SpawnedReqwestConnector;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ClientConfigKey, ObjectStore, ObjectStoreExt as _, RetryConfig};
use tokio::runtime::Handle;
use tokio::time::timeout;
use uuid::Uuid;
use web::{ApiError, Environment, ProblemCode};

use crate::{Core, Error};

/// How long the store may take for one file.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is left to others on the disk of a folder, at most: the database often lies on the same one.
const RESERVE: u64 = 256 * 1024 * 1024;
/// Settings of a bucket, besides those that its library finds for itself (roles of a machine or a pod).
const S3_SETTINGS: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT",
    "AWS_ALLOW_HTTP",
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
];

/// The place of the files of one installation.
#[derive(Clone)]
pub struct FileStore {
    store: Arc<dyn ObjectStore>,
    /// What all names begin with.
    root: Path,
    /// The folder, if it is one.
    folder: Option<PathBuf>,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There are no such bytes.
    #[error("the bytes are not there")]
    Missing,
    /// Nothing more fits.
    #[error("no space is left where files lie")]
    Full,
    /// Anything else.
    #[error("the place of the files does not work: {0}")]
    Failing(String),
}

impl FileStore {
    /// The place that `KAD_FILES` names: a folder, which is made if need be, or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// When the folder cannot be made, or a setting of the bucket is missing or unusable.
    pub fn open(place: &str, env: &Environment) -> anyhow::Result<Self> {
        if place.starts_with("s3://") {
            return bucket(place, env).with_context(|| format!("KAD_FILES={place} is not usable"));
        }
        let failed =
            || format!("cannot keep files in {place}; name another folder, or a bucket, in KAD_FILES");
        make_folder(place.as_ref()).with_context(failed)?;
        let store = LocalFileSystem::new_with_prefix(place).with_context(failed)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), root: Path::default(), folder: Some(place.into()) })
    }

    /// The part of it that belongs to the database with this id.
    #[must_use]
    pub fn of(&self, database: Uuid) -> Self {
        let own = database.to_string();
        Self {
            store: self.store.clone(),
            root: self.root.clone().join(own.as_str()),
            folder: self.folder.as_ref().map(|folder| folder.join(own)),
        }
    }

    /// The part of it that belongs to a service's database.
    ///
    /// # Errors
    /// Database errors.
    pub async fn of_database(&self, core: &Core) -> Result<Self, Error> {
        let place = db::files::place(&mut *core.read().await?).await?;
        Ok(self.of(place.id))
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }

    fn path(&self, name: &str) -> Path {
        Path::from(format!("{}/{name}", self.root))
    }

    /// Writes bytes; they are on the disk when this returns.
    ///
    /// # Errors
    /// No room, or a place that fails.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.expect_room(bytes.len())?;
        let path = self.path(name);
        within(self.store.put(&path, bytes.into())).await.map(drop)
    }

    /// The bytes of a name.
    ///
    /// # Errors
    /// None there, or a place that fails.
    pub async fn get(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(name);
        let read = async { self.store.get(&path).await?.bytes().await };
        within(read).await.map(Vec::from)
    }

    /// Deletes bytes; it is fine when there are none.
    ///
    /// # Errors
    /// A place that fails.
    pub async fn delete(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name);
        match within(self.store.delete(&path)).await {
            Err(StoreError::Missing) => Ok(()),
            other => other,
        }
    }

    /// The days of which there are files.
    pub(super) async fn days(&self) -> Result<Vec<NaiveDate>, StoreError> {
        let listed = within(self.store.list_with_delimiter(Some(&self.root))).await;
        let listed = match listed {
            Err(StoreError::Missing) => return Ok(Vec::new()),
            other => other?,
        };
        let days = listed.common_prefixes.iter().filter_map(|path| path.filename()?.parse().ok());
        Ok(days.collect())
    }

    /// The names of all files of a day.
    pub(super) async fn names_of(&self, day: NaiveDate) -> Result<Vec<String>, StoreError> {
        let below = self.path(&day.to_string());
        let named = |path: &Path| path.filename().map(|name| format!("{day}/{name}"));
        let listed = self
            .store
            .list(Some(&below))
            .try_filter_map(|about| std::future::ready(Ok(named(&about.location))));
        match within(listed.try_collect()).await {
            Err(StoreError::Missing) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Removes what a crash left of a day in a folder: files that were never finished, and the day if it is empty.
    pub(super) async fn clear(&self, day: NaiveDate) -> std::io::Result<()> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(day.to_string())) else {
            return Ok(());
        };
        let clear = move || {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_name().to_string_lossy().contains('#') {
                    std::fs::remove_file(entry.path())?;
                }
            }
            // Only an empty one goes; a full one stays.
            let _ = std::fs::remove_dir(&folder);
            Ok::<_, std::io::Error>(())
        };
        match tokio::task::spawn_blocking(clear).await? {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }

    fn expect_room(&self, bytes: usize) -> Result<(), StoreError> {
        // The part of one database begins with its first file.
        let there = self.folder.iter().flat_map(|folder| folder.ancestors()).find(|folder| folder.exists());
        let Some(disk) = there.and_then(|folder| rustix::fs::statvfs(folder).ok()) else { return Ok(()) };
        let all = disk.f_blocks.saturating_mul(disk.f_frsize);
        let left = disk.f_bavail.saturating_mul(disk.f_frsize);
        let wanted = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(RESERVE.min(all / 20));
        if left < wanted { Err(StoreError::Full) } else { Ok(()) }
    }
}

/// A name for bytes that came at an instant of the database's clock.
pub fn new_name(at: DateTime<Utc>) -> String {
    let random: [u8; 16] = web::random_bytes();
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}/{random}", at.date_naive())
}

fn make_folder(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn bucket(place: &str, env: &Environment) -> anyhow::Result<FileStore> {
    let rest = place.trim_start_matches("s3://").trim_end_matches('/');
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    // A second connection per request of a worker would be one too many: all requests share those of the main threads.
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(name)
        // One by one: not every store of this kind deletes many at once.
        .with_disable_bulk_delete(true)
        .with_http_connector(SpawnedReqwestConnector::new(Handle::current()))
        .with_config(AmazonS3ConfigKey::Client(ClientConfigKey::Timeout), "10s")
        .with_retry(RetryConfig { max_retries: 2, retry_timeout: PATIENCE, ..RetryConfig::default() });
    for setting in S3_SETTINGS {
        if let Some(value) = env.text(setting) {
            builder = builder.with_config(setting.to_ascii_lowercase().parse()?, value);
        }
    }
    if let Some(secret) = env.secret("AWS_SECRET_ACCESS_KEY")? {
        builder = builder.with_secret_access_key(secret);
    }
    Ok(FileStore { store: Arc::new(builder.build()?), root: Path::parse(prefix)?, folder: None })
}

async fn within<T>(work: impl Future<Output = object_store::Result<T>>) -> Result<T, StoreError> {
    match timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|error| StoreError::from(&error)),
        Err(_) => Err(StoreError::Failing("no answer within ten seconds".to_owned())),
    }
}

impl From<&object_store::Error> for StoreError {
    fn from(error: &object_store::Error) -> Self {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return Self::Missing;
        }
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(one) = cause {
            let kind = one.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            if matches!(kind, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)) {
                return Self::Full;
            }
            cause = one.source();
        }
        Self::Failing(error.to_string())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a file cannot be written or read");
        Self::Api(match error {
            StoreError::Full => ApiError::new(ProblemCode::StorageFull).retry_after(60),
            StoreError::Missing | StoreError::Failing(_) => unavailable(),
        })
    }
}

/// 503: the bytes cannot be had now.
pub(super) fn unavailable() -> ApiError {
    ApiError::new(ProblemCode::FilesUnavailable).retry_after(30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(name: &str) -> (FileStore, PathBuf) {
        let place = std::env::temp_dir().join(format!("kad-files-{name}-{}", std::process::id()));
        let env = Environment::of([]);
        (FileStore::open(place.to_str().unwrap(), &env).unwrap().of(Uuid::from_u128(1)), place)
    }

    #[tokio::test]
    async fn bytes_are_read_as_they_were_written_and_deleted_twice() {
        let (store, place) = store("bytes");
        let name = new_name("2026-11-22T23:00:00Z".parse().unwrap());
        assert!(name.starts_with("2026-11-22/") && name.len() == 43, "{name}");
        assert!(matches!(store.get(&name).await, Err(StoreError::Missing)));
        store.put(&name, b"bytes".to_vec()).await.unwrap();
        assert_eq!(store.get(&name).await.unwrap(), b"bytes");
        let day = "2026-11-22".parse().unwrap();
        assert_eq!(store.days().await.unwrap(), [day]);
        assert_eq!(store.names_of(day).await.unwrap(), std::slice::from_ref(&name));
        let other = store.of(Uuid::from_u128(2));
        assert!(other.days().await.unwrap().is_empty(), "another database's files lie elsewhere");
        store.delete(&name).await.unwrap();
        store.delete(&name).await.unwrap();
        std::fs::remove_dir_all(place).unwrap();
    }

    #[tokio::test]
    async fn what_a_crash_left_half_written_goes_with_its_day() {
        let (store, place) = store("crash");
        let (day, name) = ("2026-11-22".parse().unwrap(), "2026-11-22/whole");
        store.put(name, b"whole".to_vec()).await.unwrap();
        let folder = store.folder().unwrap().join("2026-11-22");
        std::fs::write(folder.join("half#1"), b"ha").unwrap();
        assert_eq!(store.names_of(day).await.unwrap(), [name]);
        store.clear(day).await.unwrap();
        assert!(!folder.join("half#1").exists() && folder.join("whole").exists());
        store.delete(name).await.unwrap();
        store.clear(day).await.unwrap();
        store.clear(day).await.unwrap();
        assert!(!folder.exists());
        std::fs::remove_dir_all(place).unwrap();
    }

    #[test]
    fn a_full_disk_is_told_from_a_store_that_fails() {
        let of = |kind: std::io::ErrorKind| {
            let source = Box::new(std::io::Error::from(kind));
            StoreError::from(&object_store::Error::Generic { store: "test", source })
        };
        assert!(matches!(of(std::io::ErrorKind::StorageFull), StoreError::Full));
        assert!(matches!(of(std::io::ErrorKind::QuotaExceeded), StoreError::Full));
        assert!(matches!(of(std::io::ErrorKind::ReadOnlyFilesystem), StoreError::Failing(_)));
        for (error, slug) in [
            (StoreError::Full, "storage-full"),
            (StoreError::Missing, "files-unavailable"),
            (StoreError::Failing("x".to_owned()), "files-unavailable"),
        ] {
            let answer = ApiError::from(Error::from(error));
            assert_eq!(answer.code().slug(), slug);
        }
    }

    #[tokio::test]
    async fn a_file_larger_than_what_is_left_is_refused_before_it_is_written() {
        let (store, place) = store("room");
        assert!(store.expect_room(1).is_ok());
        assert!(matches!(store.expect_room(usize::MAX), Err(StoreError::Full)));
        std::fs::remove_dir_all(place).unwrap();
    }

    #[tokio::test]
    async fn a_bucket_is_opened_by_settings_alone() {
        let env = Environment::of([("AWS_REGION", "ap-southeast-3".to_owned())]);
        let store = FileStore::open("s3://papers/kad/", &env).unwrap().of(Uuid::from_u128(1));
        assert_eq!(store.path("2026-11-22/ab").as_ref(), format!("kad/{}/2026-11-22/ab", Uuid::from_u128(1)));
        assert!(store.folder().is_none());
        let error = FileStore::open("/proc/no/such/place", &Environment::of([])).err().unwrap();
        assert!(error.to_string().contains("KAD_FILES"), "{error}");
    }
}
