//! Every write with every malicious body, and every place of a body that fits with every malicious value, one at a
//! time, nested places included.

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::{Value, json};
use web::Access;

use super::places::places;
use super::{Ids, Target, allowed, check, panics, targets};
use crate::{App, Caller, Response};

/// Requests under way at once.
const AT_ONCE: usize = 8;

/// What is put into a place, as raw bytes of JSON or of what calls itself so.
struct Poison {
    bytes: Vec<u8>,
    /// It fits no field of any kind.
    never_fits: bool,
}

fn poisons() -> Vec<Poison> {
    let may = |text: &str| Poison { bytes: text.as_bytes().to_vec(), never_fits: false };
    let never = |bytes: &[u8]| Poison { bytes: bytes.to_vec(), never_fits: true };
    let mut all: Vec<Poison> = [
        "null",
        "\"\"",
        "\" \"",
        "\"\u{202e}gnp.exe\u{2066}\"",
        "\"e\u{301}\u{fffd}\u{10ffff}\u{feff}\"",
        "\"\u{e9}\"",
        "\"'; drop table party; --\"",
        "\"../../etc/passwd\"",
        "\"9999-99-99\"",
        "\"+262142-12-31T23:59:59Z\"",
        "\"0000-01-01\"",
        "\"1e3\"",
        "\"99999999999999999999999999999999\"",
        "-1",
        "-9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890123456789012345678901234567890",
        "1.5e300",
        "true",
        "[]",
        "{}",
        "[[[[[[[[[[1]]]]]]]]]]",
    ]
    .into_iter()
    .map(may)
    .collect();
    all.push(may(&json!("a".repeat(100_000)).to_string()));
    all.extend([
        never(b"\"\\ud800\""),
        never(b"\"\\udc00\\ud800\""),
        never(b"\"a\\u0000b\""),
        never(b"\"a\0b\""),
        never(b"\"\xff\xfe\""),
        never(b"\"\xed\xa0\x80\""),
        never(b"1e400"),
        never(b"NaN"),
        never(b"'a'"),
        never(b"\"unclosed"),
        never(br#"{"__proto__":{"a":1}}"#),
        never("[".repeat(5_000).as_bytes()),
    ]);
    all
}

/// Bodies that are not even JSON, or more than JSON should be.
fn whole_bodies() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        b"{".to_vec(),
        b"[]".to_vec(),
        b"[[]]".to_vec(),
        b"null".to_vec(),
        b"\"text\"".to_vec(),
        b"{} {}".to_vec(),
        b"\xff\xfe{\0}\0".to_vec(),
        b"\xef\xbb\xbf[]".to_vec(),
        br#"{"a":"\ud800"}"#.to_vec(),
        br#"{"note":"a\u0000b"}"#.to_vec(),
        "{\"a\":".repeat(20_000).into_bytes(),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes(),
        vec![b' '; 300 * 1024],
    ]
}

/// The body with raw bytes in one place.
fn poisoned(body: &Value, place: &str, bytes: &[u8]) -> Vec<u8> {
    const MARK: &str = "\"the place of the poison\"";
    let mut marked = body.clone();
    *marked.pointer_mut(place).expect("a place of the body") = json!(MARK.trim_matches('"'));
    let text = marked.to_string();
    let (before, after) = text.split_once(MARK).expect("the mark is there once");
    [before.as_bytes(), bytes, after.as_bytes()].concat()
}

/// The value at a place given twice.
fn doubled(body: &Value, place: &str) -> Option<Vec<u8>> {
    let (_, name) = place.rsplit_once('/')?;
    let value = body.pointer(place)?.to_string();
    // An index has no name to be given twice.
    name.parse::<usize>()
        .is_err()
        .then(|| poisoned(body, place, format!("{value},{}:{value}", json!(name)).as_bytes()))
}

/// What is sent, and what the answer has to be beyond a proper refusal.
struct Shot {
    body: Vec<u8>,
    shown: String,
    refused: bool,
    /// The place an answer has to name.
    named: Option<String>,
}

