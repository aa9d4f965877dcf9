//! Files of rows that people make in spreadsheets, read the same way whatever they are of: CSV and XLSX.
//!
//! Owns what a file may be ([`Format`], its bounds), what stands above its columns ([`Layout`]), its rows ([`Row`]) and what is
//! said of them ([`Findings`]): by row and column, never by what stands there. Nothing is guessed and nothing coerced: a number is
//! read as the API writes it, a formula is refused. What a row means is its reader's. Start at [`read`].

mod csv_file;
mod findings;
mod row;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod workbook;

use std::ops::ControlFlow;

pub use findings::{Finding, Findings, Place, same_as};
pub use row::Row;

/// How many rows a file may have at most, whatever its reader allows.
pub const MOST_ROWS: usize = 100_000;
/// How many bytes a row has at most.
const LONGEST_LINE: usize = 16 * 1024;
/// How many columns a row has at most.
const MOST_COLUMNS: usize = 64;
/// How many bytes a cell has at most.
const LONGEST_CELL: usize = 8 * 1024;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text in UTF-8, cells between commas or semicolons (RFC 4180).
    Csv,
    /// A workbook of Office Open XML; its first sheet is read.
    Xlsx,
}

impl Format {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// What is sent as `Content-Type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The kind that a `Content-Type` names; none for any other.
    pub fn of(media_type: &str) -> Option<Self> {
        let named = media_type.split(';').next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|format| named.eq_ignore_ascii_case(format.media_type()))
    }
}

/// A column: what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, as in requests.
    pub name: &'static str,
    /// What else may stand above it, in lower case.
    pub also: &'static [&'static str],
    /// Whether every file has it.
    pub required: bool,
}

impl Column {
    /// A column that every file has.
    pub const fn required(name: &'static str, also: &'static [&'static str]) -> Self {
        Self { name, also, required: true }
    }

    /// A column that may be missing.
    pub const fn optional(name: &'static str, also: &'static [&'static str]) -> Self {
        Self { name, also, required: false }
    }

    fn stands_below(&self, heading: &str) -> bool {
        self.name == heading || self.also.contains(&heading)
    }
}

/// What a file is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Its columns, in any order.
    pub columns: &'static [Column],
    /// How many rows it may have.
    pub most_rows: usize,
}

/// What was read of a file.
#[derive(Debug)]
pub struct Summary {
    /// How many rows it holds, as far as it could be read.
    pub rows: u64,
    /// What is wrong with it.
    pub findings: Findings,
    layout: Layout,
    places: Vec<Option<usize>>,
}

impl Summary {
    /// Where a column of a row stands.
    pub fn place(&self, row: u64, name: &str) -> Place {
        row::place_of(&self.layout, &self.places, row, name)
    }
}

/// Reads a file of whatever bytes and hands each row whose cells can be read to `take`, in order, which says what is wrong with it
/// and whether to go on. No row is kept here: of CSV one at a time is held, of XLSX also the texts that its cells share.
pub fn read(
    format: Format,
    bytes: &[u8],
    layout: &Layout,
    take: &mut dyn FnMut(&Row<'_>, &mut Findings) -> ControlFlow<()>,
) -> Summary {
    let mut table = row::Table::new(layout, take);
    let read = match format {
        Format::Csv => csv_file::read(bytes, &mut table),
        Format::Xlsx => workbook::read(bytes, &mut table),
    };
    table.close(read)
}
