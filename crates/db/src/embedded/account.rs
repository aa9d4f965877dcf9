//! The account the server runs as: ours, or under root an unprivileged one, because PostgreSQL refuses root.
//!
//! Under root, files inside the server's directory are written *as* that account: root never follows a path
//! that an unprivileged account controls.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::EmbeddedError;
use super::tool::{check, run};

/// Who the server and its tools run as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// The account of this process.
    Own,
    /// Another account, entered from root.
    Other {
        /// Its user id.
        uid: u32,
        /// Its group id.
        gid: u32,
    },
}

impl Account {
    /// The account for the cluster in `home`: its owner if it exists, else ours or, under root, the first
    /// unprivileged one there is. Creates `home` for it, closed to everybody else.
    pub(super) fn prepare(home: &Path) -> Result<Self, EmbeddedError> {
        let root = rustix::process::geteuid().is_root();
        if !home.exists() {
            std::fs::DirBuilder::new().mode(0o700).create(home).map_err(EmbeddedError::io("create", home))?;
            if root {
                let (uid, gid) = unprivileged()?;
                std::os::unix::fs::chown(home, Some(uid), Some(gid))
                    .map_err(EmbeddedError::io("give away", home))?;
            }
        }
        let meta = home.symlink_metadata().map_err(EmbeddedError::io("read", home))?;
        let account = match (root, meta.uid()) {
            (false, _) => Self::Own,
            // Made by a start that was cut between creating the directory and giving it away.
            (true, 0) => {
                std::fs::remove_dir(home).map_err(EmbeddedError::io("remove", home))?;
                return Self::prepare(home);
            }
            (true, uid) => Self::Other { uid, gid: meta.gid() },
        };
        account.enter(home)?;
        Ok(account)
    }

    /// A command run as this account, with English messages and no PostgreSQL settings of the caller's.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
        for name in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGOPTIONS", "PGSERVICE"] {
            command.env_remove(name);
        }
        if let Self::Other { uid, gid } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    /// Writes a file as this account, whole or not at all, readable by this account alone.
    pub(super) fn write(&self, file: &Path, text: &str) -> Result<(), EmbeddedError> {
        let failed = |source| EmbeddedError::Io { doing: format!("write {}", file.display()), source };
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", r#"umask 077; cat >"$1.new" && mv -f "$1.new" "$1""#, "sh"]).arg(file);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(text.as_bytes()).map_err(failed)?;
        }
        check("sh", &child.wait_with_output().map_err(failed)?)
    }

    /// Makes a directory as this account, closed to everybody else; one that is there is fine.
    pub(super) fn create_dir(&self, dir: &Path) -> Result<(), EmbeddedError> {
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", r#"umask 077; mkdir -p "$1" && chmod 700 "$1""#, "sh"]).arg(dir);
        run("mkdir", &mut command).map(drop)
    }

    fn enter(&self, dir: &Path) -> Result<(), EmbeddedError> {
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", r#"cd "$1""#, "sh"]).arg(dir);
        run("cd", &mut command).map(drop).map_err(|_| EmbeddedError::NoEntry {
            account: match self {
                Self::Own => "you run this as".to_owned(),
                Self::Other { uid, .. } => name_of(*uid),
            },
            dir: dir.to_owned(),
        })
    }
}

/// Creates the platform's data directory if it is not there; it must be ours, so that nobody can swap what is in it.
pub(super) fn own_directory(dir: &Path) -> Result<(), EmbeddedError> {
    if !dir.exists() {
        std::fs::create_dir_all(dir).map_err(EmbeddedError::io("create", dir))?;
        // Whatever the umask: the server's account has to pass through.
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(dir, open).map_err(EmbeddedError::io("open", dir))?;
    }
    let owner = dir.metadata().map_err(EmbeddedError::io("read", dir))?.uid();
    if owner == rustix::process::geteuid().as_raw() {
        Ok(())
    } else {
        Err(EmbeddedError::NotOurs { dir: dir.to_owned(), owner })
    }
}

/// PostgreSQL's own account, else one of ours (made if possible), else `nobody`.
fn unprivileged() -> Result<(u32, u32), EmbeddedError> {
    if let Some(ids) = ids_of("postgres").or_else(|| ids_of("kad")) {
        return Ok(ids);
    }
    // The two families of systems; where neither program exists the next line finds nothing either.
    let _ = Command::new("useradd").args(["--system", "--user-group", "--no-create-home", "kad"]).output();
    if ids_of("kad").is_none() {
        let _ = Command::new("adduser").args(["-S", "-D", "-H", "kad"]).output();
    }
    ids_of("kad").or_else(|| ids_of("nobody")).ok_or_else(|| EmbeddedError::Tool {
        tool: "id".to_owned(),
        line: "there is no unprivileged account to run PostgreSQL as; create one named postgres".to_owned(),
    })
}

fn ids_of(name: &str) -> Option<(u32, u32)> {
    let id = |flag: &str| run("id", Command::new("id").args([flag, name])).ok()?.trim().parse().ok();
    Some((id("-u")?, id("-g")?)).filter(|(uid, _)| *uid != 0)
}

fn name_of(uid: u32) -> String {
    run("id", Command::new("id").arg("-nu").arg(uid.to_string()))
        .map_or_else(|_| format!("with uid {uid}"), |name| name.trim().to_owned())
}
