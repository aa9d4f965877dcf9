//! Named points at which the fault harness ends the process, as a kill at that very moment does.
//!
//! Only with the feature `failpoints`, which no ordinary build has; elsewhere [`pass`] is nothing at all. A point
//! is armed by the variable `FAILPOINTS` of the crate `fail`: `after-key=17*off->return` ends the process when it
//! comes there for the eighteenth time.

/// Every point there is.
pub const POINTS: [&str; 7] = [
    "before-begin",
    "after-key",
    "after-effect",
    "before-commit",
    "after-commit",
    "sequencer-mid-batch",
    "consumer-mid-apply",
];

/// Whether this build has the points.
pub const ENABLED: bool = cfg!(feature = "failpoints");

/// Passes the point `name`, unless it is armed: then the process ends here.
#[cfg(feature = "failpoints")]
pub fn pass(name: &str) {
    static READ_ENVIRONMENT: std::sync::Once = std::sync::Once::new();
    // Forgotten on purpose: the points stay armed as long as the process lives.
    READ_ENVIRONMENT.call_once(|| std::mem::forget(fail::FailScenario::setup()));
    fail::fail_point!(name, |_| {
        use rustix::process::{Signal, getpid, kill_process};
        // It cannot fail for the own process, and nothing runs after it.
        let _ = kill_process(getpid(), Signal::KILL);
    });
}

/// Passes the point `name`.
#[cfg(not(feature = "failpoints"))]
#[inline]
pub fn pass(_name: &str) {}
