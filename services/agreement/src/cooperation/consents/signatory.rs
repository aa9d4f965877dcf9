//! Who signs, of governments and of businesses alike: read from a request, and stored with the consent.

use api_types::Check;
use api_types::agreement::SignatoryRequest;
use chrono::NaiveDate;
use domain::agreement::{PowerOfAttorney, Signatory};
use domain::shared::{DateSense, Period};
use service::Error;

/// Checks the fields of who signs, below `/signatory`.
///
/// # Errors
/// 422 naming each field.
pub(crate) fn read_signatory(who: &SignatoryRequest, today: NaiveDate) -> Result<Signatory, Error> {
    let mut check = Check::new();
    let name = check.line("/signatory/name", &who.name, 1..=200);
    check.line("/signatory/position", &who.position, 1..=200);
    let letter = who.power_of_attorney.as_ref().map(|letter| {
        let at = |field: &str| format!("/signatory/power_of_attorney/{field}");
        check.length(&at("covers"), &letter.covers, 1..=3);
        PowerOfAttorney {
            number: check.line(&at("number"), &letter.number, 1..=100),
            holder: check.line(&at("holder"), &letter.holder, 1..=200),
            covers: letter.covers.clone(),
            valid: Period {
                from: check.date(&at("valid_from_date"), letter.valid_from_date, DateSense::Begins, today),
                until: check.optional_date(
                    &at("valid_until_date"),
                    letter.valid_until_date,
                    DateSense::Ends,
                    today,
                ),
            },
        }
    });
    check.finish()?;
    Ok(Signatory { name, capacity: who.capacity, power_of_attorney: letter })
}

/// As it is kept with a consent.
pub(crate) fn stored(who: &SignatoryRequest) -> serde_json::Value {
    // A struct of plain values: always writable as JSON.
    serde_json::to_value(who).unwrap_or_default()
}
