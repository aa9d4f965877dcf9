//! Room on the disks that a service writes to: what is short of it is told before the disk is full.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::FutureExt as _;
use web::{ConfigError, Environment, Readiness};

/// Room that must be left, in MiB, where nobody says otherwise.
const LEAST: u64 = 1024;

/// Not ready while less is left on the disk of `place` than `KAD_FREE_DISK_MIB` says; `name` is what readiness calls it.
///
/// # Errors
/// When the setting is no number.
pub fn readiness(env: &Environment, name: &'static str, place: PathBuf) -> Result<Readiness, ConfigError> {
    let least = env.parsed("KAD_FREE_DISK_MIB", LEAST)?;
    let look = move || {
        let said = room(&place, least);
        async move { said }.boxed_local() as futures_util::future::LocalBoxFuture<'static, _>
    };
    Ok((name, Arc::new(look)))
}

fn room(place: &Path, least: u64) -> Result<(), String> {
    let disk = rustix::fs::statvfs(place).map_err(|error| format!("cannot be looked at: {error}"))?;
    let left = disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024);
    if left >= least { Ok(()) } else { Err(format!("{left} MiB left, {least} are needed")) }
}

#[cfg(test)]
mod tests {
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
            readiness(&env, "disk", std::env::temp_dir()).unwrap().1()
        };
        assert!(look("1").await.is_ok());
        assert!(look("999999999999").await.is_err());
    }
}
