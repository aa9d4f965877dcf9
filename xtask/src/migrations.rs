//! Migrations: those that landed never change, new ones are named by their time and block nobody.
//!
//! `migrations.lock` holds the hash of every file that landed; `sha256sum --check migrations.lock` reads it too. A
//! change lands its migrations itself: the list then only ever grows. Whoever must edit one before it is merged takes its
//! lines out and lands it again; a review sees that no other line changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use domain::shared::TextHash;

use crate::ddl::{self, Runs};

const LOCK: &str = "migrations.lock";

/// The migrations before names carried a time: `00000000000031_contracts`. Their statements are not judged.
const NUMBERED: &str = "000000000000";

/// Everything that is wrong with the migrations, the ones that did not land included.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let now = Migrations::read(root)?;
    let landed = landed(root)?;
    let mut found = now.broken(&landed);
    let new = now.files.keys().filter(|file| !landed.contains_key(*file));
    found.extend(
        new.map(|file| format!("{file} has not landed: run `cargo run -p xtask -- migrations --land`")),
    );
    Ok(found)
}

/// Adds the new migrations to the list.
///
/// # Errors
/// When a landed one changed, or a new one is refused.
pub(crate) fn land(root: &Path) -> anyhow::Result<()> {
    let now = Migrations::read(root)?;
    let broken = now.broken(&landed(root)?);
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    let lines: Vec<String> =
        now.files.iter().map(|(file, text)| format!("{}  {file}\n", hash(text))).collect();
    fs::write(root.join(LOCK), lines.concat())?;
    println!("{LOCK} holds {} files", lines.len());
    Ok(())
}

fn hash(text: &str) -> String {
    TextHash::of_bytes(text.as_bytes()).to_string()
}

/// Hash by file, as the list has them.
fn landed(root: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(root.join(LOCK)).unwrap_or_default();
    let entry = |line: &str| {
        let (hash, file) = line.split_once("  ").with_context(|| format!("{LOCK}: {line}"))?;
        Ok((file.to_owned(), hash.to_owned()))
    };
    text.lines().map(entry).collect()
}

/// All files of all migrations, by their path from the root.
struct Migrations {
    files: BTreeMap<String, String>,
}

impl Migrations {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        for folder in folders(root)? {
            for file in below(&folder)?
                .iter()
                .map(|migration| below(migration))
                .collect::<Result<Vec<_>, _>>()?
                .concat()
            {
                let text =
                    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
                files.insert(file.strip_prefix(root)?.display().to_string(), text);
            }
        }
        Ok(Self { files })
    }

    /// What is wrong, but for files that did not land yet.
    fn broken(&self, landed: &BTreeMap<String, String>) -> Vec<String> {
        let mut found = Vec::new();
        for (file, kept) in landed {
            match self.files.get(file) {
                None => found.push(format!("{file} landed and is gone")),
                Some(text) if hash(text) != *kept => found.push(format!("{file} landed and was changed")),
                Some(_) => {}
            }
        }
        for migration in self
            .files
            .keys()
            .filter_map(|file| file.rsplit_once('/'))
            .map(|(folder, _)| folder)
            .collect::<BTreeSet<_>>()
        {
            let new = !landed.contains_key(&format!("{migration}/up.sql"));
            found.extend(self.judge(migration, new));
        }
        found.extend(self.clashes());
        found
    }

    /// What is wrong with one migration.
    fn judge(&self, migration: &str, new: bool) -> Vec<String> {
        let name = migration.rsplit('/').next().unwrap_or(migration);
        let mut found = Vec::new();
        if new && !is_timed(name) {
            found.push(format!("{migration} is not named by its time: YYYYMMDDHHMMSS_words"));
        }
        if !self.files.contains_key(&format!("{migration}/down.sql")) {
            found.push(format!("{migration} has no down.sql"));
        }
        let Some(sql) = self.files.get(&format!("{migration}/up.sql")) else {
            found.push(format!("{migration} has no up.sql"));
            return found;
        };
        if new || !name.starts_with(NUMBERED) {
            let metadata = self.files.get(&format!("{migration}/metadata.toml"));
            let alone = metadata.is_some_and(|text| text.contains("run_in_transaction = false"));
            let objections = ddl::objections(sql, if alone { Runs::Alone } else { Runs::InTransaction });
            found.extend(objections.into_iter().map(|what| format!("{migration}/up.sql {what}")));
        }
        found
    }

    /// Migrations of one time: a database keeps the platform's and its service's by their times, in one table.
    fn clashes(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut times: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in self.files.keys().filter(|file| file.ends_with("/up.sql")) {
            let migration = file.trim_end_matches("/up.sql");
            let name = migration.rsplit('/').next().unwrap_or_default();
            times.entry(name.split('_').next().unwrap_or(name)).or_default().push(migration);
        }
        for (time, migrations) in times {
            let owner =
                |migration: &&&str| migration.split("/migrations/").next().unwrap_or_default().to_owned();
            let owners: BTreeSet<String> = migrations.iter().map(|one| owner(&one)).collect();
            let shared = owners.contains("crates/db") && owners.len() > 1;
            if owners.len() < migrations.len() || shared {
                found.push(format!("{} have one time, {time}", migrations.join(", ")));
            }
        }
        found
    }
}

