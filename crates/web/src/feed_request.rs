//! A checked request for a slice of the feed: after which position, how many, how long to wait, which types.

use std::time::Duration;

use api_types::{ListEventsQuery, StreamEventsQuery};
use domain::shared::Invalid;

use crate::ApiError;

/// What part of the feed is asked for, within the documented limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRequest {
    /// The position after which to start.
    pub after: i64,
    /// Events per answer, 1 to 500.
    pub limit: i64,
    /// How long to wait for something new, at most 25 seconds.
    pub wait: Duration,
    /// Only these types; all when empty.
    pub types: Vec<String>,
}

impl FeedRequest {
    /// Reads the query of a slice.
    ///
    /// # Errors
    /// 422 naming the parameter that is out of range.
    pub fn of(query: &ListEventsQuery) -> Result<Self, ApiError> {
        let after = position("?after", query.after.unwrap_or(0))?;
        let limit = query.limit.unwrap_or(100);
        let wait = query.wait_ms.unwrap_or(0);
        if !(1..=500).contains(&limit) {
            return Err(out_of_range(
                "?limit",
                "Isi `limit` dengan angka 1 sampai 500.",
                "Give a `limit` of 1 to 500.",
            ));
        }
        if wait > 25_000 {
            return Err(out_of_range(
                "?wait_ms",
                "Isi `wait_ms` dengan angka 0 sampai 25.000 (milidetik).",
                "Give a `wait_ms` of 0 to 25,000 (milliseconds).",
            ));
        }
        let types = query.types.as_deref().unwrap_or("");
        let types: Vec<String> =
            types.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
        if types.len() > 50 {
            return Err(out_of_range(
                "?types",
                "Sebutkan paling banyak 50 jenis kejadian, atau kosongkan untuk semuanya.",
                "Name at most 50 types of events, or leave it out for all.",
            ));
        }
        Ok(Self { after, limit: i64::from(limit), wait: Duration::from_millis(u64::from(wait)), types })
    }

    /// The position after which a stream starts: the header `Last-Event-ID` (a position, and after a `-` the epoch it belongs
    /// to), else the query; and that epoch, where it is given.
    ///
    /// # Errors
    /// 422 naming the header or parameter that is not a position.
    pub fn resume(
        query: &StreamEventsQuery,
        last_event_id: Option<&str>,
    ) -> Result<(i64, Option<String>), ApiError> {
        const HEADER: &str = "Last-Event-ID";
        let Some(text) = last_event_id else {
            return Ok((position("?after", query.after.unwrap_or(0))?, None));
        };
        let (at, epoch) = match text.split_once('-').filter(|(at, _)| !at.is_empty()) {
            Some((at, epoch)) => (at, Some(epoch.to_owned())),
            None => (text, None),
        };
        Ok((position(HEADER, at.parse().map_err(|_| no_position(HEADER))?)?, epoch))
    }
}

/// Positions count from 1; 0 is the beginning.
fn position(pointer: &str, position: i64) -> Result<i64, ApiError> {
    if position < 0 { Err(no_position(pointer)) } else { Ok(position) }
}

fn no_position(pointer: &str) -> ApiError {
    out_of_range(
        pointer,
        "Isi dengan posisi kejadian terakhir yang sudah dibaca, atau 0 untuk mulai dari awal.",
        "Give the position of the last event that was read, or 0 to begin at the first.",
    )
}

fn out_of_range(pointer: &str, id: &str, en: &str) -> ApiError {
    ApiError::invalid(vec![Invalid::new(pointer, "out-of-range", id, en)])
}
