//! What growers expect to bring in, week by week, and when such a word is too old to count on.

use chrono::{Datelike as _, NaiveDate, Weekday};

use crate::catalog::{GoodsLimit, GoodsLimitKind, goods_limit_on};
use crate::labels;
use crate::shared::{DateSense, Dated, Invalid};

labels! {
    /// What has happened to a forecast.
    pub enum HarvestForecastHappened {
        /// It was recorded; an older one of the same days is history from then on.
        Recorded = "recorded",
    }
}

/// The longest window, in days.
const LONGEST: i64 = 31;

/// The days of a forecast: an ISO week such as `2027-W10`, or a first and a last day, 31 days at most.
///
/// # Errors
/// [`Invalid`] that names the field.
pub fn read_window(
    week: Option<&str>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), Invalid> {
    let (at, (from, until)) = match (week, from, until) {
        (Some(week), None, None) => ("/week", read_week(week).ok_or_else(no_week)?),
        (None, Some(from), Some(until)) => ("/until_date", (from, until)),
        _ => {
            return Err(Invalid::new(
                "/week",
                "week-or-days",
                "Isi minggu panen, atau hari pertama dan hari terakhirnya.",
                "Give the week of the harvest, or its first and its last day.",
            ));
        }
    };
    if !(0..LONGEST).contains(&(until - from).num_days()) {
        return Err(Invalid::new(
            "/until_date",
            "period",
            "Hari terakhir tidak boleh sebelum hari pertama, dan rentangnya paling banyak 31 hari.",
            "The last day must not lie before the first, and the days are 31 at most.",
        ));
    }
    DateSense::Planned.judge(at, until, today)?;
    Ok((from, until))
}

fn no_week() -> Invalid {
    Invalid::new(
        "/week",
        "week",
        "Tulis minggu kalender yang ada, misalnya `2027-W10`; sebagian besar tahun memiliki 52 minggu, sebagian 53.",
        "Write a week of the calendar, such as `2027-W10`; most years have 52 of them, some 53.",
    )
}

/// Monday and Sunday of an ISO week that exists.
fn read_week(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (year, week) = text.split_once("-W")?;
    let digits = |text: &str, long: usize| text.len() == long && text.bytes().all(|one| one.is_ascii_digit());
    if !digits(year, 4) || !digits(week, 2) {
        return None;
    }
    let (year, week) = (year.parse().ok()?, week.parse().ok()?);
    let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
    Some((monday, NaiveDate::from_isoywd_opt(year, week, Weekday::Sun)?))
}

/// The ISO week a day lies in: `2027-W10`.
pub fn iso_week(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// Whether a forecast is too old to count on: the days since it was made are more than the row says.
pub fn is_stale(rows: &[Dated<GoodsLimit>], made: NaiveDate, today: NaiveDate) -> bool {
    let limit = goods_limit_on(rows, GoodsLimitKind::ForecastAge, today);
    limit.is_some_and(|days| (today - made).num_days() > i64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::seed_goods_limits;
    use crate::shared::Period;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_window_is_a_week_that_exists_or_a_month_of_days() {
        let today = day("2026-11-22");
        let read = |week: Option<&str>, from: Option<&str>, until: Option<&str>| {
            read_window(week, from.map(day), until.map(day), today)
                .map(|(from, until)| format!("{from} {until}"))
                .map_err(|invalid| invalid.code)
        };
        let days = |text: &str| Ok(text.to_owned());
        assert_eq!(read(Some("2027-W10"), None, None), days("2027-03-08 2027-03-14"));
        assert_eq!(read(Some("2026-W53"), None, None), days("2026-12-28 2027-01-03"));
        assert_eq!(read(None, Some("2027-03-10"), Some("2027-03-24")), days("2027-03-10 2027-03-24"));
        assert_eq!(read(None, Some("2027-03-01"), Some("2027-03-31")), days("2027-03-01 2027-03-31"));
        for bad in ["2027-W54", "2027-W53", "2027-W00", "2027-W1", "2027W10", "W10", "2027-w10", "20270-W10"]
        {
            assert_eq!(read(Some(bad), None, None), Err("week"), "{bad}");
        }
        assert_eq!(read(None, None, None), Err("week-or-days"));
        assert_eq!(read(None, Some("2027-03-10"), None), Err("week-or-days"));
        assert_eq!(read(Some("2027-W10"), Some("2027-03-10"), None), Err("week-or-days"));
        assert_eq!(read(None, Some("2027-03-10"), Some("2027-03-09")), Err("period"));
        assert_eq!(read(None, Some("2027-03-01"), Some("2027-04-01")), Err("period"));
        assert_eq!(read(Some("2026-W46"), None, None), Err("implausible-date"), "it has passed");
        assert_eq!(read(Some("2026-W47"), None, None), days("2026-11-16 2026-11-22"));
    }

    #[test]
    fn a_week_is_named_by_the_year_most_of_it_lies_in() {
        assert_eq!(
            (iso_week(day("2027-01-03")), iso_week(day("2027-01-04"))),
            ("2026-W53".into(), "2027-W01".into())
        );
    }

    #[test]
    fn a_forecast_of_fifteen_days_ago_is_stale() {
        let in_force = Period { from: day("2026-01-01"), until: None };
        let dated = |rule| Dated { rule, in_force, source: "a test".to_owned() };
        let rows: Vec<_> = seed_goods_limits().into_iter().map(dated).collect();
        assert!(!is_stale(&rows, day("2026-11-08"), day("2026-11-22")));
        assert!(is_stale(&rows, day("2026-11-07"), day("2026-11-22")));
        assert!(!is_stale(&[], day("2020-01-01"), day("2026-11-22")), "no row, no limit");
    }
}
