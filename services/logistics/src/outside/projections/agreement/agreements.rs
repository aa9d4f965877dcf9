//! Agreements of two governments, from the agreement service, and who oversees the trade under them.

use std::collections::BTreeMap;

use api_types::agreement::{AgreementVersionView, AgreementView};
use chrono::{DateTime, NaiveDate, Utc};
use client::{AgreementApi, ClientError};
use db::{Connection, outbox};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;
use domain::agreement::AgreementState;
use domain::shared::{
    AgreementId, CallOffId, ClaimId, DistributionId, PartyId, PaymentId, Period, ReceiptId, SettlementId,
    ShipmentId, SignalId, VehicleEventId,
};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};
use web::Caller;

use super::texts::{Text, stored, text_at, texts};
use crate::schema::{
    call_off, claim, distribution, payment, projected_agreement, projected_contract, receipt, settlement,
    shipment, shipment_item, signal, vehicle_event,
};

/// An agreement as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_agreement, treat_none_as_null = true)]
pub struct AgreementRow {
    /// Its id.
    pub id: AgreementId,
    /// Number on the paper.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub state: AgreementState,
    /// The government that offered.
    pub initiator_id: PartyId,
    /// The government that answered.
    pub counterpart_id: PartyId,
    /// Who facilitates.
    pub facilitator_id: Option<PartyId>,
    /// Who audits.
    pub auditor_ids: Vec<PartyId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day as signed; none for no end.
    pub valid_until: Option<NaiveDate>,
    /// Version in the agreement service.
    pub version: i64,
    /// First day on which it no longer holds after a termination or a notice of one.
    pub ends: Option<NaiveDate>,
    /// The last days by its texts, once it was amended.
    pub texts: serde_json::Value,
}

impl AgreementRow {
    /// Reads an agreement as it is now.
    pub(super) async fn read(api: &AgreementApi, id: AgreementId) -> Result<Self, ClientError> {
        Self::of(api.get_agreement(id).await?.value)
    }

    /// What is kept of an agreement.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: AgreementView) -> Result<Self, ClientError> {
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            number: view.number,
            title: view.title,
            state: view.state,
            initiator_id: view.initiator_party_id,
            counterpart_id: view.counterpart_party_id,
            facilitator_id: view.facilitator_party_id,
            auditor_ids: view.auditor_party_ids,
            valid_from: view.valid_from_date,
            valid_until: Some(view.valid_until_date),
            ends: view.ends_date,
            texts: stored(&view.versions.into_iter().map(last_day).collect::<Vec<_>>()),
        })
    }

    /// What people call it: its number, its title while it has none.
    pub(super) fn name(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.title)
    }

    /// The days it was signed for, by the text in force on a day.
    pub(super) fn period_on(&self, day: NaiveDate) -> Period {
        let amended = text_at(&texts::<NaiveDate>(&self.texts), day, DateTime::<Utc>::MAX_UTC).copied();
        Period { from: self.valid_from, until: amended.or(self.valid_until) }
    }
}

fn last_day(version: AgreementVersionView) -> Text<NaiveDate> {
    let AgreementVersionView { in_force_from_date, recorded_at, valid_until_date, .. } = version;
    Text { in_force_from: in_force_from_date, recorded_at, says: valid_until_date }
}

impl Projected for AgreementRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let before =
                find_agreement(conn, self.id).await?.map(|known| known.auditor_ids).unwrap_or_default();
            let kept = keep_newer!(conn, projected_agreement, id, self)?;
            let new = self.auditor_ids.iter().filter(|auditor| kept && !before.contains(auditor)).copied();
            let new: Vec<PartyId> = new.collect();
            if !new.is_empty() {
                outbox::show(conn, &subjects_under(conn, self.id).await?, &new).await?;
            }
            Ok(())
        })
    }
}

