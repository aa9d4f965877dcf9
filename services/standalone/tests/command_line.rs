//! `kad` on the command line, where it needs no server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

fn kad(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kad")).args(arguments).output().unwrap()
}

fn refusal(arguments: &[&str]) -> String {
    let output = kad(arguments);
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_command_is_told_by_help() {
    let told = String::from_utf8(kad(&["--help"]).stdout).unwrap();
    for command in ["up", "demo", "bootstrap", "token", "migrate", "backup", "restore", "stop"] {
        assert!(told.contains(&format!("\n  {command} ")), "{command}: {told}");
    }
}

#[test]
fn a_token_is_had_only_where_a_demonstration_was_played() {
    let empty = std::env::temp_dir().join(format!("kad-no-demo-{}", std::process::id()));
    let told = refusal(&["--data", empty.to_str().unwrap(), "token", "--as", "metro.coordinator"]);
    assert!(told.contains("holds no demonstration; run `kad demo` first"), "{told}");
    assert!(!empty.exists(), "asking makes nothing");
}

#[test]
fn stopping_where_nothing_runs_is_fine() {
    let empty = std::env::temp_dir().join(format!("kad-nothing-{}", std::process::id()));
    let output = kad(&["--data", empty.to_str().unwrap(), "stop"]);
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "nothing runs here\n");
}
