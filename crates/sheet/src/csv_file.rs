//! Text between commas or semicolons.

use std::ops::ControlFlow;

use csv::{ReaderBuilder, StringRecord};
use domain::say;

use crate::LONGEST_LINE;
use crate::findings::{Finding, Place};
use crate::row::{Table, limit};

pub(crate) fn read(bytes: &[u8], table: &mut Table<'_>) -> Result<(), Finding> {
    let text = text(bytes)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let (mut record, mut cells) = (StringRecord::new(), Vec::new());
    let mut headed = false;
    while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
        cells.resize_with(record.len(), String::new);
        for (cell, told) in cells.iter_mut().zip(&record) {
            cell.clear();
            cell.push_str(told.trim());
        }
        if !headed {
            headed = true;
            if !table.head(&cells) {
                return Ok(());
            }
        } else if let ControlFlow::Break(why) = table.row(line(text, &record), &cells) {
            return why.map_or(Ok(()), Err);
        }
    }
    Ok(())
}

/// The text of a file, without the mark that spreadsheets put before it; no line of it is longer than a row can be.
fn text(bytes: &[u8]) -> Result<&str, Finding> {
    let lines_before = |at: usize| bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    let number = |lines: usize| u64::try_from(lines).unwrap_or(u64::MAX).saturating_add(1);
    let text =
        std::str::from_utf8(bytes).map_err(|error| not_utf8(number(lines_before(error.valid_up_to()))))?;
    match text.split('\n').position(|line| line.len() > LONGEST_LINE) {
        Some(lines) => Err(long_line(number(lines))),
        None => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
    }
}

/// What stands between the cells: of comma and semicolon the one that the headings have more of.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: char| head.matches(sign).count();
    if count(';') > count(',') { b';' } else { b',' }
}

/// The line on which a record begins: the reader says where the one before it ended, ahead of empty lines.
fn line(text: &str, record: &StringRecord) -> u64 {
    let Some(position) = record.position() else { return 1 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default().iter();
    let skipped =
        rest.take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line().saturating_add(u64::try_from(skipped).unwrap_or(0))
}

/// The text is UTF-8 and of any width, so that the reader of tables has nothing left to say no to; it says so all the same.
fn unreadable(error: &csv::Error) -> Finding {
    Place::of(error.position().map_or(1, csv::Position::line)).says(
        "no-table",
        "Baris ini tidak dapat dibaca; simpan ulang sebagai \"CSV UTF-8\".",
        "This row cannot be read; save it again as \"CSV UTF-8\".",
    )
}

fn not_utf8(line: u64) -> Finding {
    Place::of(line).says(
        "not-utf8",
        "Berkas ini bukan UTF-8. Simpan ulang sebagai \"CSV UTF-8\".",
        "The file is not UTF-8. Save it again as \"CSV UTF-8\".",
    )
}

fn long_line(line: u64) -> Finding {
    let detail = say!(
        "Baris ini lebih panjang daripada {most} byte; periksa tanda kutip dan pemisah kolomnya.",
        "This line has more than {most} bytes; look at its quotes and at what separates its columns.",
        most = limit(LONGEST_LINE),
    );
    Finding { place: Place::of(line), code: "line-too-long", detail }
}
