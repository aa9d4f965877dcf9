//! For tests only: a database per test, the real app on a free port, callers with tokens, a fixed clock.
//!
//! Knows no service: a test hands over the service's own `build`. Start at [`App::start`].
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod app;
pub mod attacks;
mod caller;
pub mod documented;
mod eventually;
mod feed;
pub mod postgres;
pub mod problem;
pub mod schema;
mod workbook;

pub use app::{App, ISSUER, ServiceUnderTest, party, seeded, test_time};
pub use caller::{Actor, Caller, Response, fresh_key};
pub use eventually::{PATIENCE, eventually};
pub use workbook::workbook;
