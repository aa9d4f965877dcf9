//! What this service knows of the agreement service: parties and grants to record the past; one file per resource.
//! What has not arrived yet is refused as [`Error::behind`](service::Error::behind) says.

mod backfill_grants;
mod parties;

use std::rc::Rc;

use api_types::agreement::AgreementFeedEvent as Event;
use client::{Api, ClientError};
use db::Connection;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{projected_backfill_grant, projected_party};

pub use backfill_grants::BackfillGrantRow;
pub use parties::PartyRow;
pub(crate) use parties::{expect_arrived, expect_parties, governments_of, judges_of, short_names, size_of};

/// Follows parties and backfill grants.
#[derive(Debug, Clone, Copy)]
pub struct FromAgreement;

impl Projection for FromAgreement {
    type Event = Event;

    async fn fetch(&self, api: &Api, event: Event) -> Result<Option<Fetched>, ClientError> {
        Ok(match event {
            Event::Party(_, party) => Some(Rc::new(PartyRow::read(api, party.party_id).await?)),
            Event::BackfillGrant(_, grant) => {
                Some(Rc::new(BackfillGrantRow::read(api, grant.backfill_grant_id).await?))
            }
            Event::Membership(..)
            | Event::Client(..)
            | Event::SupplierVerification(..)
            | Event::DocumentRequirement(..)
            | Event::Agreement(..)
            | Event::Contract(..)
            | Event::AuthenticityReport(..)
            | Event::StageRequirement(..)
            | Event::CooperationLimit(..)
            | Event::SigningKey(..)
            | Event::Token(..)
            | Event::Recommendation(..)
            | Event::Invitation(..)
            | Event::PartyApplication(..)
            | Event::PartyCorrection(..) => None,
        })
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async move { forget_versions!(conn, projected_party, projected_backfill_grant) })
    }
}
