//! What the verification of suppliers is worth, from the agreement service.

use api_types::agreement::{HeldPaperView, StandingView};
use chrono::NaiveDate;
use client::{AgreementApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::StandingKind;
use domain::logistics::{DocumentKind, HeldDocument};
use domain::shared::{PartyId, Period};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_standing;

/// A supplier's standing as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_standing, primary_key(party_id), treat_none_as_null = true)]
pub struct StandingRow {
    /// The supplier.
    pub party_id: PartyId,
    /// What its verification is worth.
    pub standing: StandingKind,
    /// Last day it holds; none for no end, or when not verified.
    pub verified_until: Option<NaiveDate>,
    /// Version of its verification in the agreement service.
    pub version: i64,
    /// The papers it holds, as the verification shows them.
    pub held_papers: serde_json::Value,
}

impl StandingRow {
    /// Reads a supplier's standing as it is now.
    pub(super) async fn read(api: &AgreementApi, party: PartyId) -> Result<Self, ClientError> {
        Self::of(&api.get_party_standing(party).await?.value)
    }

    /// What is kept of a standing.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: &StandingView) -> Result<Self, ClientError> {
        Ok(Self {
            party_id: view.party_id,
            standing: view.standing,
            verified_until: view.verified_until_date,
            version: version_of(&view.etag)?,
            held_papers: serde_json::to_value(&view.held_papers)
                .map_err(|error| ClientError::Unexpected(error.to_string()))?,
        })
    }

    /// The last day it holds; [`NaiveDate::MAX`] for papers without end.
    pub(super) fn holds_until(&self) -> Option<NaiveDate> {
        match self.standing {
            StandingKind::Verified | StandingKind::VerifiedWithConditions | StandingKind::ExpiringSoon => {
                Some(self.verified_until.unwrap_or(NaiveDate::MAX))
            }
            StandingKind::Lapsed | StandingKind::NotVerified => None,
        }
    }
}

impl Projected for StandingRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            keep_newer!(conn, projected_standing, party_id, self)?;
            Ok(())
        })
    }
}

/// The papers that a supplier holds whatever it sends; none while its verification is not known.
pub(crate) async fn papers_of(conn: &Connection, supplier: PartyId) -> Result<Vec<HeldDocument>, Error> {
    let Some(row) = find_standing(conn, supplier).await? else { return Ok(Vec::new()) };
    let held: Vec<HeldPaperView> = serde_json::from_value(row.held_papers)
        .map_err(|error| Error::Internal(format!("papers of a projected standing: {error}")))?;
    let document = |paper: HeldPaperView| {
        let kind: DocumentKind = paper.r#type.label().parse().ok()?;
        let valid = Period { from: paper.valid_from_date, until: paper.valid_until_date };
        Some(HeldDocument { kind, level: paper.level, valid })
    };
    Ok(held.into_iter().filter_map(document).collect())
}

/// What is known of a supplier's standing.
async fn find_standing(mut conn: &Connection, party: PartyId) -> Result<Option<StandingRow>, Error> {
    let row = projected_standing::table.find(party).select(StandingRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}
