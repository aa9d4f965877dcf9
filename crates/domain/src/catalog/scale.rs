//! The scale that something was weighed on.

use chrono::NaiveDate;

use crate::say;
use crate::shared::Invalid;

/// A scale counts up to the last day of its verification (tera), that day included; `pointer` is where that day was said.
///
/// # Errors
/// [`Invalid`] `scale-lapsed` (UU 2/1981: measures used in trade are verified, and verified again).
pub fn check_scale(pointer: &str, verified_until: NaiveDate, day: NaiveDate) -> Result<(), Invalid> {
    if day <= verified_until {
        return Ok(());
    }
    let detail = say!(
        "Tera timbangan ini berlaku sampai {until}; timbang lagi pada timbangan yang teranya masih berlaku.",
        "The verification of this scale ended on {until}; weigh again on a scale whose verification holds.",
        until = verified_until,
    );
    Err(Invalid::says(pointer, "scale-lapsed", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_counts_on_the_last_day_of_its_verification_and_no_longer() {
        let day = |text: &str| text.parse().expect("a date");
        let judge = |until, on| check_scale("/scale/verified_until_date", day(until), day(on));
        assert_eq!(judge("2026-11-30", "2026-11-30"), Ok(()));
        let lapsed = judge("2026-11-29", "2026-11-30").expect_err("lapsed");
        assert_eq!((lapsed.pointer.as_str(), lapsed.code), ("/scale/verified_until_date", "scale-lapsed"));
    }
}
