//! Text between commas or semicolons.

use std::ops::ControlFlow;

use csv_core::ReadRecordResult;
use domain::say;

use crate::findings::{Finding, Place};
use crate::row::{Table, limit};
use crate::{LONGEST_LINE, MOST_COLUMNS};

pub(crate) fn read(bytes: &[u8], table: &mut Table<'_>) -> Result<(), Finding> {
    let text = text(bytes)?;
    let mut records = Records::of(text);
    let mut headed = false;
    while let Some((line, cells)) = records.next()? {
        if !headed {
            headed = true;
            if !table.head(cells) {
                return Ok(());
            }
        } else if let ControlFlow::Break(why) = table.row(line, cells) {
            return why.map_or(Ok(()), Err);
        }
    }
    Ok(())
}

/// The records of a text, one after the other, in memory for one of them: a record that goes on over lines is no longer than a
/// line may be.
struct Records<'t> {
    reader: csv_core::Reader,
    text: &'t str,
    at: usize,
    fields: Vec<u8>,
    ends: [usize; MOST_COLUMNS],
    cells: Vec<String>,
}

impl<'t> Records<'t> {
    fn of(text: &'t str) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter(text)).build();
        let (fields, ends) = (vec![0; LONGEST_LINE], [0; MOST_COLUMNS]);
        Self { reader, text, at: 0, fields, ends, cells: Vec::new() }
    }

    /// The next record: the line on which it begins, and its cells.
    fn next(&mut self) -> Result<Option<(u64, &[String])>, Finding> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        // The reader says where the record before ended, ahead of empty lines.
        let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let skipped = empty.filter(|byte| **byte == b'\n').count();
        let line = self.reader.line().saturating_add(u64::try_from(skipped).unwrap_or(0));
        let (mut written, mut columns) = (0, 0);
        loop {
            let input = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let (fields, ends) = (&mut self.fields[written..], &mut self.ends[columns..]);
            let (result, read, more, ended) = self.reader.read_record(input, fields, ends);
            (self.at, written, columns) = (self.at + read, written + more, columns + ended);
            match result {
                // Nothing more to read is said by asking once more.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => return Err(long_line(line)),
                ReadRecordResult::OutputEndsFull => return Err(too_wide(line)),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => break,
            }
        }
        self.cells.resize_with(columns, String::new);
        let mut from = 0;
        for (cell, end) in self.cells.iter_mut().zip(&self.ends[..columns]) {
            cell.clear();
            // Fields begin and end between characters.
            cell.push_str(std::str::from_utf8(&self.fields[from..*end]).unwrap_or_default().trim());
            from = *end;
        }
        Ok(Some((line, &self.cells)))
    }
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

fn too_wide(line: u64) -> Finding {
    let detail = say!(
        "Baris ini memiliki lebih dari {most} kolom; periksa tanda kutip dan pemisah kolomnya.",
        "This row has more than {most} columns; look at its quotes and at what separates its columns.",
        most = limit(MOST_COLUMNS),
    );
    Finding { place: Place::of(line), code: "too-many-columns", detail }
}
