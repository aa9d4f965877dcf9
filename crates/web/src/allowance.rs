//! Allowances that can be given back to: for what is charged before it is known whether it comes.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Callers remembered at once, in some megabytes; when there are more, the newcomers share one allowance until
/// the quiet are forgotten.
const REMEMBERED: usize = 65_536;
/// Seconds' worth that may be taken at once.
const BURST: u32 = 4;

/// What callers are told apart by: a hash, so that whatever they call themselves takes the same room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key(u64);

/// Units a second for each caller (the generic cell rate algorithm: what is kept of a caller is the moment at which all
/// that he took has grown again).
#[derive(Debug)]
pub(crate) struct Allowance {
    unit: Duration,
    whole_at: Mutex<HashMap<Key, Instant>>,
    hasher: RandomState,
}

impl Allowance {
    /// So many units a second, of which four seconds' worth may be taken at once; none for 0: no limit.
    pub(crate) fn new(per_second: u32) -> Option<Self> {
        let unit = Duration::from_secs(1).checked_div(per_second)?;
        Some(Self { unit, whole_at: Mutex::default(), hasher: RandomState::new() })
    }

    /// What tells a caller apart.
    pub(crate) fn key(&self, caller: impl Hash) -> Key {
        Key(self.hasher.hash_one(caller))
    }

    /// Takes `cost`; gives the units that are left.
    ///
    /// # Errors
    /// How long to wait; nothing is taken then.
    pub(crate) fn take(&self, caller: Key, cost: u32) -> Result<u32, Duration> {
        let (now, mut all) = (Instant::now(), self.all());
        let owed = self.owed(&all, caller, now) + self.unit * cost;
        if let Some(wait) = self.excess(owed) {
            return Err(wait);
        }
        let full = all.len() >= REMEMBERED && !all.contains_key(&caller);
        all.insert(if full { Key(0) } else { caller }, now + owed);
        let left = (self.unit * BURST * self.per_second()).saturating_sub(owed);
        Ok(u32::try_from(left.as_nanos() / self.unit.as_nanos().max(1)).unwrap_or(u32::MAX))
    }

    /// Gives back what was taken.
    pub(crate) fn give_back(&self, caller: Key, cost: u32) {
        if let Some(whole_at) = self.all().get_mut(&caller) {
            *whole_at = whole_at.checked_sub(self.unit * cost).unwrap_or(*whole_at);
        }
    }

    /// Forgets callers whose allowance is whole again.
    pub(crate) fn forget_quiet(&self) {
        let now = Instant::now();
        let mut all = self.all();
        all.retain(|_, whole_at| *whole_at > now);
        all.shrink_to_fit();
    }

    /// Units a second.
    pub(crate) fn per_second(&self) -> u32 {
        u32::try_from(Duration::from_secs(1).as_nanos() / self.unit.as_nanos().max(1)).unwrap_or(u32::MAX)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Key, Instant>> {
        self.whole_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a caller took and what has not grown again; for somebody new who finds no place, what all such owe.
    fn owed(&self, all: &HashMap<Key, Instant>, caller: Key, now: Instant) -> Duration {
        let shared = || if all.len() >= REMEMBERED { all.get(&Key(0)) } else { None };
        all.get(&caller).or_else(shared).map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
    }

    /// By how much a debt is larger than may be.
    fn excess(&self, owed: Duration) -> Option<Duration> {
        owed.checked_sub(self.unit * BURST * self.per_second()).filter(|excess| !excess.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_may_be_taken_again_and_nobody_pays_for_another() {
        let allowance = Allowance::new(1).unwrap();
        let (one, other) = (allowance.key("one"), allowance.key("other"));
        for left in (0..4).rev() {
            assert_eq!(allowance.take(one, 1), Ok(left));
        }
        assert!(allowance.take(one, 1).is_err());
        assert_eq!(allowance.take(other, 4), Ok(0));
        allowance.give_back(one, 2);
        assert_eq!(allowance.take(one, 2), Ok(0));
        assert!(allowance.take(one, 1).unwrap_err() <= Duration::from_secs(1));
        assert!(Allowance::new(0).is_none());
    }

    #[test]
    fn callers_beyond_those_remembered_share_one_allowance() {
        let allowance = Allowance::new(1).unwrap();
        for number in 0..REMEMBERED {
            allowance.take(allowance.key(number), 4).unwrap();
        }
        assert_eq!(allowance.take(allowance.key("a"), 2), Ok(2));
        assert_eq!(allowance.take(allowance.key("b"), 2), Ok(0));
        assert!(allowance.take(allowance.key("c"), 1).is_err());
        assert!(allowance.all().len() <= REMEMBERED + 1);
    }
}
