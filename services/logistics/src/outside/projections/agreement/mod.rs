//! What is kept of the agreement service: parties with their accounts and files, standings, agreements, contracts, grants to
//! record the past.

mod agreements;
mod backfill_grants;
mod bank_accounts;
mod contract_lines;
mod contracts;
mod file_matches;
mod guarantee;
mod parties;
mod standings;
mod texts;

pub use agreements::AgreementRow;
pub use backfill_grants::BackfillGrantRow;
pub use bank_accounts::BankAccountRow;
pub use contract_lines::ContractLineRow;
pub use contracts::{ContractRow, WholeContract};
pub use file_matches::FileMatchRow;
pub use parties::PartyRow;
pub use standings::StandingRow;

pub(crate) use agreements::{AgreementSides, OverseenAgreements, overseen_agreements, sides_of};
pub(crate) use bank_accounts::changed_accounts;
pub(crate) use contracts::{
    Contract, VisibleContracts, contract_lines_of, contracts_by_id, find_contract, lines_by_id,
    lock_contract, visible_contracts,
};
pub(crate) use file_matches::file_matches_of;
pub(crate) use guarantee::{feed_age, guarantees_of};
pub(crate) use parties::{find_party, short_names};
pub(crate) use standings::papers_of;
pub(crate) use texts::PeriodSays;

use std::rc::Rc;

use api_types::EventView;
use api_types::agreement::AgreementFeedEvent as Event;
use client::{AgreementApi, Api, ClientError};
use db::Connection;
use diesel_async::RunQueryDsl;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{
    projected_agreement, projected_backfill_grant, projected_bank_account, projected_contract,
    projected_file_match, projected_party, projected_standing,
};

/// Follows the feed of the agreement service.
#[derive(Debug, Clone, Copy)]
pub struct FromAgreement;

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
            Event::BankAccount(_, account) => Rc::new(BankAccountRow::of(&account)),
            Event::FileMatch(_, found) => Rc::new(FileMatchRow::of(&found)),
            // Keys and revoked tokens are kept by `service::consumer`, in every service alike.
            Event::DocumentRequirement(..)
            | Event::StageRequirement(..)
            | Event::Amendment(..)
            | Event::CooperationLimit(..)
            | Event::PlausiblePrice(..)
            | Event::FileQuota(..)
            | Event::TrialThreshold(..)
            | Event::Evaluation(..)
            | Event::AuthenticityReport(..)
            | Event::Membership(..)
            | Event::Client(..)
            | Event::SigningKey(..)
            | Event::Token(..)
            | Event::Recommendation(..)
            | Event::Demand(..)
            | Event::Commitment(..)
            | Event::Invitation(..)
            | Event::PartyApplication(..)
            | Event::PartyCorrection(..)
            | Event::Member(..) => {
                return Ok(None);
            }
        };
        Ok(Some(fetched))
    }

    fn may_speak_of_anything(&self, event: &EventView) -> bool {
        // Such an event is kept by the party it names.
        let party = event.data.get("party_id").and_then(serde_json::Value::as_str);
        event.r#type.contains(".supplier_verification.") && !party.is_some_and(|id| id.starts_with("pty_"))
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        // Nothing here hangs on a grant: one that is told of no more opens no past.
        Box::pin(async move {
            diesel::delete(projected_backfill_grant::table).execute(conn).await?;
            forget_versions!(
                conn,
                projected_party,
                projected_standing,
                projected_agreement,
                projected_contract,
                projected_bank_account,
                projected_file_match
            )
        })
    }
}
