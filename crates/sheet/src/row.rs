//! Rows below headings, wherever they were read from.

use std::ops::ControlFlow;
use std::str::FromStr;

use api_types::Check;
use chrono::NaiveDate;
use domain::shared::{Bilingual, Invalid, RegionCode};
use domain::{say, words};

use crate::findings::{Finding, Findings, Place};
use crate::{LONGEST_CELL, Layout, Summary};

/// A row with its cells, trimmed.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its line in the file; the headings are 1.
    pub line: u64,
    layout: &'a Layout,
    places: &'a [Option<usize>],
    cells: &'a [String],
}

impl Row<'_> {
    /// What stands in a column; nothing where the file has no such column.
    pub fn cell(&self, name: &str) -> &str {
        let place = self.layout.columns.iter().position(|column| column.name == name);
        let column = place.and_then(|place| self.places.get(place).copied().flatten());
        column.and_then(|column| self.cells.get(column)).map_or("", String::as_str)
    }

    /// What stands in a column, where something does.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.cell(name)).filter(|cell| !cell.is_empty())
    }

    /// The day that stands in a column, as the API writes it.
    pub fn date(&self, check: &mut Check, name: &str) -> Option<NaiveDate> {
        let cell = self.cell(name);
        let date = cell.parse().ok().filter(|_| cell.len() == 10);
        check.take(date.ok_or_else(|| no_date(name)))
    }

    /// The whole number that stands in a column: digits alone, as the API writes it.
    pub fn whole(&self, check: &mut Check, name: &str) -> Option<i64> {
        let cell = self.cell(name);
        let plain = cell.bytes().all(|byte| byte.is_ascii_digit()) && (cell == "0" || !cell.starts_with('0'));
        check.take(cell.parse().ok().filter(|_| plain).ok_or_else(|| no_whole(name)))
    }

    /// The region whose code stands in a column.
    pub fn region(&self, check: &mut Check, name: &str) -> Option<RegionCode> {
        check.take(RegionCode::listed(self.cell(name)).ok_or_else(|| unknown_region(name)))
    }

    /// Which of a closed set stands in a column, by its label.
    pub fn label<T: FromStr>(&self, check: &mut Check, name: &str, labels: &[&str]) -> Option<T> {
        check.take(self.cell(name).parse().map_err(|_| no_label(name, labels)))
    }

    /// Where a column of it stands.
    pub fn place(&self, name: &str) -> Place {
        place_of(self.layout, self.places, self.line, name)
    }

    /// What a check of it found, where it stands: `/price/amount` belongs to the column `price`.
    pub fn tell(&self, findings: &mut Findings, found: Vec<Invalid>) {
        for Invalid { pointer, code, detail } in found {
            let name = pointer.split('/').nth(1).unwrap_or_default();
            findings.push(Finding { place: self.place(name), code, detail });
        }
    }
}

pub(crate) fn place_of(layout: &Layout, places: &[Option<usize>], line: u64, name: &str) -> Place {
    let Some(at) = layout.columns.iter().position(|column| column.name == name) else {
        return Place::of(line);
    };
    let place = Place::of(line).of_field(layout.columns[at].name);
    places.get(at).copied().flatten().map_or(place, |column| place.in_column(column))
}

/// Headings, and what becomes of the rows below them.
pub(crate) struct Table<'a> {
    layout: &'a Layout,
    take: &'a mut dyn FnMut(&Row<'_>, &mut Findings) -> ControlFlow<()>,
    /// In which column each of the layout stands, counted from 0.
    places: Vec<Option<usize>>,
    width: usize,
    rows: usize,
    findings: Findings,
}

