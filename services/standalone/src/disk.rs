//! Room on the disk of the data directory: what is short of it is told before PostgreSQL meets a full disk, and our own files
//! stay small.

use std::fs::{File, copy};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::FutureExt as _;
use web::{ConfigError, Environment, Readiness};

/// Room that must be left, in MiB, where nobody says otherwise.
const LEAST: u64 = 1024;
/// How large the log of the private PostgreSQL grows before it is put aside; the one put aside before goes.
const LARGEST_LOG: u64 = 16 * 1024 * 1024;

/// Not ready while less is left on the disk of `place` than `KAD_FREE_DISK_MIB` says.
///
/// # Errors
/// When the setting is no number.
pub fn readiness(env: &Environment, place: PathBuf) -> Result<Readiness, ConfigError> {
    let least = env.parsed("KAD_FREE_DISK_MIB", LEAST)?;
    let look = move || {
        let said = room(&place, least);
        async move { said }.boxed_local() as futures_util::future::LocalBoxFuture<'static, _>
    };
    Ok(("disk", Arc::new(look)))
}

fn room(place: &Path, least: u64) -> Result<(), String> {
    let disk = rustix::fs::statvfs(place).map_err(|error| format!("cannot be looked at: {error}"))?;
    let left = disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024);
    if left >= least { Ok(()) } else { Err(format!("{left} MiB left, {least} are needed")) }
}

/// Puts the log of the private PostgreSQL aside once it is large. The server goes on writing at the end of its file, which
/// is then its beginning.
///
/// # Errors
/// When the files cannot be written.
pub fn rotate_log(data: &Path) -> std::io::Result<()> {
    rotate(&data.join("server.log"), LARGEST_LOG)
}

fn rotate(log: &Path, largest: u64) -> std::io::Result<()> {
    if log.metadata().map_or(0, |about| about.len()) <= largest {
        return Ok(());
    }
    copy(log, log.with_extension("log.1"))?;
    File::options().write(true).open(log)?.set_len(0)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn too_little_room_is_said_with_what_is_left_and_what_is_needed() {
        let here = std::env::temp_dir();
        assert_eq!(room(&here, 0), Ok(()));
        let said = room(&here, u64::MAX).unwrap_err();
        assert!(said.ends_with(&format!("{} are needed", u64::MAX)), "{said}");
        assert!(room(&here.join("there is no such place"), 0).is_err());
    }

    #[tokio::test]
    async fn readiness_goes_by_the_setting() {
        let look = |least: &str| {
            let env = Environment::of([("KAD_FREE_DISK_MIB", least.to_owned())]);
            readiness(&env, std::env::temp_dir()).unwrap().1()
        };
        assert!(look("1").await.is_ok());
        assert!(look("999999999999").await.is_err());
    }

    #[test]
    fn a_large_log_is_put_aside_and_its_writer_goes_on() {
        let place = std::env::temp_dir().join(format!("kad-log-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        let (log, aside) = (place.join("server.log"), place.join("server.log.1"));
        let mut server = File::options().create(true).append(true).open(&log).unwrap();
        server.write_all(b"0123456789").unwrap();
        rotate(&log, 10).unwrap();
        assert!(!aside.exists());
        server.write_all(b"more").unwrap();
        rotate(&log, 10).unwrap();
        server.write_all(b"new").unwrap();
        let read = |file: &Path| std::fs::read_to_string(file).unwrap();
        assert_eq!((read(&aside).as_str(), read(&log).as_str()), ("0123456789more", "new"));
        std::fs::remove_dir_all(place).unwrap();
    }
}
