//! What is known of the guarantee behind a contract: its agreement, its supplier's standing, and how fresh that is.

use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, feed};
use domain::logistics::CallOffGate;
use domain::shared::Period;
use futures_util::TryFutureExt as _;
use futures_util::future::try_join4;
use service::Error;

use super::agreements::{AgreementRow, find_agreement};
use super::contracts::ContractRow;
use super::parties::{PartyRow, find_party};
use super::standings::{StandingRow, find_standing};

/// What is known of the guarantee behind a contract.
#[derive(Debug)]
pub(crate) struct Guarantee {
    agreement: Option<AgreementRow>,
    supplier: Option<PartyRow>,
    standing: Option<StandingRow>,
    heard_at: Option<DateTime<Utc>>,
}

/// Reads what is known of the guarantee behind a contract, all under way at once.
pub(crate) async fn guarantee_of(conn: &Connection, contract: &ContractRow) -> Result<Guarantee, Error> {
    let (agreement, supplier, standing, feed) = try_join4(
        find_agreement(conn, contract.agreement_id),
        find_party(conn, contract.supplier_id),
        find_standing(conn, contract.supplier_id),
        feed::status(conn, "agreement").map_err(Error::from),
    )
    .await?;
    Ok(Guarantee { agreement, supplier, standing, heard_at: feed.contacted_at })
}

impl Guarantee {
    /// The facts the gate of call-offs is judged by at an instant.
    pub(crate) fn gate(self, contract: &ContractRow, now: DateTime<Utc>) -> CallOffGate {
        let known = self.agreement.is_some() && self.supplier.is_some();
        let nothing = Period { from: NaiveDate::MAX, until: None };
        let agreement = self.agreement.as_ref();
        CallOffGate {
            contract: contract.number.clone(),
            contract_state: contract.state.to_string(),
            contract_period: contract.period(),
            agreement: agreement.map_or_else(String::new, |known| known.name().to_owned()),
            agreement_state: agreement.map_or_else(String::new, |known| known.state.to_string()),
            agreement_period: agreement.map_or(nothing, AgreementRow::period),
            supplier: self.supplier.map_or_else(String::new, |known| known.short_name),
            supplier_verified_until: self.standing.and_then(|known| known.holds_until()),
            terms_position: known.then_some(contract.terms_position),
            feed_age_seconds: self.heard_at.map_or(i64::MAX, |heard| (now - heard).num_seconds()),
        }
    }
}
