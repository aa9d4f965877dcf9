//! What waits for whom: derived from the states of things by the table beside each lifecycle, never stored. Each feature
//! says what waits in it, in order of time and id; [`page_of`] merges them.

use api_types::{ListWorkItemsQuery, Page, WorkItemView};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use db::Connection;
use domain::shared::{Id, Role, Waiting, Waits};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{ApiError, Caller, PageRequest, ProblemCode, page};

use crate::Error;

/// The source of one feature: what waits in it for the caller.
pub type Source<C> = for<'a> fn(
    &'a C,
    &'a mut Connection,
    &'a Wanted<'a>,
) -> LocalBoxFuture<'a, Result<Vec<WorkItemView>, Error>>;

/// Where a page ended: items come in order of time, then of the text of their subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    at: DateTime<Utc>,
    subject: String,
}

impl Place {
    /// The same place among subjects of one kind; those of other kinds come wholly before or after.
    fn of_kind<T: Id>(&self) -> After<T> {
        let before = T::PREFIX < self.subject.as_str();
        let edge = || T::from_uuid(if before { Uuid::max() } else { Uuid::nil() });
        After { at: self.at, id: self.subject.parse().unwrap_or_else(|_| edge()) }
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
    pub fn view<T: Id>(&self, item: Item<T>, task: Task) -> WorkItemView {
        let today = domain::shared::jakarta_date(self.now);
        WorkItemView {
            action: task.action.to_owned(),
            subject: item.id.to_string(),
            subject_title: item.title,
            counterpart_name: item.counterpart,
            state: item.state,
            role: task.role,
            since_at: item.since,
            due_date: item.due,
            overdue_days: item.due.map(|due| (today - due).num_days().max(0)),
        }
    }

    /// Items of a feature where not every row it loads waits: loads further rows until there are enough.
    ///
    /// # Errors
    /// Those of `load`.
    pub async fn gather<T: Id, R>(
        &self,
        mut load: impl AsyncFnMut(Option<After<T>>) -> Result<Vec<R>, Error>,
        place: impl Fn(&R) -> After<T>,
        item: impl Fn(&R) -> Option<WorkItemView>,
    ) -> Result<Vec<WorkItemView>, Error> {
        let enough = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let (mut items, mut after) = (Vec::new(), self.after());
        loop {
            let rows = load(after).await?;
            let last = rows.last().map(&place);
            items.extend(rows.iter().filter_map(&item));
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
    sources: impl Iterator<Item = Source<C>>,
    caller: &Caller,
    query: &ListWorkItemsQuery,
    now: DateTime<Utc>,
) -> Result<Page<WorkItemView>, ApiError> {
    let request = PageRequest::<Place>::of(query)?;
    if request.after.as_ref().is_some_and(|after| !(1900..2200).contains(&after.at.year())) {
        return Err(ApiError::new(ProblemCode::InvalidCursor));
    }
    let (action, after) = (query.action.as_deref(), request.after.as_ref());
    let wanted = Wanted { caller, now, limit: request.fetch(), action, after };
    let mut items = Vec::new();
    for source in sources {
        items.extend(source(context, conn, &wanted).await?);
    }
    items.sort_by(|one, other| (one.since_at, &one.subject).cmp(&(other.since_at, &other.subject)));
    items.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    Ok(page(&request, items, |item: &WorkItemView| Place {
        at: item.since_at,
        subject: item.subject.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use domain::shared::{PermitId, ProductId};

    use super::*;

    #[test]
    fn subjects_of_other_kinds_come_wholly_before_or_after() {
        let id = ProductId::from_uuid(Uuid::from_u128(7));
        let place = Place { at: DateTime::UNIX_EPOCH, subject: id.to_string() };
        assert_eq!(place.of_kind::<ProductId>().id, id);
        // `prd_...` comes before every `prm_...`.
        assert_eq!(place.of_kind::<PermitId>().id, PermitId::from_uuid(Uuid::nil()));
        let place = Place { subject: PermitId::from_uuid(Uuid::nil()).to_string(), ..place };
        assert_eq!(place.of_kind::<ProductId>().id, ProductId::from_uuid(Uuid::max()));
    }
}
