//! The only place that asks what time it is, makes ids and draws random bytes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeZone as _, Utc};
use domain::shared::Id;
use uuid::{ContextV7, Timestamp, Uuid};

/// Server time and new ids. Tests hold a fixed clock and move it.
#[derive(Debug, Clone)]
pub struct Clock(Source);

/// Keeps ids in order while a fixed clock stands still.
static STANDING: Mutex<ContextV7> = Mutex::new(ContextV7::new());

#[derive(Debug, Clone)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is set; clones share the time.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(at.timestamp_micros()))))
    }

    /// Sets a fixed clock; does nothing to the system's.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Source::Fixed(micros) = &self.0 {
            micros.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Now, to the microsecond that PostgreSQL keeps.
    #[allow(clippy::disallowed_methods)]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.0 {
            Source::System => Utc::now().timestamp_micros(),
            Source::Fixed(micros) => micros.load(Ordering::SeqCst),
        };
        // Both sources lie within chrono's range.
        Utc.timestamp_micros(micros).single().unwrap_or_default()
    }

    /// A new id (UUID version 7: ordered by time).
    pub fn new_id<T: Id>(&self) -> T {
        T::from_uuid(self.new_uuid())
    }

    /// A new UUID version 7.
    pub fn new_uuid(&self) -> Uuid {
        match &self.0 {
            // Ordered within the process even inside one millisecond.
            Source::System => system_uuid(),
            Source::Fixed(_) => {
                let now = self.now();
                let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
                Uuid::new_v7(Timestamp::from_unix(&STANDING, seconds, now.timestamp_subsec_nanos()))
            }
        }
    }
}

#[allow(clippy::disallowed_methods)]
fn system_uuid() -> Uuid {
    Uuid::now_v7()
}

/// Bytes from the operating system's generator.
///
/// # Panics
/// Never in practice: only when the operating system has no randomness to give.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_order_even_while_the_clock_stands_still() {
        for clock in [Clock::system(), Clock::fixed(DateTime::UNIX_EPOCH + chrono::Duration::days(20_000))] {
            let ids: Vec<Uuid> = (0..10_000).map(|_| clock.new_uuid()).collect();
            assert!(ids.is_sorted());
        }
    }
}
