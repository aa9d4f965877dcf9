//! Rows of the payments.

use api_types::logistics::{PaymentEventData, PaymentView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::logistics::{PaymentEvent, PaymentState};
use domain::say;
use domain::shared::{
    AgreementId, Bilingual, Business, Cause, ContractId, Id, Money, PartyId, PaymentId, Role, SettlementId,
    jakarta_midnight,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::outside::contracts_by_id;
use crate::schema::payment;
use crate::settling::settlements::side_of;

/// A payment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = payment, treat_none_as_null = true)]
pub(super) struct PaymentRow {
    pub(super) id: PaymentId,
    pub(super) settlement_id: SettlementId,
    pub(super) contract_id: ContractId,
    pub(super) agreement_id: AgreementId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) state: PaymentState,
    pub(super) amount_rupiah: i64,
    pub(super) paid_date: NaiveDate,
    pub(super) reference: String,
    /// The reference without spaces and in capitals.
    pub(super) reference_key: String,
    pub(super) account: Option<String>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl PaymentRow {
    /// The day on which it was paid: no step of it is earlier.
    pub(super) fn paid(&self) -> Cause {
        let reference = Bilingual::same(self.reference.clone());
        let what = say!("pembayaran {reference}", "the payment {reference}", reference = reference);
        Cause::new(what, jakarta_midnight(self.paid_date))
    }

    /// The view for a caller; the account only for the two businesses.
    pub(super) fn view(self, caller: &Caller) -> PaymentView {
        let side = [self.supplier_id, self.buyer_id].contains(&caller.party());
        PaymentView {
            etag: Etag::of(self.version).to_string(),
            amount: Money(self.amount_rupiah).into(),
            account: self.account.filter(|_| side),
            id: self.id,
            settlement_id: self.settlement_id,
            contract_id: self.contract_id,
            supplier_id: self.supplier_id,
            buyer_id: self.buyer_id,
            state: self.state,
            paid_date: self.paid_date,
            reference: self.reference,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for PaymentRow {
    type Data = PaymentEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> PaymentEventData {
        PaymentEventData {
            payment_id: self.id,
            settlement_id: self.settlement_id,
            contract_id: self.contract_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let contract = contracts_by_id(conn, &[self.contract_id]).await?.remove(&self.contract_id);
        let contract =
            contract.ok_or_else(|| Error::not_yet_known("agreement", &self.contract_id.to_string()))?;
        Ok(Audience::of(&contract.readers(conn).await?))
    }
}

impl Versioned for PaymentRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_payment(conn, self, seen).await
    }
}

impl Stateful for PaymentRow {
    type State = PaymentState;

    fn state(&self) -> PaymentState {
        self.state
    }

    fn set_state(&mut self, state: PaymentState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        side_of(caller, self.supplier_id, self.buyer_id).is_some() && caller.has(role)
    }

    /// The role of a machine client does not say for which side it acts: the party does.
    fn acting_role(&self, caller: &Caller, event: PaymentEvent) -> Option<Role> {
        let (side, role) = side_of(caller, self.supplier_id, self.buyer_id)?;
        let theirs = (event == PaymentEvent::Withdraw) == (side == Business::Buyer);
        theirs.then_some(role)
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.agreement_id)
    }

    fn not_theirs(&self, event: PaymentEvent) -> Bilingual {
        match event {
            PaymentEvent::Withdraw => Bilingual::new(
                "Hanya pembeli yang mencatat pembayaran ini yang dapat menariknya kembali.",
                "Only the buyer that recorded this payment can withdraw it.",
            ),
            PaymentEvent::Confirm | PaymentEvent::Reject => Bilingual::new(
                "Hanya pemasok yang menerima pembayaran ini yang dapat menyatakannya.",
                "Only the supplier that is paid can say that.",
            ),
        }
    }
}
