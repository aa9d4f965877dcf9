//! A stored resource, as far as the write path has to know it: what its events tell and to whom, how a change of it is
//! written. Implemented once per resource, beside its rows.

use api_types::EventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use domain::shared::{Id, jakarta_date};
use web::Etag;

use crate::{Error, Tx};

/// A resource that the feed tells of.
pub trait Announced {
    /// What its events tell.
    type Data: EventData;

    /// Its id.
    fn id(&self) -> impl Id;

    /// What an event of it tells now.
    fn event_data(&self) -> Self::Data;

    /// Who is told: the parties that may read it.
    fn audience(&self, conn: &mut Connection) -> impl Future<Output = Result<Audience, Error>>;
}

/// A resource whose changes are counted.
pub trait Versioned: Announced {
    /// Its version.
    fn version(&self) -> i64;

    /// Its ETag on a civil day in Jakarta: the version, and a mark of what is derived that day.
    fn etag(&self, _day: NaiveDate) -> Etag {
        Etag::of(self.version())
    }

    /// Takes the next version and the time of the change.
    fn stamp(&mut self, version: i64, at: DateTime<Utc>);

    /// Writes the row where version `seen` is still stored; gives how many rows that were.
    fn write(&self, conn: &mut Connection, seen: i64) -> impl Future<Output = Result<usize, Error>>;
}

/// What can have happened to a resource.
pub type Happened<R> = <<R as Announced>::Data as EventData>::Happened;

impl Tx<'_> {
    /// The civil day in Jakarta that rules are judged by.
    pub fn today(&self) -> NaiveDate {
        jakarta_date(self.now)
    }

    /// Tells what happened to a resource. It is written with the answer, at the end.
    ///
    /// # Errors
    /// Database errors, where it must be looked up who is told.
    pub async fn emit<R: Announced>(&mut self, resource: &R, happened: Happened<R>) -> Result<(), Error> {
        let audience = resource.audience(self.conn).await?;
        self.emit_to(resource.id(), audience, happened, resource.event_data())
    }

    /// Writes a locked resource as its next version.
    ///
    /// # Errors
    /// Database errors.
    pub async fn save<R: Versioned>(&mut self, resource: &mut R) -> Result<(), Error> {
        let seen = resource.version();
        resource.stamp(seen + 1, self.now);
        match resource.write(self.conn, seen).await? {
            1 => Ok(()),
            _ => Err(Error::Internal(format!("the locked version of {} is gone", resource.id()))),
        }
    }

    /// Writes a locked resource as its next version and tells of it: a change that moves nothing.
    ///
    /// # Errors
    /// Database errors.
    pub async fn change<R: Versioned>(
        &mut self,
        resource: &mut R,
        happened: Happened<R>,
    ) -> Result<(), Error> {
        self.save(resource).await?;
        self.emit(resource, happened).await
    }
}
