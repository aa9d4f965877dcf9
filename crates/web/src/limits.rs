//! Rate limits per client, weighted by the cost of the operation.

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::{ApiError, ProblemCode};

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// What is left to a caller, for the `RateLimit` header.
#[derive(Debug, Clone, Copy)]
pub struct RateTicket {
    /// Units per second.
    pub per_second: u32,
    /// Units left now.
    pub left: u32,
}

/// The limits of this process.
#[derive(Clone)]
pub struct RateLimits {
    clients: Option<(u32, Arc<Limiter>)>,
    strangers: Option<(u32, Arc<Limiter>)>,
}

impl RateLimits {
    /// `per_second` units for each client, `public_per_second` for each address without a token;
    /// the burst is four seconds' worth. Zero switches a limit off.
    pub fn new(per_second: u32, public_per_second: u32) -> Self {
        Self { clients: limiter(per_second), strangers: limiter(public_per_second) }
    }

    /// Takes `cost` units from a client's allowance.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn take_client(&self, client: &str, cost: u32) -> Result<Option<RateTicket>, ApiError> {
        take(self.clients.as_ref(), client, cost)
    }

    /// Takes `cost` units from the allowance of an address without a token.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn take_stranger(&self, address: &str, cost: u32) -> Result<Option<RateTicket>, ApiError> {
        take(self.strangers.as_ref(), address, cost)
    }

    /// Forgets callers that have been quiet; call it every minute.
    pub fn forget_quiet(&self) {
        for (_, limiter) in [&self.clients, &self.strangers].into_iter().flatten() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn limiter(per_second: u32) -> Option<(u32, Arc<Limiter>)> {
    let rate = NonZeroU32::new(per_second)?;
    let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(3));
    let quota = Quota::per_second(rate).allow_burst(burst);
    Some((per_second, Arc::new(RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>())))
}

fn take(limiter: Option<&(u32, Arc<Limiter>)>, key: &str, cost: u32) -> Result<Option<RateTicket>, ApiError> {
    let (Some((per_second, limiter)), Some(cost)) = (limiter, NonZeroU32::new(cost)) else { return Ok(None) };
    match limiter.check_key_n(&key.to_owned(), cost) {
        Ok(Ok(state)) => {
            Ok(Some(RateTicket { per_second: *per_second, left: state.remaining_burst_capacity() }))
        }
        Ok(Err(until)) => {
            let wait = until.wait_time_from(DefaultClock::default().now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(60).saturating_add(1);
            Err(ApiError::new(ProblemCode::RateLimited).retry_after(seconds))
        }
        Err(_) => Err(ApiError::new(ProblemCode::RateLimited).retry_after(60)),
    }
}
