//! The integration guide, run line by line: from an empty installation to the first receipt.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, ensure};
use journeys::{Ports, Process, TempDir, binary, temp_dir};

const GUIDE: &str = include_str!("../../docs/INTEGRATION.md");

/// The blocks of a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("```{language}\n");
    GUIDE.split(&start).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// A folder in which the guide is followed; its PostgreSQL is stopped whatever happened.
struct Desk {
    place: TempDir,
    kad: PathBuf,
    url: String,
    port: u16,
}

impl Desk {
    fn new() -> anyhow::Result<Self> {
        let [port] = Ports::free()?;
        let url = format!("http://127.0.0.1:{port}");
        Ok(Self { place: temp_dir("guide")?, kad: binary("kad", "standalone")?, url, port })
    }

    /// A text of the guide with the program, the address and the port of this machine.
    fn here(&self, text: &str) -> String {
        text.replace("target/release/kad", &self.kad.display().to_string())
            .replace("http://127.0.0.1:8080", &self.url)
            .replace("integration/data up", &format!("integration/data up --port {}", self.port))
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .env_remove("DATABASE_URL")
            .current_dir(self.place.path())
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    async fn python(&self, script: String) -> anyhow::Result<String> {
        std::fs::write(self.place.path().join("guide.py"), script)?;
        let mut command = self.command("python3", &["guide.py"]);
        done(tokio::task::spawn_blocking(move || command.output()).await??)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ =
            self.command(&self.kad.display().to_string(), &["--data", "integration/data", "stop"]).output();
    }
}

fn done(output: Output) -> anyhow::Result<String> {
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(told)
}

fn is_here(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|told| told.status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_the_integration_guide_leads_to_the_first_receipt() -> anyhow::Result<()> {
    if !is_here("python3", "--version") || !is_here("openssl", "version") {
        eprintln!(
            "python3 and openssl are not both on this machine: the integration guide is not tried here"
        );
        return Ok(());
    }
    let desk = Desk::new()?;
    let scripts: Vec<String> = blocks("python").into_iter().map(|block| desk.here(block)).collect();
    let shell = desk.here(blocks("sh").first().context("commands of the shell")?);
    let (bootstrap, up) = shell.split_once('\n').context("two commands")?;

    desk.python(scripts.first().context("a provider")?.clone()).await?;
    done(desk.command("sh", &["-c", bootstrap]).output()?)?;
    let up = up.replace(&desk.kad.display().to_string(), &format!("exec {}", desk.kad.display()));
    let mut running = Process::start("kad up", &mut desk.command("sh", &["-c", &up]))?;
    running.wait_until_ready(&desk.url).await?;

    let told = desk.python(scripts.join("\n\n")).await?;
    ensure!(told.contains("receipt posted - accepted 1960 KGM of 10000"), "{told}");
    running.terminate()
}

#[test]
fn the_guide_stands_beside_what_it_builds_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    for file in ["API.md", "EVENTS.md"] {
        assert!(GUIDE.contains(file) && root.join(file).is_file(), "{file}");
    }
}
