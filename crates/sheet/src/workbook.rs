//! A workbook of Office Open XML: an archive whose entries are measured before any of them is read.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use domain::say;
use zip::ZipArchive;

use crate::MOST_COLUMNS;
use crate::findings::{Finding, Place};
use crate::row::{Table, formula, limit};

/// How many entries the archive has at most.
const MOST_ENTRIES: usize = 200;
/// How many bytes its entries have at most once they are inflated, all together: for what every workbook has, and for each row.
const INFLATED: u64 = 1024 * 1024;
const INFLATED_ROW: u64 = 512;
/// What announces how many texts cells share; memory for so many is taken before they are read.
const ANNOUNCED: &[u8] = b"uniqueCount";
/// How many digits that number has at most.
const MOST_DIGITS: usize = 6;
/// The largest whole number that a spreadsheet keeps digit by digit.
const LARGEST_EXACT: f64 = 999_999_999_999_999.0;

pub(crate) fn read(bytes: &[u8], table: &mut Table<'_>) -> Result<(), Finding> {
    let most = u64::try_from(table.most_rows()).unwrap_or(0) * INFLATED_ROW + INFLATED;
    measure(bytes, most)?;
    // The library reckons with the references of cells before it looks at them: one that overflows is no workbook of a program.
    std::panic::catch_unwind(AssertUnwindSafe(|| rows_of(bytes, table)))
        .unwrap_or_else(|_| Err(no_workbook()))
}

fn rows_of(bytes: &[u8], table: &mut Table<'_>) -> Result<(), Finding> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let first = book.sheet_names().into_iter().next().ok_or_else(no_workbook)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|error| unreadable(&error))?;
    let mut rows = Rows { table, at: 0, headed: false, cells: Vec::new(), refused: false };
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| unreadable(&error))? {
        let (row, column) = cell.pos;
        if row < rows.at || column as usize >= MOST_COLUMNS {
            return Err(no_order(u64::from(row) + 1));
        }
        if row > rows.at
            && let ControlFlow::Break(why) = rows.end(row)
        {
            return why.map_or(Ok(()), Err);
        }
        rows.take(column as usize, cell.formula.is_some(), &cell.value);
    }
    match rows.end(u32::MAX) {
        ControlFlow::Break(Some(why)) => Err(why),
        _ => Ok(()),
    }
}

/// Inflates every entry once, keeping nothing: what an archive says of its sizes is not believed.
fn measure(bytes: &[u8], most: u64) -> Result<(), Finding> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_workbook())?;
    if archive.len() > MOST_ENTRIES {
        return Err(too_large(most));
    }
    let mut left = most;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|_| no_workbook())?;
        let is_text = entry.name().map_err(|_| no_workbook())?.to_ascii_lowercase().ends_with(".xml");
        let read = inflate(entry.take(left + 1), is_text)?;
        left = left.checked_sub(read).ok_or_else(|| too_large(most))?;
    }
    Ok(())
}

/// How many bytes an entry has. Refuses other encodings than UTF-8, and one that announces more texts than it can hold.
fn inflate(mut entry: impl Read, is_text: bool) -> Result<u64, Finding> {
    let (mut buffer, mut kept, mut all) = (vec![0; 64 * 1024], 0, 0);
    loop {
        let read = entry.read(&mut buffer[kept..]).map_err(|_| no_workbook())?;
        all += u64::try_from(read).unwrap_or(u64::MAX);
        let seen = &buffer[..kept + read];
        // Neither a null nor an escape stands in XML; in other encodings of it they do.
        if is_text && (seen.contains(&0) || seen.contains(&0x1b) || announces_too_much(seen)) {
            return Err(no_workbook());
        }
        if read == 0 {
            return Ok(all);
        }
        // What may have begun at the end is looked at once more with what follows.
        let keep = seen.len().min(4 * ANNOUNCED.len());
        let from = seen.len() - keep;
        buffer.copy_within(from..from + keep, 0);
        kept = keep;
    }
}

fn announces_too_much(seen: &[u8]) -> bool {
    let starts = seen.windows(ANNOUNCED.len()).enumerate().filter(|(_, bytes)| *bytes == ANNOUNCED);
    starts.map(|(at, _)| &seen[at + ANNOUNCED.len()..]).any(|rest| {
        let number =
            rest.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
        number.take(MOST_DIGITS + 1).count() > MOST_DIGITS
    })
}

