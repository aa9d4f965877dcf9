//! The hours within which an order is to be delivered.

use chrono::{NaiveDate, NaiveTime};
use domain::logistics::{DeliveryWindow, Zone, wrong_windows};
use domain::shared::Invalid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Check;

/// How a time of day is written.
const TIME: &str = "%H:%M";
/// The most windows of an order.
const MOST: usize = 20;

/// Hours of a day within which goods are to arrive, told in the zone of the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"date": "2026-12-01", "from_time": "06:00", "until_time": "10:00", "zone": "Asia/Jakarta"}))]
#[serde(deny_unknown_fields)]
pub struct WireDeliveryWindow {
    /// The day.
    #[schema(example = "2026-12-01")]
    pub date: NaiveDate,
    /// From when, in hours and minutes.
    #[schema(example = "06:00", pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from_time: String,
    /// Until when, on the same day.
    #[schema(example = "10:00", pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub until_time: String,
    /// The time zone of these hours.
    pub zone: Zone,
}

impl WireDeliveryWindow {
    fn read(&self, check: &mut Check, pointer: &str) -> Option<DeliveryWindow> {
        let mut time = |field, text| check.take(read_time(&format!("{pointer}/{field}"), text));
        let (from, until) = (time("from_time", &self.from_time), time("until_time", &self.until_time));
        Some(DeliveryWindow { date: self.date, from: from?, until: until?, zone: self.zone })
    }
}

/// Checks the windows of an order that is wanted on a day.
pub fn check_windows(check: &mut Check, pointer: &str, wanted: NaiveDate, windows: &[WireDeliveryWindow]) {
    check.length(pointer, windows, 0..=MOST);
    let read = (0..).zip(windows).map(|(index, window)| window.read(check, &format!("{pointer}/{index}")));
    let read: Vec<Option<DeliveryWindow>> = read.collect();
    let Some(whole) = read.into_iter().collect::<Option<Vec<_>>>() else { return };
    wrong_windows(pointer, wanted, &whole).into_iter().for_each(|wrong| check.push(wrong));
}

fn read_time(pointer: &str, text: &str) -> Result<NaiveTime, Invalid> {
    let told = NaiveTime::parse_from_str(text, TIME).ok().filter(|_| text.len() == 5);
    told.ok_or_else(|| {
        Invalid::new(
            pointer,
            "not-a-time",
            "Tulis jam dan menit dengan dua angka, misalnya 06:00 atau 18:30.",
            "Write hours and minutes with two digits each, such as 06:00 or 18:30.",
        )
    })
}
