//! Rate limits: of clients by the cost of what they ask, of strangers by what they are given and, apart from that, by
//! what they are refused.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::address::network;
use crate::allowance::{Allowance, Key};
use crate::{ApiError, ProblemCode};

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// For how long it counts that somebody signed in from an address.
const KNOWN_FOR: Duration = Duration::from_hours(24);
/// How many of them are remembered.
const KNOWN: usize = 65_536;
/// Lines a second that refusals of one address leave in the log, and those of all addresses together.
const LINES: (u32, u32) = (5, 50);

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
    strangers: Option<Arc<Strangers>>,
    lines: Arc<Lines>,
    noted: Arc<Lines>,
}

/// What those without a token are given and refused.
struct Strangers {
    /// By operation and address.
    given: Allowance,
    /// By what is refused and address.
    refused: Allowance,
    /// By operation, address and name, for those who say who they are.
    refused_named: Allowance,
    /// Who was believed, and when.
    known: Mutex<HashMap<Key, Instant>>,
}

/// A stranger's request on its way: what it was charged, to be settled when its answer is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Charged {
    operation: &'static str,
    address: IpAddr,
    cost: u32,
    /// The name that is charged for a refusal, and whether the address is.
    named: Option<Key>,
    by_address: bool,
}

/// What came of a stranger's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was given what it asked for.
    Given,
    /// It was judged and refused.
    Refused,
    /// It was not looked at.
    TurnedAway,
}

impl RateLimits {
    /// `per_second` units for each client; `public_per_second` for each address without a token and operation, as many again
    /// for what it is refused, and half of that for each name it gives itself there. The burst is four seconds' worth.
    /// Zero switches a limit off.
    pub fn new(per_second: u32, public_per_second: u32) -> Self {
        Self {
            clients: limiter(per_second),
            strangers: Strangers::new(public_per_second).map(Arc::new),
            lines: Arc::new(Lines::new("refusals of strangers")),
            noted: Arc::new(Lines::new("refusals of callers")),
        }
    }

    /// Takes `cost` units from a client's allowance.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub fn take_client(&self, client: &str, cost: u32) -> Result<Option<RateTicket>, ApiError> {
        take(self.clients.as_ref(), client, cost)
    }

    /// Charges a stranger for an operation: with what it costs if it is given, and with what it costs if it is refused. What
    /// does not come is given back when the answer is known. Who will say his name is charged for a refusal then.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub(crate) fn charge(
        &self,
        operation: &'static str,
        address: IpAddr,
        cost: u32,
        will_say_name: bool,
    ) -> Result<(Charged, Option<RateTicket>), ApiError> {
        let mut charged =
            Charged { operation, address: network(address), cost, named: None, by_address: false };
        let Some(strangers) = &self.strangers else { return Ok((charged, None)) };
        if !will_say_name {
            strangers.expect_refusal(&mut charged)?;
        }
        match strangers.given.take(strangers.given.key((operation, charged.address)), cost) {
            Ok(left) => Ok((charged, Some(RateTicket { per_second: strangers.given.per_second(), left }))),
            Err(long) => {
                strangers.no_refusal(&charged);
                Err(wait(long))
            }
        }
    }

    /// Says who a charged stranger says he is. While his address has been refused too often, only who was believed there
    /// before is heard; and nobody whose name has been refused there too often.
    ///
    /// # Errors
    /// 429 with `Retry-After`.
    pub(crate) fn name(&self, charged: &mut Charged, name: &str) -> Result<(), ApiError> {
        let Some(strangers) = &self.strangers else { return Ok(()) };
        let key = strangers.refused_named.key((charged.operation, charged.address, name));
        strangers.refused_named.take(key, charged.cost).map_err(wait)?;
        charged.named = Some(key);
        if strangers.knows(key) { Ok(()) } else { strangers.expect_refusal(charged) }
    }

    /// Settles what was charged, by what came of it.
    ///
    /// # Errors
    /// 429 with `Retry-After`, in place of one refusal too many of somebody who never came to say his name.
    pub(crate) fn settle(&self, charged: &Charged, outcome: Outcome) -> Result<(), ApiError> {
        let Some(strangers) = &self.strangers else { return Ok(()) };
        if outcome != Outcome::Refused {
            strangers.no_refusal(charged);
        }
        if outcome == Outcome::Given {
            charged.named.into_iter().for_each(|key| strangers.remember(key));
            return Ok(());
        }
        let given = strangers.given.key((charged.operation, charged.address));
        strangers.given.give_back(given, charged.cost);
        if outcome == Outcome::Refused && charged.named.is_none() && !charged.by_address {
            let key = strangers.refused.key((charged.operation, charged.address));
            strangers.refused.take(key, charged.cost).map_err(wait)?;
        }
        Ok(())
    }

    /// Counts a refusal of a stranger.
    ///
    /// # Errors
    /// 429 with `Retry-After`, in place of one refusal too many.
    pub(crate) fn refuse(&self, what: &'static str, address: IpAddr, cost: u32) -> Result<(), ApiError> {
        let Some(strangers) = &self.strangers else { return Ok(()) };
        let key = strangers.refused.key((what, network(address)));
        strangers.refused.take(key, cost).map(drop).map_err(wait)
    }

    /// Whether the refusal of a stranger gets a line in the log; with it goes how many were left out before.
    pub(crate) fn line(&self, address: IpAddr) -> Option<u64> {
        self.lines.next(network(address))
    }

    /// The same for what is told, as what concerns security, of whoever is known by a token or has too many connections.
    pub(crate) fn noted(&self, address: IpAddr) -> Option<u64> {
        self.noted.next(network(address))
    }

    /// Forgets callers that have been quiet, and says what was left out of the log; call it every minute.
    pub fn forget_quiet(&self) {
        if let Some((_, limiter)) = &self.clients {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        if let Some(strangers) = &self.strangers {
            strangers.forget_quiet();
        }
        self.lines.forget_quiet();
        self.noted.forget_quiet();
    }
}

