//! The write path: idempotency key, effect, events and stored answer are one transaction, run in a task
//! of its own so that a client that goes away leaves nothing half done.

use api_types::{EventData, event_type};
use chrono::{DateTime, Utc};
use db::history::{self, TransitionRow};
use db::idempotency::{self, KeyScope, Known, StoredAnswer};
use db::outbox::{self, Audience, NewEvent};
use db::{Connection, DbError, failpoint};
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use domain::shared::Id;
use futures_util::future::try_join3;
use uuid::Uuid;
use web::{ApiError, Caller, Clock, Etag, Reply, RequestMeta, SecurityEvent, SecurityLine};

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

    /// Tells what happened to something, to somebody. It is written with the answer, at the end.
    ///
    /// # Errors
    /// [`Error::Internal`] for data that is no JSON.
    pub fn emit_to<D: EventData>(
        &mut self,
        subject: impl Id,
        audience: Audience,
        happened: D::Happened,
        data: D,
    ) -> Result<(), Error> {
        let circumstances =
            Circumstances { clock: self.clock, now: self.now, request_id: self.meta.request_id };
        self.events.push(circumstances.event(Emitted { subject, audience, happened, data })?);
        Ok(())
    }

    /// Tells what happened to every row of the table [`db::STAGED`], to the same readers: what each tells stands in its column
    /// `event`. Written at once.
    ///
    /// # Errors
    /// Database errors.
    pub async fn emit_staged<I: Id, D: EventData>(
        &self,
        audience: Audience,
        happened: D::Happened,
    ) -> Result<(), Error> {
        let like = NewEvent {
            id: self.clock.new_id(),
            r#type: event_type(D::RESOURCE, happened),
            data_version: D::VERSION,
            subject: String::new(),
            audience,
            data: serde_json::Value::Null,
            recorded_at: self.now,
            request_id: self.meta.request_id,
        };
        Ok(outbox::push_staged(self.conn, I::PREFIX, &like).await?)
    }

    /// What the log shall tell of it once it is committed.
    fn security_lines(&self, watched: &[(&str, SecurityEvent)]) -> Vec<SecurityLine> {
        let told = self.events.iter().filter_map(|event| {
            let (_, concerns) = watched.iter().find(|(kind, _)| *kind == event.r#type)?;
            let happened = event.r#type.rsplit('.').next().unwrap_or_default();
            let line = SecurityLine::new(*concerns, happened).about(&event.subject);
            Some(line.by(self.meta.caller.claims()).from(self.meta.address))
        });
        told.collect()
    }

    /// Writes what the transaction tells, records and answers, all under way at once.
    async fn close(self, answer: Option<(&KeyScope, &Reply)>) -> Result<(), DbError> {
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
            match answer {
                Some((key, reply)) => idempotency::finish(conn, key, &stored(reply), self.now).await,
                None => Ok(()),
            }
        };
        try_join3(events, transitions, answer).await.map(drop)
    }
}

/// What an event tells.
#[derive(Debug)]
pub struct Emitted<I, D: EventData> {
    /// To which resource it happened.
    pub subject: I,
    /// Who may see it.
    pub audience: Audience,
    /// What happened.
    pub happened: D::Happened,
    /// Ids and states.
    pub data: D,
}

/// What an event says about when and why it was recorded.
struct Circumstances<'a> {
    clock: &'a Clock,
    now: DateTime<Utc>,
    request_id: Uuid,
}

impl Circumstances<'_> {
    fn event<D: EventData>(&self, emitted: Emitted<impl std::fmt::Display, D>) -> Result<NewEvent, Error> {
        let data = serde_json::to_value(&emitted.data)
            .map_err(|error| Error::Internal(format!("an event of {} is no JSON: {error}", D::RESOURCE)))?;
        Ok(NewEvent {
            id: self.clock.new_id(),
            r#type: event_type(D::RESOURCE, emitted.happened),
            data_version: D::VERSION,
            subject: emitted.subject.to_string(),
            audience: emitted.audience,
            data,
            recorded_at: self.now,
            request_id: self.request_id,
        })
    }
}

