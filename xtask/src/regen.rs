//! Everything that is generated from the code and committed, written anew or compared, by one command.
//!
//! A generator gives files with their texts and touches nothing; here they are written, or, with `--check`, compared.
//! A new one is a line in [`GENERATORS`].

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::{client, documents, events, states};

/// A file of the repository and what should be in it.
pub(crate) struct Generated {
    /// Its path from the root of the repository.
    pub(crate) file: String,
    /// The whole text.
    pub(crate) text: String,
}

/// What makes files; given the root of the repository, of which it may read what an earlier one made.
type Generator = fn(&Path) -> anyhow::Result<Vec<Generated>>;

/// All of them, in the order in which they are run.
const GENERATORS: &[Generator] =
    &[documents::openapi, documents::problems, events::page, states::tables, client::methods];

/// What to do with what was generated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write what differs.
    Write,
    /// Write nothing; fail when something differs.
    Check,
}

/// Runs every generator.
///
/// # Errors
/// When a generator or a file fails; in [`Mode::Check`] also when committed files differ, after all were compared.
pub(crate) fn run(root: &Path, mode: Mode) -> anyhow::Result<()> {
    let (mut same, mut different) = (0, 0);
    for generator in GENERATORS {
        for generated in generator(root)? {
            if is_current(root, &generated, mode)? {
                same += 1;
            } else {
                different += 1;
            }
        }
    }
    match mode {
        Mode::Write => println!("{different} files written, {same} were as they should be"),
        Mode::Check => {
            ensure!(
                different == 0,
                "{different} files differ from the code; run `cargo run -p xtask -- regen`"
            );
            println!("{same} generated files equal the code");
        }
    }
    Ok(())
}

/// Whether the file held the text already. Says what differs, and in [`Mode::Write`] mends it.
fn is_current(root: &Path, generated: &Generated, mode: Mode) -> anyhow::Result<bool> {
    let Generated { file, text } = generated;
    let path = root.join(file);
    // A file that is not there differs from the first line on.
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if committed == *text {
        return Ok(true);
    }
    println!("{file} differs {}", first_difference(&committed, text));
    if mode == Mode::Write {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(false)
}

/// Where two texts part, with both lines.
fn first_difference(committed: &str, wanted: &str) -> String {
    let (mut old, mut new) = (committed.split('\n'), wanted.split('\n'));
    let mut number = 1;
    loop {
        match (old.next(), new.next()) {
            (Some(before), Some(after)) if before == after => number += 1,
            (before, after) => {
                let show = |line: Option<&str>| line.unwrap_or("(end of the file)").to_owned();
                return format!("from line {number} on:\n  - {}\n  + {}", show(before), show(after));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_shown_with_both_texts() {
        let shown = first_difference("one\ntwo\nthree\n", "one\nzwei\nthree\n");
        assert_eq!(shown, "from line 2 on:\n  - two\n  + zwei");
        let shown = first_difference("one", "one\ntwo");
        assert_eq!(shown, "from line 2 on:\n  - (end of the file)\n  + two");
    }

    #[test]
    fn a_file_is_written_once_and_then_current() {
        let root = std::env::temp_dir().join(format!("regen-{}", std::process::id()));
        let generated = Generated { file: "docs/LIST.md".to_owned(), text: "a list\n".to_owned() };
        assert!(!is_current(&root, &generated, Mode::Check).unwrap());
        assert!(!root.join("docs/LIST.md").exists());
        assert!(!is_current(&root, &generated, Mode::Write).unwrap());
        assert!(is_current(&root, &generated, Mode::Check).unwrap());
        fs::remove_dir_all(&root).unwrap();
    }
}
