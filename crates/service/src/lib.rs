//! What the three services do the same way, where `db` and `web` meet.
//!
//! Owns: the write path ([`Core::write`]: idempotency key, effect, events and answer in one
//! transaction), the one error of operations ([`Error`]), history, the feed and its consumers, the
//! background work, jobs ([`jobs`]) and files of rows ([`imports`]), and the start of a service binary ([`run`]). Refuses: any feature. Start at [`Core`].

pub mod background;
mod behind;
pub mod consumer;
mod core;
pub mod dated;
pub mod disk;
mod error;
mod feature;
pub mod feed;
mod feeds_known;
pub mod files;
mod history;
pub mod imports;
pub mod jobs;
mod news;
mod occurrence;
pub mod projection;
mod resource;
pub mod run;
mod sign_in;
mod stumbling;
pub mod token_facts;
mod transition;
pub mod work_items;
mod write;

pub use behind::ReadUp;
pub use consumer::{Projection, Source};
pub use core::Core;
pub use error::Error;
pub use feature::{Feature, LifecycleTable};
pub use history::{list_transitions, replaced};
pub use occurrence::{OccurredAt, occurred_by};
pub use projection::{Fetched, Projected};
pub use resource::{Announced, Happened, Versioned};
pub use run::{Built, Settings};
pub use sign_in::SigningIn;
pub use token_facts::TokenFacts;
pub use transition::{EventOf, Stateful, Step};
pub use write::{Emitted, Tx};
