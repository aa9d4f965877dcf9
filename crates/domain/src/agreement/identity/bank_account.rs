//! Bank accounts: where a party is paid, changed by two persons and after a time in which the change can be stopped.
//!
//! What is changed just before a payment is the oldest way to lead money astray. So a new account is proposed by one person and
//! confirmed by another who came to the party by other hands; from then on runs a cooling-off (a dated row) in which the
//! account before is still the one to pay. Which account is in use, and which was replaced, follows from the moments and is
//! stored nowhere. Refuses: a confirmation by who proposed, by a machine or by who was let in by the same hands, and whatever would
//! take away an account once it is in use: another replaces it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::shared::{Begun, Bilingual, Invalid, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::{labels, lifecycle, say};

/// Who proposes and confirms accounts of the own party, and takes them back.
pub const BANK_KEEPERS: &[Role] = &[Role::PartyAdmin, Role::Supplier, Role::Aggregator];
/// Who reads the whole number: of the own party, and of the suppliers of the own contracts, which are to be paid.
pub const ACCOUNT_READERS: &[Role] = &[Role::PartyAdmin, Role::Supplier, Role::Aggregator, Role::Buyer];
/// Who may object: the coordinator of the home region.
const COORDINATOR: &[Role] = &[Role::Coordinator];

labels! {
    /// Where a bank account stands.
    pub enum BankAccountState {
        /// Waits for a second person of the party.
        Proposed = "proposed",
        /// Is in its cooling-off, in use or replaced: the moment says which.
        Confirmed = "confirmed",
        /// A second person did not confirm it.
        Refused = "refused",
        /// The party took it back.
        Withdrawn = "withdrawn",
        /// The coordinator of the home region objected to it.
        Stopped = "stopped",
    }
}

labels! {
    /// What happens to a bank account.
    pub enum BankAccountEvent {
        /// A second person of the party confirms it.
        Confirm = "confirm",
        /// A second person of the party does not.
        Refuse = "refuse",
        /// The party takes it back.
        Withdraw = "withdraw",
        /// The coordinator of the home region objects to it.
        Object = "object",
    }
}

lifecycle! {
    /// What has happened to a bank account.
    pub enum BankAccountHappened: BankAccountState, BankAccountEvent {
        Confirm (Confirmed = "confirmed", Optional, BANK_KEEPERS): Proposed => Confirmed;
        Refuse (Refused = "refused", ToMend, BANK_KEEPERS): Proposed => Refused;
        Withdraw (Withdrawn = "withdrawn", Required, BANK_KEEPERS): Proposed | Confirmed => Withdrawn;
        Object (Objected = "objected", Required, COORDINATOR): Proposed | Confirmed => Stopped;
    }
    also {
        /// It was proposed.
        Proposed = "proposed",
    }
}

impl Waits for BankAccountState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Proposed, action: "confirm_bank_account", roles: BANK_KEEPERS }];
    const RESTING: &'static [Self] = &[Self::Confirmed];
    // While the cooling-off runs.
    const BEGUN: &'static [Begun<Self>] =
        &[Begun { states: &[Self::Confirmed], action: "object_to_bank_account", roles: COORDINATOR }];
}

labels! {
    /// What a confirmed account is at a moment.
    pub enum BankAccountUse {
        /// The account before is still the one to pay.
        Cooling = "cooling",
        /// It is the one to pay.
        InUse = "in_use",
        /// Another is the one to pay.
        Replaced = "replaced",
    }
}

/// From when on a confirmed account is the one to pay, and until when: another takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfUse {
    /// From when on; none before it is confirmed, and once it was stopped.
    pub from: Option<DateTime<Utc>>,
    /// From when on another is, as far as one is confirmed.
    pub until: Option<DateTime<Utc>>,
}

impl TimeOfUse {
    /// What it is at a moment; nothing for an account that is not confirmed.
    pub fn at(self, moment: DateTime<Utc>) -> Option<BankAccountUse> {
        let from = self.from?;
        Some(match self.until {
            _ if moment < from => BankAccountUse::Cooling,
            Some(until) if moment >= until => BankAccountUse::Replaced,
            _ => BankAccountUse::InUse,
        })
    }

