//! What this service knows of the agreement service: parties, curators, members of cooperatives, contracts and grants to record the
//! past; one file per resource. What it knows of the logistics service stands in `logistics`.
//! What has not arrived yet is refused as [`Error::behind`](service::Error::behind) says.

mod backfill_grants;
mod contracts;
mod logistics;
mod members;
mod parties;
mod rolls;

use std::rc::Rc;

use api_types::agreement::AgreementFeedEvent as Event;
use client::{Api, ClientError};
use db::Connection;
use diesel_async::RunQueryDsl;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{
    projected_backfill_grant, projected_contract, projected_member, projected_membership, projected_party,
};

pub use backfill_grants::BackfillGrantRow;
pub use contracts::ContractRow;
pub(crate) use contracts::{contracts_by_id, find_contract, sides_of};
pub use logistics::{
    CallOffRow, FromLogistics, LoadedItem, OrderedLine, ReceiptRow, ReceivedLine, ShipmentRow,
};
pub(crate) use logistics::{
    LOGISTICS, OrderLine, find_order_line, loaded_for, loads_of, orders_keeping, receipts_of,
};
pub use members::MemberRow;
pub(crate) use members::{judges_among, list_judges, members_among, seats_of};
pub use parties::PartyRow;
pub(crate) use parties::{
    expect_arrived, expect_parties, governed_by, government_region, governments_in, governments_of,
    governments_of_region, judges_of, kind_of, region_of, regions_of, short_names, size_of,
};
pub use rolls::RollMember;
pub(crate) use rolls::{find_roll_member, lock_roll_members};

/// The feed that all this travels in.
pub(crate) const AGREEMENT: &str = "agreement";

/// Follows parties, memberships, contracts and backfill grants.
#[derive(Debug, Clone, Copy)]
pub struct FromAgreement;

impl Projection for FromAgreement {
    type Event = Event;

    async fn fetch(&self, api: &Api, event: Event) -> Result<Option<Fetched>, ClientError> {
        Ok(match event {
            Event::Party(_, party) => Some(Rc::new(PartyRow::read(api, party.party_id).await?)),
            Event::Membership(_, membership) => match membership.membership_id {
                Some(id) => Some(Rc::new(MemberRow::read(api, id).await?)),
                None => None,
            },
            Event::BackfillGrant(_, grant) => {
                Some(Rc::new(BackfillGrantRow::read(api, grant.backfill_grant_id).await?))
            }
            Event::Contract(_, contract) => {
                Some(Rc::new(ContractRow::read(api, contract.contract_id).await?))
            }
            Event::Member(_, member) => Some(Rc::new(RollMember::from(member))),
            Event::Client(..)
            | Event::SupplierVerification(..)
            | Event::DocumentRequirement(..)
            | Event::FileQuota(..)
            | Event::Agreement(..)
            | Event::AuthenticityReport(..)
            | Event::StageRequirement(..)
            | Event::Amendment(..)
            | Event::CooperationLimit(..)
            | Event::PlausiblePrice(..)
            | Event::TrialThreshold(..)
            | Event::Evaluation(..)
            | Event::SigningKey(..)
            | Event::Token(..)
            | Event::Recommendation(..)
            | Event::Demand(..)
            | Event::Commitment(..)
            | Event::Invitation(..)
            | Event::PartyApplication(..)
            | Event::PartyCorrection(..)
            | Event::BankAccount(..)
            | Event::FileMatch(..) => None,
        })
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        // Nothing here hangs on curators and grants: who is told of no more, sits on no panel and records no past.
        Box::pin(async move {
            diesel::delete(projected_membership::table).execute(conn).await?;
            diesel::delete(projected_backfill_grant::table).execute(conn).await?;
            forget_versions!(conn, projected_contract, projected_member, projected_party)
        })
    }
}
