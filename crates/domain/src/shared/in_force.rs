//! Which of several texts of one thing is in force, in both times.
//!
//! Owns the rule alone: the last one signed whose day has come, as far as it was signed by then.

use chrono::{DateTime, NaiveDate, Utc};

/// The text in force on `day`, of the texts of one thing in the order signed, each with its first day: the last one whose day
/// has come; the first before any has. None where there are none.
fn in_force_on<T>(texts: &[T], from: impl Fn(&T) -> NaiveDate, day: NaiveDate) -> Option<&T> {
    texts.iter().rfind(|text| from(text) <= day).or_else(|| texts.first())
}

/// The text in force on `day` as it was known at `known_at`, of the texts of one thing in the order signed; `of` gives the first
/// day of each and when it was recorded. The first was signed with the thing itself and is always known. None where there are
/// none.
pub fn in_force_at<T>(
    texts: &[T],
    of: impl Fn(&T) -> (NaiveDate, DateTime<Utc>),
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> Option<&T> {
    let later = texts.iter().skip(1).take_while(|text| of(text).1 <= known_at).count();
    let known = &texts[..texts.len().min(1 + later)];
    in_force_on(known, |text| of(text).0, day)
}

/// The texts that come into force after `day`, of the texts of one thing in the order signed, each with its first day. One that
/// the next replaces on its own day never holds.
pub fn in_force_after<T>(
    texts: &[T],
    from: impl Fn(&T) -> NaiveDate,
    day: NaiveDate,
) -> impl Iterator<Item = &T> {
    let later = texts.iter().enumerate().skip(1).filter(move |(place, text)| {
        let first = from(text);
        first > day && texts.get(place + 1).is_none_or(|next| from(next) > first)
    });
    later.map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_whose_day_has_come_is_in_force() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let texts = [(1, day("2022-06-10")), (2, day("2022-09-01")), (3, day("2022-09-01"))];
        let on = |at: &str| in_force_on(&texts, |text| text.1, day(at)).map(|text| text.0);
        assert_eq!(on("2022-01-01"), Some(1));
        assert_eq!(on("2022-08-31"), Some(1));
        assert_eq!(on("2022-09-01"), Some(3));
        assert_eq!(in_force_on(&[], |day: &NaiveDate| *day, day("2022-09-01")), None);
    }

    #[test]
    fn what_was_signed_later_is_not_in_force_for_who_did_not_know_it() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let texts = [
            (1, (day("2022-06-10"), at("2022-06-10T03:00:00Z"))),
            (2, (day("2022-09-01"), at("2022-08-20T03:00:00Z"))),
        ];
        let on = |day, known| in_force_at(&texts, |text| text.1, day, known).map(|text| text.0);
        assert_eq!(on(day("2022-09-01"), at("2022-08-20T03:00:00Z")), Some(2));
        assert_eq!(on(day("2022-09-01"), at("2022-08-20T02:59:59Z")), Some(1));
        assert_eq!(on(day("2022-08-31"), at("2022-12-31T00:00:00Z")), Some(1));
        assert_eq!(on(day("2022-09-01"), at("2020-01-01T00:00:00Z")), Some(1), "the first is always known");
        assert_eq!(
            in_force_at(&texts[..0], |text| text.1, day("2022-09-01"), DateTime::<Utc>::MAX_UTC),
            None
        );
    }

    #[test]
    fn what_comes_into_force_later_leaves_out_what_is_replaced_on_its_own_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let texts =
            [(1, day("2022-06-10")), (2, day("2022-09-01")), (3, day("2022-09-01")), (4, day("2022-10-01"))];
        let after =
            |at: &str| in_force_after(&texts, |text| text.1, day(at)).map(|text| text.0).collect::<Vec<_>>();
        assert_eq!(after("2022-05-01"), [3, 4], "the first one is no later text");
        assert_eq!(after("2022-09-01"), [4]);
        assert_eq!(after("2022-10-01"), [0; 0]);
    }
}
