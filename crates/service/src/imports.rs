//! Files of rows: first tried, then entered, all of it or nothing, as a job ([`crate::jobs`]).
//!
//! A file is read and judged row by row while its rows go through COPY into a temporary table; no row is held here. What cannot be
//! judged by a row alone is asked of the table by statements over all of it, and from there the rows enter by one statement for
//! each table they belong to, in one transaction that also ends the job. Nothing is kept of a file that is refused.
//! A feature says what its rows are by [`Import`].

use std::ops::ControlFlow;
use std::sync::Arc;

use api_types::{ImportQuery, ImportReportView};
use chrono::{DateTime, Utc};
use db::{Connection, Staging};
use domain::say;
use domain::shared::{Bilingual, Invalid, JobState, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use sheet::{Finding, Findings, Format, Layout, Row, Summary};
use tokio::sync::mpsc;
use uuid::Uuid;
use web::{Access, ApiError, Caller, Operation, ProblemCode, Reply, Upload};

use crate::jobs::{self, JobKind, Progress, Running};
use crate::{Core, Error, Tx};

/// How many bytes a file has at most.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// How many bytes of rows go to the database at once.
const CHUNK: usize = 256 * 1024;
/// How many such chunks may wait for it.
const CHUNKS: usize = 4;
/// How many findings about a table are told; the rest is not looked for.
pub const MOST_COLLISIONS: i64 = 200;

/// What the rows of a file are, and how they enter.
pub trait Import<C>: 'static {
    /// What stands above the columns, and how many rows there may be.
    const LAYOUT: Layout;
    /// The columns of [`db::STAGED`] besides `line`, `id` and `event`, each with its type, in the order of [`Line`].
    const COLUMNS: &'static [(&'static str, &'static str)];
    /// What judges the rows.
    type Judge: Judge;

    /// What the caller has to be for any of it.
    ///
    /// # Errors
    /// As of one that is created by itself; database errors.
    fn expect(tx: &mut Tx<'_>) -> impl Future<Output = Result<(), Error>>;

    /// What judges the rows of a caller's file, as things are now.
    ///
    /// # Errors
    /// Database errors.
    fn judge(
        context: &C,
        conn: &mut Connection,
        file: File<'_>,
    ) -> impl Future<Output = Result<Self::Judge, Error>>;

    /// What is wrong with rows beside each other and beside what is there, at most [`MOST_COLLISIONS`] of it.
    ///
    /// # Errors
    /// Database errors.
    fn collisions(tx: &mut Tx<'_>) -> impl Future<Output = Result<Vec<Collision>, Error>>;

    /// Enters the rows of [`db::STAGED`], each with what belongs to one that is created by itself.
    ///
    /// # Errors
    /// Database errors; a refusal of what was entered meanwhile.
    fn enter(tx: &mut Tx<'_>) -> impl Future<Output = Result<(), Error>>;
}

/// Whose file it is, and which.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Who brings it.
    pub caller: &'a Caller,
    /// Its hash.
    pub sha256: &'a TextHash,
    /// When it is read.
    pub now: DateTime<Utc>,
    /// New ids.
    pub clock: &'a web::Clock,
}

/// What judges the rows of one file.
pub trait Judge: Send + 'static {
    /// Judges a row and writes it down: its id, its columns, what its event tells.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn judge(&mut self, row: &Row<'_>, line: &mut Line) -> Result<(), Vec<Invalid>>;
}

/// What is wrong with a row that cannot be seen in it alone.
#[derive(Debug, Clone)]
pub struct Collision {
    /// The row.
    pub line: i64,
    /// The column.
    pub field: &'static str,
    /// What, for programs.
    pub code: &'static str,
    /// What, and how to mend it.
    pub detail: Bilingual,
}

/// A row of [`db::STAGED`] in the text format of COPY.
#[derive(Debug, Default)]
pub struct Line(Vec<u8>);

impl Line {
    fn begin(&mut self, line: u64) {
        self.0.extend_from_slice(line.to_string().as_bytes());
    }

    /// The next column.
    pub fn put(&mut self, value: impl std::fmt::Display) {
        self.text(&value.to_string());
    }

    /// The next column, where it says something.
    pub fn put_some(&mut self, value: Option<impl std::fmt::Display>) {
        match value {
            Some(value) => self.put(value),
            None => self.0.extend_from_slice(b"\t\\N"),
        }
    }

    /// What its event tells.
    ///
    /// # Errors
    /// Never: the data of events is JSON.
    pub fn put_event(&mut self, event: &impl Serialize) {
        self.text(&serde_json::to_string(event).unwrap_or_default());
    }

    fn text(&mut self, text: &str) {
        self.0.push(b'\t');
        for byte in text.bytes() {
            match byte {
                b'\\' => self.0.extend_from_slice(b"\\\\"),
                b'\n' => self.0.extend_from_slice(b"\\n"),
                b'\r' => self.0.extend_from_slice(b"\\r"),
                b'\t' => self.0.extend_from_slice(b"\\t"),
                byte => self.0.push(byte),
            }
        }
    }
}

/// What a job is asked for.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    dry_run: bool,
    sha256: TextHash,
    media_type: String,
}

