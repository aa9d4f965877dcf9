//! The periods in which people plan: a day, an ISO week, a month, a season, a festival day; civil days in Asia/Jakarta.
//!
//! Owns how a period is written (`2026-03-05`, `2026-W07`, `2026-03`, `2026-10-01/2027-01-31` with a name, `2026-03-20` with a
//! name), which days it has, and that a schedule names no day twice. Refuses days, weeks and months that no calendar has.

use std::cmp::Ordering;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

use crate::{labels, say, words};

use super::{Bilingual, Invalid, Period, Quantity};

labels! {
    /// What kind of period it is.
    pub enum CalendarPeriodKind {
        /// One day.
        Day = "day",
        /// Monday to Sunday, numbered as in ISO 8601.
        Week = "week",
        /// A month.
        Month = "month",
        /// Several months with a name, such as a planting season.
        Season = "season",
        /// One day with a name.
        Festival = "festival",
    }
}

/// Why a text is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarPeriodError {
    /// It is written like no period.
    #[error("write 2026-03-05, 2026-W07, 2026-03 or 2026-10-01/2027-01-31")]
    Form,
    /// The calendar has no such day, week or month.
    #[error("the calendar has no such day, week or month")]
    NotInCalendar,
    /// A season ends before it begins, or is longer than a year.
    #[error("a season ends after its first day, a year later at most")]
    Backwards,
    /// A season without a name, or a name where none belongs.
    #[error("a season has a name, and so has a festival day; weeks and months have none")]
    Name,
}

/// A period of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarPeriod {
    kind: CalendarPeriodKind,
    first: NaiveDate,
    last: NaiveDate,
    name: Option<String>,
}

impl CalendarPeriod {
    /// The longest name, in characters.
    pub const MAX_NAME: usize = 100;

    /// Reads a period: its code, and the name of a season or a festival day.
    ///
    /// # Errors
    /// [`CalendarPeriodError`] naming what is wrong.
    pub fn parse(code: &str, name: Option<&str>) -> Result<Self, CalendarPeriodError> {
        use CalendarPeriodKind as K;
        let name = name.map(str::to_owned);
        let (kind, first, last) = match code.split_once('/') {
            Some((from, until)) => (K::Season, day(from)?, day(until)?),
            None if code.as_bytes().get(5) == Some(&b'W') => {
                let first = week(code)?;
                (K::Week, first, later(first, Days::new(6))?)
            }
            None if code.len() == 7 => {
                let first = month(code)?;
                let next = first.checked_add_months(Months::new(1));
                let last = next.and_then(|next| next.pred_opt());
                (K::Month, first, last.ok_or(CalendarPeriodError::NotInCalendar)?)
            }
            None => {
                let day = day(code)?;
                (if name.is_some() { K::Festival } else { K::Day }, day, day)
            }
        };
        if last < first || first.checked_add_months(Months::new(12)).is_some_and(|year| last >= year) {
            return Err(CalendarPeriodError::Backwards);
        }
        let fits = match kind {
            K::Season | K::Festival => {
                name.as_deref().is_some_and(|name| (1..=Self::MAX_NAME).contains(&name.chars().count()))
            }
            K::Day | K::Week | K::Month => name.is_none(),
        };
        if fits { Ok(Self { kind, first, last, name }) } else { Err(CalendarPeriodError::Name) }
    }

    /// Reads it out of the fields `period` and `name` below `at`.
    ///
    /// # Errors
    /// [`Invalid`] at the field that is to be mended.
    pub fn from_fields(at: &str, code: &str, name: Option<&str>) -> Result<Self, Invalid> {
        Self::parse(code, name).map_err(|error| invalid(at, error))
    }

    /// What kind of period it is.
    pub fn kind(&self) -> CalendarPeriodKind {
        self.kind
    }

    /// Its first day.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// The name of a season or a festival day.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// As it is written.
    pub fn code(&self) -> String {
        match self.kind {
            CalendarPeriodKind::Day | CalendarPeriodKind::Festival => self.first.to_string(),
            CalendarPeriodKind::Week => self.first.format("%G-W%V").to_string(),
            CalendarPeriodKind::Month => self.first.format("%Y-%m").to_string(),
            CalendarPeriodKind::Season => format!("{}/{}", self.first, self.last),
        }
    }

