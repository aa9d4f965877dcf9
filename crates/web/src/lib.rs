//! The HTTP platform: tokens and permissions, extractors, problems, replies, limits, telemetry, server.
//!
//! Knows HTTP, tokens and tracing; refuses SQL and features. A handler takes a [`Command`] or a
//! [`Query`] (token, rate, function, form: checked in that order), calls one operation and returns a
//! [`Reply`] or an [`ApiError`]. Start at [`extract`], then [`access`] for who may do what.

pub mod access;
mod address;
mod allowance;
mod body;
mod clock;
mod config;
mod cursor;
mod error;
mod etag;
pub mod extract;
mod feed_request;
mod gate;
mod health;
mod language;
mod limits;
mod line;
mod log_line;
mod marks;
mod middleware;
mod misread;
mod mount;
mod openapi;
mod parameters;
mod path;
mod platform;
mod problems;
pub mod read;
mod reply;
mod routes;
mod security;
pub mod server;
mod sockets;
pub mod telemetry;
pub mod token;
mod viewed;

pub use access::{Access, Kind, Operation, Transition, Who};
pub use body::raw_body;
pub use clock::{Clock, random_bytes};
pub use config::{ConfigError, Environment};
pub use cursor::{PageRequest, page};
pub use domain::words::Language;
pub use error::ApiError;
pub use etag::{Etag, Tags, Version};
pub use extract::{Caller, Command, Query, RequestKey, RequestMeta, Upload};
pub use feed_request::FeedRequest;
pub use gate::{Gate, Pass};
pub use health::{Health, Readiness, Troubles};
pub use language::language_of;
pub use limits::{RateLimits, RateTicket};
pub use marks::Marks;
pub use mount::{Feature, Mount, Tag};
pub use openapi::{document, example, markdown_of_problems, parameters_of};
pub use path::Path;
pub use platform::Platform;
pub use problems::{PROBLEM_TYPES, ProblemCode, ProblemType};
pub use reply::Reply;
pub use security::{SecurityEvent, SecurityLine};
pub use sockets::Sockets;
pub use viewed::Viewed;