impl Strangers {
    fn new(per_second: u32) -> Option<Self> {
        Some(Self {
            given: Allowance::new(per_second)?,
            refused: Allowance::new(per_second)?,
            refused_named: Allowance::new(per_second.div_ceil(2))?,
            known: Mutex::default(),
        })
    }

    /// Takes what a refusal would cost the address.
    fn expect_refusal(&self, charged: &mut Charged) -> Result<(), ApiError> {
        let key = self.refused.key((charged.operation, charged.address));
        self.refused.take(key, charged.cost).map_err(wait)?;
        charged.by_address = true;
        Ok(())
    }

    /// Gives back what was taken for a refusal that did not come.
    fn no_refusal(&self, charged: &Charged) {
        if charged.by_address {
            let key = self.refused.key((charged.operation, charged.address));
            self.refused.give_back(key, charged.cost);
        }
        charged.named.into_iter().for_each(|key| self.refused_named.give_back(key, charged.cost));
    }

    fn knows(&self, key: Key) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).is_some_and(|at| at.elapsed() < KNOWN_FOR)
    }

    fn remember(&self, key: Key) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(key, Instant::now());
    }

    fn forget_quiet(&self) {
        for allowance in [&self.given, &self.refused, &self.refused_named] {
            allowance.forget_quiet();
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, at| at.elapsed() < KNOWN_FOR);
    }
}

/// A sample of the lines that refusals would leave in the log.
struct Lines {
    what: &'static str,
    by_address: Option<Allowance>,
    of_all: Option<Allowance>,
    left_out: AtomicU64,
}

impl Lines {
    fn new(what: &'static str) -> Self {
        let (by_address, of_all) = (Allowance::new(LINES.0), Allowance::new(LINES.1));
        Self { what, by_address, of_all, left_out: AtomicU64::new(0) }
    }

    fn next(&self, address: IpAddr) -> Option<u64> {
        let free = |allowance: &Option<Allowance>, caller: Option<IpAddr>| {
            allowance.as_ref().is_none_or(|allowance| allowance.take(allowance.key(caller), 1).is_ok())
        };
        if free(&self.by_address, Some(address)) && free(&self.of_all, None) {
            return Some(self.left_out.swap(0, Ordering::Relaxed));
        }
        self.left_out.fetch_add(1, Ordering::Relaxed);
        None
    }