    /// It is taken back or objected to: only as long as it is not in use.
    ///
    /// # Errors
    /// `answer-window-closed`.
    pub fn check_stoppable(self, moment: DateTime<Utc>) -> Result<(), Refusal> {
        let Some(from) = self.from.filter(|from| moment >= *from) else { return Ok(()) };
        let how = Bilingual::new(
            "Rekening yang sudah dipakai tidak ditarik kembali; ajukan rekening lain sebagai penggantinya.",
            "An account in use is not taken back; propose another to replace it.",
        );
        let found = say!("dipakai sejak {from}", "in use since {from}", from = from);
        let required = Bilingual::new("rekening dalam masa tunggu", "an account in its cooling-off");
        let unmet = Unmet::new("account_not_in_use", "bank_account", found, required, how);
        Err(Refusal::rule(RefusalCode::AnswerWindowClosed, vec![unmet]))
    }
}

/// From when on an account is the one to pay that is confirmed at a moment, by the days of the cooling-off: whole days of 24
/// hours, so that three of them are 72 hours.
pub fn in_use_from(confirmed: DateTime<Utc>, days: u16) -> DateTime<Utc> {
    confirmed.checked_add_signed(TimeDelta::days(days.into())).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The number of an account: 5 to 34 digits. There is no `Display`: what is shown of it is decided where it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber(String);

impl std::fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountNumber(..)")
    }
}

impl AccountNumber {
    /// Reads the digits, and nothing else: a blank or a dot may stand for a digit that was lost.
    ///
    /// # Errors
    /// [`Invalid`] `account-number` at `pointer`, which does not say what was given.
    pub fn read(pointer: &str, text: &str) -> Result<Self, Invalid> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && (5..=34).contains(&text.len()) && text.bytes().any(|byte| byte != b'0') {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            pointer,
            "account-number",
            "Tulis nomor rekening dengan 5 sampai 34 angka saja, tanpa spasi, titik, atau tanda hubung; salin dari buku rekening.",
            "Write the account number as 5 to 34 digits alone, without blanks, dots or hyphens; copy it from the bank's own paper.",
        ))
    }

    /// The digits: for who pays, and for the keyed hash.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The last four digits, which everybody concerned may read.
    pub fn last_four(&self) -> &str {
        last_four(&self.0)
    }
}

/// The last four digits of a number that was read before.
pub fn last_four(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(4)..).unwrap_or_default()
}

/// A bank of Indonesia, by its business identifier code (BIC, ISO 9362) as BI-FAST names it: four letters of the bank, `ID`, two
/// letters or digits of the place; three more name a branch, `XXX` none. The form is judged, not whether there is such a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankCode(String);

impl BankCode {
    /// Reads one, in capital letters or small ones; `XXX` is left away.
    ///
    /// # Errors
    /// [`Invalid`] `bank-code` at `pointer`.
    pub fn read(pointer: &str, text: &str) -> Result<Self, Invalid> {
        let code = text.trim().to_ascii_uppercase();
        let bytes = code.as_bytes();
        let sized = matches!(bytes.len(), 8 | 11) && bytes.iter().all(u8::is_ascii_alphanumeric);
        if sized && bytes[..4].iter().all(u8::is_ascii_alphabetic) && &bytes[4..6] == b"ID" {
            let short = code.strip_suffix("XXX").filter(|short| short.len() == 8);
            return Ok(Self(short.unwrap_or(&code).to_owned()));
        }
        Err(Invalid::new(
            pointer,
            "bank-code",
            "Tulis kode BIC bank di Indonesia dengan 8 atau 11 huruf dan angka, misalnya BRINIDJA; tanyakan kepada bank Anda.",
            "Write the BIC of a bank in Indonesia, 8 or 11 letters and digits, such as BRINIDJA; your bank knows it.",
        ))
    }

