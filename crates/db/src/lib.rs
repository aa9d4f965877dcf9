//! The PostgreSQL platform: pool, transactions, migrations, and the technical tables every service has.
//!
//! Owns: connections ([`Db`]), the outbox and its sequencer ([`outbox`], [`sequencer`]), reading a feed
//! ([`feed`], [`parked`]), forgetting ([`forgetting`]), idempotency keys ([`idempotency`]), jobs ([`jobs`]) and rows on their way in
//! ([`Staging`]), history ([`history`]), grants to record the past ([`backfill`]), dated rows of rules ([`dated`]), where files lie ([`files`]), projected signing keys
//! ([`token_keys`]), SQL the query builder lacks ([`functions`]), statements kept by their text ([`Prepare`]), the private server
//! ([`embedded`]). Refuses: feature tables, HTTP. Start at [`Db`].

pub mod backfill;
pub mod dated;
pub mod embedded;
mod error;
pub mod failpoint;
pub mod feed;
pub mod files;
pub mod forgetting;
pub mod functions;
pub mod history;
pub mod idempotency;
pub mod jobs;
pub mod migrations;
pub mod outbox;
pub mod parked;
mod pool;
mod prepared;
mod pulse;
pub mod retention;
pub mod schema;
pub mod sequencer;
mod server;
mod shared_reads;
mod staging;
pub mod token_keys;

pub use error::{DbError, Fault};
pub use pool::{Connection, Db, DbConfig, PooledConnection, within};
pub use prepared::{Prepare, Prepared};
pub use server::ServerError;
pub use staging::{STAGED, Staging};