    /// Its days.
    pub fn days(&self) -> Period {
        Period { from: self.first, until: Some(self.last) }
    }

    /// Whether it has begun on a day.
    pub fn begun(&self, day: NaiveDate) -> bool {
        self.first <= day
    }

    /// Whether its last day has passed on a day.
    pub fn ended(&self, day: NaiveDate) -> bool {
        self.last < day
    }

    /// Whether the two have a day in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether all days of `inner` are among its own.
    pub fn covers(&self, inner: &Self) -> bool {
        self.first <= inner.first && inner.last <= self.last
    }

    /// What people call it: `minggu ke-7 tahun 2026`, `week 7 of 2026`.
    pub fn words(&self) -> Bilingual {
        let name = Bilingual::same(self.name.clone().unwrap_or_default());
        match self.kind {
            CalendarPeriodKind::Day => self.first.into(),
            CalendarPeriodKind::Week => {
                let week = self.first.iso_week();
                let (number, year) = (week.week(), week.year());
                Bilingual::new(format!("minggu ke-{number} tahun {year}"), format!("week {number} of {year}"))
            }
            CalendarPeriodKind::Month => words::month(self.first),
            CalendarPeriodKind::Season => {
                say!("{name} ({days})", "{name} ({days})", name = name, days = words::period(&self.days()))
            }
            CalendarPeriodKind::Festival => {
                say!("{name} ({day})", "{name} ({day})", name = name, day = self.first)
            }
        }
    }
}

impl PartialOrd for CalendarPeriod {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In order of their days.
impl Ord for CalendarPeriod {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |one: &Self| (one.first, one.last, one.kind, one.name.clone());
        key(self).cmp(&key(other))
    }
}

/// A quantity of one period of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// When.
    pub period: CalendarPeriod,
    /// How much.
    pub quantity: Quantity,
}

/// What is wrong with a schedule whose entries stand below `at`: one that is empty, periods with a day in common.
pub fn check_schedule(at: &str, schedule: &[Scheduled]) -> Vec<Invalid> {
    if schedule.is_empty() {
        return vec![Invalid::new(
            at,
            "item-count",
            "Isi paling sedikit satu periode dengan jumlahnya.",
            "Give at least one period with its quantity.",
        )];
    }
    let mut order: Vec<(usize, &CalendarPeriod)> =
        schedule.iter().map(|one| &one.period).enumerate().collect();
    order.sort_by_key(|(index, period)| (period.first(), period.last(), *index));
    let mut found: Vec<(usize, Invalid)> = Vec::new();
    // What ends last of all that begin earlier is what a later period meets first.
    let mut reach: Option<&CalendarPeriod> = None;
    for (index, period) in order {
        if let Some(earlier) = reach.filter(|earlier| earlier.overlaps(period)) {
            let detail = say!(
                "Periode ini beririsan dengan {other}; satu hari hanya termasuk dalam satu periode.",
                "This period overlaps {other}; a day belongs to one period alone.",
                other = earlier.words(),
            );
            found.push((index, Invalid::says(format!("{at}/{index}/period"), "periods-overlap", detail)));
        }
        reach = Some(reach.filter(|earlier| earlier.last() >= period.last()).unwrap_or(period));
    }
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, invalid)| invalid).collect()
}

fn invalid(at: &str, error: CalendarPeriodError) -> Invalid {
    let field = |name: &str| format!("{at}/{name}");
    match error {
        CalendarPeriodError::Form => Invalid::new(
            field("period"),
            "period-form",
            "Tulis hari (`2026-03-05`), minggu (`2026-W07`), bulan (`2026-03`), atau musim (`2026-10-01/2027-01-31`).",
            "Write a day (`2026-03-05`), a week (`2026-W07`), a month (`2026-03`) or a season (`2026-10-01/2027-01-31`).",
        ),
        CalendarPeriodError::NotInCalendar => Invalid::new(
            field("period"),
            "not-in-calendar",
            "Kalender tidak memiliki hari, minggu, atau bulan ini; periksa angkanya.",
            "The calendar has no such day, week or month; look at the figures again.",
        ),
        CalendarPeriodError::Backwards => Invalid::new(
            field("period"),
            "period-backwards",
            "Hari terakhir musim tidak boleh sebelum hari pertamanya, dan paling lama setahun sesudahnya.",
            "The last day of a season does not lie before its first, and a year after it at most.",
        ),
        CalendarPeriodError::Name => Invalid::new(
            field("name"),
            "period-name",
            "Isi nama untuk musim dan hari raya, paling panjang 100 karakter; minggu dan bulan tanpa nama.",
            "Give a season or a festival day a name of at most 100 characters, and a week or a month none.",
        ),
    }
}

