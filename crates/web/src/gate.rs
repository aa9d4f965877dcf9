//! How many requests are worked on at once: the rest is refused early instead of late.
//!
//! A request enters once it is whole (a slow body holds no place) and leaves when it is answered. Health, metrics and
//! whoever waits for news do not enter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{ApiError, ProblemCode};

/// Places for requests under way; clones share them.
#[derive(Debug, Clone)]
pub struct Gate {
    taken: Arc<AtomicUsize>,
    places: usize,
}

/// A place, given back when dropped.
#[derive(Debug)]
pub struct Pass(Arc<AtomicUsize>);

impl Gate {
    /// How many places there are where nobody says otherwise: six for each of the database connections. With more, whoever
    /// is let in only waits longer, and all together get less (R14 in docs/RELIABILITY.md).
    pub const PLACES: usize = 96;

    /// A gate with so many places.
    pub fn new(places: usize) -> Self {
        Self { taken: Arc::default(), places }
    }

    /// Takes a place.
    ///
    /// # Errors
    /// 503 `overloaded` with `Retry-After` when all are taken.
    pub fn enter(&self) -> Result<Pass, ApiError> {
        // Taken first and looked at then: two that come at once are never both let into the last place.
        let pass = Pass(self.taken.clone());
        if self.taken.fetch_add(1, Ordering::AcqRel) < self.places { Ok(pass) } else { Err(refused()) }
    }

    /// Whether a place is free now, for a request that still has to arrive.
    ///
    /// # Errors
    /// As [`Gate::enter`].
    pub fn look(&self) -> Result<(), ApiError> {
        if self.taken.load(Ordering::Acquire) < self.places { Ok(()) } else { Err(refused()) }
    }
}

fn refused() -> ApiError {
    metrics::counter!("http_requests_refused_at_the_gate_total").increment(1);
    ApiError::new(ProblemCode::Overloaded)
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_place_is_refused_until_somebody_leaves() {
        let gate = Gate::new(2);
        let first = gate.enter().unwrap();
        let second = gate.clone().enter().unwrap();
        assert_eq!(gate.enter().unwrap_err().code(), ProblemCode::Overloaded);
        assert!(gate.look().is_err());
        drop(first);
        assert!(gate.look().is_ok());
        let third = gate.enter().unwrap();
        assert!(gate.enter().is_err());
        drop((second, third));
        assert!(gate.enter().is_ok());
    }
}
