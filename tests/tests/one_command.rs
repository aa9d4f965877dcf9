//! `kad` as a stranger uses it: one command, a private PostgreSQL, and what one can do with it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use journeys::{Ports, Process, TempDir, binary, temp_dir};
use testkit::PATIENCE;

fn kad(place: &Path, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(binary("kad", "standalone")?);
    // A private server of its own, whatever the tests themselves use.
    command.env_remove("DATABASE_URL").env_remove("KAD_FILES").arg("--data").arg(place).args(arguments);
    Ok(command)
}

fn done(place: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    let output = kad(place, arguments)?.stdin(Stdio::null()).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "kad {arguments:?}: {told}\n{}",
        String::from_utf8_lossy(&output.stdout)
    );
    Ok(output)
}

/// Stops the private server whatever happened, so that nothing is left running.
struct Place(TempDir);

impl Place {
    fn new(name: &str) -> anyhow::Result<Self> {
        Ok(Self(temp_dir(name)?))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = done(self.path(), &["stop"]);
    }
}

/// The report at the end of the output, and how many steps were new.
fn told(output: &Output) -> (String, usize) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let report = text.find("\nMetro - DKI Jakarta").map_or("", |at| &text[at..]).to_owned();
    // The status stands before the request id; a step that was played before has neither.
    let status = |line: &str| line.split_whitespace().rev().nth(1).and_then(|word| word.parse::<u16>().ok());
    let new = text.lines().filter(|line| matches!(status(line), Some(200 | 201))).count();
    (report, new)
}

#[test]
fn the_demonstration_tells_its_report_and_playing_it_again_changes_nothing() -> anyhow::Result<()> {
    let place = Place::new("demo")?;
    // Tables alone are no data.
    done(place.path(), &["migrate"])?;
    let (report, new) = told(&done(place.path(), &["demo", "--exit", "--port", "0"])?);
    ensure!(new > 100, "the story has many steps, not {new}");
    for figure in
        ["5 truk", "9 ton", "10 ton", "30 ekor", "5 trucks", "9 tonnes", "10 tonnes", "30 head", "1 ton"]
    {
        ensure!(report.contains(figure), "{figure} is missing: {report}");
    }
    let (again, new) = told(&done(place.path(), &["demo", "--exit", "--port", "0"])?);
    assert_eq!((again, new), (report.clone(), 0));

    // A copy of it elsewhere goes on where this one was.
    let (other, copies) = (Place::new("copy")?, temp_dir("copies")?);
    let copy = copies.path().join("backup");
    let copy = copy.to_str().context("a plain path")?;
    let said = done(place.path(), &["backup", copy])?;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    ensure!(said.contains("key-secret") && said.contains("apart"), "{said}");
    ensure!(done(place.path(), &["restore", copy]).is_err(), "present data is not replaced unasked");
    done(other.path(), &["restore", copy])?;
    // The signing keys in it are of no use without the secret that was kept apart from it.
    let closed = kad(other.path(), &["demo", "--exit", "--port", "0"])?.output()?;
    let refused = String::from_utf8_lossy(&closed.stderr).into_owned();
    ensure!(!closed.status.success() && refused.contains("key-secret"), "{refused}");
    std::fs::copy(place.path().join("key-secret"), other.path().join("key-secret"))?;
    let (restored, new) = told(&done(other.path(), &["demo", "--exit", "--port", "0"])?);
    assert_eq!((restored, new), (report, 0));
    Ok(())
}

/// Kills a program as the kernel does once it has printed so many lines.
fn killed_after(mut command: Command, lines: usize) -> anyhow::Result<()> {
    use std::io::{BufRead as _, BufReader};
    let mut running = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let told = BufReader::new(running.stdout.take().context("its output")?).lines().take(lines).count();
    running.kill()?;
    running.wait()?;
    ensure!(told == lines, "the story ended after {told} lines");
    Ok(())
}

#[test]
fn a_demonstration_that_was_killed_goes_on_where_it_stands() -> anyhow::Result<()> {
    let place = Place::new("killed")?;
    let demo = || kad(place.path(), &["demo", "--exit", "--port", "0"]);
    // While papers are brought, while contracts are concluded, while goods travel: each time some steps further.
    for lines in [60, 150, 250] {
        killed_after(demo()?, lines)?;
    }
    let (report, new) = told(&done(place.path(), &["demo", "--exit", "--port", "0"])?);
    ensure!(new > 0, "something was left to play");
    for figure in ["9 tonnes", "10 tonnes", "30 head", "5 trucks"] {
        ensure!(report.contains(figure), "{figure} is missing: {report}");
    }
    let (again, new) = told(&done(place.path(), &["demo", "--exit", "--port", "0"])?);
    assert_eq!((again, new), (report, 0));
    Ok(())
}

