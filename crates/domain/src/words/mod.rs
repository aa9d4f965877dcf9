//! How the platform names things to people, in Indonesian and English; every text is built from here.
//!
//! Owns: the names of states, actions, roles and every other closed set; figures with their units; dates, money,
//! regions; lists and sentences; the captions of pages. Refuses: codes, ISO dates and raw labels inside a sentence. Owns no rule.
//! Start reading at [`say!`](crate::say) and [`name`].

pub mod captions;
mod commodities;
mod dates;
mod figures;
mod language;
mod names;
mod regions;
mod sentences;
mod steps;
mod things;

pub use commodities::commodity;
pub use dates::{date, date_time, date_times, month, period};
pub use figures::{amount, count, money, natural, number, percent, price, quantity, rupiah};
pub use language::Language;
pub use names::name;
pub use regions::{region, region_name};
pub use sentences::{all_of, inside_sentence, none, one_of};
