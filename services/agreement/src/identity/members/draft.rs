//! The people of a file, read and judged: each by itself, against the others of the file, and against the roll.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use db::Connection;
use domain::agreement::Sex;
use domain::shared::{Bilingual, PartyId, TextHash};
use domain::{say, words};
use service::Error;

use super::findings::{Finding, Findings, Place};
use super::person::{Person, Told};
use super::sheet::{Field, Row, Sheet};
use super::{PersonKey, queries};

/// A person of a file.
pub(super) struct Entry {
    place: [Place; 2],
    pub(super) person: Person,
    pub(super) hash: String,
}

/// What a file would make of the roll.
pub(super) struct Draft {
    /// The SHA-256 of the file.
    pub(super) sha256: TextHash,
    /// How many rows it has.
    pub(super) rows: u64,
    /// Those that can be read.
    pub(super) entries: Vec<Entry>,
    /// What is wrong with the file by itself.
    findings: Findings,
}

impl Draft {
    /// Reads a file for the roll of a party.
    pub(super) fn read(bytes: &[u8], party: PartyId, key: &PersonKey, today: NaiveDate) -> Self {
        let mut sheet = Sheet::read(bytes);
        let (rows, mut findings) = (std::mem::take(&mut sheet.rows), std::mem::take(&mut sheet.findings));
        let mut entries = Vec::with_capacity(rows.len());
        let (mut numbers, mut people) = (HashMap::new(), HashMap::new());
        for row in &rows {
            let Some(person) = read_row(&sheet, row, today, &mut findings) else { continue };
            let hash = person.nik_hash(party, key);
            let place = [Field::Number, Field::Nik].map(|field| sheet.place(row.line, field));
            for (first, place) in
                [numbers.insert(person.number.clone(), row.line), people.insert(hash.clone(), row.line)]
                    .into_iter()
                    .zip(place)
            {
                first.into_iter().for_each(|first| findings.push(twice(place, first)));
            }
            entries.push(Entry { place, person, hash });
        }
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Self { sha256: TextHash::of_bytes(bytes), rows: count, entries, findings }
    }

    /// What is wrong with the file, also beside what the roll of the party holds now.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn judged(&self, conn: &mut Connection, party: PartyId) -> Result<Findings, Error> {
        let numbers: Vec<String> = self.entries.iter().map(|entry| entry.person.number.clone()).collect();
        let hashes: Vec<String> = self.entries.iter().map(|entry| entry.hash.clone()).collect();
        let taken = queries::taken_numbers(conn, party, &numbers).await?;
        let present = queries::present(conn, party, &hashes).await?;
        let (taken, present): (HashSet<String>, HashSet<String>) =
            (taken.into_iter().collect(), present.into_iter().collect());
        let mut findings = self.findings.clone();
        for Entry { place: [number, nik], person, hash } in &self.entries {
            if taken.contains(&person.number) {
                findings.push(number_taken(*number));
            }
            if present.contains(hash) {
                findings.push(member_already(*nik));
            }
        }
        Ok(findings)
    }
}

/// A person of a row; what is wrong with it goes to the findings.
fn read_row(sheet: &Sheet, row: &Row, today: NaiveDate, findings: &mut Findings) -> Option<Person> {
    let mut wrong = |field, code, detail| {
        findings.push(Finding { place: sheet.place(row.line, field), code, detail });
    };
    let sex = read_sex(row.cell(Field::Sex)).unwrap_or_else(|| {
        wrong(Field::Sex, "wrong-form", no_sex());
        None
    });
    let date = row.cell(Field::ConsentDate).parse::<NaiveDate>().ok();
    if date.is_none() {
        wrong(Field::ConsentDate, "wrong-form", no_date());
    }
    let told = Told {
        number: row.cell(Field::Number),
        name: row.cell(Field::Name),
        nik: row.cell(Field::Nik),
        village_code: row.cell(Field::VillageCode),
        sex,
        // The rest of a row without a date is read all the same; the file is refused.
        consent_date: date.unwrap_or(today),
    };
    let read = told.read(today);
    for invalid in read.as_ref().err().into_iter().flatten() {
        if let Some(field) = Field::at(&invalid.pointer) {
            wrong(field, invalid.code, invalid.detail.clone());
        }
    }
    read.ok()
}

