//! Readers of positions: the cursor of a list, the place in a feed.

use api_types::{DEFAULT_LIMIT, ListEventsQuery, ListTransitionsQuery, MAX_LIMIT, StreamEventsQuery};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::shared::ProductId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use web::{FeedRequest, PageRequest, page, read};

type Place = (DateTime<Utc>, String, String);

/// Any text as a cursor is refused or stands for one place; the cursor of a place leads back to it, and only
/// under the same filters; no page is longer than the limit.
pub fn cursor(data: &[u8]) {
    let (_, text) = crate::choice_and_text(data);
    from_a_cursor::<ProductId>(&text);
    from_a_cursor::<Place>(&text);
    from_a_cursor::<String>(&text);
    // The same text inside a cursor with a right mark: a fuzzer would not guess the eight bytes.
    let marked = [mark().as_slice(), text.as_bytes()].concat();
    let marked = URL_SAFE_NO_PAD.encode(marked);
    from_a_cursor::<ProductId>(&marked);
    from_a_cursor::<Place>(&marked);
    from_a_cursor::<(i32, Option<String>, ProductId)>(&marked);
    if !text.contains('\0') {
        from_a_place(&text.into_owned());
    }
    let limit = data.iter().fold(0_u32, |limit, byte| (limit << 8) | u32::from(*byte));
    match PageRequest::<String>::of(&query(Some(limit), None)) {
        Ok(request) => assert!((1..=i64::from(MAX_LIMIT)).contains(&request.limit)),
        Err(_) => assert!(limit == 0 || limit > MAX_LIMIT),
    }
}

fn query(limit: Option<u32>, cursor: Option<&str>) -> ListTransitionsQuery {
    ListTransitionsQuery { limit, cursor: cursor.map(str::to_owned) }
}

fn read_place<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    PageRequest::of(&query(Some(DEFAULT_LIMIT), Some(cursor))).ok()?.after
}

/// The cursor of the page after a page of one item at this place.
fn write_place<K: DeserializeOwned + Serialize + Clone>(place: &K) -> String {
    let request = PageRequest::<K>::of(&query(Some(1), None)).expect("one item is within the limit");
    let first = page(&request, vec![(), ()], |()| place.clone());
    assert_eq!(first.items.len(), 1);
    first.next_cursor.expect("a second item follows")
}

fn mark() -> [u8; 8] {
    let bytes = URL_SAFE_NO_PAD.decode(write_place(&String::new())).expect("a cursor is base 64");
    *bytes.first_chunk().expect("a cursor begins with its mark")
}

fn from_a_cursor<K: DeserializeOwned + Serialize + Clone + PartialEq + Debug>(text: &str) {
    if let Some(place) = read_place::<K>(text) {
        from_a_place(&place);
    }
}

fn from_a_place<K: DeserializeOwned + Serialize + Clone + PartialEq + Debug>(place: &K) {
    let cursor = write_place(place);
    assert_eq!(read_place::<K>(&cursor).as_ref(), Some(place), "a page must be followed by the next");
    let elsewhere = api_types::ListWorkItemsQuery {
        action: Some("sign_agreement".to_owned()),
        limit: None,
        cursor: Some(cursor),
    };
    assert!(PageRequest::<K>::of(&elsewhere).is_err(), "a cursor is bound to its filters");
}

/// Any query of the feed is refused or asks for something within the documented limits.
pub fn feed(data: &[u8]) {
    let (_, text) = crate::choice_and_text(data);
    if let Ok(request) = read::query::<ListEventsQuery>(&text).and_then(|query| FeedRequest::of(&query)) {
        assert!(request.after >= 0 && (1..=500).contains(&request.limit), "{request:?}");
        assert!(request.wait.as_millis() <= 25_000 && request.types.len() <= 50, "{request:?}");
        assert!(request.types.iter().all(|one| !one.is_empty() && !one.contains('\0')), "{request:?}");
    }
    let stream = read::query::<StreamEventsQuery>(&text).unwrap_or_default();
    for header in [None, Some(text.as_ref())] {
        if let Ok((after, _)) = FeedRequest::resume(&stream, header) {
            assert!(after >= 0);
        }
    }
}