    /// The code, in capital letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The four letters of the bank: the same account is the same account, whichever branch is named.
    pub fn bank(&self) -> &str {
        &self.0[..4]
    }
}

/// A change of account and who confirms or refuses it.
#[derive(Debug, Clone, Copy)]
pub struct SecondPerson<'a> {
    /// Who proposed it.
    pub proposed_by: &'a str,
    /// Who decides.
    pub decides: &'a str,
    /// Whether that is a machine.
    pub is_machine: bool,
    /// Who gave the people of the party their roles: by person, who did.
    pub given_by: &'a BTreeMap<String, String>,
}

/// A second person decides who came to the party by other hands than the one who proposed: neither has let the other in, nor one
/// and the same colleague both, directly or through others. Whom somebody outside the party gave the roles, such as the
/// coordinator of the home region, depends on nobody in it.
///
/// # Errors
/// `four-eyes`.
pub fn check_second_of_party(of: SecondPerson<'_>) -> Result<(), Refusal> {
    let found = if of.is_machine {
        Bilingual::new("sebuah mesin", "a machine")
    } else if of.decides == of.proposed_by {
        Bilingual::new("orang yang mengajukan", "the person who proposed it")
    } else if !hands(of.proposed_by, of.given_by).is_disjoint(&hands(of.decides, of.given_by)) {
        Bilingual::new(
            "orang yang perannya diberikan oleh rekan yang sama atau oleh satu sama lain",
            "a person let in by the same colleague, or by the one who proposed or the other way round",
        )
    } else {
        return Ok(());
    };
    let how = Bilingual::new(
        "Mintalah orang lain dari pihak ini yang perannya diberikan oleh koordinator daerah asal untuk memutuskannya.",
        "Ask another person of this party, whose role the coordinator of the home region has given, to decide.",
    );
    let required = Bilingual::new("orang kedua yang tidak bergantung", "an independent second person");
    let unmet = Unmet::new("account_by_two", "decider", found, required, how);
    Err(Refusal::rule(RefusalCode::FourEyes, vec![unmet]))
}

