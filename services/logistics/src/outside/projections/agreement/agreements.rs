//! Agreements of two governments, from the agreement service.

use api_types::agreement::AgreementView;
use chrono::NaiveDate;
use client::{AgreementApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::AgreementState;
use domain::shared::{AgreementId, PartyId, Period};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_agreement;

/// An agreement as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_agreement, treat_none_as_null = true)]
pub struct AgreementRow {
    /// Its id.
    pub id: AgreementId,
    /// Number on the paper.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: AgreementState,
    /// The government that offered.
    pub initiator_id: PartyId,
    /// The government that answered.
    pub counterpart_id: PartyId,
    /// Who facilitates.
    pub facilitator_id: Option<PartyId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none for no end.
    pub valid_until: Option<NaiveDate>,
    /// Version in the agreement service.
    pub version: i64,
}

impl AgreementRow {
    /// Reads an agreement as it is now.
    pub(super) async fn read(api: &AgreementApi, id: AgreementId) -> Result<Self, ClientError> {
        Self::of(api.get_agreement(id).await?.value)
    }

    /// What is kept of an agreement.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: AgreementView) -> Result<Self, ClientError> {
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            number: view.number,
            title: view.title,
            state: view.state,
            initiator_id: view.initiator_party_id,
            counterpart_id: view.counterpart_party_id,
            facilitator_id: view.facilitator_party_id,
            valid_from: view.valid_from_date,
            valid_until: Some(view.valid_until_date),
        })
    }

    /// What people call it: its number, its title while it has none.
    pub(super) fn name(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.title)
    }

    pub(super) fn period(&self) -> Period {
        Period { from: self.valid_from, until: self.valid_until }
    }
}

impl Projected for AgreementRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            keep_newer!(conn, projected_agreement, id, self)?;
            Ok(())
        })
    }
}

/// What is known of an agreement.
pub(super) async fn find_agreement(
    mut conn: &Connection,
    id: AgreementId,
) -> Result<Option<AgreementRow>, Error> {
    let row = projected_agreement::table.find(id).select(AgreementRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}
