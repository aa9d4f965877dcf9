//! The write path: idempotency key, effect, events and stored answer are one transaction, run in a task
//! of its own so that a client that goes away leaves nothing half done.

use chrono::{DateTime, Utc};
use db::history::{self, TransitionRow};
use db::idempotency::{self, KeyScope, Known, StoredAnswer};
use db::outbox::{self, Audience, NewEvent};
use db::{Connection, DbError, failpoint};
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use domain::shared::Id;
use futures_util::future::try_join3;
use web::{ApiError, Caller, Clock, Etag, Reply, RequestMeta};

use crate::core::check_version;
use crate::{Core, Error};

/// A transaction of one request: connection, the one server time of it, and its circumstances.
pub struct Tx<'c> {
    /// The connection inside the transaction.
    pub conn: &'c mut Connection,
    /// Server time, the same for everything this transaction records.
    pub now: DateTime<Utc>,
    /// Who, which operation, which request.
    pub meta: &'c RequestMeta,
    clock: &'c Clock,
    events: Vec<NewEvent>,
    pub(crate) transitions: Vec<TransitionRow>,
}

impl<'c> Tx<'c> {
    /// Who calls.
    pub fn caller(&self) -> &'c Caller {
        &self.meta.caller
    }

    /// A new id.
    pub fn new_id<T: Id>(&self) -> T {
        self.clock.new_id()
    }

    /// Checks `If-Match`.
    ///
    /// # Errors
    /// [`Error::Version`] (412) with the current ETag.
    pub fn expect(&self, current: &Etag) -> Result<(), Error> {
        check_version(self.meta, current)
    }

    /// Tells an event of this transaction: `what` is completed to `id.kad.<what>`. It is written with the
    /// answer, at the end.
    pub fn push(&mut self, what: &str, subject: impl Id, audience: Audience, data: serde_json::Value) {
        self.tell(Told { what, subject, audience, data });
    }

    /// As [`Tx::push`], of what is put together already.
    pub fn tell(&mut self, told: Told<'_, impl Id>) {
        self.events.push(event_of(self.clock, self.meta, self.now, told));
    }

    /// Writes what the transaction tells, records and answers, all under way at once.
    async fn close(self, key: Option<&KeyScope>, reply: &Reply) -> Result<(), DbError> {
        let conn: &Connection = self.conn;
        let events = async {
            for event in self.events {
                outbox::push(conn, event).await?;
            }
            Ok(())
        };
        let transitions = async {
            for row in &self.transitions {
                history::record(conn, row).await?;
            }
            Ok(())
        };
        let answer = async {
            match key {
                Some(key) => idempotency::finish(conn, key, &stored(reply), self.now).await,
                None => Ok(()),
            }
        };
        try_join3(events, transitions, answer).await.map(drop)
    }
}

/// What an event tells: `what` is completed to `id.kad.<what>`.
#[derive(Debug)]
pub struct Told<'a, I> {
    /// What happened, such as `party.registered`.
    pub what: &'a str,
    /// To which resource.
    pub subject: I,
    /// Who may see it.
    pub audience: Audience,
    /// Ids and states.
    pub data: serde_json::Value,
}

fn event_of(clock: &Clock, meta: &RequestMeta, now: DateTime<Utc>, told: Told<'_, impl Id>) -> NewEvent {
    NewEvent {
        id: clock.new_id(),
        r#type: format!("id.kad.{}", told.what),
        subject: told.subject.to_string(),
        audience: told.audience,
        data: told.data,
        recorded_at: now,
        request_id: meta.request_id,
    }
}

impl Core {
    /// Runs an operation as one transaction. A repeat of a keyed request gets the stored answer; only
    /// success is stored, a refusal is judged again.
    ///
    /// # Errors
    /// The operation's, as a problem; nothing has happened then.
    pub async fn write<F>(&self, meta: RequestMeta, work: F) -> Result<Reply, ApiError>
    where
        F: AsyncFn(&mut Tx<'_>) -> Result<Reply, Error> + 'static,
    {
        let core = self.clone();
        let task = actix_web::rt::spawn(tracing::Instrument::in_current_span(async move {
            failpoint::pass("before-begin");
            let done =
                core.db.transact(meta.access.id, async |conn| core.keyed(conn, &meta, &work).await).await;
            failpoint::pass("after-commit");
            done
        }));
        let result = task.await.map_err(|error| Error::Internal(format!("the write task ended: {error}")))?;
        Ok(result?)
    }

    /// An operation whose whole effect is one inserted row: the row and the event that tells of it are one
    /// statement, without a transaction around it and without an idempotency key. `insert` returns a
    /// column; false when it did nothing.
    ///
    /// # Errors
    /// Database errors; nothing has happened then.
    pub async fn append<I>(
        &self,
        meta: &RequestMeta,
        now: DateTime<Utc>,
        insert: I,
        told: Told<'_, impl Id>,
    ) -> Result<bool, Error>
    where
        I: QueryFragment<Pg> + QueryId + Send,
    {
        Ok(self.db.append(insert, event_of(&self.clock, meta, now, told)).await?)
    }

    async fn keyed<F>(&self, conn: &mut Connection, meta: &RequestMeta, work: &F) -> Result<Reply, Error>
    where
        F: AsyncFn(&mut Tx<'_>) -> Result<Reply, Error>,
    {
        let scope = meta.key.as_ref().map(|key| KeyScope {
            party_id: meta.caller.party().uuid(),
            client: format!("{} {}", meta.caller.client(), meta.caller.subject()),
            key: key.key.clone(),
            fingerprint: key.fingerprint.clone(),
        });
        if let Some(scope) = &scope {
            match idempotency::begin(conn, scope).await? {
                Known::Fresh => {}
                Known::Done(answer) => return Ok(replay(answer)),
                Known::InProgress => return Err(Error::KeyInProgress),
                Known::OtherRequest => return Err(Error::KeyReused),
            }
        }
        failpoint::pass("after-key");
        let (now, clock) = (self.clock.now(), &self.clock);
        let mut tx = Tx { conn, now, meta, clock, events: Vec::new(), transitions: Vec::new() };
        let reply = work(&mut tx).await?;
        failpoint::pass("after-effect");
        tx.close(scope.as_ref(), &reply).await?;
        failpoint::pass("before-commit");
        Ok(reply)
    }
}

fn stored(reply: &Reply) -> StoredAnswer {
    StoredAnswer {
        status: i16::try_from(reply.status).unwrap_or(200),
        location: reply.location.clone(),
        etag: reply.etag.clone(),
        body: reply.body.clone(),
    }
}

fn replay(answer: StoredAnswer) -> Reply {
    Reply {
        status: u16::try_from(answer.status).unwrap_or(200),
        location: answer.location,
        etag: answer.etag,
        body: answer.body,
        replayed: true,
        next: None,
    }
}
