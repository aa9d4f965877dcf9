//! Rows of the statements, and a statement with everything on it, as it moves.

use api_types::logistics::SettlementEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::logistics::{
    Owed, SettlementEvent, SettlementLine, SettlementLineKind, SettlementState, Sibling, Totals, overdue_days,
};
use domain::say;
use domain::shared::{
    AgreementId, Bilingual, Business, Cause, Consent, ContractId, ContractLineId, Id, Money, PartyId,
    PriceBasis, ReceiptId, ReceiptLineId, Role, SettlementId, TextHash, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use uuid::Uuid;
use web::{Caller, Etag};

use super::queries;
use crate::outside::Contract;
use crate::schema::{settlement, settlement_consent, settlement_line};
use crate::settling::month_instants;

/// A statement as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = settlement, treat_none_as_null = true)]
pub(in crate::settling) struct SettlementRow {
    pub(in crate::settling) id: SettlementId,
    pub(in crate::settling) number: String,
    pub(in crate::settling) contract_id: ContractId,
    pub(in crate::settling) agreement_id: AgreementId,
    pub(in crate::settling) supplier_id: PartyId,
    pub(in crate::settling) buyer_id: PartyId,
    pub(super) month: NaiveDate,
    pub(in crate::settling) state: SettlementState,
    /// Consents count within a round; a dispute begins another.
    pub(super) round: i32,
    pub(super) disputed_by_party_id: Option<PartyId>,
    pub(super) disputed_line_ids: Vec<ReceiptLineId>,
    pub(super) text_sha256: Option<String>,
    pub(super) total_rupiah: Option<i64>,
    pub(super) confirmed_at: Option<DateTime<Utc>>,
    pub(super) due_date: Option<NaiveDate>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl SettlementRow {
    /// As the others of its contract depend on it.
    pub(super) fn sibling(&self) -> Sibling {
        Sibling { id: self.id, month: self.month, state: self.state }
    }

    /// Its month as it is written.
    pub(super) fn month_code(&self) -> String {
        self.month.format("%Y-%m").to_string()
    }
}

/// A yes of one side.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = settlement_consent)]
pub(super) struct ConsentRow {
    pub(super) id: Uuid,
    pub(super) settlement_id: SettlementId,
    pub(super) round: i32,
    pub(super) given_by: Business,
    pub(super) text_sha256: String,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) recorded_at: DateTime<Utc>,
}

/// A line of a final statement as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = settlement_line)]
pub(super) struct LineRow {
    pub(super) settlement_id: SettlementId,
    pub(super) number: i32,
    pub(super) kind: SettlementLineKind,
    pub(super) receipt_line_id: Option<ReceiptLineId>,
    pub(super) receipt_id: Option<ReceiptId>,
    pub(super) contract_line_id: Option<ContractLineId>,
    pub(super) source: Option<String>,
    pub(super) corrects_settlement_id: Option<SettlementId>,
    pub(super) commodity_code: Option<String>,
    pub(super) form_code: Option<String>,
    pub(super) day: NaiveDate,
    pub(super) quantity_base: Option<i64>,
    pub(super) quantity_unit: Option<Unit>,
    pub(super) price_basis: Option<PriceBasis>,
    pub(super) price_rupiah: Option<i64>,
    pub(super) amount_rupiah: i64,
    pub(super) tax_rupiah: i64,
}

impl LineRow {
    /// A line at its place.
    pub(super) fn of(settlement_id: SettlementId, number: i32, line: &SettlementLine) -> Self {
        Self {
            settlement_id,
            number,
            kind: line.kind,
            receipt_line_id: line.receipt_line,
            receipt_id: line.receipt,
            contract_line_id: line.contract_line,
            source: line.source.clone(),
            corrects_settlement_id: line.corrects,
            commodity_code: line.commodity.clone(),
            form_code: line.form.clone(),
            day: line.day,
            quantity_base: line.quantity,
            quantity_unit: line.unit,
            price_basis: line.basis,
            price_rupiah: line.price,
            amount_rupiah: line.amount.0,
            tax_rupiah: line.tax.0,
        }
    }
}

impl From<LineRow> for SettlementLine {
    fn from(row: LineRow) -> Self {
        Self {
            kind: row.kind,
            receipt_line: row.receipt_line_id,
            receipt: row.receipt_id,
            contract_line: row.contract_line_id,
            source: row.source,
            corrects: row.corrects_settlement_id,
            commodity: row.commodity_code,
            form: row.form_code,
            day: row.day,
            quantity: row.quantity_base,
            unit: row.quantity_unit,
            basis: row.price_basis,
            price: row.price_rupiah,
            amount: Money(row.amount_rupiah),
            tax: Money(row.tax_rupiah),
        }
    }
}

/// What a statement says, now or for ever.
#[derive(Debug, Clone)]
pub(super) struct Says {
    /// Its lines; none of a final one in a list.
    pub(super) lines: Vec<SettlementLine>,
    pub(super) line_count: i64,
    pub(super) totals: Totals,
    pub(super) hash: TextHash,
}

/// A statement with everything that is shown of it.
#[derive(Debug, Clone)]
pub(in crate::settling) struct Settlement {
    pub(in crate::settling) row: SettlementRow,
    pub(super) contract: Contract,
    pub(super) says: Says,
    pub(in crate::settling) owed: Owed,
    /// The yeses of this round to the present text.
    pub(super) consents: Vec<ConsentRow>,
    /// The day by which it is paid, or would be.
    pub(super) due: NaiveDate,
}

impl Settlement {
    /// What a yes follows from: the end of its month, and the other side's yes.
    pub(super) fn causes(&self) -> Vec<Cause> {
        let month = Bilingual::same(self.row.month_code());
        let ended = say!("akhir bulan {month}", "the end of {month}", month = month);
        let before = Bilingual::new("konfirmasi pihak lain", "the other side's confirmation");
        let given = self.consents.iter().map(|one| Cause::new(before.clone(), one.occurred_at));
        given.chain([Cause::new(ended, month_instants(self.row.month).1)]).collect()
    }

    /// The yeses of this round to the present text, as they are judged.
    pub(super) fn given(&self) -> Vec<Consent<Business>> {
        let hash = || self.says.hash.clone();
        self.consents.iter().map(|row| Consent { by: row.given_by, hash: hash() }).collect()
    }

    /// By how many days it is late on a day.
    pub(super) fn overdue_days(&self, today: NaiveDate) -> i64 {
        if self.owed.is_settled() { 0 } else { overdue_days(self.due, today) }
    }

    /// Its version, with a mark of what it says now, of what was paid and of the day it is late.
    pub(super) fn etag_on(&self, today: NaiveDate) -> Etag {
        let Owed { disputed, confirmed, recorded, .. } = self.owed;
        let yeses: Vec<&str> = self.consents.iter().map(|row| row.given_by.label()).collect();
        let marks = format!(
            "{} {} {} {} {} {}",
            self.says.hash,
            disputed.0,
            confirmed.0,
            recorded.0,
            self.overdue_days(today),
            yeses.join(" ")
        );
        Etag::with_derived(self.row.version, &marks)
    }
}

/// On which side of a trade the caller acts, by its party and its roles.
pub(in crate::settling) fn side_of(
    caller: &Caller,
    supplier: PartyId,
    buyer: PartyId,
) -> Option<(Business, Role)> {
    let sold = [Role::Supplier, Role::Aggregator];
    let role = |roles: &[Role]| caller.acting_as(roles);
    match caller.party() {
        me if me == supplier => role(&sold).map(|role| (Business::Supplier, role)),
        me if me == buyer => role(&[Role::Buyer]).map(|role| (Business::Buyer, role)),
        _ => None,
    }
}

/// Said to who reads a statement and is neither of its two businesses.
pub(in crate::settling) fn not_a_side() -> Bilingual {
    Bilingual::new(
        "Hanya pemasok dan pembeli kontrak ini yang dapat melakukannya.",
        "Only the supplier and the buyer of this contract can do that.",
    )
}

impl Announced for Settlement {
    type Data = SettlementEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> SettlementEventData {
        SettlementEventData {
            settlement_id: self.row.id,
            contract_id: self.row.contract_id,
            month: self.row.month_code(),
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers(conn).await?))
    }
}

impl Versioned for Settlement {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        self.etag_on(day)
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_settlement(conn, &self.row, seen).await
    }
}

impl Stateful for Settlement {
    type State = SettlementState;

    fn state(&self) -> SettlementState {
        self.row.state
    }

    fn set_state(&mut self, state: SettlementState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        side_of(caller, self.row.supplier_id, self.row.buyer_id).is_some() && caller.has(role)
    }

    /// The role of a machine client does not say for which side it acts: the party does. Who disputed takes that back.
    fn acting_role(&self, caller: &Caller, event: SettlementEvent) -> Option<Role> {
        let (_, role) = side_of(caller, self.row.supplier_id, self.row.buyer_id)?;
        let anothers = event == SettlementEvent::DropDispute
            && self.row.disputed_by_party_id.is_some_and(|by| by != caller.party());
        (event.roles().contains(&role) && !anothers).then_some(role)
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.row.agreement_id)
    }

    fn not_theirs(&self, event: SettlementEvent) -> Bilingual {
        if event == SettlementEvent::DropDispute {
            return Bilingual::new(
                "Hanya pihak yang menyengketakan tagihan ini yang dapat mencabut sengketanya.",
                "Only the side that disputes this statement can take that back.",
            );
        }
        not_a_side()
    }
}
