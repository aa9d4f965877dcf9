//! What is kept of the agreement service: parties, standings, agreements, contracts, grants to record the past.

mod agreements;
mod backfill_grants;
mod contracts;
mod guarantee;
mod parties;
mod standings;

pub use agreements::AgreementRow;
pub use backfill_grants::BackfillGrantRow;
pub use contracts::{ContractLineRow, ContractRow, WholeContract};
pub use parties::PartyRow;
pub use standings::StandingRow;

pub(crate) use contracts::{
    Contract, VisibleContracts, contract_lines_of, contracts_by_id, find_contract, lines_by_id,
    visible_contracts,
};
pub(crate) use guarantee::{feed_age, guarantees_of};
pub(crate) use parties::{find_party, short_names};
pub(crate) use standings::papers_of;

use std::rc::Rc;

use api_types::agreement::AgreementFeedEvent as Event;
use client::{AgreementApi, Api, ClientError};
use service::{Fetched, Projection};

/// Follows the feed of the agreement service.
pub(super) struct FromAgreement;

impl Projection for FromAgreement {
    type Event = Event;

    async fn fetch(&self, api: &Api, event: Event) -> Result<Option<Fetched>, ClientError> {
        let api = AgreementApi::new(api.clone());
        let fetched: Fetched = match event {
            Event::Party(_, party) => Rc::new(PartyRow::read(&api, party.party_id).await?),
            Event::SupplierVerification(_, verification) => {
                Rc::new(StandingRow::read(&api, verification.party_id).await?)
            }
            Event::Agreement(_, agreement) => {
                Rc::new(AgreementRow::read(&api, agreement.agreement_id).await?)
            }
            Event::Contract(_, contract) => Rc::new(WholeContract::read(&api, contract.contract_id).await?),
            Event::BackfillGrant(_, grant) => {
                Rc::new(BackfillGrantRow::read(&api, grant.backfill_grant_id).await?)
            }
            // Keys and revoked tokens are kept by `service::consumer`, in every service alike.
            Event::DocumentRequirement(..)
            | Event::StageRequirement(..)
            | Event::CooperationLimit(..)
            | Event::AuthenticityReport(..)
            | Event::Membership(..)
            | Event::Client(..)
            | Event::SigningKey(..)
            | Event::Token(..)
            | Event::Recommendation(..)
            | Event::Invitation(..)
            | Event::PartyApplication(..)
            | Event::PartyCorrection(..) => {
                return Ok(None);
            }
        };
        Ok(Some(fetched))
    }
}