/// A person and all in the party through whose hands that person came to it.
fn hands<'a>(person: &'a str, given_by: &'a BTreeMap<String, String>) -> BTreeSet<&'a str> {
    let (mut hands, mut next) = (BTreeSet::new(), Some(person));
    while let Some(one) = next.filter(|one| hands.insert(*one)) {
        next = given_by.get(one).map(String::as_str).filter(|giver| given_by.contains_key(*giver));
    }
    hands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn the_whole_lifecycle_of_bank_account_is_this_table() {
        let table = "\
| state | confirm | refuse | withdraw | object |
|---|---|---|---|---|
| proposed | confirmed | refused | withdrawn | stopped |
| confirmed | - | - | withdrawn | stopped |
| refused | - | - | - | - |
| withdrawn | - | - | - | - |
| stopped | - | - | - | - |
";
        assert_eq!(transition_table::<BankAccountState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<BankAccountState>();
    }

    #[test]
    fn an_account_is_in_use_from_the_very_moment_on_and_until_the_next_is() {
        use BankAccountUse as U;
        let from = in_use_from(at("2026-11-30T09:15:00Z"), 3);
        assert_eq!(from, at("2026-12-03T09:15:00Z"));
        let time = TimeOfUse { from: Some(from), until: Some(at("2027-01-01T00:00:00Z")) };
        let found = ["2026-12-03T09:14:59.999999Z", "2026-12-03T09:15:00Z", "2027-01-01T00:00:00Z"];
        assert_eq!(found.map(|moment| time.at(at(moment))), [U::Cooling, U::InUse, U::Replaced].map(Some));
        assert_eq!(TimeOfUse { from: None, until: None }.at(from), None);
        assert!(time.check_stoppable(at(found[0])).is_ok());
        let late = time.check_stoppable(at(found[1])).expect_err("in use");
        assert_eq!(
            (late.code, late.unmet[0].rule.as_str()),
            (RefusalCode::AnswerWindowClosed, "account_not_in_use")
        );
        assert!(TimeOfUse { from: None, until: None }.check_stoppable(from).is_ok());
    }

    #[test]
    fn no_cooling_off_ends_before_it_began() {
        assert_eq!(in_use_from(DateTime::<Utc>::MAX_UTC, 3), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn a_number_is_digits_and_says_nothing_of_itself() {
        for good in ["12345", "001201000123304", &"9".repeat(34)] {
            assert_eq!(
                AccountNumber::read("/n", good).map(|read| read.digits().to_owned()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "",
            "1234",
            &"9".repeat(35),
            "0012 0100",
            "12.345.67",
            "12-34567",
            "ID12345",
            "1e100",
            "00000",
            " 12345",
            "１２３４５",
        ] {
            let refused = AccountNumber::read("/n", bad).expect_err(bad);
            assert_eq!((refused.pointer.as_str(), refused.code), ("/n", "account-number"));
        }
        let number = AccountNumber::read("/n", "001201000123304").expect("a number");
        assert_eq!((number.last_four(), format!("{number:?}").as_str()), ("3304", "AccountNumber(..)"));
        assert_eq!(last_four("12"), "12");
    }

    #[test]
    fn a_bank_is_known_by_its_code_in_indonesia() {
        let read = |text: &str| BankCode::read("/b", text).map(|code| code.as_str().to_owned()).ok();
        for (text, code) in [
            ("BRINIDJA", "BRINIDJA"),
            (" brinidja ", "BRINIDJA"),
            ("CENAIDJAXXX", "CENAIDJA"),
            ("CENAIDJA001", "CENAIDJA001"),
        ] {
            assert_eq!(read(text).as_deref(), Some(code), "{text}");
        }
        for bad in [
            "",
            "002",
            "BRINIDJ",
            "BRINSGSG",
            "BR1NIDJA",
            "BRINIDJAXX",
            "BRINIDJA XXX",
            "BRIÑIDJA",
            "BRINIDJAXXXX",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let bank = |text: &str| BankCode::read("/b", text).expect("a code").bank().to_owned();
        assert_eq!(bank("CENAIDJA001"), bank("CENAIDJAXXX"));
    }

    #[test]
    fn the_second_person_came_by_other_hands() {
        let given = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(person, by)| ((*person).to_owned(), (*by).to_owned())).collect()
        };
        // Ani administers the party and let in Budi, who administers too and let in Citra; the coordinator let in Dewi and Eko.
        let party = given(&[
            ("ani", "coordinator"),
            ("budi", "ani"),
            ("citra", "budi"),
            ("dewi", "coordinator"),
            ("eko", "coordinator"),
        ]);
        let decide = |proposed_by, decides, is_machine| {
            check_second_of_party(SecondPerson { proposed_by, decides, is_machine, given_by: &party }).is_ok()
        };
        for (one, other) in [("ani", "dewi"), ("dewi", "eko"), ("citra", "dewi"), ("unknown", "ani")] {
            assert!(decide(one, other, false) && decide(other, one, false), "{one} and {other}");
        }
        for (one, other) in [("ani", "ani"), ("ani", "budi"), ("budi", "citra"), ("ani", "citra")] {
            assert!(!decide(one, other, false) && !decide(other, one, false), "{one} and {other}");
        }
        assert!(!decide("ani", "dewi", true));
        // Two let in by one colleague, and hands that go round in a circle.
        let party = given(&[
            ("ani", "coordinator"),
            ("budi", "ani"),
            ("citra", "ani"),
            ("dewi", "eko"),
            ("eko", "dewi"),
            ("fani", "fani"),
        ]);
        let decide = |proposed_by, decides| {
            check_second_of_party(SecondPerson { proposed_by, decides, is_machine: false, given_by: &party })
                .is_ok()
        };
        assert!(!decide("budi", "citra") && !decide("dewi", "eko"));
        assert!(decide("dewi", "fani"));
    }
}
