//! The hours within which an order is to be delivered: on days, in the zone of the place, so that nobody has to guess.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::labels;
use crate::shared::Invalid;

labels! {
    /// The three time zones of Indonesia, by their names in the IANA database; none has daylight saving (Keppres 41/1987).
    pub enum Zone {
        /// Waktu Indonesia Barat, UTC+7.
        Western = "Asia/Jakarta",
        /// Waktu Indonesia Tengah, UTC+8.
        Central = "Asia/Makassar",
        /// Waktu Indonesia Timur, UTC+9.
        Eastern = "Asia/Jayapura",
    }
}

impl Zone {
    const fn ahead(self) -> TimeDelta {
        TimeDelta::hours(match self {
            Self::Western => 7,
            Self::Central => 8,
            Self::Eastern => 9,
        })
    }

    fn instant(self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        day.and_time(time).checked_sub_signed(self.ahead()).unwrap_or(NaiveDateTime::MIN).and_utc()
    }
}

/// Hours of a day within which goods are to arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryWindow {
    /// The day, where the goods are to arrive.
    pub date: NaiveDate,
    /// From when.
    pub from: NaiveTime,
    /// Until when.
    pub until: NaiveTime,
    /// Where these hours are told.
    pub zone: Zone,
}

impl DeliveryWindow {
    /// When it begins.
    pub fn begins(&self) -> DateTime<Utc> {
        self.zone.instant(self.date, self.from)
    }

    /// When it ends.
    pub fn ends(&self) -> DateTime<Utc> {
        self.zone.instant(self.date, self.until)
    }
}

/// What is wrong with the windows of an order that is wanted on a day: each ends after it begins, one follows the other, and the
/// first is on that day. `pointer` is where the list stands.
pub fn wrong_windows(pointer: &str, wanted: NaiveDate, windows: &[DeliveryWindow]) -> Vec<Invalid> {
    let at = |index: usize, field: &str| format!("{pointer}/{index}/{field}");
    let mut wrong = Vec::new();
    if let Some(first) = windows.first().filter(|first| first.date != wanted) {
        let (id, en) = if first.date < wanted {
            (
                "Jendela pengiriman pertama mendahului hari pengiriman yang diminta; samakan harinya.",
                "The first window is before the day on which the goods are wanted; give both the same day.",
            )
        } else {
            (
                "Jendela pengiriman pertama harus pada hari pengiriman yang diminta; samakan harinya.",
                "The first window is on the day on which the goods are wanted; give both the same day.",
            )
        };
        wrong.push(Invalid::new(at(0, "date"), "not-the-wanted-day", id, en));
    }
    let backward = (0..).zip(windows).filter(|(_, window)| window.from >= window.until);
    wrong.extend(backward.map(|(index, _)| {
        Invalid::new(
            at(index, "until_time"),
            "ends-before-it-begins",
            "Jam akhir harus sesudah jam awal pada hari yang sama; untuk malam yang berganti hari, tulis dua jendela.",
            "A window ends after it begins, on the same day; for a night write two windows.",
        )
    }));
    let pairs = (1..).zip(windows.windows(2));
    let crossing =
        pairs.filter(|(_, pair)| matches!(pair, [before, after] if after.begins() < before.ends()));
    wrong.extend(crossing.map(|(index, _)| {
        Invalid::new(
            at(index, "from_time"),
            "not-in-order",
            "Urutkan jendela pengiriman menurut waktunya; setiap jendela mulai setelah yang sebelumnya berakhir.",
            "Put the windows in order of time; each begins once the one before it has ended.",
        )
    }));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, day).expect("a day of December")
    }

    fn window(on: u32, from: u32, until: u32, zone: Zone) -> DeliveryWindow {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour");
        DeliveryWindow { date: day(on), from: time(from), until: time(until), zone }
    }

    fn codes(windows: &[DeliveryWindow]) -> Vec<(String, &'static str)> {
        let wrong = wrong_windows("/delivery_windows", day(1), windows);
        wrong.into_iter().map(|invalid| (invalid.pointer, invalid.code)).collect()
    }

    #[test]
    fn hours_are_told_in_the_zone_of_the_place() {
        let jakarta = window(1, 6, 10, Zone::Western);
        assert_eq!(jakarta.begins().to_rfc3339(), "2026-11-30T23:00:00+00:00");
        assert_eq!(window(1, 6, 10, Zone::Eastern).ends().to_rfc3339(), "2026-12-01T01:00:00+00:00");
        assert_eq!(window(1, 6, 10, Zone::Central).begins().to_rfc3339(), "2026-11-30T22:00:00+00:00");
    }

    #[test]
    fn windows_follow_each_other_from_the_day_on_which_goods_are_wanted() {
        use Zone::{Eastern, Western};
        assert!(codes(&[]).is_empty());
        assert!(
            codes(&[window(1, 6, 10, Western), window(1, 10, 12, Western), window(2, 6, 7, Western)])
                .is_empty()
        );
        let backward = [window(1, 10, 10, Western)];
        assert_eq!(
            codes(&backward),
            [("/delivery_windows/0/until_time".to_owned(), "ends-before-it-begins")]
        );
        let crossing = [window(1, 6, 10, Western), window(1, 9, 12, Western)];
        assert_eq!(codes(&crossing), [("/delivery_windows/1/from_time".to_owned(), "not-in-order")]);
        // Nine in the east is seven in the west.
        let zones = [window(1, 6, 8, Western), window(1, 9, 12, Eastern)];
        assert_eq!(codes(&zones), [("/delivery_windows/1/from_time".to_owned(), "not-in-order")]);
        let first_of_all = DeliveryWindow { date: NaiveDate::MIN, ..window(1, 6, 8, Western) };
        for other in [window(2, 6, 8, Western), first_of_all] {
            assert_eq!(codes(&[other]), [("/delivery_windows/0/date".to_owned(), "not-the-wanted-day")]);
        }
    }
}
