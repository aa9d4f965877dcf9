//! Sales: what an outlet sold of each variant in a period, as its operator tells its makers.
//!
//! The periods of an outlet do not overlap each other, so that sums count nothing twice; the latest report on a period counts.

use chrono::NaiveDate;

use crate::catalog::{Outlet, OutletState};
use crate::labels;
use crate::shared::{CalendarPeriod, DateSense, Invalid};

labels! {
    /// What has happened to a sales report.
    pub enum SalesReportHappened {
        /// It was recorded; an older one on the same period is history from then on.
        Recorded = "recorded",
    }
}

/// The most lines of a report.
pub const MOST_SALES_LINES: usize = 500;

/// The most pieces of a line.
pub const MOST_PIECES: i64 = 1_000_000_000;

/// Reads the period of a report: a day, a week or a month of this time.
///
/// # Errors
/// [`Invalid`] at `/period`.
pub fn read_sales_period(code: &str, today: NaiveDate) -> Result<CalendarPeriod, Invalid> {
    if code.contains('/') {
        return Err(Invalid::new(
            "/period",
            "kind",
            "Laporkan penjualan per hari, minggu, atau bulan, misalnya 2027-01.",
            "Report sales by day, week or month, such as 2027-01.",
        ));
    }
    let period = CalendarPeriod::from_fields("", code, None)?;
    DateSense::Begins.judge("/period", period.first(), today)?;
    Ok(period)
}

/// Whether an outlet can have sold in a period: one that has begun, between its opening and its closing, and beside
/// none that it has told of in other pieces.
///
/// # Errors
/// [`Invalid`] at `/period`.
pub fn check_sales_period(
    period: &CalendarPeriod,
    outlet: &Outlet,
    told: &[CalendarPeriod],
    today: NaiveDate,
) -> Result<(), Invalid> {
    let bad = |code, id: &str, en: &str| Err(Invalid::new("/period", code, id.to_owned(), en.to_owned()));
    if !period.begun(today) {
        return bad("not-begun", "Pilih periode yang sudah mulai.", "Choose a period that has begun.");
    }
    let before_opening = outlet.opens.is_some_and(|opens| period.ended(opens));
    if before_opening || outlet.state.on(outlet.opens, today) == OutletState::Planned {
        return bad(
            "before-opening",
            "Gerai ini belum buka pada periode itu; lihat `opens_date`.",
            "The outlet had not opened in that period; look at its `opens_date`.",
        );
    }
    if outlet.closed.is_some_and(|closed| period.first() > closed) {
        return bad(
            "after-closing",
            "Gerai ini sudah tutup sebelum periode itu; lihat `closed_date`.",
            "The outlet had closed before that period; look at its `closed_date`.",
        );
    }
    if told.iter().any(|other| other != period && other.overlaps(period)) {
        return bad(
            "overlaps",
            "Hari-hari ini sudah dilaporkan dalam periode lain; lihat /v1/sales-reports, lalu pakai periode yang sama.",
            "These days were reported in another period; look at /v1/sales-reports, and keep to the same periods.",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::OutletKind;
    use crate::shared::{Id as _, OutletId, PartyId};

    fn period(code: &str) -> CalendarPeriod {
        CalendarPeriod::parse(code, None).expect("a period")
    }

    fn judged(code: &str, opens: Option<&str>, told: &[&str]) -> Result<(), String> {
        judged_until(code, opens, None, told)
    }

    fn judged_until(
        code: &str,
        opens: Option<&str>,
        closed: Option<&str>,
        told: &[&str],
    ) -> Result<(), String> {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let outlet = Outlet {
            id: OutletId::from_uuid(uuid::Uuid::nil()),
            operator: PartyId::from_uuid(uuid::Uuid::nil()),
            kind: OutletKind::Outlet,
            chain: None,
            state: if opens.is_some() { OutletState::Planned } else { OutletState::Open },
            opens: opens.map(day),
            closed: closed.map(day),
            dedicated_to: None,
        };
        let told: Vec<CalendarPeriod> = told.iter().map(|code| period(code)).collect();
        check_sales_period(&period(code), &outlet, &told, day("2027-02-10"))
            .map_err(|invalid| invalid.code.to_string())
    }

    #[test]
    fn an_outlet_tells_of_periods_that_have_begun_after_its_opening_and_do_not_overlap() {
        assert_eq!(
            judged("2027-01", None, &["2026-12", "2027-01"]),
            Ok(()),
            "a later report replaces the first"
        );
        assert_eq!(judged("2027-02", None, &["2027-01"]), Ok(()), "a month that has begun");
        assert_eq!(judged("2027-03", None, &[]), Err("not-begun".to_owned()));
        assert_eq!(judged("2027-01", Some("2027-01-31"), &[]), Ok(()), "sold on its last day");
        assert_eq!(judged("2027-01", Some("2027-02-01"), &[]), Err("before-opening".to_owned()));
        assert_eq!(judged("2027-02", Some("2027-02-11"), &[]), Err("before-opening".to_owned()));
        let closed = |code| judged_until(code, None, Some("2027-01-15"), &[]);
        assert_eq!(closed("2027-01"), Ok(()), "it sold until then");
        assert_eq!(closed("2027-01-15"), Ok(()));
        assert_eq!(closed("2027-01-16"), Err("after-closing".to_owned()));
        assert_eq!(judged("2027-W05", None, &["2027-02"]), Err("overlaps".to_owned()));
        assert_eq!(judged("2027-W04", None, &["2027-02"]), Ok(()));
    }

    #[test]
    fn seasons_and_other_ages_are_no_periods_of_sales() {
        let today = "2027-04-01".parse().expect("a date");
        let read =
            |code: &str| read_sales_period(code, today).map_err(|invalid| (invalid.pointer, invalid.code));
        let at = |code| Err(("/period".to_owned(), code));
        assert_eq!(read("2027-01-01/2027-02-01"), at("kind"));
        assert_eq!(read("0001-01"), at("implausible-date"));
        assert_eq!(read("2026-W54"), at("not-in-calendar"));
        assert_eq!(read("2027-03-10").map(|period| period.code()), Ok("2027-03-10".to_owned()));
    }
}
