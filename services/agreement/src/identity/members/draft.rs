//! The people of a file, read and judged: each by itself, against the others of the file, and against the roll.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use api_types::Check;
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::Sex;
use domain::shared::{Invalid, PartyId, TextHash};
use service::Error;
use sheet::{Column, Finding, Findings, Format, Layout, Place, Row, same_as};

use super::person::{Person, Told};
use super::{PersonKey, queries};

/// What stands above the columns of a file of members.
const LAYOUT: Layout = Layout {
    columns: &[
        Column::required("number", &["nomor", "nomor anggota", "member number"]),
        Column::required("name", &["nama"]),
        Column::required("nik", &[]),
        Column::required("village_code", &["kode desa", "kode kelurahan", "village code"]),
        Column::optional("sex", &["jenis kelamin"]),
        Column::required("consent_date", &["tanggal persetujuan", "consent date"]),
    ],
    most_rows: 10_000,
};

/// A person of a file.
pub(super) struct Entry {
    place: [Place; 2],
    pub(super) person: Person,
    pub(super) hash: String,
}

/// What a file would make of the roll.
pub(super) struct Draft {
    /// What stands for the file; see [`PersonKey::digest`].
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
    pub(super) fn read(
        format: Format,
        bytes: &[u8],
        party: PartyId,
        key: &PersonKey,
        today: NaiveDate,
    ) -> Self {
        let (mut entries, mut numbers, mut people) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut take = |row: &Row<'_>, findings: &mut Findings| {
            let person = match read_row(row, today) {
                Ok(person) => person,
                Err(found) => {
                    row.tell(findings, found);
                    return ControlFlow::Continue(());
                }
            };
            let hash = person.nik_hash(party, key);
            let place = ["number", "nik"].map(|name| row.place(name));
            for (first, place) in
                [numbers.insert(person.number.clone(), row.line), people.insert(hash.clone(), row.line)]
                    .into_iter()
                    .zip(place)
            {
                first.into_iter().for_each(|first| findings.push(twice(place, first)));
            }
            entries.push(Entry { place, person, hash });
            ControlFlow::Continue(())
        };
        let summary = sheet::read(format, bytes, &LAYOUT, &mut take);
        let sha256 = key.digest(party, bytes);
        Self { sha256, rows: summary.rows, entries, findings: summary.findings }
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

/// A person of a row.
fn read_row(row: &Row<'_>, today: NaiveDate) -> Result<Person, Vec<Invalid>> {
    let mut check = Check::new();
    let sex = check.take(read_sex(row.cell("sex")).ok_or_else(no_sex)).flatten();
    let date = row.date(&mut check, "consent_date");
    let told = Told {
        number: row.cell("number"),
        name: row.cell("name"),
        nik: row.cell("nik"),
        village_code: row.cell("village_code"),
        sex,
        // The rest of a row without a date is read all the same; the file is refused.
        consent_date: date.unwrap_or(today),
    };
    let person = check.take_all(told.read(today));
    check.finish()?;
    person.ok_or_else(Vec::new)
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

fn no_sex() -> Invalid {
    Invalid::new(
        "/sex",
        "wrong-form",
        "Isi P (perempuan) atau L (laki-laki), atau kosongkan.",
        "Write female or male (P or L), or leave it empty.",
    )
}

fn twice(place: Place, first: u64) -> Finding {
    Finding { place, code: "twice-in-file", detail: same_as(first) }
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
        let draft = Draft::read(Format::Csv, format!("{HEAD}{rows}").as_bytes(), party, &key, today);
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
