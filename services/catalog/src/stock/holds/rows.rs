//! Rows of the holds.

use api_types::catalog::{HoldAnimalView, HoldEventData, HoldView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{AnimalState, HoldCondition, HoldEvent, HoldState, HoldTerms};
use domain::shared::{
    AnimalId, Bilingual, ContractId, HoldId, Id, PartyId, Quantity, Role, StockOfferId, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::{hold, hold_animal};
use crate::stock::amounts::heads_of;

/// A hold as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = hold, treat_none_as_null = true)]
pub(super) struct HoldRow {
    pub(super) id: HoldId,
    pub(super) offer_id: StockOfferId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) contract_id: ContractId,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) quantity_base: i64,
    pub(super) quantity_unit: Unit,
    pub(super) hold_until_date: NaiveDate,
    pub(super) state: HoldState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// An animal of a hold as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = hold_animal)]
pub(super) struct HoldAnimalRow {
    pub(super) hold_id: HoldId,
    pub(super) place: i32,
    pub(super) animal_id: AnimalId,
    pub(super) named_at: DateTime<Utc>,
    pub(super) substituted_by_id: Option<AnimalId>,
    /// The class of weight it was in when it was named, from so many grams.
    pub(super) class_from_grams: Option<i64>,
}

/// An animal of a hold, with what it is called and how it is now.
#[derive(Debug, Clone)]
pub(super) struct NamedAnimal {
    pub(super) row: HoldAnimalRow,
    pub(super) tag: String,
    pub(super) state: AnimalState,
}

impl HoldRow {
    /// What it holds, and until when.
    pub(super) fn terms(&self) -> HoldTerms {
        let amount = Quantity::from_stored(self.quantity_base, self.quantity_unit);
        HoldTerms { amount, until: self.hold_until_date }
    }

    /// What its last day makes of it on a day.
    pub(super) fn condition(&self, day: NaiveDate) -> HoldCondition {
        self.state.condition(self.hold_until_date, day)
    }

    /// The party whose step an event is; either of the two gives it up.
    fn takes(&self, caller: &Caller, event: HoldEvent) -> bool {
        let me = caller.party();
        match event {
            HoldEvent::Confirm => me == self.supplier_id,
            HoldEvent::Convert => me == self.buyer_id,
            HoldEvent::Release | HoldEvent::GiveBack => me == self.supplier_id || me == self.buyer_id,
        }
    }

    /// The view on a day, with its animals.
    pub(super) fn view(self, animals: Vec<NamedAnimal>, day: NaiveDate) -> HoldView {
        let (condition, amount) = (self.condition(day), self.terms().amount);
        HoldView {
            etag: derived_etag(&self, &animals, condition).to_string(),
            condition,
            quantity: amount.into(),
            heads: heads_of(amount),
            animals: animals.into_iter().map(NamedAnimal::view).collect(),
            id: self.id,
            state: self.state,
            offer_id: self.offer_id,
            supplier_id: self.supplier_id,
            buyer_id: self.buyer_id,
            contract_id: self.contract_id,
            commodity_code: self.commodity_code,
            form_code: self.form_code,
            hold_until_date: self.hold_until_date,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// The version, and a mark of what the day makes of it and of how its animals are.
fn derived_etag(row: &HoldRow, animals: &[NamedAnimal], condition: HoldCondition) -> Etag {
    let states: Vec<&str> = animals.iter().map(|one| one.state.label()).collect();
    Etag::with_derived(row.version, &format!("{condition} {}", states.join(" ")))
}

impl NamedAnimal {
    fn view(self) -> HoldAnimalView {
        HoldAnimalView {
            animal_id: self.row.animal_id,
            tag: self.tag,
            state: self.state,
            substituted_by_id: self.row.substituted_by_id,
        }
    }
}

impl Announced for HoldRow {
    type Data = HoldEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> HoldEventData {
        HoldEventData {
            hold_id: self.id,
            offer_id: self.offer_id,
            supplier_id: self.supplier_id,
            buyer_id: self.buyer_id,
            contract_id: self.contract_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers(conn).await?))
    }
}

impl Versioned for HoldRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_hold(conn, self, seen).await
    }
}

impl Stateful for HoldRow {
    type State = HoldState;

    fn state(&self) -> HoldState {
        self.state
    }

    fn set_state(&mut self, state: HoldState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        [self.supplier_id, self.buyer_id].contains(&caller.party()) && caller.has(role)
    }

    /// The role of a machine client does not say for which side it acts: the party does.
    fn acting_role(&self, caller: &Caller, event: HoldEvent) -> Option<Role> {
        caller.acting_as(event.roles()).filter(|_| self.takes(caller, event))
    }

    fn not_theirs(&self, _: HoldEvent) -> Bilingual {
        other_side()
    }
}

/// Said to whoever does the other side's part.
pub(super) fn other_side() -> Bilingual {
    Bilingual::new(
        "Pemasok mengonfirmasi dan mengganti hewan, pembeli mengambil; keduanya dapat melepas dan mengembalikan.",
        "The supplier confirms and substitutes animals, the buyer converts; either of them releases and gives back.",
    )
}
