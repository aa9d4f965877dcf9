//! Installing PostgreSQL where that can be done unasked (Debian and its kin, as root), or saying how.

use std::path::Path;
use std::process::{Command, Stdio};

use super::EmbeddedError;
use super::binaries::{Binaries, find_binaries};
use super::tool::{in_path, run};

/// What to type, by the package manager that is there.
const ADVICE: [(&str, &str); 7] = [
    ("apt-get", "install it with: sudo apt-get install postgresql"),
    ("dnf", "install it with: sudo dnf install postgresql-server postgresql-contrib"),
    ("zypper", "install it with: sudo zypper install postgresql-server postgresql-contrib"),
    ("apk", "install it with: sudo apk add postgresql postgresql-contrib"),
    ("pacman", "install it with: sudo pacman -S postgresql"),
    ("brew", "install it with: brew install postgresql"),
    ("pkg", "install it with: sudo pkg install postgresql15-server postgresql15-contrib"),
];

/// The one line that says what to install on this system.
pub(super) fn advice() -> &'static str {
    ADVICE.iter().find(|(manager, _)| in_path(manager).is_some()).map_or(
        "install it from https://www.postgresql.org/download/ and put its programs in PATH, or set DATABASE_URL",
        |(_, line)| line,
    )
}

/// The installed PostgreSQL; if there is none and this is root on a system with `apt-get`, installs it first,
/// without the cluster Debian would otherwise create and start beside ours.
///
/// # Errors
/// [`EmbeddedError::NotInstalled`] where it cannot be installed unasked, [`EmbeddedError::Tool`] when that failed.
pub fn find_or_install(progress: &dyn Fn(&str)) -> Result<Binaries, EmbeddedError> {
    match find_binaries() {
        Err(EmbeddedError::NotInstalled { .. })
            if rustix::process::geteuid().is_root() && in_path("apt-get").is_some() =>
        {
            install_with_apt(progress)?;
            find_binaries()
        }
        found => found,
    }
}

fn install_with_apt(progress: &dyn Fn(&str)) -> Result<(), EmbeddedError> {
    progress("PostgreSQL is not installed: reading the package lists (apt-get update)");
    apt_get(&["update"])?;
    progress("installing PostgreSQL (apt-get install postgresql)");
    // Its configuration must be there, and say no, before the server package looks at it.
    apt_get(&["install", "-y", "--no-install-recommends", "postgresql-common"])?;
    refuse_default_cluster(Path::new("/etc/postgresql-common/createcluster.conf"))?;
    apt_get(&["install", "-y", "--no-install-recommends", "postgresql"])
}

fn apt_get(arguments: &[&str]) -> Result<(), EmbeddedError> {
    let mut command = Command::new("apt-get");
    command.args(["-q", "-o", "Dpkg::Options::=--force-confold"]).args(arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive").env("LC_ALL", "C").stdin(Stdio::null());
    run("apt-get", &mut command).map(drop)
}

/// Says `create_main_cluster = false` unless the file already decides.
fn refuse_default_cluster(config: &Path) -> Result<(), EmbeddedError> {
    let text = std::fs::read_to_string(config).unwrap_or_default();
    if text.lines().any(|line| line.trim_start().starts_with("create_main_cluster")) {
        return Ok(());
    }
    let text = format!(
        "{text}\n# Set by kad, which runs a private cluster of its own.\ncreate_main_cluster = false\n"
    );
    std::fs::write(config, text).map_err(EmbeddedError::io("write", config))
}

#[cfg(test)]
mod tests {
    use super::refuse_default_cluster;

    #[test]
    fn the_default_cluster_is_refused_once_and_never_against_the_administrator() {
        let config = std::env::temp_dir().join(format!("kad-createcluster-{}.conf", std::process::id()));
        std::fs::write(&config, "#create_main_cluster = true\n").unwrap();
        refuse_default_cluster(&config).unwrap();
        refuse_default_cluster(&config).unwrap();
        let text = std::fs::read_to_string(&config).unwrap();
        assert_eq!(text.matches("\ncreate_main_cluster = false\n").count(), 1);

        std::fs::write(&config, "create_main_cluster = true\n").unwrap();
        refuse_default_cluster(&config).unwrap();
        assert_eq!(std::fs::read_to_string(&config).unwrap(), "create_main_cluster = true\n");
        std::fs::remove_file(&config).unwrap();
    }
}
