//! Finding PostgreSQL's programs: `PATH`, `pg_config`, and the folders packages put them in.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::EmbeddedError;
use super::install::advice;
use super::tool::{in_path, is_program, run};

/// The oldest major version that serves.
pub(super) const MINIMUM: u32 = 14;
/// The oldest major version taken before all older ones.
const PREFERRED: u32 = 15;

/// One installed PostgreSQL: the folder of its programs and its major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder that holds `initdb`, `pg_ctl` and `postgres`.
    pub dir: PathBuf,
    /// The major version, such as 15.
    pub major: u32,
}

impl Binaries {
    /// Reads a folder; none when a server program is missing or it is older than the minimum.
    fn read(dir: &Path) -> Option<Self> {
        // Links in a folder of `PATH` (Debian's `initdb`) lead to the folder where all programs are.
        let dir = dir.join("initdb").canonicalize().ok()?.parent()?.to_owned();
        if !["initdb", "pg_ctl", "postgres"].iter().all(|program| is_program(&dir.join(program))) {
            return None;
        }
        let version = run("postgres", Command::new(dir.join("postgres")).arg("--version")).ok()?;
        let major = major_of(&version).filter(|major| *major >= MINIMUM)?;
        Some(Self { dir, major })
    }

    /// The file of one of its programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

/// The best installed PostgreSQL: the first found of version 15 or newer, else of 14.
///
/// # Errors
/// [`EmbeddedError::NotInstalled`], with the line that installs it on this system.
pub fn find_binaries() -> Result<Binaries, EmbeddedError> {
    installed()
        .into_iter()
        .next()
        .ok_or_else(|| EmbeddedError::NotInstalled { minimum: MINIMUM, advice: advice() })
}

/// Every usable PostgreSQL on this machine, best first.
pub(super) fn installed() -> Vec<Binaries> {
    let mut found: Vec<Binaries> = Vec::new();
    for dir in folders() {
        if let Some(binaries) = Binaries::read(&dir)
            && !found.contains(&binaries)
        {
            found.push(binaries);
        }
    }
    found.sort_by_key(|binaries| binaries.major < PREFERRED);
    found
}

/// The newest installed client program of a name, for work with any server.
pub(super) fn client_program(name: &'static str) -> Result<PathBuf, EmbeddedError> {
    let mut all = installed();
    all.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    all.iter()
        .map(|binaries| binaries.program(name))
        .find(|file| is_program(file))
        .or_else(|| in_path(name))
        .ok_or(EmbeddedError::NoTool { tool: name })
}

/// The folders to look in, in order of trust: what the user put first comes first.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        in_path("initdb").and_then(|file| file.parent().map(Path::to_owned)).into_iter().collect();
    if let Some(pg_config) = in_path("pg_config")
        && let Ok(dir) = run("pg_config", Command::new(pg_config).arg("--bindir"))
    {
        folders.push(PathBuf::from(dir.trim()));
    }
    folders.extend(versioned("/usr/lib/postgresql", "", "bin"));
    folders.push(PathBuf::from("/usr/local/pgsql/bin"));
    folders.extend(versioned("/opt/homebrew/opt", "postgresql", "bin"));
    folders.extend(versioned("/usr/local/opt", "postgresql", "bin"));
    folders.extend(versioned("/usr", "pgsql-", "bin"));
    folders
}

/// `parent/<prefix><version>/<below>` for each version there, newest first.
fn versioned(parent: &str, prefix: &str, below: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.trim_start_matches('@').parse().unwrap_or(0);
            Some((version, entry.path().join(below)))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

/// The major version in `postgres (PostgreSQL) 15.14 (Debian …)`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL)")?.1.trim_start();
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn the_major_version_is_read_from_what_packages_print() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_of("mysqld 8"), None);
    }
}
