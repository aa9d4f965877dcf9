//! Pages for people: what the platform answers to a browser, readable on a small phone, printed on A4.
//!
//! Owns: the layout and its style, codes as pictures, and one function for each page, from the view that JSON shows.
//! Refuses: script, anything that is loaded from elsewhere, and figures that the view does not hold; all that a view says is
//! escaped. Knows no HTTP and no database. Start at [`layout`], then [`authenticity`].

mod authenticity;
mod delivery_note;
mod handover_record;
mod layout;
mod parts;
mod problem;
mod qr;

pub use authenticity::authenticity;
pub use delivery_note::delivery_note;
pub use handover_record::handover_record;
pub use layout::style_source;
pub use problem::problem;
pub use qr::picture;