fn shots(target: &Target, document: &Value) -> Vec<Shot> {
    let whole = whole_bodies().into_iter().map(|body| {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        Shot { body, shown, refused: true, named: None }
    });
    let mut shots: Vec<Shot> = whole.collect();
    let body = target.body(document, &Ids::new()).unwrap_or_default();
    let (poisons, shortened) = (poisons(), std::env::var_os("KAD_LONG").is_none());
    for (number, place) in places(&body).into_iter().enumerate() {
        let here = body.pointer(&place);
        // An object is nowhere a text or a number, a text nowhere an object or a list: the answer names the place.
        let misfit = if here.is_some_and(|value| value.is_object() || value.is_array()) {
            "\"x\""
        } else {
            "{\"x\":1}"
        };
        let bytes = poisoned(&body, &place, misfit.as_bytes());
        shots.push(Shot {
            body: bytes,
            shown: format!("{place} = {misfit}"),
            refused: true,
            named: Some(place.clone()),
        });
        if let Some(body) = doubled(&body, &place) {
            shots.push(Shot { body, shown: format!("{place} twice"), refused: true, named: None });
        }
        for (index, poison) in poisons.iter().enumerate() {
            // The short run gives each place a third of the poisons, the next place the next third.
            if shortened && (number + index) % 3 != 0 {
                continue;
            }
            let shown = String::from_utf8_lossy(&poison.bytes[..poison.bytes.len().min(60)]).into_owned();
            let shown = format!("{place} = {shown}");
            let bytes = poisoned(&body, &place, &poison.bytes);
            shots.push(Shot { body: bytes, shown, refused: poison.never_fits, named: None });
        }
    }
    shots
}

/// Whether an answer names a place, what is around it or what is in it.
fn names(answer: &Response, place: &str) -> bool {
    let mut errors = answer.json["errors"].as_array().into_iter().flatten();
    errors.any(|error| {
        let pointer = error["pointer"].as_str().unwrap_or("-");
        place.starts_with(pointer) || pointer.starts_with(place)
    })
}

async fn fire(target: &Target, caller: &Caller, shot: Shot) {
    let Shot { body, shown, refused, named } = shot;
    let answer = target.call(caller, &target.absent_path(), Some(body), "\"v1\"").await;
    let told = format!("{} with {shown}: {} {}", target.access.id, answer.status, answer.text);
    check(&target.access, &shown, &answer);
    if refused {
        assert!(matches!(answer.status, 400 | 413 | 422), "{told}");
    }
    if answer.code() == "validation-failed" {
        assert!(answer.json["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{told}");
    }
    if let Some(place) = named {
        assert!(names(&answer, &place), "the place is not named: {told}");
    }
}

/// Every write with every malicious body and every place of it with every malicious value: no 5xx, no panic; every
/// refusal a problem, which names the place where the form is wrong. `KAD_LONG=1` leaves nothing out.
///
/// # Panics
/// When one does harm.
pub async fn survives_malicious_bodies(app: &App, operations: &[Access], document: &Value) {
    let panics = panics::seen();
    let mut fired = 0;
    for target in targets(operations, document).iter().filter(|target| target.schema.is_some()) {
        // Every other answer is asked for in Indonesian, so that both languages are seen.
        let english = app.caller(&allowed(&target.access));
        let indonesian = english.clone().in_indonesian();
        let shots = shots(target, document);
        fired += shots.len();
        let firing = shots.into_iter().enumerate().map(|(index, shot)| {
            let caller = if index % 2 == 0 { &english } else { &indonesian };
            fire(target, caller, shot)
        });
        stream::iter(firing).buffer_unordered(AT_ONCE).collect::<()>().await;
        let huge = format!("{{\"note\":\"{}\"}}", "a".repeat(10 * 1024 * 1024)).into_bytes();
        target
            .call(&english, &target.absent_path(), Some(huge), "\"v1\"")
            .await
            .expect_problem(413, "payload-too-large");
    }
    assert_eq!(panics::seen(), panics, "the product has panicked");
    println!("{fired} malicious bodies");
}