/// Asks for the job that tries a file or enters its rows; 201 with the job, whose path begins with `jobs`.
///
/// # Errors
/// 415 and 413 for another file, 422 for one that was not tried, and what [`Import::expect`] refuses.
pub async fn create<C, I: Import<C>, O: Operation>(
    core: &Core,
    jobs: &'static str,
    upload: Upload<O, ImportQuery, MOST_BYTES>,
) -> Result<Reply, ApiError> {
    let format = expect_format(&upload.media_type)?;
    let sha256 = TextHash::of_bytes(&upload.bytes);
    let dry_run = expect_tried(&upload.params, &sha256)?;
    let (asked, bytes) =
        (Asked { dry_run, sha256, media_type: format.media_type().to_owned() }, upload.bytes);
    let reply = core
        .write(upload.meta, async move |tx| {
            I::expect(tx).await?;
            let view = jobs::ask(tx, &asked, Some(&bytes)).await?;
            Ok(Reply { status: 201, location: Some(format!("{jobs}/{}", view.id)), ..Reply::json(&view)? })
        })
        .await?;
    core.asked.notify_one();
    Ok(reply)
}

/// A file of a kind that is read.
///
/// # Errors
/// 415 that names the kinds.
pub fn expect_format(media_type: &str) -> Result<Format, ApiError> {
    Format::of(media_type).ok_or_else(|| {
        let [csv, xlsx] = Format::ALL.map(|format| Bilingual::same(format!("`{}`", format.media_type())));
        ApiError::new(ProblemCode::UnsupportedMediaType).detail(say!(
            "Kirim berkas sebagai {csv} atau {xlsx}.",
            "Send the file as {csv} or {xlsx}.",
            csv = csv,
            xlsx = xlsx,
        ))
    })
}

/// Whether a file is only tried; otherwise it is the very file that was.
///
/// # Errors
/// 422 that names `sha256`.
pub fn expect_tried(query: &ImportQuery, sha256: &TextHash) -> Result<bool, Error> {
    match &query.sha256 {
        _ if query.dry_run == Some(true) => Ok(true),
        Some(tried) if tried == sha256 => Ok(false),
        Some(_) => Err(Error::field(
            "?sha256",
            "other-file",
            "Berkas ini bukan berkas yang diuji. Uji dahulu dengan `dry_run=true`, lalu kirim berkas yang sama.",
            "This is not the file that was tried. Try it with `dry_run=true` first, then send the same file.",
        )),
        None => Err(Error::field(
            "?sha256",
            "required",
            "Uji berkas dahulu dengan `dry_run=true`, lalu kirim lagi dengan `sha256` dari laporannya.",
            "Try the file with `dry_run=true` first, then send it again with the `sha256` of its report.",
        )),
    }
}

/// The job of an import, which an operation asks for.
pub const fn job<C, I: Import<C>>(operation: Access) -> JobKind<C> {
    JobKind { operation, run: |context, job| Box::pin(run::<C, I>(context, job)) }
}