/// What stands for a sex; nothing where the cell is empty.
fn read_sex(cell: &str) -> Option<Option<Sex>> {
    Some(match cell.to_lowercase().as_str() {
        "" => None,
        "p" | "perempuan" | "female" => Some(Sex::Female),
        "l" | "laki-laki" | "male" => Some(Sex::Male),
        _ => return None,
    })
}

fn no_sex() -> Bilingual {
    Bilingual::new(
        "Isi P (perempuan) atau L (laki-laki), atau kosongkan.",
        "Write female or male (P or L), or leave it empty.",
    )
}

fn no_date() -> Bilingual {
    Bilingual::new(
        "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-01-05.",
        "Write the date as year-month-day, such as 2026-01-05.",
    )
}

fn twice(place: Place, first: u64) -> Finding {
    let detail = say!(
        "Isi ini sama dengan baris {row}; hapus salah satu atau perbaiki.",
        "This is the same as in row {row}; remove one of them or put it right.",
        row = words::count(i128::from(first)),
    );
    Finding { place, code: "twice-in-file", detail }
}

fn number_taken(place: Place) -> Finding {
    place.says(
        "duplicate",
        "Nomor ini sudah dipakai dalam daftar anggota Anda, mungkin oleh anggota yang sudah keluar. Pakai nomor lain.",
        "This number stands in your roll already, perhaps of a member who left. Use another.",
    )
}

fn member_already(place: Place) -> Finding {
    place.says(
        "duplicate",
        "Orang dengan NIK ini sudah terdaftar sebagai anggota; hapus baris ini.",
        "The person with this NIK is a member already; remove this row.",
    )
}

#[cfg(test)]
mod tests {
    use domain::shared::Id as _;

    use super::*;

    const HEAD: &str = "number,name,nik,village_code,sex,consent_date\n";

    fn found(rows: &str) -> Vec<(u64, Option<u64>, &'static str)> {
        let (party, key) = (PartyId::from_uuid(uuid::Uuid::nil()), PersonKey::of("one secret").unwrap());
        let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let draft = Draft::read(format!("{HEAD}{rows}").as_bytes(), party, &key, today);
        draft.findings.kept().iter().map(|one| (one.place.row, one.place.column, one.code)).collect()
    }

    #[test]
    fn every_cell_that_cannot_be_accepted_is_told_by_row_and_column() {
        let good = "A-1,Sutinah,1872015708850001,18.72.01.1001,P,2026-01-05\n";
        assert_eq!(found(good), []);
        assert_eq!(found(&good.replace(",P,", ",,")), []);
        for (from, to, column, code) in [
            ("A-1", "", 1, "length"),
            ("Sutinah", "...", 2, "not-a-line"),
            ("1872015708850001", "1.87202E+15", 3, "population-number"),
            ("1872015708850001", "1872019908850001", 3, "population-number"),
            ("18.72.01.1001", "18.72", 4, "unknown-village"),
            (",P,", ",X,", 5, "wrong-form"),
            ("2026-01-05", "05/01/2026", 6, "wrong-form"),
            ("2026-01-05", "2030-01-05", 6, "implausible-date"),
            ("2026-01-05", "", 6, "wrong-form"),
        ] {
            assert_eq!(found(&good.replace(from, to)), [(2, Some(column), code)], "{to}");
        }
    }

    #[test]
    fn a_person_and_a_number_stand_once_in_a_file() {
        let rows = "A-1,Sutinah,1872015708850001,18.72.01.1001,P,2026-01-05\n\
                    A-2,Sutini,1872015708850001,18.72.01.1001,P,2026-01-05\n\
                    A-1,Budi,1872011708850002,18.72.01.1001,L,2026-01-05\n";
        assert_eq!(found(rows), [(3, Some(3), "twice-in-file"), (4, Some(1), "twice-in-file")]);
    }
}
