//! Grants to record the past, from the agreement service. `service::occurrence` judges by them.

use api_types::agreement::BackfillGrantView;
use chrono::{DateTime, NaiveDate, Utc};
use client::{AgreementApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use domain::agreement::BackfillGrantState;
use domain::shared::{AgreementId, BackfillGrantId, PartyId};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_backfill_grant;

/// A grant to record facts of the past, as last read.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projected_backfill_grant, treat_none_as_null = true)]
pub struct BackfillGrantRow {
    /// Its id.
    pub id: BackfillGrantId,
    /// Who may record.
    pub party_id: PartyId,
    /// First day it covers.
    pub from_date: NaiveDate,
    /// Last day it covers.
    pub until_date: NaiveDate,
    /// Version in the agreement service.
    pub version: i64,
    /// The agreement under which it counts.
    pub agreement_id: Option<AgreementId>,
    /// Until when it may be used; none while it is not in force.
    pub usable_until: Option<DateTime<Utc>>,
}

impl BackfillGrantRow {
    /// Reads a grant as it is now.
    pub(super) async fn read(api: &AgreementApi, id: BackfillGrantId) -> Result<Self, ClientError> {
        Self::of(&api.get_backfill_grant(id).await?.value)
    }

    /// What is kept of a grant.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: &BackfillGrantView) -> Result<Self, ClientError> {
        Ok(Self {
            id: view.id,
            party_id: view.party_id,
            from_date: view.from_date,
            until_date: view.until_date,
            version: version_of(&view.etag)?,
            agreement_id: Some(view.agreement_id),
            usable_until: view.usable_until.filter(|_| view.state == BackfillGrantState::InForce),
        })
    }
}

impl Projected for BackfillGrantRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            keep_newer!(conn, projected_backfill_grant, id, self)?;
            Ok(())
        })
    }
}
