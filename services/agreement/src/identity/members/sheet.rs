//! A file of members as a table: UTF-8, cells between commas or semicolons (as the headings have more of), one person a row below the
//! headings, which are Indonesian or English.
//!
//! Owns what a file may be and what its cells mean. Refuses by row and column, never by what stands there; nothing is guessed.

use csv::{ReaderBuilder, StringRecord};

use super::findings::{Finding, Findings, Place};

/// How many people one file holds at most.
pub(super) const MOST_ROWS: usize = 10_000;
/// How many bytes a line has at most.
const LONGEST_LINE: usize = 4096;

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Number,
    Name,
    Nik,
    VillageCode,
    Sex,
    ConsentDate,
}

impl Field {
    const ALL: [Self; 6] =
        [Self::Number, Self::Name, Self::Nik, Self::VillageCode, Self::Sex, Self::ConsentDate];

    /// Its name, as in requests; then what else stands above its column.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["number", "nomor", "nomor anggota", "member number"],
            Self::Name => &["name", "nama"],
            Self::Nik => &["nik"],
            Self::VillageCode => &["village_code", "kode desa", "kode kelurahan", "village code"],
            Self::Sex => &["sex", "jenis kelamin"],
            Self::ConsentDate => &["consent_date", "tanggal persetujuan", "consent date"],
        }
    }

    /// Its name, as in requests.
    pub(super) fn name(self) -> &'static str {
        self.names()[0]
    }

    /// The field of a JSON pointer.
    pub(super) fn at(pointer: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| pointer.strip_prefix('/') == Some(field.name()))
    }

    fn below(heading: &str) -> Option<Self> {
        let heading = heading.trim().to_lowercase();
        Self::ALL.into_iter().find(|field| field.names().contains(&heading.as_str()))
    }
}

/// In which column each field stands, counted from 0.
pub(super) type Columns = [Option<usize>; Field::ALL.len()];

/// A row with its cells, trimmed.
pub(super) struct Row {
    /// Its line in the file; the headings are 1.
    pub(super) line: u64,
    cells: [String; Field::ALL.len()],
}

impl Row {
    /// What stands in a field; nothing where the file has no such column.
    pub(super) fn cell(&self, field: Field) -> &str {
        &self.cells[field as usize]
    }
}

/// What a file holds, as far as it can be read.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) columns: Columns,
    pub(super) rows: Vec<Row>,
    pub(super) findings: Findings,
}

impl Sheet {
    /// Reads a file of whatever bytes.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut sheet = Self::default();
        if let Err(finding) = text(bytes).and_then(|text| sheet.take_all(text)) {
            sheet.findings.push(finding);
        }
        sheet
    }

    fn take_all(&mut self, text: &str) -> Result<(), Finding> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut records = reader.records().map(|record| record.map_err(|error| unreadable(&error)));
        let head = records.next().ok_or_else(empty)??;
        self.take_headings(&head);
        if !self.findings.is_empty() {
            return Ok(());
        }
        for record in records {
            let record = record?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if self.rows.len() == MOST_ROWS {
                return Err(too_many(line(text, &record)));
            }
            self.take(line(text, &record), &record, head.len());
        }
        if self.rows.is_empty() { Err(empty()) } else { Ok(()) }
    }

    fn take_headings(&mut self, head: &StringRecord) {
        for (column, heading) in head.iter().enumerate() {
            let place = Place::of(1).in_column(column);
            match Field::below(heading) {
                None => self.findings.push(unknown_heading(place)),
                Some(field) if self.columns[field as usize].is_some() => {
                    self.findings.push(second_heading(place.of_field(field)));
                }
                Some(field) => self.columns[field as usize] = Some(column),
            }
        }
        let optional = |field: &Field| *field == Field::Sex;
        for field in Field::ALL.into_iter().filter(|field| !optional(field)) {
            if self.columns[field as usize].is_none() {
                self.findings.push(missing_heading(field));
            }
        }
    }

    fn take(&mut self, line: u64, record: &StringRecord, width: usize) {
        if record.len() != width {
            self.findings.push(other_width(line));
        }
        let mut cells: [String; Field::ALL.len()] = Default::default();
        for field in Field::ALL {
            let Some(cell) = self.columns[field as usize].and_then(|column| record.get(column)) else {
                continue;
            };
            let cell = cell.trim();
            if cell.starts_with(['=', '+', '-', '@']) {
                self.findings.push(formula(self.place(line, field)));
            }
            cell.clone_into(&mut cells[field as usize]);
        }
        self.rows.push(Row { line, cells });
    }

    /// Where a field of a row stands.
    pub(super) fn place(&self, line: u64, field: Field) -> Place {
        let place = Place::of(line).of_field(field);
        self.columns[field as usize].map_or(place, |column| place.in_column(column))
    }
}

/// The text of a file, without the mark that spreadsheets put before it; no line of it is longer than a person can be.
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

/// What the reader of tables says no to by itself is the number of cells.
fn unreadable(error: &csv::Error) -> Finding {
    other_width(error.position().map_or(1, csv::Position::line))
}

