//! Facts of another time than now: what may be recorded late, and by whom.
//!
//! Owns: the window within which the time of a fact needs no permission, and the grant to record the past.
//! Refuses: times in the future, and the past without a grant.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::say;

use super::{BackfillGrantId, Bilingual, Period, Refusal, RefusalCode, Unmet, jakarta_date};

/// The permission of one party to record facts of a past period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackfillGrant {
    /// Its id; facts recorded by it name it.
    pub id: BackfillGrantId,
    /// The civil dates (Asia/Jakarta) it covers.
    pub covers: Period,
}

/// How far the time of a fact may lie from the server's time without a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OccurrenceWindow {
    /// How far back; phones upload late after days without a network.
    pub past: TimeDelta,
    /// How far ahead; clocks of phones run fast.
    pub future: TimeDelta,
}

impl OccurrenceWindow {
    /// Seven days back, five minutes ahead.
    pub const USUAL: Self = Self { past: TimeDelta::days(7), future: TimeDelta::minutes(5) };
}

/// How a fact whose time is accepted is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OccurrenceMark {
    /// Recorded when it happened, or soon after.
    Current,
    /// Recorded from the past, by this grant.
    Backfilled(BackfillGrantId),
}

/// Judges the time of a fact against the server's time and the acting party's grants.
///
/// Inside the window no grant is needed; before it, a grant must cover its date.
///
/// # Errors
/// `occurred-time-in-future` or `backfill-not-granted`.
pub fn check_occurred_at(
    occurred: DateTime<Utc>,
    server: DateTime<Utc>,
    grants: &[BackfillGrant],
    window: OccurrenceWindow,
) -> Result<OccurrenceMark, Refusal> {
    let ahead = occurred.signed_duration_since(server);
    if ahead > window.future {
        return Err(in_future(occurred, server));
    }
    if -ahead <= window.past {
        return Ok(OccurrenceMark::Current);
    }
    let day = jakarta_date(occurred);
    match grants.iter().find(|grant| grant.covers.contains(day)) {
        Some(grant) => Ok(OccurrenceMark::Backfilled(grant.id)),
        None => Err(not_granted(occurred, day, window.past.num_days())),
    }
}

fn in_future(occurred: DateTime<Utc>, server: DateTime<Utc>) -> Refusal {
    Refusal::rule(
        RefusalCode::OccurredTimeInFuture,
        vec![Unmet {
            rule: "occurred_time_not_in_future".to_owned(),
            subject: "occurred_at".to_owned(),
            found: occurred.into(),
            required: say!("paling lambat {now}", "at most {now}", now = server),
            how_to_fix: Bilingual::new(
                "Periksa tanggal, jam, dan zona waktu perangkat Anda, lalu kirim ulang.",
                "Check the date, clock and time zone of your device, then send again.",
            ),
            legal_basis: None,
        }],
    )
}

fn not_granted(occurred: DateTime<Utc>, day: NaiveDate, days: i64) -> Refusal {
    Refusal::rule(
        RefusalCode::BackfillNotGranted,
        vec![Unmet {
            rule: "backfill_granted".to_owned(),
            subject: "occurred_at".to_owned(),
            found: occurred.into(),
            required: say!(
                "paling lama {days} hari yang lalu, atau izin yang mencakup {day}",
                "within {days} days, or a grant that covers {day}",
                days = days,
                day = day,
            ),
            how_to_fix: say!(
                "Kejadian lebih dari {days} hari lalu hanya dapat dicatat dengan izin. Mintalah koordinator KAD daerah Anda memberi izin yang mencakup {day}.",
                "What happened more than {days} days ago needs a grant. Ask the KAD coordinator of your region for one that covers {day}.",
                days = days,
                day = day,
            ),
            legal_basis: None,
        }],
    )
}

#[cfg(test)]
mod tests {
    use super::super::Id as _;
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn grant(from: &str, until: &str) -> BackfillGrant {
        let day = |text: &str| text.parse().expect("a date");
        BackfillGrant {
            id: BackfillGrantId::from_uuid(uuid::Uuid::from_u128(1)),
            covers: Period { from: day(from), until: Some(day(until)) },
        }
    }

    #[test]
    fn the_past_needs_a_grant_that_covers_the_day_in_jakarta() {
        let server = at("2026-11-22T00:00:00Z");
        let occurred = at("2022-06-09T17:00:00Z");
        let check =
            |grants: &[BackfillGrant]| check_occurred_at(occurred, server, grants, OccurrenceWindow::USUAL);
        let code = |result: Result<OccurrenceMark, Refusal>| result.expect_err("refused").code;
        assert_eq!(code(check(&[])), RefusalCode::BackfillNotGranted);
        assert_eq!(code(check(&[grant("2022-06-09", "2022-06-09")])), RefusalCode::BackfillNotGranted);
        let good = grant("2022-06-10", "2022-06-10");
        assert_eq!(
            check(&[grant("2020-01-01", "2020-12-31"), good]),
            Ok(OccurrenceMark::Backfilled(good.id))
        );
    }

    #[test]
    fn no_grant_reaches_into_the_future() {
        let server = at("2026-11-22T00:00:00Z");
        let always = [grant("2000-01-01", "2100-01-01")];
        let check = |occurred| check_occurred_at(at(occurred), server, &always, OccurrenceWindow::USUAL);
        assert_eq!(check("2026-11-22T00:05:00Z"), Ok(OccurrenceMark::Current));
        assert_eq!(
            check("2026-11-22T00:05:01Z").expect_err("refused").code,
            RefusalCode::OccurredTimeInFuture
        );
        assert_eq!(check("2026-11-15T00:00:00Z"), Ok(OccurrenceMark::Current));
        assert!(matches!(check("2026-11-14T23:59:59Z"), Ok(OccurrenceMark::Backfilled(_))));
    }

    proptest! {
        #[test]
        fn without_grants_exactly_the_window_is_accepted(seconds in -2_000_000_i64..2_000_000) {
            let server = at("2026-11-22T00:00:00Z");
            let occurred = server + TimeDelta::seconds(seconds);
            let accepted = check_occurred_at(occurred, server, &[], OccurrenceWindow::USUAL).is_ok();
            prop_assert_eq!(accepted, (-7 * 86_400..=300).contains(&seconds));
        }
    }
}
