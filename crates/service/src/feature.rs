//! How a feature registers itself with its service: everything the service has to know of it, in one constant.

use domain::shared::{Lifecycle, Role, Waits, lifecycle_name, transition_table};
use utoipa_actix_web::service_config::ServiceConfig;
use web::{Access, Tag};

use crate::jobs::JobKind;
use crate::work_items::Source;

/// A feature; `C` is the context of its service.
pub struct Feature<C: 'static> {
    mounted: web::Feature,
    waiting: Option<Source<C>>,
    lifecycle: Option<LifecycleTable>,
    jobs: &'static [JobKind<C>],
}

/// A lifecycle as documents show it and tests try it.
#[derive(Debug, Clone, Copy)]
pub struct LifecycleTable {
    /// What lives so.
    pub title: &'static str,
    /// The operations of its feature; those with a `step` move by it.
    pub operations: &'static [Access],
    /// Every state and event, as Markdown.
    pub markdown: fn() -> String,
    /// Whether a state lets an event happen, both by their labels.
    pub allows: fn(&str, &str) -> bool,
    /// The operations that its states wait for, each with who can do it.
    pub waits_for: fn() -> Vec<(&'static str, &'static [Role])>,
}

fn allows<S: Lifecycle>(state: &str, event: &str) -> bool {
    let state = S::STATES.iter().find(|known| known.to_string() == state);
    let event = S::EVENTS.iter().find(|known| known.to_string() == event);
    state.zip(event).is_some_and(|(state, event)| state.next(*event).is_some())
}

fn waits_for<S: Waits>() -> Vec<(&'static str, &'static [Role])> {
    let waiting = S::WAITING.iter().map(|row| (row.action, row.roles));
    waiting.chain(S::BEGUN.iter().map(|row| (row.action, row.roles))).collect()
}

impl<C> Feature<C> {
    /// A feature with its handlers, its part of the role table and the tags of its operations.
    pub const fn new(
        routes: fn(&mut ServiceConfig),
        operations: &'static [Access],
        tags: &'static [Tag],
    ) -> Self {
        let mounted = web::Feature { routes, operations, tags, lifecycle: None };
        Self { mounted, waiting: None, lifecycle: None, jobs: &[] }
    }

    /// With a lifecycle.
    #[must_use]
    pub const fn with_lifecycle<S: Waits>(self, title: &'static str) -> Self {
        let lifecycle = LifecycleTable {
            title,
            operations: self.mounted.operations,
            markdown: transition_table::<S>,
            allows: allows::<S>,
            waits_for: waits_for::<S>,
        };
        let mounted = web::Feature { lifecycle: Some(lifecycle_name::<S>), ..self.mounted };
        Self { mounted, lifecycle: Some(lifecycle), ..self }
    }

    /// With things in it that wait for people.
    #[must_use]
    pub const fn with_work_items(self, source: Source<C>) -> Self {
        Self { waiting: Some(source), ..self }
    }

    /// With jobs that its operations ask for.
    #[must_use]
    pub const fn with_jobs(self, jobs: &'static [JobKind<C>]) -> Self {
        Self { jobs, ..self }
    }

    /// What the server mounts.
    pub const fn mounted(&self) -> web::Feature {
        self.mounted
    }

    /// What waits in it.
    pub const fn waiting(&self) -> Option<Source<C>> {
        self.waiting
    }

    /// Its jobs.
    pub const fn jobs(&self) -> &'static [JobKind<C>] {
        self.jobs
    }

    /// Its lifecycle.
    pub const fn lifecycle(&self) -> Option<LifecycleTable> {
        self.lifecycle
    }
}