/// The digits of a part of a code.
fn figure(text: &str, digits: usize) -> Result<u32, CalendarPeriodError> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = plain.then(|| text.parse().ok()).flatten();
    read.ok_or(CalendarPeriodError::Form)
}

fn year(text: &str) -> Result<i32, CalendarPeriodError> {
    i32::try_from(figure(text, 4)?).map_err(|_| CalendarPeriodError::Form)
}

fn day(code: &str) -> Result<NaiveDate, CalendarPeriodError> {
    let parts: Vec<&str> = code.split('-').collect();
    let [of_year, of_month, day] = parts[..] else { return Err(CalendarPeriodError::Form) };
    let (year, month, day) = (year(of_year)?, figure(of_month, 2)?, figure(day, 2)?);
    NaiveDate::from_ymd_opt(year, month, day).ok_or(CalendarPeriodError::NotInCalendar)
}

fn month(code: &str) -> Result<NaiveDate, CalendarPeriodError> {
    let (of_year, of_month) = code.split_once('-').ok_or(CalendarPeriodError::Form)?;
    let (year, month) = (year(of_year)?, figure(of_month, 2)?);
    NaiveDate::from_ymd_opt(year, month, 1).ok_or(CalendarPeriodError::NotInCalendar)
}

fn week(code: &str) -> Result<NaiveDate, CalendarPeriodError> {
    let (of_year, number) = code.split_once("-W").ok_or(CalendarPeriodError::Form)?;
    let (year, number) = (year(of_year)?, figure(number, 2)?);
    NaiveDate::from_isoywd_opt(year, number, Weekday::Mon).ok_or(CalendarPeriodError::NotInCalendar)
}

