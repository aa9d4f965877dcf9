//! Who may put a signature under an agreement or a contract, and when.
//!
//! Owns: in which capacity somebody signs, which of them need a power of attorney (surat kuasa), and what such a letter
//! must say. Refuses: an official without a letter that covers the act and holds that day, the head of another kind of
//! region, and a text whose period has already ended.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::shared::{Bilingual, Period, Refusal, RefusalCode, RegionCode, Unmet};
use crate::{labels, say, words};

labels! {
    /// In which capacity somebody signs: for a region, or for a business.
    pub enum SignerCapacity {
        /// Head of a province (gubernur).
        Governor = "governor",
        /// Head of a regency (bupati).
        Regent = "regent",
        /// Head of a city (wali kota).
        Mayor = "mayor",
        /// Acting or interim head of a region (pelaksana tugas, penjabat).
        ActingHead = "acting_head",
        /// An official of the region, by a power of attorney of its head.
        Official = "official",
        /// Director of a company or an enterprise.
        Director = "director",
        /// Chair of a farmer group or a cooperative.
        Chair = "chair",
        /// Owner of a small business.
        Owner = "owner",
        /// Somebody else, by a power of attorney of the business.
        AuthorizedRepresentative = "authorized_representative",
    }
}

impl SignerCapacity {
    /// Whether it signs only by a power of attorney.
    pub const fn needs_letter(self) -> bool {
        matches!(self, Self::Official | Self::AuthorizedRepresentative)
    }

    /// The capacities in which a region is signed for: its own head, whoever acts as such, an official.
    fn of_region(region: &RegionCode) -> Vec<Self> {
        let name = region.name().unwrap_or_default();
        let head = match region.as_str().len() {
            2 => Self::Governor,
            _ if name.starts_with("Kota") => Self::Mayor,
            _ => Self::Regent,
        };
        vec![head, Self::ActingHead, Self::Official]
    }

    const BUSINESS: [Self; 4] = [Self::Director, Self::Chair, Self::Owner, Self::AuthorizedRepresentative];
}

labels! {
    /// What somebody puts a signature under; a power of attorney names what it covers.
    pub enum SignedAct {
        /// The text of an agreement.
        AgreementSignature = "agreement_signature",
        /// The termination of an agreement.
        AgreementTermination = "agreement_termination",
        /// The text of a contract.
        ContractSignature = "contract_signature",
    }
}

/// For whom somebody signs.
#[derive(Debug, Clone, Copy)]
pub enum SignsFor<'a> {
    /// A government, of this region.
    Region(&'a RegionCode),
    /// A business.
    Business,
}

/// A power of attorney (surat kuasa) by which somebody signs for the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerOfAttorney {
    /// Number on the letter.
    pub number: String,
    /// Name of the person it empowers.
    pub holder: String,
    /// What it empowers to.
    pub covers: Vec<SignedAct>,
    /// Days on which it holds.
    pub valid: Period,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// Name, as under the signature.
    pub name: String,
    /// In which capacity.
    pub capacity: SignerCapacity,
    /// The letter; needed by those of whom [`SignerCapacity::needs_letter`] says so.
    pub power_of_attorney: Option<PowerOfAttorney>,
}

/// A signature to be judged.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    /// Who signs.
    pub signatory: &'a Signatory,
    /// For whom.
    pub signs_for: SignsFor<'a>,
    /// What.
    pub act: SignedAct,
    /// Days of the text.
    pub period: &'a Period,
    /// The day of signing.
    pub day: NaiveDate,
}

