//! What waits for whom: derived from the states of things by the tables beside each lifecycle, never stored. Each feature
//! says what waits in it, in order of time and id; [`page_of`] merges them. Nothing waits for somebody whom its operation
//! refuses for who it is: features ask the rule that the operation asks, and [`page_of`] that one person acts for one party.
//! What it would refuse for another's doing is shown with the item ([`Found::blocked_by`]).

use std::collections::BTreeSet;

use api_types::{BlockedByView, ListWorkItemsQuery, Page, WorkItemView};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use db::{Connection, history};
use domain::shared::{Id, Role, Unmet, Waiting, Waits};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{ApiError, Caller, PageRequest, ProblemCode, page};

use crate::Error;

/// The source of one feature: what waits in it for the caller.
pub type Source<C> =
    for<'a> fn(&'a C, &'a mut Connection, &'a Wanted<'a>) -> LocalBoxFuture<'a, Result<Vec<Found>, Error>>;

/// An item that a feature found, and what its operation follows from: whoever has acted on one of these for another party
/// does not do it.
#[derive(Debug, Clone)]
pub struct Found {
    view: WorkItemView,
    follows: Vec<Uuid>,
}

impl Found {
    /// It follows from these besides its own subject.
    #[must_use]
    pub fn following(mut self, things: impl IntoIterator<Item = Uuid>) -> Self {
        self.follows.extend(things);
        self
    }

    /// Its operation would be refused for these now.
    #[must_use]
    pub fn blocked_by(mut self, unmet: impl IntoIterator<Item = Unmet>) -> Self {
        for rule in unmet.into_iter().map(BlockedByView::from) {
            // What orders of one contract wait for is said once.
            if !self.view.blocked_by.contains(&rule) {
                self.view.blocked_by.push(rule);
            }
        }
        self
    }
}

/// Where a page ended: items come in order of time, then of the text of their subject, then of what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place {
    at: DateTime<Utc>,
    subject: String,
    #[serde(default)]
    action: String,
}

impl Place {
    fn of(item: &WorkItemView) -> Self {
        Self { at: item.since_at, subject: item.subject.clone(), action: item.action.clone() }
    }

    /// The same place among subjects of one kind; those of other kinds come wholly before or after. Its own subject comes
    /// again: more than one thing may wait there.
    fn of_kind<T: Id>(&self) -> After<T> {
        let id = self.subject.parse::<T>().map(|own| own.uuid().as_u128().saturating_sub(1));
        let edge = |_| if T::PREFIX < self.subject.as_str() { Uuid::max().as_u128() } else { 0 };
        After { at: self.at, id: T::from_uuid(Uuid::from_u128(id.unwrap_or_else(edge))) }
    }
}

/// Which work items are wanted.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// For whom.
    pub caller: &'a Caller,
    /// Server time.
    pub now: DateTime<Utc>,
    /// How many at most.
    pub limit: i64,
    action: Option<&'a str>,
    after: Option<&'a Place>,
}

/// Where the items of one kind begin that come after the page before.
#[derive(Debug, Clone, Copy)]
pub struct After<T> {
    /// Since when the last item waits.
    pub at: DateTime<Utc>,
    /// The id after which the subjects of this kind come that wait since the same time.
    pub id: T,
}

/// Something of a feature that waits.
#[derive(Debug, Clone)]
pub struct Item<T> {
    /// Its id.
    pub id: T,
    /// Its state.
    pub state: String,
    /// What people call it.
    pub title: String,
    /// The other side's name.
    pub counterpart: Option<String>,
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// The day by which it should be done.
    pub due: Option<NaiveDate>,
}

/// An action somebody can do: the operation, and the role in which the caller does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// The operation.
    pub action: &'static str,
    /// The role.
    pub role: Role,
}

