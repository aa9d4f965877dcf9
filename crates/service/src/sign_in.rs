//! Steps that a sign-in takes. It is no request of the API: there is no token, no role and no key yet, only a person.

use db::Connection;
use db::history::{self, TransitionRow};
use domain::shared::{Id as _, Lifecycle as _, PartyId, TransitionId};

use crate::resource::Happened;
use crate::transition::EventOf;
use crate::{Core, Emitted, Error, Stateful};

/// The person who signs in, and the party it is about.
#[derive(Debug, Clone, Copy)]
pub struct SigningIn<'a> {
    /// The person, as tokens name it.
    pub subject: &'a str,
    /// The party.
    pub party: PartyId,
}

impl Core {
    /// A step of a locked resource, judged by its state alone: next version, history, event.
    ///
    /// # Errors
    /// 409 where the state does not allow it; database errors.
    pub async fn step_at_sign_in<R: Stateful>(
        &self,
        conn: &mut Connection,
        resource: &mut R,
        event: EventOf<R>,
        by: SigningIn<'_>,
    ) -> Result<(), Error> {
        let (from, seen) = (resource.state(), resource.version());
        let to = from.apply(event)?;
        resource.set_state(to);
        resource.stamp(seen + 1, self.clock.now());
        if resource.write(conn, seen).await? != 1 {
            return Err(Error::Internal(format!("the locked version of {} is gone", resource.id())));
        }
        self.tell(conn, resource, (event.to_string(), from), event.into(), by).await
    }

    /// Tells of a resource that a sign-in makes, and begins its history.
    ///
    /// # Errors
    /// Database errors.
    pub async fn first_at_sign_in<R: Stateful>(
        &self,
        conn: &mut Connection,
        resource: &R,
        happened: Happened<R>,
        by: SigningIn<'_>,
    ) -> Result<(), Error> {
        self.tell(conn, resource, (happened.to_string(), resource.state()), happened, by).await
    }

    /// Writes into the history, and tells, what brought a resource from a state to where it stands.
    async fn tell<R: Stateful>(
        &self,
        conn: &mut Connection,
        resource: &R,
        (event, from): (String, R::State),
        happened: Happened<R>,
        by: SigningIn<'_>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let row = TransitionRow {
            id: self.clock.new_id::<TransitionId>().uuid(),
            subject_id: resource.id().uuid(),
            event,
            from_state: from.to_string(),
            to_state: resource.state().to_string(),
            version_before: resource.version() - 1,
            version_after: resource.version(),
            actor_party_id: by.party.uuid(),
            actor_subject: by.subject.to_owned(),
            actor_client: "sign-in".to_owned(),
            actor_role: None,
            actor_region_code: None,
            recorded_at: now,
            occurred_at: now,
            claimed_at: None,
            replaced: None,
            backfilled: false,
            reason_code: None,
            note: None,
            documents: serde_json::json!([]),
            request_id: self.clock.new_uuid(),
        };
        history::record(conn, &row).await?;
        let audience = resource.audience(conn).await?;
        let data = resource.event_data();
        self.emit(conn, Emitted { subject: resource.id(), audience, happened, data }).await
    }
}
