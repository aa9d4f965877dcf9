//! What the HTTP layer of one process shares.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use ipnet::IpNet;

use crate::token::TokenVerifier;
use crate::{Clock, Gate, Marks, RateLimits, Sockets};

/// What every extractor needs; one per process, in the app data.
#[derive(Clone)]
pub struct Platform {
    /// Server time and ids.
    pub clock: Clock,
    /// Checks tokens.
    pub tokens: TokenVerifier,
    /// What stands for the names of persons in histories.
    pub marks: Marks,
    /// Rate limits.
    pub limits: RateLimits,
    /// Requests worked on at once.
    pub gate: Gate,
    /// Connections open at once, by address.
    pub sockets: Sockets,
    /// Uploads held in memory at once, each of up to [`crate::extract::MAX_UPLOAD`].
    pub uploads: Gate,
    /// Largest JSON body, in bytes.
    pub max_body: usize,
    /// How long a body may take to arrive, beside what its size needs at a slow pace.
    pub body_deadline: Duration,
    /// Origins whose pages may call with a token; none unless the operator lists them.
    pub origins: Arc<[String]>,
    /// Gateways before us, whose word on who called them counts; none unless the operator lists them.
    pub proxies: Arc<[IpNet]>,
    /// Set when the server begins to stop: whoever waits for news is answered at once.
    pub stopping: Arc<AtomicBool>,
}

impl Platform {
    /// Defaults: 256 KiB of JSON, ten seconds for a body, 200 units a second for a client and 20 for a
    /// stranger, 96 requests and 16 uploads at once, marks of this process alone.
    pub fn new(issuer: impl Into<String>, clock: Clock) -> Self {
        Self {
            tokens: TokenVerifier::new(issuer, clock.clone()),
            clock,
            marks: Marks::of_this_process(),
            limits: RateLimits::new(200, 20),
            gate: Gate::new(Gate::PLACES),
            sockets: Sockets::new(Sockets::MOST),
            uploads: Gate::new(16),
            max_body: 256 * 1024,
            body_deadline: Duration::from_secs(10),
            origins: Arc::default(),
            proxies: Arc::default(),
            stopping: Arc::default(),
        }
    }
}