impl Wanted<'_> {
    /// What waits in a state for one of the caller's roles, if it is asked for; `holds` says which roles the caller holds
    /// on this very thing.
    pub fn task<S: Waits>(&self, state: S, holds: impl Fn(Role) -> bool) -> Option<Task> {
        let rows = S::WAITING.iter().filter(|row| row.state == state && self.is(row.action));
        rows.flat_map(|row| row.roles.iter().map(|role| Task { action: row.action, role: *role }))
            .find(|task| self.caller.has(task.role) && holds(task.role))
    }

    /// The same, where several actions wait in a state and the resource says which it is.
    pub fn task_of<S: Waits>(&self, state: S, action: &str, holds: impl Fn(Role) -> bool) -> Option<Task> {
        let rows =
            S::WAITING.iter().filter(|row| row.state == state && row.action == action && self.is(action));
        rows.flat_map(|row| row.roles.iter().map(|role| Task { action: row.action, role: *role }))
            .find(|task| self.caller.has(task.role) && holds(task.role))
    }

    /// What somebody has begun in a state and the caller answers, if it is asked for; `holds` as above.
    pub fn answer<S: Waits>(&self, state: S, action: &str, holds: impl Fn(Role) -> bool) -> Option<Task> {
        let rows = S::BEGUN.iter().filter(|row| row.states.contains(&state) && row.action == action);
        rows.filter(|row| self.is(row.action))
            .flat_map(|row| row.roles.iter().map(|role| Task { action: row.action, role: *role }))
            .find(|task| self.caller.has(task.role) && holds(task.role))
    }

    /// The states in which one of the caller's roles answers what is asked for.
    pub fn answered_in<S: Waits>(&self) -> Vec<S> {
        let mine =
            S::BEGUN.iter().filter(|row| self.is(row.action) && self.caller.acting_as(row.roles).is_some());
        mine.flat_map(|row| row.states).copied().collect()
    }

    /// The states worth looking for: those that wait for one of the caller's roles and are asked for.
    pub fn states<S: Waits>(&self) -> Vec<S> {
        self.states_of(|_| true)
    }

    /// The same, for some roles alone.
    pub fn states_of<S: Waits>(&self, of: impl Fn(Role) -> bool) -> Vec<S> {
        let mine = |row: &&Waiting<S>| {
            self.is(row.action) && row.roles.iter().any(|role| of(*role) && self.caller.has(*role))
        };
        S::WAITING.iter().filter(mine).map(|row| row.state).collect()
    }

    /// The same, for rows of the table whose roles belong to one side, as far as the caller holds one of `of`.
    pub fn states_where<S: Waits>(
        &self,
        side: impl Fn(&[Role]) -> bool,
        of: impl Fn(Role) -> bool,
    ) -> Vec<S> {
        let mine = |row: &&Waiting<S>| {
            let held = row.roles.iter().any(|role| of(*role) && self.caller.has(*role));
            self.is(row.action) && side(row.roles) && held
        };
        S::WAITING.iter().filter(mine).map(|row| row.state).collect()
    }

    /// Whether an action is asked for.
    pub fn is(&self, action: &str) -> bool {
        self.action.is_none_or(|wanted| wanted == action)
    }

    /// Where the items of a kind begin; `None` at the beginning.
    pub fn after<T: Id>(&self) -> Option<After<T>> {
        self.after.map(Place::of_kind)
    }

    /// An item as it is shown.
    pub fn view<T: Id>(&self, item: Item<T>, task: Task) -> Found {
        let today = self.today();
        let follows = vec![item.id.uuid()];
        let view = WorkItemView {
            action: task.action.to_owned(),
            subject: item.id.to_string(),
            subject_title: item.title,
            counterpart_name: item.counterpart,
            state: item.state,
            role: task.role,
            since_at: item.since,
            due_date: item.due,
            overdue_days: item.due.map(|due| (today - due).num_days().max(0)),
            blocked_by: Vec::new(),
        };
        Found { view, follows }
    }

    /// The civil day in Jakarta.
    pub fn today(&self) -> NaiveDate {
        domain::shared::jakarta_date(self.now)
    }

    /// Whether an item comes after the page before.
    fn comes(&self, item: &Found) -> bool {
        self.after.is_none_or(|after| Place::of(&item.view) > *after)
    }

    /// Items of a feature where not every row it loads waits: loads further rows until there are enough.
    ///
    /// # Errors
    /// Those of `load`.
    pub async fn gather<T: Id, R>(
        &self,
        mut load: impl AsyncFnMut(Option<After<T>>) -> Result<Vec<R>, Error>,
        place: impl Fn(&R) -> After<T>,
        item: impl Fn(&R) -> Option<Found>,
    ) -> Result<Vec<Found>, Error> {
        let enough = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let (mut items, mut after) = (Vec::new(), self.after());
        loop {
            let rows = load(after).await?;
            let last = rows.last().map(&place);
            items.extend(rows.iter().filter_map(&item).filter(|one| self.comes(one)));
            if items.len() >= enough || rows.len() < enough {
                return Ok(items);
            }
            after = last;
        }
    }
}

