//! Rows of the outlets.

use api_types::catalog::OutletView;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::catalog::{Outlet, OutletKind, OutletState};
use domain::shared::{OutletId, PartyId};
use service::Error;
use web::Etag;

use crate::schema::outlet;

/// An outlet as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = outlet)]
pub(crate) struct OutletRow {
    pub(crate) id: OutletId,
    pub(crate) operator_party_id: PartyId,
    pub(crate) name: String,
    pub(crate) kind: OutletKind,
    pub(crate) chain: Option<String>,
    pub(crate) region_code: String,
    pub(crate) address: Option<String>,
    pub(crate) state: OutletState,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl OutletRow {
    pub(crate) fn etag(&self) -> Etag {
        Etag::of(self.version)
    }

    /// What curation and listing look at.
    pub(crate) fn outlet(&self) -> Result<Outlet, Error> {
        let chain = self.chain.as_deref().map(str::parse).transpose();
        Ok(Outlet {
            id: self.id,
            operator: self.operator_party_id,
            kind: self.kind,
            chain: chain.map_err(|error| Error::Internal(format!("the chain of {}: {error}", self.id)))?,
            state: self.state,
        })
    }

    pub(crate) fn view(self) -> OutletView {
        OutletView {
            etag: self.etag().to_string(),
            id: self.id,
            operator_party_id: self.operator_party_id,
            name: self.name,
            kind: self.kind,
            chain: self.chain,
            region_code: self.region_code,
            address: self.address,
            state: self.state,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