/// Everything of the trade under an agreement.
async fn subjects_under(mut conn: &Connection, id: AgreementId) -> Result<Vec<String>, Error> {
    let contracts = || {
        projected_contract::table
            .filter(projected_contract::agreement_id.eq(id))
            .select(projected_contract::id)
    };
    let carried = || {
        let items = shipment_item::table.filter(shipment_item::contract_id.eq_any(contracts()));
        items.select(shipment_item::shipment_id).distinct()
    };
    let orders = call_off::table.filter(call_off::contract_id.eq_any(contracts())).select(call_off::id);
    let orders: Vec<CallOffId> = orders.order(call_off::id).load(&mut conn).await?;
    let shipments = shipment::table.filter(shipment::id.eq_any(carried())).select(shipment::id);
    let shipments: Vec<ShipmentId> = shipments.order(shipment::id).load(&mut conn).await?;
    let reports = vehicle_event::table.filter(vehicle_event::shipment_id.eq_any(carried()));
    let reports: Vec<VehicleEventId> =
        reports.select(vehicle_event::id).order(vehicle_event::id).load(&mut conn).await?;
    let receipts = receipt::table.filter(receipt::shipment_id.eq_any(carried())).select(receipt::id);
    let receipts: Vec<ReceiptId> = receipts.order(receipt::id).load(&mut conn).await?;
    let claims = claim::table.filter(claim::contract_id.eq_any(contracts())).select(claim::id);
    let claims: Vec<ClaimId> = claims.order(claim::id).load(&mut conn).await?;
    let given = distribution::table.filter(distribution::shipment_id.eq_any(carried()));
    let given: Vec<DistributionId> =
        given.select(distribution::id).order(distribution::id).load(&mut conn).await?;
    let goods = orders.iter().map(ToString::to_string).chain(shipments.iter().map(ToString::to_string));
    let road = reports.iter().map(ToString::to_string).chain(receipts.iter().map(ToString::to_string));
    let road = road.chain(given.iter().map(ToString::to_string));
    let statements = settlement::table.filter(settlement::agreement_id.eq(id)).select(settlement::id);
    let statements: Vec<SettlementId> = statements.order(settlement::id).load(&mut conn).await?;
    let payments = payment::table.filter(payment::agreement_id.eq(id)).select(payment::id);
    let payments: Vec<PaymentId> = payments.order(payment::id).load(&mut conn).await?;
    let money = statements.iter().map(ToString::to_string).chain(payments.iter().map(ToString::to_string));
    let signals = signal::table.filter(signal::agreement_id.eq(id)).select(signal::id);
    let signals: Vec<SignalId> = signals.order(signal::id).load(&mut conn).await?;
    let claims = claims.iter().map(ToString::to_string).chain(signals.iter().map(ToString::to_string));
    Ok(goods.chain(road).chain(claims).chain(money).collect())
}

/// What is known of an agreement.
async fn find_agreement(mut conn: &Connection, id: AgreementId) -> Result<Option<AgreementRow>, Error> {
    let row = projected_agreement::table.find(id).select(AgreementRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// Who oversees the trade under an agreement.
#[derive(Debug, Clone)]
pub(crate) struct AgreementSides {
    /// Both governments, that which offered first.
    pub(crate) governments: [PartyId; 2],
    /// Who audits.
    pub(crate) auditors: Vec<PartyId>,
}

/// Who oversees these agreements, as far as they have arrived.
pub(crate) async fn sides_of(
    mut conn: &Connection,
    ids: &[AgreementId],
) -> Result<BTreeMap<AgreementId, AgreementSides>, Error> {
    let rows: Vec<AgreementRow> = projected_agreement::table
        .filter(projected_agreement::id.eq_any(ids))
        .select(AgreementRow::as_select())
        .load(&mut conn)
        .await?;
    let sides = |row: AgreementRow| {
        let governments = [row.initiator_id, row.counterpart_id];
        (row.id, AgreementSides { governments, auditors: row.auditor_ids })
    };
    Ok(rows.into_iter().map(sides).collect())
}

/// Ids of agreements, to filter what only those who oversee them read.
pub(crate) type OverseenAgreements = projected_agreement::BoxedQuery<'static, Pg, Uuid>;

/// The agreements of which the caller's party is a government or an auditor; services oversee all.
pub(crate) fn overseen_agreements(caller: &Caller) -> OverseenAgreements {
    let ids = projected_agreement::table.select(projected_agreement::id).into_boxed();
    if caller.is_service() {
        return ids;
    }
    let party = caller.party();
    ids.filter(
        projected_agreement::initiator_id
            .eq(party)
            .or(projected_agreement::counterpart_id.eq(party))
            .or(projected_agreement::auditor_ids.contains(vec![party])),
    )
}