/// One page of what waits for the caller, the longest waiting first.
///
/// # Errors
/// For a bad cursor or limit; database errors.
pub async fn page_of<C>(
    context: &C,
    conn: &mut Connection,
    sources: impl Iterator<Item = Source<C>> + Clone,
    caller: &Caller,
    query: &ListWorkItemsQuery,
    now: DateTime<Utc>,
) -> Result<Page<WorkItemView>, ApiError> {
    let request = PageRequest::<Place>::of(query)?;
    if request.after.as_ref().is_some_and(|after| !(1900..2200).contains(&after.at.year())) {
        return Err(ApiError::new(ProblemCode::InvalidCursor));
    }
    let full = usize::try_from(request.fetch()).unwrap_or(usize::MAX);
    let (action, mut after, mut items) = (query.action.as_deref(), request.after.clone(), Vec::new());
    while items.len() < full {
        // One more than a page, as where it begins the subject of the last item comes again.
        let wanted = Wanted { caller, now, limit: request.fetch() + 1, action, after: after.as_ref() };
        let found = in_order(context, conn, sources.clone(), &wanted, full).await?;
        let (came, last) = (found.len(), found.last().map(|one| Place::of(&one.view)));
        items.extend(allowed(conn, caller, found).await?);
        if came < full {
            break;
        }
        after = last;
    }
    items.truncate(full);
    Ok(page(&request, items, Place::of))
}

/// The next items of all features, in their order.
async fn in_order<C>(
    context: &C,
    conn: &mut Connection,
    sources: impl Iterator<Item = Source<C>>,
    wanted: &Wanted<'_>,
    most: usize,
) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    for source in sources {
        found.extend(source(context, conn, wanted).await?.into_iter().filter(|one| wanted.comes(one)));
    }
    found.sort_by_cached_key(|one| Place::of(&one.view));
    found.truncate(most);
    Ok(found)
}

/// What waits for a person, without what it has acted on for another party.
async fn allowed(conn: &Connection, caller: &Caller, found: Vec<Found>) -> Result<Vec<WorkItemView>, Error> {
    let things: Vec<Uuid> = found.iter().flat_map(|one| one.follows.iter().copied()).collect();
    let party = caller.party().uuid();
    let barred = history::acted_for_another_on(conn, &things, caller.subject(), party).await?;
    let barred: BTreeSet<Uuid> = barred.into_iter().collect();
    let free = |one: &Found| !one.follows.iter().any(|thing| barred.contains(thing));
    Ok(found.into_iter().filter(free).map(|one| one.view).collect())
}

#[cfg(test)]
mod tests {
    use domain::shared::{PermitId, ProductId};

    use super::*;

    #[test]
    fn subjects_of_other_kinds_come_wholly_before_or_after() {
        let id = ProductId::from_uuid(Uuid::from_u128(7));
        let place =
            Place { at: DateTime::UNIX_EPOCH, subject: id.to_string(), action: "publish_product".to_owned() };
        let before = ProductId::from_uuid(Uuid::from_u128(6));
        assert_eq!(place.of_kind::<ProductId>().id, before, "its own subject comes again");
        // `prd_...` comes before every `prm_...`.
        assert_eq!(place.of_kind::<PermitId>().id, PermitId::from_uuid(Uuid::nil()));
        let place = Place { subject: PermitId::from_uuid(Uuid::nil()).to_string(), ..place };
        assert_eq!(place.of_kind::<ProductId>().id, ProductId::from_uuid(Uuid::max()));
    }
}