impl Core {
    /// Runs an operation as one transaction. A repeat of a keyed request gets the stored answer; only
    /// success is stored, a refusal is judged again. One that late news of another service may have caused is judged
    /// twice ([`Error::behind`]).
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
            let once = async || {
                let keyed = async |conn: &mut Connection| core.keyed(conn, &meta, &work).await;
                let (reply, lines) = core.db.transact(meta.access.id, keyed).await?;
                lines.iter().for_each(SecurityLine::write);
                Ok(reply)
            };
            let done = core.judge(once).await;
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
    pub async fn append<I, D>(
        &self,
        meta: &RequestMeta,
        now: DateTime<Utc>,
        insert: I,
        emitted: Emitted<impl Id, D>,
    ) -> Result<bool, Error>
    where
        I: QueryFragment<Pg> + QueryId + Send,
        D: EventData,
    {
        let circumstances = Circumstances { clock: &self.clock, now, request_id: meta.request_id };
        Ok(self.db.append(insert, circumstances.event(emitted)?).await?)
    }

    /// Tells something that no request caused, inside a transaction.
    ///
    /// # Errors
    /// Database errors.
    pub async fn emit<D: EventData>(
        &self,
        conn: &Connection,
        emitted: Emitted<impl std::fmt::Display, D>,
    ) -> Result<(), Error> {
        let (now, request_id) = (self.clock.now(), self.clock.new_uuid());
        let event = Circumstances { clock: &self.clock, now, request_id }.event(emitted)?;
        Ok(outbox::push(conn, event).await?)
    }

    /// Runs the effect of a job as one transaction of a connection of its own. It has no answer to keep.
    pub(crate) async fn effect<F>(
        &self,
        conn: &mut Connection,
        meta: &RequestMeta,
        work: F,
    ) -> Result<(), Error>
    where
        F: AsyncFn(&mut Tx<'_>) -> Result<(), Error>,
    {
        let (now, clock) = (self.clock.now(), &self.clock);
        let done = self.db.transact_on(conn, async |conn: &mut Connection| -> Result<_, Error> {
            let mut tx = Tx { conn, now, meta, clock, events: Vec::new(), transitions: Vec::new() };
            work(&mut tx).await?;
            let lines = tx.security_lines(self.watched);
            tx.close(None).await?;
            Ok(lines)
        });
        done.await?.iter().for_each(SecurityLine::write);
        Ok(())
    }

    async fn keyed<F>(
        &self,
        conn: &mut Connection,
        meta: &RequestMeta,
        work: &F,
    ) -> Result<(Reply, Vec<SecurityLine>), Error>
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
                Known::Done(answer) => return Ok((replay(answer), Vec::new())),
                Known::InProgress => return Err(Error::KeyInProgress),
                Known::OtherRequest => return Err(Error::KeyReused),
            }
        }
        failpoint::pass("after-key");
        let (now, clock) = (self.clock.now(), &self.clock);
        let mut tx = Tx { conn, now, meta, clock, events: Vec::new(), transitions: Vec::new() };
        let reply = work(&mut tx).await?;
        failpoint::pass("after-effect");
        let lines = tx.security_lines(self.watched);
        tx.close(scope.as_ref().map(|scope| (scope, &reply))).await?;
        failpoint::pass("before-commit");
        Ok((reply, lines))
    }
}

fn stored(reply: &Reply) -> StoredAnswer {
    StoredAnswer {
        status: i16::try_from(reply.status).unwrap_or(200),
        location: reply.location.clone(),
        etag: reply.etag.clone(),
        body: reply.kept.as_ref().unwrap_or(&reply.body).clone(),
    }
}

fn replay(answer: StoredAnswer) -> Reply {
    Reply {
        status: u16::try_from(answer.status).unwrap_or(200),
        location: answer.location,
        etag: answer.etag,
        body: answer.body,
        replayed: true,
        next: Vec::new(),
        kept: None,
        form: None,
    }
}