/// `YYYYMMDDHHMMSS_words`.
fn is_timed(name: &str) -> bool {
    let Some((time, words)) = name.split_once('_') else { return false };
    let is_time =
        time.len() == 14 && time.starts_with('2') && time.bytes().all(|digit| digit.is_ascii_digit());
    let is_word = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
    is_time && !words.is_empty() && words.bytes().all(is_word)
}

/// The folders of migrations: the platform's and each service's.
fn folders(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let services = below(&root.join("services"))?;
    let all = services.into_iter().chain([root.join("crates/db")]).map(|owner| owner.join("migrations"));
    Ok(all.filter(|folder| folder.is_dir()).collect())
}

fn below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "services/catalog/migrations/00000000000010_things";
    const NEW: &str = "services/catalog/migrations/20261201090000_more_things";

    /// Two migrations, of which the first landed, and a change to them.
    fn after(change: impl FnOnce(&mut BTreeMap<String, String>)) -> Vec<String> {
        let mut files = BTreeMap::new();
        for migration in [OLD, NEW] {
            files.insert(format!("{migration}/up.sql"), "create table thing ();".to_owned());
            files.insert(format!("{migration}/down.sql"), "select 1;".to_owned());
        }
        let of_old = files.iter().filter(|(file, _)| file.starts_with(OLD));
        let landed = of_old.map(|(file, text)| (file.clone(), hash(text))).collect();
        change(&mut files);
        Migrations { files }.broken(&landed)
    }

    fn moved(files: &mut BTreeMap<String, String>, to: &str) {
        for file in ["up.sql", "down.sql"] {
            let text = files.remove(&format!("{NEW}/{file}")).expect("a file of the new migration");
            files.insert(format!("{to}/{file}"), text);
        }
    }

    #[test]
    fn the_migrations_of_the_workspace_are_as_they_landed() {
        assert_eq!(check(&crate::root()).expect("readable migrations"), Vec::<String>::new());
    }

    #[test]
    fn a_landed_migration_never_changes() {
        assert_eq!(after(|_| {}), Vec::<String>::new());
        let found = after(|files| {
            files.insert(format!("{OLD}/up.sql"), "create table thing (); -- once more".to_owned());
        });
        assert_eq!(found, [format!("{OLD}/up.sql landed and was changed")]);
        let found = after(|files| {
            files.remove(&format!("{OLD}/down.sql"));
        });
        assert_eq!(found[0], format!("{OLD}/down.sql landed and is gone"));
    }

    #[test]
    fn a_new_migration_is_named_by_a_time_of_its_own() {
        for name in ["00000000000040_things", "202612010900_things", "20261201090000", "20261201090000_More"]
        {
            let found = after(|files| moved(files, &format!("services/catalog/migrations/{name}")));
            assert!(found.iter().any(|line| line.contains("is not named by its time")), "{name}: {found:?}");
        }
        let twin = "crates/db/migrations/20261201090000_shared_things";
        let found = after(|files| {
            files.insert(format!("{twin}/up.sql"), "select 1;".to_owned());
            files.insert(format!("{twin}/down.sql"), "select 1;".to_owned());
        });
        assert_eq!(found, [format!("{twin}, {NEW} have one time, 20261201090000")]);
    }

    #[test]
    fn a_new_migration_blocks_nobody() {
        let found = after(|files| {
            files.insert(format!("{NEW}/up.sql"), "alter table thing drop column size;".to_owned());
        });
        assert_eq!(found.len(), 1, "{found:?}");
        let index = "create index concurrently thing_size on thing (size);";
        let found = after(|files| {
            files.insert(format!("{NEW}/up.sql"), index.to_owned());
            files.insert(format!("{NEW}/metadata.toml"), "run_in_transaction = false\n".to_owned());
        });
        assert_eq!(found, Vec::<String>::new());
    }
}
