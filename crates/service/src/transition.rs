//! The one way a resource moves by its lifecycle. [`Tx::begin`] refuses in this order: 403 for the wrong side or role,
//! 412 for another version, 409 for a state that does not allow it, 422 for its circumstances (before all of them, 404 is
//! the query's that loads what the caller may see). Then the operation does what is its own, and [`Tx::finish`] writes
//! the version, the history and the event. No step is said to have happened before the one it follows.

use api_types::{Check, EventData, TransitionRequest};
use db::history;
use db::outbox::Audience;
use domain::shared::{
    AgreementId, Bilingual, DateSense, Id, IllegalTransition, Invalid, Lifecycle, NoteRule, Role, UPDATE,
    acts_for_two_parties,
};
use serde_json::Value;
use web::Caller;

use crate::history::NewTransition;
use crate::resource::{Announced, Happened, Versioned};
use crate::{Error, OccurredAt, Tx};

/// A resource that moves by a lifecycle.
pub trait Stateful:
    Versioned + Announced<Data: EventData<Happened = <Self::State as Lifecycle>::Happened>>
{
    /// The states.
    type State: Lifecycle;

    /// Where it stands.
    fn state(&self) -> Self::State;

    /// Puts it somewhere else.
    fn set_state(&mut self, state: Self::State);

    /// Whether the caller holds a role in the party of this resource that the role belongs to.
    fn holds(&self, caller: &Caller, role: Role) -> bool;

    /// The role in which the caller may record an event: the first of the lifecycle's that it holds here.
    fn acting_role(&self, caller: &Caller, event: EventOf<Self>) -> Option<Role> {
        Self::State::rule(event).roles.iter().copied().find(|role| self.holds(caller, *role))
    }

    /// The agreement it is or stands under: grants to record the past count under theirs alone.
    fn agreement(&self) -> Option<AgreementId> {
        None
    }

    /// What is said to somebody who sees it and whose step this is not.
    fn not_theirs(&self, event: EventOf<Self>) -> Bilingual;
}

/// What can happen to a resource.
pub type EventOf<R> = <<R as Stateful>::State as Lifecycle>::Event;

/// A step between its checks and its writing.
#[derive(Debug)]
pub struct Step<S: Lifecycle> {
    /// When it is said to have happened.
    pub occurred: OccurredAt,
    event: S::Event,
    from: S,
    to: S,
    happened: S::Happened,
    role: Option<Role>,
    request: TransitionRequest,
}

impl<S: Lifecycle> Step<S> {
    /// The role it is taken in; none where it follows from another fact.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// The state it leads to.
    pub fn to(&self) -> S {
        self.to
    }

    /// It leads to another state than the table says, or to none: the first of two consents.
    pub fn leads_to(&mut self, state: S) {
        self.to = state;
    }

    /// The feed calls it otherwise than the table says.
    pub fn is_told_as(&mut self, happened: S::Happened) {
        self.happened = happened;
    }
}