/// Judges a signature: who signs in which capacity, and that the period has not ended.
///
/// # Errors
/// `signature-not-valid` with every unmet rule.
pub fn check_signature(signature: &Signature<'_>) -> Result<(), Refusal> {
    let Signature { signatory, period, day, .. } = *signature;
    let mut broken = Vec::new();
    if signatory.name.trim().is_empty() {
        let how = Bilingual::new("Isi nama penanda tangan.", "Give the name of the person who signs.");
        let required = Bilingual::new("nama", "a name");
        broken.push(Unmet::new("signatory_named", "name", words::none(), required, how));
    }
    broken.extend(check_capacity(signature));
    if signatory.capacity.needs_letter() {
        broken.extend(check_power(signature));
    }
    if let Some(until) = period.until.filter(|until| day > *until) {
        broken.push(Unmet::new(
            "period_not_over",
            "period",
            say!("berakhir pada {until}", "ended on {until}", until = until),
            say!("jangka waktu yang mencakup {day}", "a period that includes {day}", day = day),
            say!(
                "Jangka waktu berakhir pada {until}. Buka naskah kembali dan perpanjang jangka waktunya.",
                "The period ended on {until}. Reopen the text and extend the period.",
                until = until,
            ),
        ));
    }
    Refusal::unless_empty(RefusalCode::SignatureNotValid, broken)
}

/// A region is signed for by its own kind of head, whoever acts as such or an official; a business by its own people.
fn check_capacity(signature: &Signature<'_>) -> Option<Unmet> {
    let capacity = signature.signatory.capacity;
    let (fitting, rule) = match signature.signs_for {
        SignsFor::Region(region) => (SignerCapacity::of_region(region), "capacity_of_the_region"),
        SignsFor::Business => (SignerCapacity::BUSINESS.to_vec(), "capacity_of_the_business"),
    };
    let how = Bilingual::new(
        "Pilih jabatan yang sesuai dengan pihak yang diwakili penanda tangan.",
        "Choose a capacity that fits the party that is signed for.",
    );
    let unfit = !fitting.contains(&capacity);
    unfit.then(|| Unmet::new(rule, "capacity", capacity, words::one_of(fitting), how))
}

