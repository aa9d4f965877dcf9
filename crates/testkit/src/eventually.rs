//! Waiting for what happens by itself, however slow the machine is.

use std::time::{Duration, Instant};

/// How long a test waits before it gives up: a bound for what never comes. No test asks how fast something was.
pub const PATIENCE: Duration = Duration::from_secs(180);
/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// What `look` finds, as soon as it finds something; `what` says what was waited for.
///
/// # Panics
/// When nothing was found within [`PATIENCE`].
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