impl Tx<'_> {
    /// Begins a step of a locked resource.
    ///
    /// # Errors
    /// In this order: 403, 412, 409, 422.
    pub async fn begin<R: Stateful>(
        &mut self,
        resource: &R,
        event: EventOf<R>,
        request: &TransitionRequest,
    ) -> Result<Step<R::State>, Error> {
        let role = resource.acting_role(self.caller(), event);
        if role.is_none() {
            return Err(Error::Forbidden(resource.not_theirs(event)));
        }
        let step = self.begin_as(role, resource, event, request).await?;
        self.expect_one_side(&[resource.id().uuid()]).await?;
        Ok(step)
    }

    /// One person never acts for two parties on one thing, whatever memberships that person has: nobody checks, answers
    /// or accepts what came from the same hands. `things` are the resource and what it follows from.
    ///
    /// # Errors
    /// `four-eyes`; database errors.
    pub async fn expect_one_side(&self, things: &[uuid::Uuid]) -> Result<(), Error> {
        let (person, party) = (self.caller().subject(), self.caller().party().uuid());
        if history::acted_for_another(self.conn, things, person, party).await? {
            return Err(acts_for_two_parties().into());
        }
        Ok(())
    }

    /// As [`Tx::begin`] for whom the resource itself knows, such as an applicant without any role: whether
    /// it is theirs has been judged.
    ///
    /// # Errors
    /// 412, 409, 422.
    pub async fn begin_as<R: Stateful>(
        &mut self,
        role: Option<Role>,
        resource: &R,
        event: EventOf<R>,
        request: &TransitionRequest,
    ) -> Result<Step<R::State>, Error> {
        self.expect(&resource.etag(self.today()))?;
        let from = resource.state();
        let to = from.apply(event)?;
        let mut occurred =
            self.circumstances(request, R::State::rule(event).note, resource.agreement()).await?;
        if occurred.is_said() {
            occurred.after(self.last_step(resource.id().uuid()).await?.as_slice())?;
        }
        Ok(Step { occurred, event, from, to, happened: event.into(), role, request: request.clone() })
    }

    /// Ends a step: next version, history, event.
    ///
    /// # Errors
    /// Database errors.
    pub async fn finish<R: Stateful>(&mut self, resource: &mut R, step: Step<R::State>) -> Result<(), Error> {
        let version = resource.version();
        resource.set_state(step.to);
        self.save(resource).await?;
        self.record(NewTransition {
            subject: resource.id().uuid(),
            event: step.event.to_string(),
            from: step.from.to_string(),
            to: step.to.to_string(),
            version,
            role: step.role,
            request: &step.request,
            occurred: step.occurred,
            replaced: None,
        });
        self.emit(resource, step.happened).await
    }

    /// Tells of a new resource and begins its history: the first fact of a story is who began it, and when.
    ///
    /// # Errors
    /// Database errors.
    pub async fn first<R: Stateful>(&mut self, resource: &R, happened: Happened<R>) -> Result<(), Error> {
        let state = resource.state().to_string();
        self.record(NewTransition {
            subject: resource.id().uuid(),
            event: happened.to_string(),
            from: state.clone(),
            to: state,
            version: resource.version() - 1,
            role: None,
            request: &TransitionRequest::default(),
            occurred: OccurredAt::now(self.now),
            replaced: None,
        });
        self.emit(resource, happened).await
    }

    /// The same for every row of the table [`db::STAGED`], each new and in one state.
    ///
    /// # Errors
    /// Database errors.
    pub async fn first_staged<I: Id, R: Stateful>(
        &mut self,
        audience: Audience,
        state: R::State,
        happened: Happened<R>,
    ) -> Result<(), Error> {
        self.record(NewTransition {
            subject: uuid::Uuid::nil(),
            event: happened.to_string(),
            from: state.to_string(),
            to: state.to_string(),
            version: 0,
            role: None,
            request: &TransitionRequest::default(),
            occurred: OccurredAt::now(self.now),
            replaced: None,
        });
        if let Some(like) = self.transitions.pop() {
            history::record_staged(self.conn, &like).await?;
        }
        self.emit_staged::<I, R::Data>(audience, happened).await
    }

    /// A change that moves nothing and stands in the history all the same: next version, history, event.
    ///
    /// # Errors
    /// Database errors.
    pub async fn change_on_record<R: Stateful>(
        &mut self,
        resource: &mut R,
        action: &str,
        role: Role,
        happened: Happened<R>,
    ) -> Result<(), Error> {
        let (request, occurred) = (TransitionRequest::default(), OccurredAt::now(self.now));
        self.change_with_reasons(resource, action, role, happened, (&request, occurred)).await
    }

    /// The same, with circumstances that were given and judged.
    ///
    /// # Errors
    /// Database errors.
    pub async fn change_with_reasons<R: Stateful>(
        &mut self,
        resource: &mut R,
        action: &str,
        role: Role,
        happened: Happened<R>,
        reasons: (&TransitionRequest, OccurredAt),
    ) -> Result<(), Error> {
        self.keep_place(resource, (action, Some(role)), happened, reasons, None).await
    }

    /// A change of what a resource says: next version, history with what it replaced, event. What a draft said that its writer
    /// alone may see, and what a view hides from some, is not given.
    ///
    /// # Errors
    /// Database errors.
    pub async fn revise<R: Stateful>(
        &mut self,
        resource: &mut R,
        action: &str,
        happened: Happened<R>,
        replaced: Option<Value>,
    ) -> Result<(), Error> {
        let (request, occurred) = (TransitionRequest::default(), OccurredAt::now(self.now));
        self.keep_place(resource, (action, None), happened, (&request, occurred), replaced).await
    }

    async fn keep_place<R: Stateful>(
        &mut self,
        resource: &mut R,
        (action, role): (&str, Option<Role>),
        happened: Happened<R>,
        (request, occurred): (&TransitionRequest, OccurredAt),
        replaced: Option<Value>,
    ) -> Result<(), Error> {
        let (state, version) = (resource.state().to_string(), resource.version());
        self.save(resource).await?;
        self.record(NewTransition {
            subject: resource.id().uuid(),
            event: action.to_owned(),
            from: state.clone(),
            to: state,
            version,
            role,
            request,
            occurred,
            replaced,
        });
        self.emit(resource, happened).await
    }

    /// A step that follows from another fact: judged by the state alone, and written. It follows from the step before it
    /// too, and is no earlier. The request is ours, never a caller's: nothing of it is checked.
    ///
    /// # Errors
    /// 409 where the state does not allow it; database errors.
    pub async fn follow<R: Stateful>(
        &mut self,
        resource: &mut R,
        event: EventOf<R>,
        mut occurred: OccurredAt,
        request: &TransitionRequest,
    ) -> Result<(), Error> {
        if occurred.at < self.now {
            let last = self.last_step(resource.id().uuid()).await?;
            occurred.at = last.map_or(occurred.at, |last| occurred.at.max(last.at));
        }
        let from = resource.state();
        let (to, role) = (from.apply(event)?, resource.acting_role(self.caller(), event));
        let step = Step { occurred, event, from, to, happened: event.into(), role, request: request.clone() };
        self.finish(resource, step).await
    }

    /// Checks the circumstances of a step, and judges the time it says.
    ///
    /// # Errors
    /// 422.
    pub async fn circumstances(
        &mut self,
        request: &TransitionRequest,
        note: NoteRule,
        under: Option<AgreementId>,
    ) -> Result<OccurredAt, Error> {
        let mut check = Check::new();
        check.optional_line("/reason_code", request.reason_code.as_deref(), 1..=60);
        check.length("/documents", &request.documents, 0..=20);
        for (index, document) in request.documents.iter().enumerate() {
            check.line(&format!("/documents/{index}/type"), &document.r#type, 1..=60);
            check.line(&format!("/documents/{index}/number"), &document.number, 1..=100);
            let at = format!("/documents/{index}/document_date");
            check.optional_date(&at, document.document_date, DateSense::Happened, self.today());
        }
        let given = request.note.as_deref().is_some_and(|note| !note.trim().is_empty());
        if given || note == NoteRule::Optional {
            check.optional_text("/note", request.note.as_deref(), 1..=2000);
        } else {
            let (id, en) = match note {
                NoteRule::ToMend => (
                    "Jelaskan alasannya agar pihak lain dapat memperbaikinya.",
                    "Explain why, so that the other side can mend it.",
                ),
                NoteRule::Required | NoteRule::Optional => (
                    "Tulis alasannya; semua pihak membacanya dalam riwayat.",
                    "Write down why; everybody concerned reads it in the history.",
                ),
            };
            check.push(Invalid::new("/note", "required", id, en));
        }
        check.finish()?;
        self.occurred(request.occurred_at, under).await
    }
}

impl Error {
    /// What something says can no longer be changed.
    pub fn unchangeable<S: Lifecycle>(state: S) -> Self {
        Self::not_allowed(state, UPDATE)
    }

    /// Something besides the lifecycle's own steps that a state does not allow.
    pub fn not_allowed<S: Lifecycle>(state: S, action: &str) -> Self {
        Self::State(IllegalTransition::of(state, action))
    }
}