/// The cells of one row, until the next one begins.
struct Rows<'a, 'b> {
    table: &'a mut Table<'b>,
    /// The row, counted from 0.
    at: u32,
    headed: bool,
    cells: Vec<String>,
    /// Whether a cell of the row cannot be read.
    refused: bool,
}

impl Rows<'_, '_> {
    fn line(&self) -> u64 {
        u64::from(self.at) + 1
    }

    fn take(&mut self, column: usize, is_formula: bool, value: &DataRef<'_>) {
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, String::new);
        }
        let place = self.table.place(self.line(), column);
        let read = if is_formula { Err(formula(place)) } else { text(value, place) };
        match read {
            Ok(text) => self.cells[column] = text,
            Err(finding) => {
                self.refused = true;
                self.table.push(finding);
            }
        }
    }

    /// The row is complete; the next is `next`.
    fn end(&mut self, next: u32) -> ControlFlow<Option<Finding>> {
        let (mut cells, line) = (std::mem::take(&mut self.cells), self.line());
        let refused = std::mem::take(&mut self.refused);
        self.at = next;
        if !self.headed {
            if cells.is_empty() && !refused && next != u32::MAX {
                return ControlFlow::Continue(());
            }
            self.headed = true;
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            return if self.table.head(&cells) {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(None)
            };
        }
        // Spreadsheets leave out the empty cells at the end of a row.
        let width = self.table.width();
        let further = cells.iter().skip(width).all(String::is_empty);
        if further {
            cells.resize_with(width, String::new);
        }
        match refused {
            true => self.table.refused(line, &cells),
            false => self.table.row(line, &cells),
        }
    }
}

/// What a cell says, as the API writes it; what would have to be guessed is refused.
fn text(value: &DataRef<'_>, place: Place) -> Result<String, Finding> {
    match value {
        DataRef::Empty => Ok(String::new()),
        DataRef::String(text) => Ok(text.trim().to_owned()),
        DataRef::SharedString(text) => Ok(text.trim().to_owned()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) if number.fract() == 0.0 && (0.0..=LARGEST_EXACT).contains(number) => {
            Ok(format!("{number:.0}"))
        }
        DataRef::Float(_) => Err(not_plain(place)),
        DataRef::DateTime(at) if at.is_datetime() => match at.to_ymd_hms_milli() {
            (year, month, day, 0, 0, 0, 0) => Ok(format!("{year:04}-{month:02}-{day:02}")),
            _ => Err(not_plain(place)),
        },
        DataRef::DateTimeIso(text) if text.len() == 10 => Ok(text.clone()),
        DataRef::Bool(_)
        | DataRef::Error(_)
        | DataRef::DateTime(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_) => Err(not_plain(place)),
    }
}

fn not_plain(place: Place) -> Finding {
    place.says(
        "not-plain",
        "Isi ini bukan teks, bilangan bulat sampai 15 angka, atau tanggal. Ubah format selnya menjadi Teks, lalu tulis ulang nilainya.",
        "This is no text, no whole number of up to 15 digits and no date. Make the cell a text, then write its value again.",
    )
}

fn too_large(most: u64) -> Finding {
    let detail = say!(
        "Berkas ini terlalu besar setelah dibuka: paling banyak {most} byte. Hapus lembar, gambar, dan format yang tidak perlu.",
        "The file is too large once it is opened: {most} bytes at most. Remove sheets, pictures and formats it does not need.",
        most = limit(usize::try_from(most).unwrap_or(usize::MAX)),
    );
    Finding { place: Place::of(1), code: "inflates-too-far", detail }
}

fn no_order(line: u64) -> Finding {
    Place::of(line).says(
        "no-table",
        "Baris ini memuat sel di luar tabel. Salin tabelnya ke buku kerja baru, lalu simpan.",
        "This row has cells outside the table. Copy the table into a new workbook and save that.",
    )
}

/// What the reader of workbooks says no to is named by no row.
fn unreadable(_: &XlsxError) -> Finding {
    no_workbook()
}

fn no_workbook() -> Finding {
    Place::of(1).says(
        "no-workbook",
        "Berkas ini bukan buku kerja XLSX yang utuh. Simpan ulang sebagai \"Buku Kerja Excel (.xlsx)\" atau \"CSV UTF-8\".",
        "The file is no whole XLSX workbook. Save it again as \"Excel Workbook (.xlsx)\" or \"CSV UTF-8\".",
    )
}
