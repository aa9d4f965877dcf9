//! State machines as tables: an enum of states, an enum of events, one `match (state, event)`.

use std::fmt::{Display, Write as _};

/// A lifecycle: implemented once per resource with one exhaustive `match`.
pub trait Lifecycle: Copy + Eq + Display + 'static {
    /// What can happen to it.
    type Event: Copy + Eq + Display + 'static;
    /// All states, in order of the story.
    const STATES: &'static [Self];
    /// All events, in order of the story.
    const EVENTS: &'static [Self::Event];

    /// The state after `event`, or `None` where the event is not allowed.
    fn next(self, event: Self::Event) -> Option<Self>;

    /// The state after `event`.
    ///
    /// # Errors
    /// [`IllegalTransition`] with the current state and the events allowed in it.
    fn apply(self, event: Self::Event) -> Result<Self, IllegalTransition> {
        self.next(event).ok_or_else(|| IllegalTransition {
            current: self.to_string(),
            event: event.to_string(),
            allowed: allowed_events(self),
        })
    }
}

/// An event that the current state does not allow (409 `state-conflict`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not allowed in state {current}; allowed: {}", allowed.join(", "))]
pub struct IllegalTransition {
    /// The state it is in.
    pub current: String,
    /// What was asked for.
    pub event: String,
    /// What is allowed now.
    pub allowed: Vec<String>,
}

/// The events allowed in a state, in order of declaration.
pub fn allowed_events<S: Lifecycle>(state: S) -> Vec<String> {
    S::EVENTS.iter().filter(|event| state.next(**event).is_some()).map(ToString::to_string).collect()
}

/// The whole table of a lifecycle as Markdown: one row per state, one column per event.
pub fn transition_table<S: Lifecycle>() -> String {
    let mut table = String::from("| state |");
    for event in S::EVENTS {
        let _ = write!(table, " {event} |");
    }
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(S::EVENTS.len()));
    for state in S::STATES {
        let _ = write!(table, "\n| {state} |");
        for event in S::EVENTS {
            let cell = state.next(*event).map_or_else(|| "-".to_owned(), |next| next.to_string());
            let _ = write!(table, " {cell} |");
        }
    }
    table.push('\n');
    table
}