    fn forget_quiet(&self) {
        let left_out = self.left_out.swap(0, Ordering::Relaxed);
        if left_out > 0 {
            tracing::warn!(lines.left_out = left_out, "{} were left out of the log", self.what);
        }
        for allowance in [&self.by_address, &self.of_all].into_iter().flatten() {
            allowance.forget_quiet();
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
        Ok(Err(until)) => Err(wait(until.wait_time_from(DefaultClock::default().now()))),
        Err(_) => Err(wait(Duration::from_secs(60))),
    }
}

/// 429, with when to come again.
fn wait(long: Duration) -> ApiError {
    let seconds = u32::try_from(long.as_secs()).unwrap_or(60).saturating_add(1);
    ApiError::new(ProblemCode::RateLimited).retry_after(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 9));

    /// One sign-in; whether it was heard.
    fn sign_in(limits: &RateLimits, address: IpAddr, name: &str, right: bool) -> bool {
        let Ok((mut charged, _)) = limits.charge("issue_token", address, 2, true) else { return false };
        match limits.name(&mut charged, name) {
            Ok(()) => limits.settle(&charged, if right { Outcome::Given } else { Outcome::Refused }).is_ok(),
            Err(_) => {
                let _ = limits.settle(&charged, Outcome::TurnedAway);
                false
            }
        }
    }

    #[test]
    fn wrong_sign_ins_keep_neither_another_name_nor_another_address_nor_who_was_believed_out() {
        let limits = RateLimits::new(0, 20);
        assert!(sign_in(&limits, HERE, "cl_known", true));
        let heard = (0..100).filter(|_| sign_in(&limits, HERE, "cl_attacked", false)).count();
        assert!((20..=22).contains(&heard), "{heard} guesses at one name");
        assert!(sign_in(&limits, HERE, "cl_new", true), "another name");
        let heard = (0..300).filter(|number| sign_in(&limits, HERE, &format!("cl_{number}"), false)).count();
        assert!(heard < 60, "{heard} guesses at many names");
        assert!(!sign_in(&limits, HERE, "cl_newer", true), "nobody can be told from who guesses");
        assert!(sign_in(&limits, HERE, "cl_known", true) && sign_in(&limits, HERE, "cl_new", true));
        assert!(sign_in(&limits, "198.51.100.7".parse().unwrap(), "cl_attacked", true));
        assert!(limits.charge("check_authenticity", HERE, 5, false).is_ok(), "another operation");
    }

    #[test]
    fn who_is_refused_before_saying_a_name_is_counted_too() {
        let limits = RateLimits::new(0, 20);
        let malformed = || {
            let (charged, _) = limits.charge("issue_token", HERE, 2, true)?;
            limits.settle(&charged, Outcome::Refused)
        };
        let refused = (0..100).filter(|_| malformed().is_ok()).count();
        assert!((40..=42).contains(&refused), "{refused} unreadable forms");
    }

    #[test]
    fn a_network_of_version_6_is_one_address() {
        let limits = RateLimits::new(0, 1);
        let charge = |address: &str| limits.charge("op", address.parse().unwrap(), 4, false).is_ok();
        assert!(charge("2001:db8::1"));
        assert!(!charge("2001:db8::ffff:1") && charge("2001:db8:0:1::1"));
        assert!(charge("203.0.113.9") && !charge("::ffff:203.0.113.9") && charge("203.0.113.10"));
    }

    #[test]
    fn the_log_holds_a_sample_that_says_what_is_left_out() {
        let limits = RateLimits::new(0, 0);
        let lines: Vec<u64> = (0..1000).filter_map(|_| limits.line(HERE)).collect();
        assert!((20..40).contains(&lines.len()), "{} lines", lines.len());
        let mut other = 0;
        for number in 0..u32::MAX {
            if let Some(left_out) = limits.line(std::net::Ipv4Addr::from_bits(number).into()) {
                other = left_out;
                break;
            }
        }
        let told: u64 = lines.iter().sum::<u64>() + other;
        assert_eq!(told as usize, 1000 - lines.len());
    }
}
