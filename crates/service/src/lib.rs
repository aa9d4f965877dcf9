//! What the three services do the same way, where `db` and `web` meet.
//!
//! Owns: the write path ([`Core::write`]: idempotency key, effect, events and answer in one
//! transaction), the one error of operations ([`Error`]), history, the feed and its consumers, the
//! background work, and the start of a service binary ([`run`]). Refuses: any feature. Start at [`Core`].

pub mod background;
pub mod consumer;
mod core;
mod error;
pub mod feed;
mod history;
pub mod run;
mod write;

pub use consumer::{Projection, Source};
pub use core::Core;
pub use error::Error;
pub use feed::FeedName;
pub use history::{NewTransition, NoteRule, check_transition, list_transitions};
pub use run::{Built, Settings};
pub use write::{Told, Tx};
