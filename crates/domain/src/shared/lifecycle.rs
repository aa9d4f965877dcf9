//! State machines as tables: an enum of states, an enum of events, and one row per event that says what it is
//! called once it has happened, whether it needs a note, who may record it and which state follows which.

use std::fmt::{Display, Write as _};

use super::Role;

/// Whether a transition needs a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteRule {
    /// To end, lose, take back, override: the others have to know why.
    Required,
    /// To send back, refuse or object to what the other side can mend: it has to know what.
    ToMend,
    /// Otherwise.
    Optional,
}

/// What a lifecycle's table says about one event, besides the states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRule {
    /// Whether it needs a note.
    pub note: NoteRule,
    /// The roles that may record it, the most fitting first; none where it follows from other facts.
    pub roles: &'static [Role],
}

/// A lifecycle; implemented by [`lifecycle!`](crate::lifecycle) from its table.
pub trait Lifecycle: Copy + Eq + Display + 'static {
    /// What can happen to it.
    type Event: Copy + Eq + Display + Into<Self::Happened> + 'static;
    /// What has happened to it, as its feed says.
    type Happened: Copy + Eq + Display + 'static;
    /// All states, in order of the story.
    const STATES: &'static [Self];
    /// All events, in order of the story.
    const EVENTS: &'static [Self::Event];

    /// The state after `event`, or `None` where the event is not allowed.
    fn next(self, event: Self::Event) -> Option<Self>;

    /// Note and roles of an event.
    fn rule(event: Self::Event) -> EventRule;

    /// Whether what it says may still be changed.
    fn may_change(self) -> bool;

    /// The state after `event`.
    ///
    /// # Errors
    /// [`IllegalTransition`] with the current state and the events allowed in it.
    fn apply(self, event: Self::Event) -> Result<Self, IllegalTransition> {
        self.next(event).ok_or_else(|| IllegalTransition::of(self, event))
    }
}

/// Implements [`Lifecycle`] from a table, and defines the past tense of its events:
/// `Event (Past = "past", Optional, Required or ToMend, roles): From | From => To;`. What `also` lists is told in the feed and
/// moves nothing; `changed in` are the states in which what it says may be changed. An event without a row does not compile.
#[macro_export]
macro_rules! lifecycle {
    (
        $(#[$doc:meta])*
        $vis:vis enum $happened:ident: $state:ident, $event:ident {
            $($name:ident ($past:ident = $label:literal, $note:ident, $roles:expr):
                $($($from:ident)|+ => $to:ident),+;)+
        }
        also { $($(#[$also_doc:meta])* $also:ident = $also_label:literal),* $(,)? }
        $(changed in $($changed:ident)|+;)?
    ) => {
        $crate::labels! {
            $(#[$doc])*
            $vis enum $happened {
                $(#[doc = concat!("After [`", stringify!($event), "::", stringify!($name), "`].")] $past = $label,)+
                $($(#[$also_doc])* $also = $also_label,)*
            }
        }

        impl $event {
            /// Note and roles of the event.
            pub const fn rule(self) -> $crate::shared::EventRule {
                use $crate::shared::{EventRule, NoteRule};
                match self { $(Self::$name => EventRule { note: NoteRule::$note, roles: $roles }),+ }
            }

            /// The roles that may record the event, the most fitting first.
            pub const fn roles(self) -> &'static [$crate::shared::Role] {
                self.rule().roles
            }
        }

        impl $state {
            /// Whether what it says may still be changed.
            pub const fn may_change(self) -> bool {
                $(if matches!(self, $(Self::$changed)|+) { return true; })?
                false
            }
        }

        impl From<$event> for $happened {
            fn from(event: $event) -> Self {
                match event { $($event::$name => Self::$past),+ }
            }
        }

        impl $crate::shared::Lifecycle for $state {
            type Event = $event;
            type Happened = $happened;
            const STATES: &'static [Self] = Self::ALL;
            const EVENTS: &'static [$event] = $event::ALL;

            fn next(self, event: $event) -> Option<Self> {
                #[allow(unreachable_patterns)]
                match (event, self) {
                    $($(($event::$name, $(Self::$from)|+) => Some(Self::$to),)+)+
                    _ => None,
                }
            }

            fn rule(event: $event) -> $crate::shared::EventRule {
                event.rule()
            }

            fn may_change(self) -> bool {
                Self::may_change(self)
            }
        }
    };
}

/// An event that the current state does not allow (409 `state-conflict`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not allowed in state {current}; allowed: {}", allowed.join(", "))]
pub struct IllegalTransition {
    /// Which lifecycle says so ([`lifecycle_name`]).
    pub lifecycle: &'static str,
    /// The state it is in.
    pub current: String,
    /// What was asked for.
    pub event: String,
    /// What is allowed now.
    pub allowed: Vec<String>,
}

impl IllegalTransition {
    /// What `state` does not allow: an event of its lifecycle, or something else such as `update`.
    pub fn of<S: Lifecycle>(state: S, event: impl Display) -> Self {
        Self {
            lifecycle: lifecycle_name::<S>(),
            current: state.to_string(),
            event: event.to_string(),
            allowed: state
                .may_change()
                .then(|| UPDATE.to_owned())
                .into_iter()
                .chain(allowed_events(state))
                .collect(),
        }
    }
}

/// What changing it is called among the things that can be done.
pub const UPDATE: &str = "update";

/// A name for a lifecycle, the same throughout a process.
pub fn lifecycle_name<S: Lifecycle>() -> &'static str {
    std::any::type_name::<S>()
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