fn not_utf8(line: u64) -> Finding {
    Place::of(line).says(
        "not-utf8",
        "Berkas ini bukan UTF-8. Simpan ulang sebagai \"CSV UTF-8\".",
        "The file is not UTF-8. Save it again as \"CSV UTF-8\".",
    )
}

fn long_line(line: u64) -> Finding {
    Place::of(line).says(
        "line-too-long",
        "Baris ini lebih panjang daripada 4.096 byte; periksa tanda kutip dan pemisah kolomnya.",
        "This line has more than 4,096 bytes; look at its quotes and at what separates its columns.",
    )
}

fn empty() -> Finding {
    Place::of(1).says(
        "no-rows",
        "Berkas ini tidak berisi anggota. Isi satu baris judul, lalu satu baris untuk setiap anggota.",
        "The file holds no members. Write one row of headings, then one row for each member.",
    )
}

fn too_many(line: u64) -> Finding {
    Place::of(line).says(
        "too-many-rows",
        "Satu berkas memuat paling banyak 10.000 anggota; bagi menjadi beberapa berkas.",
        "One file holds 10,000 members at most; divide it into several.",
    )
}

fn unknown_heading(place: Place) -> Finding {
    place.says(
        "unknown-heading",
        "Judul kolom ini tidak dikenal. Pakai: nomor, nama, nik, kode desa, jenis kelamin, tanggal persetujuan; hapus kolom lain.",
        "This heading is not known. Use number, name, nik, village code, sex, consent date; remove other columns.",
    )
}

fn second_heading(place: Place) -> Finding {
    place.says(
        "duplicate",
        "Judul kolom ini sudah ada pada kolom lain; hapus salah satu.",
        "Another column has this heading already; remove one of the two.",
    )
}

fn missing_heading(field: Field) -> Finding {
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

fn formula(place: Place) -> Finding {
    place.says(
        "formula",
        "Isi kolom tidak boleh diawali =, +, - atau @; tulis nilainya saja.",
        "A cell may not begin with =, +, - or @; write the value alone.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "nomor,nama,nik,kode desa,jenis kelamin,tanggal persetujuan\n";

    fn found(bytes: &[u8]) -> Vec<(u64, Option<u64>, &'static str)> {
        Sheet::read(bytes)
            .findings
            .kept()
            .iter()
            .map(|one| (one.place.row, one.place.column, one.code))
            .collect()
    }

    fn below(rows: &str) -> Vec<(u64, Option<u64>, &'static str)> {
        found(format!("{HEAD}{rows}").as_bytes())
    }

    #[test]
    fn both_separators_both_languages_and_a_mark_before_it_are_read() {
        for text in [
            "nomor,nama,nik,kode desa,jenis kelamin,tanggal persetujuan\n1,\"Siti, ibu\",2,3,P,4\n",
            "\u{feff}Number;NAME;NIK;Village Code;sex;consent_date\r\n1;Siti, ibu;2;3;P;4\r\n\r\n;;;;;\r\n",
            "consent date,sex,village_code,nik,nama,nomor anggota\n4,P,3,2,\"Siti, ibu\",1",
        ] {
            let sheet = Sheet::read(text.as_bytes());
            assert!(sheet.findings.is_empty() && sheet.rows.len() == 1, "{text}");
            let cells = Field::ALL.map(|field| sheet.rows[0].cell(field));
            assert_eq!((sheet.rows[0].line, cells), (2, ["1", "Siti, ibu", "2", "3", "P", "4"]));
        }
    }

    #[test]
    fn what_is_no_table_is_told_by_row_and_column() {
        assert_eq!(found(b""), [(1, None, "no-rows")]);
        assert_eq!(below(""), [(1, None, "no-rows")]);
        assert_eq!(found(b"nama\nSiti\xe9\n"), [(2, None, "not-utf8")]);
        assert_eq!(found(&[HEAD.as_bytes(), b"\xff\xfe"].concat()), [(2, None, "not-utf8")]);
        assert_eq!(below(&"x".repeat(5000)), [(2, None, "line-too-long")]);
        assert_eq!(below("1,Siti,2,3,P\n"), [(2, None, "cell-count")]);
        assert_eq!(below("1,Siti,2,3,P,4,5\n"), [(2, None, "cell-count")]);
        assert_eq!(
            below("1,Siti,2,3,P,4\n\n2,=A1,2,3, @x,4\n"),
            [(4, Some(2), "formula"), (4, Some(5), "formula")]
        );
        let many = "1,Siti,2,3,P,4\n".repeat(MOST_ROWS + 1);
        assert_eq!(below(&many), [(10_002, None, "too-many-rows")]);
        assert_eq!(
            found(b"nama,nama,umur,nik,nomor,kode desa\n1,2,3,4,5,6\n"),
            [(1, Some(2), "duplicate"), (1, Some(3), "unknown-heading"), (1, None, "required")]
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_takes_no_more_than_it_may() {
        let found = below("1,\"Siti,2,3,P,4\n2,Budi,2,3,L,4\n");
        assert_eq!(found, [(2, None, "cell-count")]);
    }
}
