//! Readers of values: quantities and money, instants and dates, ids and codes, and whole JSON bodies.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use api_types::{Check, TransitionRequest, WireMoney, WireQuantity};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::AuthenticityCode;
use domain::catalog::Gtin;
use domain::shared::{
    BackfillGrant, BackfillGrantId, CommodityCode, DateSense, Id as _, Money, OccurrenceWindow, PartyId,
    Period, Price, PriceBasis, Quantity, RegionCode, Role, TextHash, Unit, check_occurred_at, jakarta_date,
};
use serde::Deserialize;
use web::{ProblemCode, read};

/// A quantity is exact: it prints what was written, in every unit of its dimension, and its price is rounded by
/// half a rupiah at most.
pub fn quantity(data: &[u8]) {
    let (choice, text) = crate::choice_and_text(data);
    let unit = Unit::ALL[choice % Unit::ALL.len()];
    let read = Quantity::parse(&text, unit);
    let mut check = Check::new();
    assert_eq!(check.quantity("/q", &WireQuantity { value: text.to_string(), unit }), read.ok());
    assert_eq!(check.finish().is_ok(), read.is_ok(), "a refusal says why");
    let Ok(quantity) = read else { return };
    assert!((0..=Quantity::MAX_BASE).contains(&quantity.base()));
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    assert_eq!(quantity.value(), trimmed, "nothing is rounded");
    for other in Unit::ALL.iter().filter_map(|unit| quantity.in_unit(*unit)) {
        assert_eq!(Quantity::parse(&other.value(), other.unit()), Ok(other));
        assert_eq!(other.base(), quantity.base());
    }
    priced(quantity, choice);
}

fn priced(quantity: Quantity, choice: usize) {
    let rupiah = i64::try_from(choice).unwrap_or(0) * 1_234_567;
    for basis in PriceBasis::ALL {
        let amount = Price { money: Money(rupiah), basis: *basis }.amount(quantity);
        assert!(amount.is_none() || basis.dimension() == quantity.dimension());
        let Some(Money(amount)) = amount else { continue };
        let base_units = match basis {
            PriceBasis::PerHead | PriceBasis::PerPiece => 1,
            PriceBasis::PerKgNet | PriceBasis::PerKgLive | PriceBasis::PerLitre => 1000,
        };
        let off = i128::from(amount) * base_units - i128::from(rupiah) * i128::from(quantity.base());
        assert!(off.abs() * 2 <= base_units, "{amount} is not {rupiah} for {quantity}");
    }
}

/// Any instant or date that can be written can be judged; only years people live in pass as dates.
pub fn instants(data: &[u8]) {
    let (choice, text) = crate::choice_and_text(data);
    let written = serde_json::Value::from(text.as_ref());
    if let Ok(day) = NaiveDate::deserialize(&written) {
        let mut check = Check::new();
        let today = jakarta_date(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000));
        assert_eq!(check.date("/d", day, DateSense::Ends, today), day);
        assert_eq!(check.finish().is_ok(), DateSense::Ends.range(today).contains(day));
        assert_eq!(read_again(&day), Some(day));
        let until = day.checked_add_days(chrono::Days::new(u64::try_from(choice).unwrap_or(0)));
        let period = Period { from: day, until };
        assert!(period.contains(day) && period.covers(&period) && !period.ended(day));
    }
    let Ok(claimed) = DateTime::<Utc>::deserialize(&written) else { return };
    assert_eq!(read_again(&claimed), Some(claimed));
    let day = jakarta_date(claimed);
    let server = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
    let grant = BackfillGrant {
        id: BackfillGrantId::from_uuid(Default::default()),
        covers: Period { from: day, until: Some(day) },
    };
    let judged = |grants: &[_]| check_occurred_at(claimed, server, grants, OccurrenceWindow::USUAL);
    assert_eq!(judged(&[grant]).is_ok(), claimed <= server + OccurrenceWindow::USUAL.future);
    assert_eq!(
        judged(&[]).is_ok(),
        judged(&[grant]).is_ok() && claimed >= server - OccurrenceWindow::USUAL.past
    );
}

fn read_again<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> Option<T> {
    serde_json::from_str(&serde_json::to_string(value).ok()?).ok()
}

/// Ids, GTINs, codes and labels print what they read, and read what they print.
pub fn codes(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for canonical in [exact::<PartyId>(&text), exact::<RegionCode>(&text), exact::<CommodityCode>(&text)] {
        assert!(canonical.is_none_or(|printed| printed == text));
    }
    for canonical in [exact::<TextHash>(&text), exact::<Role>(&text), exact::<Unit>(&text)] {
        assert!(canonical.is_none_or(|printed| printed == text));
    }
    if let Some(gtin) = exact::<Gtin>(&text) {
        assert!(gtin.len() == 14 && gtin.bytes().all(|digit| digit.is_ascii_digit()), "{gtin}");
    }
    if let Some(code) = exact::<AuthenticityCode>(&text) {
        // Of a contract, or of an order or a delivery note.
        assert!(code.starts_with("KAD-") && [15, 20].contains(&code.len()), "{code}");
    }
}

/// What the text reads as, printed; it must read back as the same.
fn exact<T: FromStr + Display + PartialEq + Debug>(text: &str) -> Option<String> {
    let value: T = text.parse().ok()?;
    let printed = value.to_string();
    assert_eq!(printed.parse::<T>().ok().as_ref(), Some(&value), "{printed}");
    Some(printed)
}

/// A body is refused as unreadable or as a wrong value, or it is one JSON object without NUL that, written
/// again, reads the same.
pub fn json(data: &[u8]) {
    body::<TransitionRequest>(data);
    body::<WireQuantity>(data);
    if let Some(money) = body::<WireMoney>(data) {
        let mut check = Check::new();
        assert_eq!(check.price("/m", &money), check.finish().is_ok().then_some(Money(money.amount)));
    }
}

fn body<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + Debug>(data: &[u8]) -> Option<T> {
    let value: T = match read::json(data) {
        Ok(value) => value,
        Err(error) => {
            let expected = [ProblemCode::MalformedRequest, ProblemCode::ValidationFailed];
            assert!(expected.contains(&error.code()), "{error}");
            return None;
        }
    };
    let written = serde_json::to_string(&value).expect("what was JSON is JSON");
    assert!(data.trim_ascii_start().starts_with(b"{"), "only objects are bodies");
    assert_eq!(read::json::<T>(written.as_bytes()).ok().as_ref(), Some(&value), "{written}");
    let any: serde_json::Value = serde_json::from_str(&written).expect("what was written is JSON");
    assert!(no_nul(&any), "{written}");
    Some(value)
}

fn no_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => !text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().all(no_nul),
        serde_json::Value::Object(fields) => {
            fields.iter().all(|(key, value)| !key.contains('\0') && no_nul(value))
        }
        _ => true,
    }
}
