//! Rows of memberships.

use api_types::agreement::MembershipView;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::shared::{MembershipId, PartyId, Role};
use web::Etag;

use crate::schema::membership;

/// A membership as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = membership)]
pub(crate) struct MembershipRow {
    pub(crate) id: MembershipId,
    pub(crate) party_id: PartyId,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) display_name: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Stored labels as roles; a label that is no role any more gives nothing.
pub(crate) fn read_roles(labels: &[String]) -> Vec<Role> {
    labels.iter().filter_map(|label| label.parse().ok()).collect()
}

impl MembershipRow {
    pub(super) fn etag(&self) -> Etag {
        Etag::of(self.version)
    }

    pub(super) fn view(&self) -> MembershipView {
        MembershipView {
            id: self.id,
            etag: self.etag().to_string(),
            party_id: self.party_id,
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            display_name: self.display_name.clone(),
            roles: read_roles(&self.roles),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
