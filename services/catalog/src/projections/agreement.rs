//! The agreement service's feed, as far as this service follows it.

use api_types::EventView;
use api_types::agreement::PartyView;
use chrono::NaiveDate;
use client::{Api, ClientError};
use db::Connection;
use domain::shared::{BackfillGrantId, PartyId};
use service::Error;
use service::consumer::Projection;
use web::Etag;

use super::queries::{self, BackfillGrantRow, PartyRow};

/// Follows parties and backfill grants.
#[derive(Debug, Clone, Copy)]
pub struct FromAgreement;

/// What an event pointed at.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// A party as it is now.
    Party(PartyRow),
    /// A grant to record the past.
    BackfillGrant(BackfillGrantRow),
}

/// The part of a backfill grant that this service needs.
#[derive(Debug, serde::Deserialize)]
struct GrantFacts {
    id: BackfillGrantId,
    party_id: PartyId,
    from_date: NaiveDate,
    until_date: Option<NaiveDate>,
}

impl Projection for FromAgreement {
    type Fetched = Fetched;

    async fn fetch(&self, api: &Api, event: &EventView) -> Result<Option<Fetched>, ClientError> {
        match event.r#type.as_str() {
            "id.kad.party.registered" | "id.kad.party.changed" => {
                let view: PartyView = api.get(&format!("/v1/parties/{}", event.subject)).await?.value;
                party(view).map(|row| Some(Fetched::Party(row)))
            }
            "id.kad.backfill_grant.granted" => {
                let facts: GrantFacts =
                    api.get(&format!("/v1/backfill-grants/{}", event.subject)).await?.value;
                let GrantFacts { id, party_id, from_date, until_date } = facts;
                let row = BackfillGrantRow { id, party_id, from_date, until_date };
                Ok(Some(Fetched::BackfillGrant(row)))
            }
            _ => Ok(None),
        }
    }

    async fn apply(&self, conn: &mut Connection, _: &EventView, fetched: Fetched) -> Result<(), Error> {
        match fetched {
            Fetched::Party(row) => queries::put_party(conn, &row).await,
            Fetched::BackfillGrant(row) => queries::put_grant(conn, &row).await,
        }
    }
}

fn party(view: PartyView) -> Result<PartyRow, ClientError> {
    let etag: Etag = view
        .etag
        .parse()
        .map_err(|error| ClientError::Unexpected(format!("the ETag of a party: {error}")))?;
    Ok(PartyRow {
        id: view.id,
        kind: view.kind,
        short_name: view.short_name,
        region_code: view.region_code,
        version: etag.version().0,
    })
}