async fn run<C, I: Import<C>>(context: &C, job: &Running) -> Result<(), Error> {
    let core = job.core();
    let asked: Asked = job.input()?;
    let format = Format::of(&asked.media_type)
        .ok_or_else(|| Error::Internal(format!("{} was accepted as a file", asked.media_type)))?;
    let judge = {
        let (caller, now, clock) = (&job.meta.caller, core.clock.now(), &core.clock);
        let file = File { caller, sha256: &asked.sha256, now, clock };
        let mut conn = core.db.own().await?;
        I::judge(context, &mut conn, file).await?
    };
    let types: Vec<String> = I::COLUMNS.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
    let staging =
        core.db.staging(&format!("line bigint, id uuid, {}, event jsonb", types.join(", "))).await?;
    let read = Reading { format, bytes: job.file(), layout: I::LAYOUT, progress: job.progress() };
    let columns: Vec<&str> = I::COLUMNS.iter().map(|(name, _)| *name).collect();
    let columns = format!("line, id, {}, event", columns.join(", "));
    let summary = stage(&staging, &columns, read, judge).await?;
    let mut conn = staging.connection().await?;
    job.finish(&mut conn, async |tx: &mut Tx<'_>| end::<C, I>(tx, &asked, &summary).await).await
}

/// A file, and who counts its rows.
struct Reading {
    format: Format,
    bytes: Arc<Vec<u8>>,
    layout: Layout,
    progress: Arc<Progress>,
}

/// Reads a file on a thread that may take its time, while its rows go into the table.
async fn stage<J: Judge>(
    staging: &Staging,
    columns: &str,
    file: Reading,
    mut judge: J,
) -> Result<Summary, Error> {
    let (rows, mut chunks) = mpsc::channel(CHUNKS);
    let reading = tokio::task::spawn_blocking(move || {
        let (mut line, mut chunk, mut counted) = (Line::default(), Vec::with_capacity(CHUNK), 0);
        let mut take = |row: &Row<'_>, findings: &mut Findings| {
            counted += 1;
            line.0.clear();
            line.begin(row.line);
            match judge.judge(row, &mut line) {
                Ok(()) => {
                    chunk.append(&mut line.0);
                    chunk.push(b'\n');
                }
                Err(found) => row.tell(findings, found),
            }
            if counted % 1000 == 0 {
                file.progress.add(1000);
            }
            if chunk.len() >= CHUNK {
                let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                if rows.blocking_send(full).is_err() {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        };
        let summary = sheet::read(file.format, &file.bytes, &file.layout, &mut take);
        let _ = rows.blocking_send(chunk);
        file.progress.add(counted % 1000);
        file.progress.of(counted);
        summary
    });
    staging.fill(columns, &mut chunks).await?;
    drop(chunks);
    reading.await.map_err(|error| Error::Internal(format!("the reading of a file ended: {error}")))
}

/// Enters the rows, unless the file is only tried or something is wrong with it; gives the report.
async fn end<C, I: Import<C>>(
    tx: &mut Tx<'_>,
    asked: &Asked,
    summary: &Summary,
) -> Result<(JobState, ImportReportView), Error> {
    let mut findings = summary.findings.clone();
    for Collision { line, field, code, detail } in I::collisions(tx).await? {
        let place = summary.place(u64::try_from(line).unwrap_or_default(), field);
        findings.push(Finding { place, code, detail });
    }
    let enters = !asked.dry_run && findings.is_empty();
    if enters {
        I::enter(tx).await?;
    }
    let state = if asked.dry_run || enters { JobState::Done } else { JobState::Failed };
    let report = ImportReportView {
        sha256: asked.sha256.clone(),
        rows: summary.rows,
        entered: if enters { summary.rows } else { 0 },
        findings: findings.views(),
        findings_in_all: findings.all(),
    };
    Ok((state, report))
}

/// An id that the same row of the same file of a party always has, so that nothing is recorded twice of it.
pub fn id_of_row((party, sha256): (PartyId, &TextHash), line: u64) -> Uuid {
    let text = format!("{party} {sha256} {line}");
    let hash = TextHash::of_bytes(text.as_bytes());
    let bytes = u128::from_str_radix(&hash.as_str()[..32], 16).unwrap_or_default();
    uuid::Builder::from_custom_bytes(bytes.to_be_bytes()).into_uuid()
}

/// Defines the handler of an import.
#[macro_export]
macro_rules! import_route {
    ($(#[$doc:meta])* $name:ident ($op:ident) of $import:ty, $tag:tt, $path:tt, $jobs:tt, $example:tt) => {
        $(#[$doc])*
        #[utoipa::path(tag = $tag, params(ImportQuery), request_body(content(
            (String = "text/csv", example = $example),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), responses((status = 201, body = JobView)))]
        #[post($path)]
        async fn $name(
            upload: Upload<op::$op, ImportQuery, { $crate::imports::MOST_BYTES }>,
            context: Data<Context>,
        ) -> Result<Reply, ApiError> {
            $crate::imports::create::<Context, $import, _>(&context.core, $jobs, upload).await
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_reads_otherwise_is_written_so_that_it_does_not() {
        let mut line = Line::default();
        line.begin(7);
        line.put("a\\b\tc\nd\re");
        line.put_some(None::<&str>);
        line.put_some(Some("\\N"));
        line.put_event(&"x\"y\\");
        assert_eq!(
            String::from_utf8(line.0).unwrap(),
            "7\ta\\\\b\\tc\\nd\\re\t\\N\t\\\\N\t\"x\\\\\"y\\\\\\\\\""
        );
    }
}
