//! Orders, from logistics: what is open below a contract, and what the public check says of an order.

use api_types::logistics::CallOffView;
use chrono::{DateTime, NaiveDate, Utc};
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{AuthenticityCode, NotNowReason, Progress};
use domain::logistics::CallOffState;
use domain::shared::{AgreementId, CallOffId, ContractId, PartyId};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::projected_call_off;

/// An order as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_call_off, treat_none_as_null = true)]
pub struct CallOff {
    /// Its id.
    pub id: CallOffId,
    /// Its number.
    pub number: String,
    /// The contract it draws down.
    pub contract_id: ContractId,
    /// The agreement above.
    pub agreement_id: AgreementId,
    /// Who delivers.
    pub supplier_id: PartyId,
    /// Who ordered.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: CallOffState,
    /// When the goods are wanted.
    pub requested_delivery_date: NaiveDate,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    /// What is ordered.
    pub commodities: Vec<String>,
    /// The code on its paper.
    pub authenticity_code: String,
    /// Its version in logistics.
    pub version: i64,
}

impl CallOff {
    /// Reads it from logistics.
    pub(super) async fn read(api: &Api, id: CallOffId) -> Result<Self, ClientError> {
        Self::of(LogisticsApi::new(api.clone()).get_call_off(id).await?.value)
    }

    /// What is kept of an order.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: CallOffView) -> Result<Self, ClientError> {
        let commodities = view.lines.into_iter().map(|line| line.commodity_code);
        Ok(Self {
            version: version_of(&view.etag)?,
            authenticity_code: AuthenticityCode::of_call_off(view.id).to_string(),
            commodities: super::distinct(commodities),
            id: view.id,
            number: view.number,
            contract_id: view.contract_id,
            agreement_id: view.agreement_id,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            state: view.state,
            requested_delivery_date: view.requested_delivery_date,
            issued_at: view.issued_at,
        })
    }

    /// How far it has come, for the public; none while nobody but the buyer knows it.
    pub(crate) fn progress(&self) -> Option<Progress> {
        use CallOffState as S;
        match self.state {
            S::Draft => None,
            S::Issued | S::Countered => Some(Progress::Waits(NotNowReason::NotAccepted)),
            S::Accepted | S::InFulfilment | S::Received => Some(Progress::UnderWay),
            S::Refused | S::Closed | S::ClosedShort | S::Cancelled => self.issued_at.map(|_| Progress::Ended),
        }
    }
}

impl Projected for CallOff {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            keep_newer!(conn, projected_call_off, id, self)?;
            Ok(())
        })
    }
}

/// The orders of some contracts that hold a part of them which is not accepted, in order of their numbers.
pub(crate) async fn open_call_offs(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<CallOff>, Error> {
    let holding: Vec<CallOffState> = CallOffState::ALL
        .iter()
        .copied()
        .filter(|state| state.is_open() && *state != CallOffState::Received)
        .collect();
    let query = projected_call_off::table
        .filter(projected_call_off::contract_id.eq_any(contracts))
        .filter(projected_call_off::state.eq_any(holding))
        .order((projected_call_off::number, projected_call_off::id))
        .select(CallOff::as_select());
    Ok(query.load(conn).await?)
}

/// The order with a code.
pub(crate) async fn find_call_off_by_code(
    conn: &mut Connection,
    code: &str,
) -> Result<Option<CallOff>, Error> {
    let query = projected_call_off::table
        .filter(projected_call_off::authenticity_code.eq(code))
        .order(projected_call_off::id)
        .select(CallOff::as_select());
    Ok(query.first(conn).await.optional()?)
}
