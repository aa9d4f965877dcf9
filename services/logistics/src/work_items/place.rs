//! Where a page of work items starts, for sources of different kinds.

use std::fmt::Display;

use api_types::WorkItemView;
use chrono::{DateTime, Utc};
use domain::shared::{Id, PartyId, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The last item of the page before: since when it waited, and its subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place(pub(super) DateTime<Utc>, pub(super) String);

/// What a source is asked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    /// Whose items.
    pub(super) party: PartyId,
    /// Only this action.
    pub(super) action: Option<&'a str>,
    /// Where the page starts; the beginning when absent.
    pub(super) after: Option<&'a Place>,
    /// How many at most.
    pub(super) limit: i64,
}

impl Wanted<'_> {
    /// Whether an action is asked for.
    pub(super) fn wants(&self, action: &str) -> bool {
        self.action.is_none_or(|wanted| wanted == action)
    }

    /// The keyset key after which rows with ids of kind `I` come: items are ordered by time, then by
    /// subject, and the subjects of one kind are ordered as their ids.
    pub(super) fn key<I: Id>(&self) -> Option<(DateTime<Utc>, Uuid)> {
        let Place(since, subject) = self.after?;
        let floor = match subject.parse::<I>() {
            Ok(id) => id.uuid(),
            Err(_) if I::PREFIX > subject.as_str() => Uuid::nil(),
            Err(_) => Uuid::max(),
        };
        Some((*since, floor))
    }
}

/// A state, the action it waits for, and the role that can do it.
pub(super) type Waiting<S> = (S, &'static str, Role);

/// A row (id, number, state, since when) as a work item; `None` when nothing waits in its state.
pub(super) fn item<I: Display, S: Copy + Eq + Display>(
    waiting: &[Waiting<S>],
    (id, number, state, since): (I, String, S, DateTime<Utc>),
) -> Option<WorkItemView> {
    let (_, action, role) = waiting.iter().find(|(waits, ..)| *waits == state)?;
    Some(WorkItemView {
        action: (*action).to_owned(),
        subject: id.to_string(),
        state: state.to_string(),
        title: number,
        role: *role,
        since_at: since,
    })
}