impl<'a> Table<'a> {
    pub(crate) fn new(
        layout: &'a Layout,
        take: &'a mut dyn FnMut(&Row<'_>, &mut Findings) -> ControlFlow<()>,
    ) -> Self {
        let places = vec![None; layout.columns.len()];
        Self { layout, take, places, width: 0, rows: 0, findings: Findings::default() }
    }

    /// Takes the headings; whether the rows below them can be read.
    pub(crate) fn head(&mut self, headings: &[String]) -> bool {
        self.width = headings.len();
        for (column, heading) in headings.iter().enumerate() {
            let (heading, place) = (heading.trim().to_lowercase(), Place::of(1).in_column(column));
            match self.layout.columns.iter().position(|known| known.stands_below(&heading)) {
                None => self.findings.push(unknown_heading(place, self.layout)),
                Some(at) if self.places[at].is_some() => {
                    self.findings.push(second_heading(place.of_field(self.layout.columns[at].name)));
                }
                Some(at) => self.places[at] = Some(column),
            }
        }
        for (column, place) in self.layout.columns.iter().zip(&self.places) {
            if column.required && place.is_none() {
                self.findings.push(missing_heading(column.name));
            }
        }
        self.findings.is_empty()
    }

    /// Takes the next row; ends with why no more are read.
    pub(crate) fn row(&mut self, line: u64, cells: &[String]) -> ControlFlow<Option<Finding>> {
        if cells.iter().all(String::is_empty) {
            return ControlFlow::Continue(());
        }
        if self.rows == self.layout.most_rows {
            return ControlFlow::Break(Some(too_many(line, self.layout.most_rows)));
        }
        self.rows += 1;
        let row = Row { line, layout: self.layout, places: &self.places, cells };
        let before = self.findings.all();
        if cells.len() != self.width {
            self.findings.push(other_width(line));
        }
        for column in self.layout.columns {
            let cell = row.cell(column.name);
            if let Some(finding) = wrong(cell, row.place(column.name)) {
                self.findings.push(finding);
            }
        }
        if self.findings.all() > before {
            return ControlFlow::Continue(());
        }
        match (self.take)(&row, &mut self.findings) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(None),
        }
    }

    /// Counts a row of which a cell was refused: nobody judges it.
    pub(crate) fn refused(&mut self, line: u64, cells: &[String]) -> ControlFlow<Option<Finding>> {
        if self.rows == self.layout.most_rows {
            return ControlFlow::Break(Some(too_many(line, self.layout.most_rows)));
        }
        self.rows += 1;
        if cells.len() != self.width {
            self.findings.push(other_width(line));
        }
        ControlFlow::Continue(())
    }

    /// How many rows there may be.
    pub(crate) fn most_rows(&self) -> usize {
        self.layout.most_rows
    }

    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Where a column of the file stands, counted from 0.
    pub(crate) fn place(&self, line: u64, column: usize) -> Place {
        let place = Place::of(line).in_column(column);
        let at = self.places.iter().position(|known| *known == Some(column));
        at.map_or(place, |at| place.of_field(self.layout.columns[at].name))
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// What was read, with what stopped it.
    pub(crate) fn close(mut self, read: Result<(), Finding>) -> Summary {
        match read {
            Err(finding) => self.findings.push(finding),
            Ok(()) if self.rows == 0 && self.findings.is_empty() => self.findings.push(empty()),
            Ok(()) => {}
        }
        Summary {
            rows: u64::try_from(self.rows).unwrap_or(u64::MAX),
            findings: self.findings,
            layout: *self.layout,
            places: self.places,
        }
    }
}

/// What no cell may be, whatever it says.
fn wrong(cell: &str, place: Place) -> Option<Finding> {
    if cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        return Some(formula(place));
    }
    if cell.len() > LONGEST_CELL {
        return Some(long_cell(place));
    }
    let unseen = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    cell.contains(unseen).then(|| {
        place.says(
            "control-character",
            "Hapus karakter kontrol dari isi ini.",
            "Remove the control characters from this cell.",
        )
    })
}

