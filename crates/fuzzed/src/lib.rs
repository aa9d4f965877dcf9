//! What every reader of strangers' text must hold, whatever it is fed: it does not panic, it stays within its
//! limits, and what it reads it writes and reads back unchanged.
//!
//! Owns the properties, one function for each reader. `fuzz/` feeds them what a fuzzer invents, the test beside
//! them the seeds of `fuzz/seeds/` and thousands of small damages to each: the two cannot drift apart. A broken
//! promise is a panic.

mod headers;
mod pages;
mod sheets;
mod values;

pub use headers::{if_match, key, negotiation};
pub use pages::{cursor, feed};
pub use sheets::sheet;
pub use values::{codes, instants, json, quantity};

/// A target: its name, which names its seeds and its binary in `fuzz/`, and what must hold.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("codes", codes),
    ("cursor", cursor),
    ("feed", feed),
    ("if_match", if_match),
    ("instants", instants),
    ("json", json),
    ("key", key),
    ("negotiation", negotiation),
    ("quantity", quantity),
    ("sheet", sheet),
];

/// The first byte, as a choice, and the rest as text.
fn choice_and_text(data: &[u8]) -> (usize, std::borrow::Cow<'_, str>) {
    let (choice, text) = data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest));
    (choice, String::from_utf8_lossy(text))
}
