//! What the person at the terminal sees while something takes its time.

use std::time::{Duration, Instant};

/// Lines on standard error, each with the time since the command began.
#[derive(Debug, Clone, Copy)]
pub struct Progress(Instant);

impl Progress {
    /// Begins to count.
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    /// Says what is being done now.
    pub fn say(&self, text: &str) {
        eprintln!("[{:5.1} s] {text}", self.elapsed().as_secs_f64());
    }

    /// How long it has been.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
