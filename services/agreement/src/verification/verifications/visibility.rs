//! Who may read a verification: the supplier, and those who check or decide in the region that keeps it. Once handed in
//! also its whole government, and the auditors of agreements the supplier has contracts under. Its scans are read by the
//! supplier, checkers and deciders alone, its tax number by the supplier and its government.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use domain::agreement::VerificationState;
use domain::shared::{PartyId, Role};
use service::Error;
use web::Caller;

use super::queries;
use super::rows::Verification;
use crate::identity::{governed_by, governments_of, keeper_of};
use crate::schema::{agreement, contract, party, supplier_verification};

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

    /// Whether the viewer checks or decides on this one.
    pub(super) fn judges(&self, whole: &Verification) -> bool {
        self.region.as_ref() == Some(&whole.party.keeper_region_code)
    }

    /// Whether tax numbers are shown: to the supplier, and to those who check or decide.
    pub(super) fn reads_tax_number(&self, whole: &Verification) -> bool {
        self.everything || self.judges(whole) || self.party == whole.row.party_id
    }
}

/// The verifications, joined with their parties, that somebody may read who does not read everything.
#[auto_type]
pub(super) fn visible_to(viewer: &Viewer) -> _ {
    let own: PartyId = viewer.party;
    let region: Option<String> = viewer.region.clone();
    let auditors: Vec<PartyId> = vec![own];
    let audited =
        agreement::table.filter(agreement::auditor_party_ids.contains(auditors)).select(agreement::id);
    let audited =
        contract::table.filter(contract::agreement_id.eq_any(audited)).select(contract::supplier_id);
    let draft: VerificationState = VerificationState::Draft;
    let governed = keeper_of(party::region_code).nullable().eq(governed_by(own));
    let followed = supplier_verification::party_id.eq_any(audited).or(governed);
    let handed_in = supplier_verification::state.ne(draft);
    supplier_verification::party_id
        .eq(own)
        .or(keeper_of(party::region_code).nullable().eq(region).assume_not_null())
        .or(handed_in.and(followed))
}

/// Who is told: the supplier, the government that keeps it, and once handed in the auditors of its agreements.
pub(super) async fn audience(conn: &mut Connection, whole: &Verification) -> Result<Audience, Error> {
    let mut told = vec![whole.row.party_id];
    told.extend(governments_of(conn, &[&whole.party.keeper_region_code]).await?);
    if whole.row.state != VerificationState::Draft {
        told.extend(queries::auditors_of(conn, whole.row.party_id).await?);
    }
    Ok(Audience::of(&told))
}
