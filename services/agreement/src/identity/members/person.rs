//! What is told of a person, read and checked; the same for one request and for each row of a file.

use api_types::Check;
use chrono::NaiveDate;
use domain::agreement::{MemberState, Nik, Sex};
use domain::shared::{DateSense, Invalid, MemberId, PartyId, read_village};
use service::Tx;

use super::PersonKey;
use super::rows::MemberRow;

/// What is told of a person, as it came.
pub(super) struct Told<'a> {
    pub(super) number: &'a str,
    pub(super) name: &'a str,
    pub(super) nik: &'a str,
    pub(super) village_code: &'a str,
    pub(super) sex: Option<Sex>,
    pub(super) consent_date: NaiveDate,
}

/// A person as the roll takes one.
pub(super) struct Person {
    pub(super) number: String,
    name: String,
    nik: Nik,
    village_code: String,
    sex: Option<Sex>,
    consent_date: NaiveDate,
}

impl Told<'_> {
    /// Reads all of it.
    ///
    /// # Errors
    /// Every field that cannot be accepted, without what it said.
    pub(super) fn read(&self, today: NaiveDate) -> Result<Person, Vec<Invalid>> {
        let mut check = Check::new();
        let number = read_number(&mut check, self.number, today);
        let name = read_name(&mut check, self.name, today);
        let nik = check.take(Nik::read("/nik", self.nik, today));
        let village_code = check.take(read_village("/village_code", self.village_code));
        let consent_date = read_consent(&mut check, self.consent_date, today);
        check.finish()?;
        // What could not be read was refused just before.
        let (Some(nik), Some(village_code)) = (nik, village_code) else { return Err(Vec::new()) };
        Ok(Person { number, name, nik, village_code, sex: self.sex, consent_date })
    }
}

/// The party's own number of a member.
pub(super) fn read_number(check: &mut Check, number: &str, today: NaiveDate) -> String {
    no_nik(check, "/number", number, today);
    check.line("/number", number, 1..=30)
}

/// The name of a person.
pub(super) fn read_name(check: &mut Check, name: &str, today: NaiveDate) -> String {
    no_nik(check, "/name", name, today);
    check.line("/name", name, 1..=120)
}

/// What is stored and shown holds no population number, as it would where two columns were exchanged.
fn no_nik(check: &mut Check, pointer: &str, text: &str, today: NaiveDate) {
    check.require(!Nik::stands_in(text, today), || {
        Invalid::new(
            pointer,
            "holds-nik",
            "NIK hanya ditulis pada `nik`, yang tidak disimpan apa adanya; hapus dari isian ini.",
            "A population number belongs into `nik` alone, which is not stored as it is; take it out of this field.",
        )
    });
}

/// The day of a consent: not one to come.
pub(super) fn read_consent(check: &mut Check, date: NaiveDate, today: NaiveDate) -> NaiveDate {
    check.date("/consent_date", date, DateSense::Happened, today)
}

impl Person {
    /// What is stored of the NIK.
    pub(super) fn nik_hash(&self, party: PartyId, key: &PersonKey) -> String {
        key.hash(party, &self.nik)
    }

    /// The row of a new member.
    pub(super) fn row(&self, tx: &Tx<'_>, party: PartyId, nik_hash: String) -> MemberRow {
        MemberRow {
            id: tx.new_id::<MemberId>(),
            party_id: party,
            number: Some(self.number.clone()),
            name: Some(self.name.clone()),
            nik_hash: Some(nik_hash),
            nik_last_four: Some(self.nik.last_four().to_owned()),
            village_code: Some(self.village_code.clone()),
            sex: self.sex,
            consent_date: Some(self.consent_date),
            state: MemberState::Active,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            left_date: None,
        }
    }
}