fn later(day: NaiveDate, days: Days) -> Result<NaiveDate, CalendarPeriodError> {
    day.checked_add_days(days).ok_or(CalendarPeriodError::NotInCalendar)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shared::Unit;

    fn read(code: &str) -> CalendarPeriod {
        CalendarPeriod::parse(code, code.contains('/').then_some("musim tanam")).expect("a period")
    }

    fn days(code: &str) -> (String, String) {
        let period = read(code);
        (period.first().to_string(), period.last().to_string())
    }

    #[test]
    fn a_period_has_its_first_and_its_last_day() {
        for (code, first, last) in [
            ("2026-03-05", "2026-03-05", "2026-03-05"),
            ("2026-W01", "2025-12-29", "2026-01-04"),
            ("2026-W07", "2026-02-09", "2026-02-15"),
            ("2026-W53", "2026-12-28", "2027-01-03"),
            ("2026-02", "2026-02-01", "2026-02-28"),
            ("2028-02", "2028-02-01", "2028-02-29"),
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2028-02-29", "2028-02-29", "2028-02-29"),
            ("2026-10-01/2027-09-30", "2026-10-01", "2027-09-30"),
        ] {
            assert_eq!(days(code), (first.to_owned(), last.to_owned()), "{code}");
            assert_eq!(read(code).code(), code);
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        use CalendarPeriodError as E;
        for (code, name, error) in [
            ("2026-W54", None, E::NotInCalendar),
            ("2025-W53", None, E::NotInCalendar),
            ("2026-W00", None, E::NotInCalendar),
            ("2026-13", None, E::NotInCalendar),
            ("2026-00", None, E::NotInCalendar),
            ("2026-02-29", None, E::NotInCalendar),
            ("2026-04-31", None, E::NotInCalendar),
            ("2026-04-01/2026-03-31", Some("x"), E::Backwards),
            ("2026-04-01/2027-04-01", Some("x"), E::Backwards),
            ("2026-04-01/2026-06-31", Some("x"), E::NotInCalendar),
            ("2026-04-01/2026-06-30", None, E::Name),
            ("2026-04-01/2026-06-30", Some(""), E::Name),
            ("2026-W07", Some("Imlek"), E::Name),
            ("2026-02", Some("Ramadan"), E::Name),
            ("2026-1", None, E::Form),
            ("2026-w07", None, E::Form),
            ("2026W07", None, E::Form),
            ("2026-W7", None, E::Form),
            ("26-03-05", None, E::Form),
            ("2026-3-5", None, E::Form),
            ("+026-03", None, E::Form),
            ("2026-0é", None, E::Form),
            ("éé-W07", None, E::Form),
            ("", None, E::Form),
            ("/", Some("x"), E::Form),
        ] {
            assert_eq!(CalendarPeriod::parse(code, name), Err(error), "{code} {name:?}");
        }
        let long = "x".repeat(101);
        assert_eq!(CalendarPeriod::parse("2026-03-20", Some(&long)), Err(E::Name));
    }

    #[test]
    fn a_day_with_a_name_is_a_festival() {
        let fitr = CalendarPeriod::parse("2026-03-20", Some("Idul Fitri")).expect("a festival");
        assert_eq!((fitr.kind(), fitr.name()), (CalendarPeriodKind::Festival, Some("Idul Fitri")));
        assert_eq!(fitr.words().en, "Idul Fitri (20 March 2026)");
        assert_eq!(read("2026-W07").words().id, "minggu ke-7 tahun 2026");
        assert_eq!(read("2026-03").words(), Bilingual::new("Maret 2026", "March 2026"));
    }

    fn schedule(codes: &[&str]) -> Vec<Scheduled> {
        let quantity = Quantity::from_base(1, Unit::Grm).expect("a gram");
        codes.iter().map(|code| Scheduled { period: read(code), quantity }).collect()
    }

    fn pointers(codes: &[&str]) -> Vec<String> {
        check_schedule("/s", &schedule(codes)).into_iter().map(|one| one.pointer).collect()
    }

    #[test]
    fn a_day_belongs_to_one_period_of_a_schedule() {
        assert!(pointers(&["2026-03", "2026-02", "2026-04-01"]).is_empty());
        assert_eq!(pointers(&["2026-03", "2026-03"]), ["/s/1/period"]);
        assert_eq!(pointers(&["2026-W14", "2026-03", "2026-04"]), ["/s/0/period", "/s/2/period"]);
        assert_eq!(
            pointers(&["2026-01-01/2026-12-31", "2026-02", "2026-06"]),
            ["/s/1/period", "/s/2/period"]
        );
        assert_eq!(pointers(&[]), ["/s"]);
    }

    fn any_period() -> impl Strategy<Value = CalendarPeriod> {
        (0_u64..800, 0_u64..300, 0..4).prop_map(|(from, length, kind)| {
            let first =
                NaiveDate::from_ymd_opt(2025, 6, 1).and_then(|day| day.checked_add_days(Days::new(from)));
            let first = first.expect("a day");
            let last = first.checked_add_days(Days::new(length)).expect("a day");
            match kind {
                0 => read(&first.to_string()),
                1 => read(&first.format("%G-W%V").to_string()),
                2 => read(&first.format("%Y-%m").to_string()),
                _ => read(&format!("{first}/{last}")),
            }
        })
    }

    fn all_days(period: &CalendarPeriod) -> Vec<NaiveDate> {
        period.first().iter_days().take_while(|day| *day <= period.last()).collect()
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(period in any_period()) {
            prop_assert_eq!(CalendarPeriod::parse(&period.code(), period.name()), Ok(period));
        }

        #[test]
        fn periods_overlap_where_they_share_a_day(one in any_period(), other in any_period()) {
            let (days, others) = (all_days(&one), all_days(&other));
            prop_assert_eq!(one.overlaps(&other), days.iter().any(|day| others.contains(day)));
            prop_assert_eq!(one.covers(&other), others.iter().all(|day| days.contains(day)));
        }

        #[test]
        fn a_schedule_is_refused_where_two_of_it_share_a_day(periods in prop::collection::vec(any_period(), 1..6)) {
            let quantity = Quantity::from_base(1, Unit::Grm).expect("a gram");
            let schedule: Vec<_> =
                periods.iter().map(|period| Scheduled { period: period.clone(), quantity }).collect();
            let mut meet = false;
            for (index, one) in periods.iter().enumerate() {
                meet |= periods[index + 1..].iter().any(|other| one.overlaps(other));
            }
            prop_assert_eq!(!check_schedule("", &schedule).is_empty(), meet);
        }
    }
}
