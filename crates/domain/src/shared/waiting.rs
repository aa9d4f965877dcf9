//! What waits for whom: beside each lifecycle a table of the states in which somebody has to do something.

use super::{Lifecycle, Role};

/// A state that waits for an action.
#[derive(Debug, Clone, Copy)]
pub struct Waiting<S: 'static> {
    /// The state.
    pub state: S,
    /// The operation that does what it waits for.
    pub action: &'static str,
    /// Who can do it.
    pub roles: &'static [Role],
}

/// What one has begun and another has to answer: the first of two consents, a paper to be checked. It waits beside whatever
/// else its states wait for, since the moment it was begun.
#[derive(Debug, Clone, Copy)]
pub struct Begun<S: 'static> {
    /// The states in which it can be answered.
    pub states: &'static [S],
    /// The operation that answers it.
    pub action: &'static str,
    /// Who can do it.
    pub roles: &'static [Role],
}

/// A lifecycle that says of each state that goes on whether somebody has to act in it.
pub trait Waits: Lifecycle {
    /// The states that wait.
    const WAITING: &'static [Waiting<Self>];
    /// The states that go on and wait for nobody: what happens next is up to people.
    const RESTING: &'static [Self];
    /// What somebody may have begun that another answers.
    const BEGUN: &'static [Begun<Self>] = &[];
}

/// Every state that goes on waits or rests, and no other does.
#[cfg(test)]
pub(crate) fn assert_waits<S: Waits + std::fmt::Debug>() {
    for state in S::STATES {
        let goes_on =
            S::EVENTS.iter().any(|event| state.next(*event).is_some() && !S::rule(*event).roles.is_empty());
        let waits = S::WAITING.iter().any(|waiting| waiting.state == *state);
        let rests = S::RESTING.contains(state);
        assert!(if goes_on { waits != rests } else { !waits && !rests }, "{state:?}");
    }
}
