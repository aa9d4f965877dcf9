//! Grants to record facts of the past, from the agreement service; the platform reads them by the view
//! `backfill_window`.

use chrono::{DateTime, NaiveDate, Utc};
use client::{AgreementApi, Api, ClientError};
use db::Connection;
use diesel::prelude::*;
use domain::agreement::BackfillGrantState;
use domain::shared::{AgreementId, BackfillGrantId, PartyId};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_backfill_grant;

/// A grant to record facts of the past.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_backfill_grant, treat_none_as_null = true)]
pub struct BackfillGrantRow {
    /// Its id.
    pub id: BackfillGrantId,
    /// Who may record.
    pub party_id: PartyId,
    /// First day covered.
    pub from_date: NaiveDate,
    /// Last day covered; open when absent.
    pub until_date: Option<NaiveDate>,
    /// Version in the agreement service.
    pub version: i64,
    /// The agreement it was given under.
    pub agreement_id: Option<AgreementId>,
    /// Until when it may be used; none while it is not in force.
    pub usable_until: Option<DateTime<Utc>>,
}

impl BackfillGrantRow {
    /// Reads a grant from the agreement service.
    pub(super) async fn read(api: &Api, id: BackfillGrantId) -> Result<Self, ClientError> {
        let view = AgreementApi::new(api.clone()).get_backfill_grant(id).await?.value;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            party_id: view.party_id,
            from_date: view.from_date,
            until_date: Some(view.until_date),
            agreement_id: Some(view.agreement_id),
            usable_until: view.usable_until.filter(|_| view.state == BackfillGrantState::InForce),
        })
    }
}

impl Projected for BackfillGrantRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        async move { Ok(keep_newer!(conn, projected_backfill_grant, id, self).map(drop)?) }.boxed_local()
    }
}
