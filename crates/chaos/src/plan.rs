//! How long a scenario plays and with which dice, and the figures it ends with.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// How a scenario is to be played.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Seed of everything random; what fails is played again with it.
    pub seed: u64,
    /// The `chaos` binary, which also runs the services.
    pub program: PathBuf,
    /// Rounds asked for, in place of a scenario's own number.
    pub rounds: Option<u32>,
    /// The time after which no new round begins.
    pub time: Option<Duration>,
    long: bool,
}

impl Plan {
    /// As short as CI plays it, with a new seed.
    pub fn short(program: impl Into<PathBuf>) -> Self {
        Self { seed: rand::random(), program: program.into(), rounds: None, time: None, long: false }
    }

    /// As long as its figure asks for, with a new seed.
    pub fn long(program: impl Into<PathBuf>) -> Self {
        Self { long: true, ..Self::short(program) }
    }

    /// Whether this is the long variant.
    pub fn is_long(&self) -> bool {
        self.long
    }

    /// One of two values, by the length of the plan.
    pub fn pick<T>(&self, short: T, long: T) -> T {
        if self.long { long } else { short }
    }

    /// How many rounds to play: those asked for, else the scenario's own number.
    pub fn rounds(&self, short: u32, long: u32) -> u32 {
        self.rounds.unwrap_or_else(|| self.pick(short, long))
    }

    /// The dice of one part of a scenario; the same plan gives the same dice to the same part.
    pub fn rng(&self, part: u64) -> StdRng {
        StdRng::seed_from_u64(self.seed ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Whether a round may still begin, for a scenario that began at `since`.
    pub fn has_time(&self, since: Instant) -> bool {
        self.time.is_none_or(|time| since.elapsed() < time)
    }
}

/// What a scenario counted, in the order it is told.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    name: &'static str,
    seed: u64,
    took: Duration,
    counted: Vec<(&'static str, String)>,
}

impl Figures {
    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, what: &'static str, value: impl fmt::Display) -> Self {
        self.counted.push((what, value.to_string()));
        self
    }

    /// Says whose figures these are.
    pub(crate) fn of(self, name: &'static str, seed: u64, took: Duration) -> Self {
        Self { name, seed, took, ..self }
    }

    /// A figure by its name.
    pub fn get(&self, what: &str) -> Option<&str> {
        self.counted.iter().find(|(name, _)| *name == what).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<5} held", self.name)?;
        for (what, value) in &self.counted {
            write!(f, " | {what} {value}")?;
        }
        write!(f, " | {:.1} s, seed {}", self.took.as_secs_f64(), self.seed)
    }
}
