//! Who may put a signature under an agreement, and when.
//!
//! Owns: the head of region or a valid power of attorney (surat kuasa) on the day of signing. Refuses:
//! anybody else, and an agreement whose period has already ended.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::shared::{Bilingual, Period, Refusal, RefusalCode, Unmet};
use crate::{labels, say, words};

labels! {
    /// In which capacity somebody signs for a region.
    pub enum SignatoryCapacity {
        /// Mayor, regent or governor.
        HeadOfRegion = "head_of_region",
        /// An official holding a power of attorney of the head of region.
        PowerOfAttorney = "power_of_attorney",
    }
}

/// A power of attorney (surat kuasa) by which an official signs for the head of region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerOfAttorney {
    /// Number on the letter.
    pub number: String,
    /// Name of the official it empowers.
    pub holder: String,
    /// Days on which it holds.
    pub valid: Period,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// Name, as under the signature.
    pub name: String,
    /// In which capacity.
    pub capacity: SignatoryCapacity,
    /// The letter; needed for [`SignatoryCapacity::PowerOfAttorney`].
    pub power_of_attorney: Option<PowerOfAttorney>,
}

/// Judges a signature on `day`: who signs, and that the period has not ended.
///
/// # Errors
/// `signature-not-valid` with every unmet rule.
pub fn check_signature(signatory: &Signatory, period: &Period, day: NaiveDate) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    if signatory.name.trim().is_empty() {
        let how = Bilingual::new("Isi nama penanda tangan.", "Give the name of the person who signs.");
        broken.push(Unmet::new(
            "signatory_named",
            "name",
            words::none(),
            Bilingual::new("nama", "a name"),
            how,
        ));
    }
    if signatory.capacity == SignatoryCapacity::PowerOfAttorney {
        broken.extend(check_power(signatory, day));
    }
    if let Some(until) = period.until.filter(|until| day > *until) {
        broken.push(Unmet::new(
            "agreement_not_expired",
            "period",
            say!("berakhir pada {until}", "ended on {until}", until = until),
            say!("jangka waktu yang mencakup {day}", "a period that includes {day}", day = day),
            say!(
                "Jangka waktu berakhir pada {until}. Buka pembahasan kembali dan perpanjang jangka waktunya.",
                "The period ended on {until}. Reopen the discussion and extend the period.",
                until = until,
            ),
        ));
    }
    Refusal::unless_empty(RefusalCode::SignatureNotValid, broken)
}

fn check_power(signatory: &Signatory, day: NaiveDate) -> Vec<Unmet> {
    const BASIS: &str = "PP 28/2018";
    let Some(power) = &signatory.power_of_attorney else {
        let how = Bilingual::new(
            "Lampirkan surat kuasa kepala daerah: nomor, pemegang, dan masa berlakunya.",
            "Add the power of attorney of the head of region: number, holder and days of validity.",
        );
        let required = SignatoryCapacity::PowerOfAttorney;
        return vec![
            Unmet::new("power_of_attorney_given", "power_of_attorney", words::none(), required, how)
                .by_law(BASIS),
        ];
    };
    let mut broken = Vec::new();
    if power.number.trim().is_empty() {
        let how = Bilingual::new(
            "Isi nomor surat kuasa seperti tertulis pada suratnya.",
            "Give the number written on the power of attorney.",
        );
        let required = Bilingual::new("nomor surat", "the number of the letter");
        broken.push(Unmet::new(
            "power_of_attorney_numbered",
            "power_of_attorney",
            words::none(),
            required,
            how,
        ));
    }
    let holder = power.holder.trim();
    if holder.to_lowercase() != signatory.name.trim().to_lowercase() {
        let how = Bilingual::new(
            format!(
                "Surat kuasa ini atas nama {holder}. Pemegangnya sendiri yang harus menandatangani, atau lampirkan surat kuasa penanda tangan."
            ),
            format!(
                "This power of attorney is held by {holder}. The holder must sign, or add the letter of the person who signs."
            ),
        );
        let (found, required) = (Bilingual::same(holder), Bilingual::same(&signatory.name));
        broken.push(Unmet::new("power_of_attorney_holder", "power_of_attorney", found, required, how));
    }
    if !power.valid.contains(day) {
        let how = Bilingual::new(
            "Surat kuasa tidak berlaku pada hari penandatanganan. Mintalah surat kuasa baru dari kepala daerah.",
            "The power of attorney does not hold on the day of signing. Ask the head of region for a new one.",
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

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn attorney(valid_until: &str) -> Signatory {
        Signatory {
            name: "Bangkit Haryo Utomo".to_owned(),
            capacity: SignatoryCapacity::PowerOfAttorney,
            power_of_attorney: Some(PowerOfAttorney {
                number: "180/12/2022".to_owned(),
                holder: "bangkit haryo utomo".to_owned(),
                valid: Period { from: day("2022-06-01"), until: Some(day(valid_until)) },
            }),
        }
    }

    const OPEN: fn() -> Period = || Period { from: NaiveDate::MIN, until: None };

    fn rules(result: Result<(), Refusal>) -> Vec<String> {
        result.expect_err("refused").unmet.into_iter().map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn the_head_of_region_signs_and_so_does_a_valid_attorney() {
        let head = Signatory {
            name: "Wahdi".to_owned(),
            capacity: SignatoryCapacity::HeadOfRegion,
            power_of_attorney: None,
        };
        assert_eq!(check_signature(&head, &OPEN(), day("2022-06-10")), Ok(()));
        assert_eq!(check_signature(&attorney("2022-06-10"), &OPEN(), day("2022-06-10")), Ok(()));
    }

    #[test]
    fn a_lapsed_or_borrowed_or_missing_letter_does_not_sign() {
        let late = check_signature(&attorney("2022-06-09"), &OPEN(), day("2022-06-10"));
        assert_eq!(rules(late), ["power_of_attorney_valid"]);
        let mut borrowed = attorney("2022-12-31");
        borrowed.name = "Somebody Else".to_owned();
        assert_eq!(
            rules(check_signature(&borrowed, &OPEN(), day("2022-06-10"))),
            ["power_of_attorney_holder"]
        );
        borrowed.power_of_attorney = None;
        assert_eq!(
            rules(check_signature(&borrowed, &OPEN(), day("2022-06-10"))),
            ["power_of_attorney_given"]
        );
    }

    #[test]
    fn an_expired_draft_is_not_signed() {
        let ended = Period { from: day("2022-01-01"), until: Some(day("2022-06-09")) };
        let refused = check_signature(&attorney("2022-12-31"), &ended, day("2022-06-10"));
        assert_eq!(rules(refused), ["agreement_not_expired"]);
    }
}
