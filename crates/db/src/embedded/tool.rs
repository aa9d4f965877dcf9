//! Running other programs: their exit code and their most telling line become our error.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::EmbeddedError;

/// Runs a program to its end and gives what it printed; the programs must not leave children that hold our pipes.
pub(super) fn run(tool: &str, command: &mut Command) -> Result<String, EmbeddedError> {
    let output =
        command.output().map_err(|source| EmbeddedError::Io { doing: format!("run {tool}"), source })?;
    check(tool, &output)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// An error when the program failed, with the line that says why.
pub(super) fn check(tool: &str, output: &Output) -> Result<(), EmbeddedError> {
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout.as_slice(), b"\n", output.stderr.as_slice()].concat();
    let line = telling_line(&String::from_utf8_lossy(&text)).unwrap_or_else(|| output.status.to_string());
    Err(EmbeddedError::Tool { tool: tool.to_owned(), line })
}

/// The last line that names an error, or else the last line: hints and quoted statements often follow the reason.
pub(super) fn telling_line(text: &str) -> Option<String> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names_error =
        |line: &&str| ["error:", "ERROR:", "FATAL:", "E:"].iter().any(|mark| line.contains(mark));
    lines().rfind(names_error).or_else(|| lines().next_back()).map(str::to_owned)
}

/// The file of a program found through `PATH`.
pub(super) fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| is_program(file))
}

/// Whether a file exists and may be executed by somebody.
pub(super) fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::telling_line;

    #[test]
    fn the_reason_is_preferred_to_the_hint_that_follows_it() {
        let text = "starting\npg_restore: error: could not execute query: ERROR:  no\nCommand was: DROP x\n";
        assert_eq!(
            telling_line(text).as_deref(),
            Some("pg_restore: error: could not execute query: ERROR:  no")
        );
        assert_eq!(telling_line("one\ntwo\n\n").as_deref(), Some("two"));
        assert_eq!(telling_line(" \n"), None);
    }
}