fn check_power(signature: &Signature<'_>) -> Vec<Unmet> {
    const BASIS: &str = "PP 28/2018";
    const SUBJECT: &str = "power_of_attorney";
    let Signature { signatory, act, day, .. } = *signature;
    let Some(power) = &signatory.power_of_attorney else {
        let how = Bilingual::new(
            "Lampirkan surat kuasa: nomor, pemegang, tindakan yang dicakup, dan masa berlakunya.",
            "Add the power of attorney: its number, holder, what it covers and its days of validity.",
        );
        let required = Bilingual::new("surat kuasa", "a power of attorney");
        return vec![
            Unmet::new("power_of_attorney_given", SUBJECT, words::none(), required, how).by_law(BASIS),
        ];
    };
    let mut broken = Vec::new();
    if power.number.trim().is_empty() {
        let how = Bilingual::new(
            "Isi nomor surat kuasa seperti tertulis pada suratnya.",
            "Give the number written on the power of attorney.",
        );
        let required = Bilingual::new("nomor surat", "the number of the letter");
        broken.push(Unmet::new("power_of_attorney_numbered", SUBJECT, words::none(), required, how));
    }
    let holder = power.holder.trim();
    if holder.to_lowercase() != signatory.name.trim().to_lowercase() {
        let how = say!(
            "Surat kuasa ini atas nama {holder}. Pemegangnya sendiri yang harus menandatangani, atau lampirkan surat kuasa penanda tangan.",
            "This power of attorney is held by {holder}. The holder must sign, or add the letter of the person who signs.",
            holder = Bilingual::same(holder),
        );
        let (found, required) = (Bilingual::same(holder), Bilingual::same(&signatory.name));
        broken.push(Unmet::new("power_of_attorney_holder", SUBJECT, found, required, how));
    }
    if !power.covers.contains(&act) {
        let how = Bilingual::new(
            "Surat kuasa ini tidak mencakup tindakan ini. Mintalah surat kuasa yang menyebutnya.",
            "This power of attorney does not cover this act. Ask for one that names it.",
        );
        let found = words::all_of(power.covers.iter().copied());
        broken.push(Unmet::new("power_of_attorney_covers", &power.number, found, act, how).by_law(BASIS));
    }
    if !power.valid.contains(day) {
        let how = Bilingual::new(
            "Surat kuasa tidak berlaku pada hari penandatanganan. Mintalah surat kuasa yang baru.",
            "The power of attorney does not hold on the day of signing. Ask for a new one.",
        );
        let found = say!("berlaku {days}", "valid {days}", days = &power.valid);
        let required = say!("berlaku pada {day}", "valid on {day}", day = day);
        broken.push(Unmet::new("power_of_attorney_valid", &power.number, found, required, how).by_law(BASIS));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Period = Period { from: NaiveDate::MIN, until: None };

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn attorney(valid_until: &str) -> Signatory {
        Signatory {
            name: "Bangkit Haryo Utomo".to_owned(),
            capacity: SignerCapacity::Official,
            power_of_attorney: Some(PowerOfAttorney {
                number: "180/12/2022".to_owned(),
                holder: "bangkit haryo utomo".to_owned(),
                covers: vec![SignedAct::AgreementSignature],
                valid: Period { from: day("2022-06-01"), until: Some(day(valid_until)) },
            }),
        }
    }

    fn signer(capacity: SignerCapacity) -> Signatory {
        Signatory { name: "Wahdi".to_owned(), capacity, power_of_attorney: None }
    }

    /// The rules that a signature under an agreement for Kota Metro on 10 June 2022 breaks.
    fn broken(signatory: &Signatory, signs_for: SignsFor<'_>, period: &Period) -> Vec<String> {
        let act = SignedAct::AgreementSignature;
        let signature = Signature { signatory, signs_for, act, period, day: day("2022-06-10") };
        let refused = check_signature(&signature).err().map(|refusal| refusal.unmet).unwrap_or_default();
        refused.into_iter().map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn each_kind_of_region_is_signed_for_by_its_own_head() {
        use SignerCapacity as C;
        for (code, head) in [("18.72", C::Mayor), ("31", C::Governor), ("18.02", C::Regent)] {
            let region: RegionCode = code.parse().expect("a region");
            let by = SignsFor::Region(&region);
            for capacity in C::ALL {
                let found = broken(&signer(*capacity), by, &OPEN);
                match capacity {
                    C::Official => assert_eq!(found, ["power_of_attorney_given"]),
                    C::AuthorizedRepresentative => {
                        assert_eq!(found, ["capacity_of_the_region", "power_of_attorney_given"]);
                    }
                    other if *other == head || *other == C::ActingHead => assert!(found.is_empty()),
                    _ => assert_eq!(found, ["capacity_of_the_region"], "{code} {capacity}"),
                }
            }
        }
    }

    #[test]
    fn a_business_is_signed_for_by_its_own_people() {
        for capacity in [SignerCapacity::Director, SignerCapacity::Chair, SignerCapacity::Owner] {
            assert!(broken(&signer(capacity), SignsFor::Business, &OPEN).is_empty());
        }
        let other = signer(SignerCapacity::AuthorizedRepresentative);
        assert_eq!(broken(&other, SignsFor::Business, &OPEN), ["power_of_attorney_given"]);
        assert_eq!(
            broken(&signer(SignerCapacity::Mayor), SignsFor::Business, &OPEN),
            ["capacity_of_the_business"]
        );
    }

    #[test]
    fn a_lapsed_or_borrowed_or_narrow_letter_does_not_sign() {
        let metro: RegionCode = "18.72".parse().expect("a region");
        let by = SignsFor::Region(&metro);
        assert!(broken(&attorney("2022-06-10"), by, &OPEN).is_empty());
        assert_eq!(broken(&attorney("2022-06-09"), by, &OPEN), ["power_of_attorney_valid"]);
        let mut borrowed = attorney("2022-12-31");
        borrowed.name = "Somebody Else".to_owned();
        assert_eq!(broken(&borrowed, by, &OPEN), ["power_of_attorney_holder"]);
        let mut narrow = attorney("2022-12-31");
        if let Some(letter) = &mut narrow.power_of_attorney {
            letter.covers = vec![SignedAct::ContractSignature];
            letter.number = " ".to_owned();
        }
        assert_eq!(broken(&narrow, by, &OPEN), ["power_of_attorney_numbered", "power_of_attorney_covers"]);
    }

    #[test]
    fn an_expired_draft_is_not_signed() {
        let metro: RegionCode = "18.72".parse().expect("a region");
        let ended = Period { from: day("2022-01-01"), until: Some(day("2022-06-09")) };
        let found = broken(&attorney("2022-12-31"), SignsFor::Region(&metro), &ended);
        assert_eq!(found, ["period_not_over"]);
    }
}