pub(crate) fn formula(place: Place) -> Finding {
    place.says(
        "formula",
        "Isi kolom tidak boleh berupa rumus atau diawali =, +, - atau @; tulis nilainya saja.",
        "A cell may not be a formula or begin with =, +, - or @; write the value alone.",
    )
}

fn long_cell(place: Place) -> Finding {
    let most = limit(LONGEST_CELL);
    let detail = say!(
        "Isi ini lebih panjang daripada {most} byte; persingkat.",
        "This cell has more than {most} bytes; shorten it.",
        most = most,
    );
    Finding { place, code: "cell-too-long", detail }
}

fn empty() -> Finding {
    Place::of(1).says(
        "no-rows",
        "Berkas ini tidak berisi baris data. Isi satu baris judul, lalu satu baris untuk setiap data.",
        "The file holds no rows. Write one row of headings, then the rows below it.",
    )
}

fn too_many(line: u64, most: usize) -> Finding {
    let detail = say!(
        "Satu berkas memuat paling banyak {most} baris data; bagi menjadi beberapa berkas.",
        "One file holds {most} rows at most; divide it into several.",
        most = limit(most),
    );
    Finding { place: Place::of(line), code: "too-many-rows", detail }
}

fn unknown_heading(place: Place, layout: &Layout) -> Finding {
    let indonesian = |column: &crate::Column| column.also.first().copied().unwrap_or(column.name);
    let known = layout.columns.iter().map(|column| Bilingual::new(indonesian(column), column.name));
    let detail = say!(
        "Judul kolom ini tidak dikenal. Pakai {known}; hapus kolom lain.",
        "This heading is not known. Use {known}; remove other columns.",
        known = words::all_of(known),
    );
    Finding { place, code: "unknown-heading", detail }
}

fn second_heading(place: Place) -> Finding {
    place.says(
        "duplicate",
        "Judul kolom ini sudah ada pada kolom lain; hapus salah satu.",
        "Another column has this heading already; remove one of the two.",
    )
}

fn missing_heading(field: &'static str) -> Finding {
    Place::of(1).of_field(field).says(
        "required",
        "Kolom ini tidak ada; tambahkan beserta judulnya.",
        "This column is missing; add it with its heading.",
    )
}

fn other_width(line: u64) -> Finding {
    Place::of(line).says(
        "cell-count",
        "Jumlah kolom baris ini berbeda dari baris judul; beri tanda kutip pada isi yang memuat pemisah kolom.",
        "This row has another number of columns than the headings; put quotes around what holds the separator.",
    )
}

fn no_date(name: &str) -> Invalid {
    Invalid::new(
        format!("/{name}"),
        "wrong-form",
        "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-01-05.",
        "Write the date as year-month-day, such as 2026-01-05.",
    )
}

fn no_whole(name: &str) -> Invalid {
    Invalid::new(
        format!("/{name}"),
        "wrong-form",
        "Tulis bilangan bulat dengan angka saja, tanpa titik, koma, atau Rp; misalnya 15500.",
        "Write a whole number in digits alone, without points, commas or Rp; such as 15500.",
    )
}

fn unknown_region(name: &str) -> Invalid {
    Invalid::new(
        format!("/{name}"),
        "unknown-region",
        "Isi kode wilayah Kemendagri, misalnya 18.72; daftarnya di /v1/regions.",
        "Give the code of a region by the Ministry of Home Affairs, such as 18.72; the list is at /v1/regions.",
    )
}

fn no_label(name: &str, labels: &[&str]) -> Invalid {
    let known = words::one_of(labels.iter().map(|label| Bilingual::same(format!("`{label}`"))));
    let detail = say!("Isi dengan {known}.", "Write {known}.", known = known);
    Invalid::says(format!("/{name}"), "wrong-form", detail)
}

/// A limit inside a sentence.
pub(crate) fn limit(count: usize) -> Bilingual {
    words::count(i128::try_from(count).unwrap_or(i128::MAX))
}