/// What a running program has printed, once it holds a text.
async fn printed(file: &Path, text: &str) -> anyhow::Result<String> {
    let deadline = Instant::now() + 4 * PATIENCE;
    loop {
        let told = std::fs::read_to_string(file).unwrap_or_default();
        if told.contains(text) {
            return Ok(told);
        }
        ensure!(Instant::now() < deadline, "{text} is not printed: {told}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Starts a command line, with standard error in a file.
fn started(line: &str, file: &Path) -> anyhow::Result<Process> {
    let mut shell = Command::new("sh");
    shell.env_remove("DATABASE_URL").args(["-c", &format!("exec {line} 2>'{}'", file.display())]);
    Process::start("kad", &mut shell)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_that_the_demonstration_prints_work_as_printed() -> anyhow::Result<()> {
    let place = Place::new("try")?;
    let ([port], file) = (Ports::free()?, place.path().join("stderr"));
    let kad = binary("kad", "standalone")?;
    let line = format!("'{}' --data '{}' demo --port {port}", kad.display(), place.path().display());
    let running = started(&line, &file)?;
    let told = printed(&file, "Ctrl-C stops it").await?;
    let (_, lines) = told.split_once("or try it:\n").context("lines to try")?;
    let lines: Vec<&str> = lines.lines().take_while(|line| line.starts_with("  ")).collect();
    // Whatever folder somebody is in.
    let script = format!("set -eu\ncd /\n{}\n", lines.join("\n"));
    let output = tokio::task::spawn_blocking(move || run(&script)).await??;
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{told}\n{}", String::from_utf8_lossy(&output.stderr)))?;
    ensure!(answer["items"].as_array().is_some_and(|items| !items.is_empty()), "{answer}");
    running.terminate()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_no_reason_to_warn() -> anyhow::Result<()> {
    let place = Place::new("stop")?;
    let ([port], file) = (Ports::free()?, place.path().join("stderr"));
    let kad = binary("kad", "standalone")?;
    let line = format!("'{}' --data '{}' up --port {port}", kad.display(), place.path().display());
    let running = started(&line, &file)?;
    printed(&file, "ready at").await?;
    running.terminate()?;
    let told = std::fs::read_to_string(&file)?;
    let (_, stopping) = told.split_once("\nstopping\n").context("it says that it stops")?;
    let warnings: Vec<&str> =
        stopping.lines().filter(|line| line.contains("\"WARN\"") || line.contains("\"ERROR\"")).collect();
    ensure!(warnings.is_empty(), "{} warnings: {warnings:#?}", warnings.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_kad_runs_on_a_directory_and_starts_postgresql_again_when_it_dies() -> anyhow::Result<()> {
    let place = Place::new("alone")?;
    let [port] = Ports::free::<1>()?;
    let url = format!("http://127.0.0.1:{port}");
    let mut running =
        Process::start("kad up", &mut kad(place.path(), &["up", "--port", &port.to_string()])?)?;
    running.wait_until_ready(&url).await?;
    for second in [&["up", "--port", "0"][..], &["stop"]] {
        let refused = kad(place.path(), second)?.output()?;
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        ensure!(!refused.status.success() && told.contains(&format!("process {}", running.id())), "{told}");
    }
    // Its first line is the process.
    let postmaster = || {
        let file = place.path().join("postgres/data/postmaster.pid");
        std::fs::read_to_string(file).ok().and_then(|text| text.lines().next().map(str::to_owned))
    };
    let killed = postmaster().context("PostgreSQL runs")?;
    ensure!(Command::new("kill").args(["-9", &killed]).status()?.success());
    let deadline = Instant::now() + PATIENCE;
    while postmaster().is_none_or(|now| now == killed) {
        ensure!(Instant::now() < deadline, "PostgreSQL is not started again");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    running.wait_until_ready(&url).await?;
    running.terminate()
}

/// The files of a folder and of those below.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|place| if place.is_dir() { files_below(&place) } else { vec![place] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_the_files_and_a_restore_puts_them_back() -> anyhow::Result<()> {
    let place = Place::new("files")?;
    done(place.path(), &["demo", "--exit", "--port", "0"])?;
    let (files, copy) = (place.path().join("files"), place.path().join("copy"));
    let there = files_below(&files).len();
    ensure!(there > 0, "the suppliers of the story bring papers");
    let written = copy.display().to_string();
    done(place.path(), &["backup", &written])?;
    let copied = ["files", "images"].map(|folder| files_below(&copy.join(folder)).len());
    ensure!(copied.iter().sum::<usize>() == there, "the backup lacks files: {copied:?} of {there}");
    // The disk of the files is lost.
    std::fs::remove_dir_all(&files)?;
    let lost = kad(place.path(), &["backup", &format!("{written}-2")])?.output()?;
    let told = String::from_utf8_lossy(&lost.stderr).into_owned();
    ensure!(!lost.status.success() && told.contains("missing or damaged"), "{told}");
    done(place.path(), &["restore", &written, "--replace"])?;

    let [port] = Ports::free::<1>()?;
    let url = format!("http://127.0.0.1:{port}");
    let mut running =
        Process::start("kad demo", &mut kad(place.path(), &["demo", "--port", &port.to_string()])?)?;
    running.wait_until_ready(&url).await?;
    let token = done(place.path(), &["token", "--as", "metro.coordinator", "--url", &url])?;
    let token = String::from_utf8(token.stdout)?;
    // The bytes of a file, which no typed client reads.
    #[allow(clippy::disallowed_methods)]
    let http = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build()?;
    let read = async |path: &str| {
        let answer = http.get(format!("{url}{path}")).bearer_auth(token.trim()).send().await?;
        Ok::<_, reqwest::Error>((answer.status().as_u16(), answer.bytes().await?))
    };
    let (_, list) = read("/v1/supplier-verifications").await?;
    let list: serde_json::Value = serde_json::from_slice(&list)?;
    let file = list["items"][0]["documents"][0]["file_id"].as_str().context("a paper with a file")?;
    let (status, bytes) = read(&format!("/v1/files/{file}/content")).await?;
    ensure!(status == 200 && bytes.starts_with(b"%PDF-"), "{status}");
    running.terminate()
}

#[test]
fn real_data_is_never_mixed_with_the_demonstration() -> anyhow::Result<()> {
    let place = Place::new("real")?;
    let made =
        done(place.path(), &["bootstrap", "--issuer", "https://login.example", "--subject", "admin-1"])?;
    ensure!(String::from_utf8_lossy(&made.stderr).contains("administrator_made"));
    let refused = kad(place.path(), &["demo", "--exit", "--port", "0"])?.output()?;
    ensure!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr);
    ensure!(told.contains("not the demonstration's"), "{told}");
    Ok(())
}

/// The script of README.md: its `sh` blocks with a line that begins with `curl`.
fn walk() -> String {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.filter(|block| block.lines().any(|line| line.starts_with("curl"))).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_the_walk_in_the_readme_works() -> anyhow::Result<()> {
    let place = Place::new("walk")?;
    let [port] = Ports::free::<1>()?;
    let url = format!("http://127.0.0.1:{port}");
    done(place.path(), &["demo", "--exit", "--port", "0"])?;
    let mut running =
        Process::start("kad demo", &mut kad(place.path(), &["demo", "--port", &port.to_string()])?)?;
    running.wait_until_ready(&url).await?;

    let kad = binary("kad", "standalone")?;
    let script = walk().replace("http://127.0.0.1:8080", &url).replace(
        "target/release/kad token",
        &format!("{} --data {} token --url {url}", kad.display(), place.path().display()),
    );
    // Each call tells its status on standard error, whatever is done with its answer.
    let script = format!(
        "curl() {{ command curl -w '%{{stderr}}status %{{http_code}}\\n' \"$@\"; }}\nset -eu\n{script}\n"
    );
    let output = tokio::task::spawn_blocking(move || run(&script)).await??;
    let told =
        format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{told}");
    let statuses: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("status ")).collect();
    let calls = walk().matches("curl ").count();
    // The last line shows a refusal, on purpose.
    let mut expected = vec!["200"; calls];
    expected[calls - 1] = "422";
    assert_eq!(statuses, expected, "{told}");
    running.terminate()
}

fn run(script: &str) -> anyhow::Result<Output> {
    let mut shell =
        Command::new("sh").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    shell.stdin.take().context("a pipe")?.write_all(script.as_bytes())?;
    Ok(shell.wait_with_output()?)
}
