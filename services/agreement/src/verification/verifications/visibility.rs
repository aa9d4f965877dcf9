//! Who may read a verification and its papers: the supplier, and those who check or decide in its home region.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use domain::shared::{PartyId, Role};
use service::Error;
use web::Caller;

use super::queries;
use super::rows::Verification;
use crate::schema::{party, supplier_verification};

/// What a caller may read of verifications and their files.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// The platform's own services read everything.
    pub(crate) everything: bool,
    /// Own papers.
    pub(crate) party: PartyId,
    /// Region whose suppliers the caller checks or decides on.
    pub(crate) region: Option<String>,
}

impl Viewer {
    pub(crate) fn of(caller: &Caller) -> Self {
        let judges = caller.has(Role::TechnicalAgency) || caller.has(Role::Coordinator);
        Self {
            everything: caller.is_service(),
            party: caller.party(),
            region: caller.region().filter(|_| judges).map(ToString::to_string),
        }
    }
}

/// The verifications, joined with their parties, that somebody may read who does not read everything.
#[auto_type]
pub(super) fn visible_to(viewer: &Viewer) -> _ {
    let own: PartyId = viewer.party;
    let region: Option<String> = viewer.region.clone();
    supplier_verification::party_id.eq(own).or(party::region_code.nullable().eq(region).assume_not_null())
}

/// Who is told: the supplier, and the government of its home region.
pub(super) async fn audience(conn: &mut Connection, whole: &Verification) -> Result<Audience, Error> {
    let mut told = vec![whole.row.party_id];
    told.extend(queries::government_of(conn, &whole.party.region_code).await?);
    Ok(Audience::of(&told))
}
