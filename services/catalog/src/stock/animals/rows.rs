//! Rows of the animals.

use api_types::catalog::{AnimalEventData, AnimalView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{AnimalEvent, AnimalSex, AnimalState};
use domain::shared::{AnimalId, Bilingual, Id, PartyId, Quantity, Role, StockOfferId, Unit};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::animal;

/// An animal as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = animal, treat_none_as_null = true)]
pub(in crate::stock) struct AnimalRow {
    pub(in crate::stock) id: AnimalId,
    pub(in crate::stock) owner_party_id: PartyId,
    pub(in crate::stock) commodity_code: String,
    pub(in crate::stock) tag: String,
    pub(super) tag_key: String,
    pub(super) breed: Option<String>,
    pub(super) sex: Option<AnimalSex>,
    pub(super) birth_date: Option<NaiveDate>,
    /// Whether the day of birth is known, or its month alone.
    pub(super) birth_day_known: bool,
    pub(in crate::stock) offer_id: Option<StockOfferId>,
    pub(in crate::stock) state: AnimalState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// What an animal weighed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::stock) struct Weight {
    pub(in crate::stock) grams: i64,
    pub(in crate::stock) weighed_at: DateTime<Utc>,
}

impl AnimalRow {
    /// Refuses callers of another party.
    pub(super) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.owner_party_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(owners_own())) }
    }

    /// The view with its weight and the class of that.
    pub(super) fn view(self, weight: Option<Weight>, class: Option<String>) -> AnimalView {
        AnimalView {
            etag: self.derived_etag(weight, class.as_deref()).to_string(),
            birth: self.birth(),
            weight: weight.map(|weight| Quantity::from_stored(weight.grams, Unit::Kgm).into()),
            weighed_at: weight.map(|weight| weight.weighed_at),
            weight_class: class,
            id: self.id,
            state: self.state,
            owner_party_id: self.owner_party_id,
            commodity_code: self.commodity_code,
            tag: self.tag,
            breed: self.breed,
            sex: self.sex,
            offer_id: self.offer_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// Its ETag: the version, and a mark of its weight.
    pub(super) fn derived_etag(&self, weight: Option<Weight>, class: Option<&str>) -> Etag {
        Etag::with_derived(self.version, &format!("{weight:?} {class:?}"))
    }

    /// Its birth as far as it is known.
    fn birth(&self) -> Option<String> {
        let form = if self.birth_day_known { "%Y-%m-%d" } else { "%Y-%m" };
        self.birth_date.map(|day| day.format(form).to_string())
    }
}

impl Announced for AnimalRow {
    type Data = AnimalEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> AnimalEventData {
        AnimalEventData {
            animal_id: self.id,
            owner_party_id: self.owner_party_id,
            commodity_code: self.commodity_code.clone(),
            offer_id: self.offer_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        self.readers(conn).await
    }
}

impl Versioned for AnimalRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_animal(conn, self, seen).await
    }
}

impl Stateful for AnimalRow {
    type State = AnimalState;

    fn state(&self) -> AnimalState {
        self.state
    }

    fn set_state(&mut self, state: AnimalState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.owner_party_id && caller.has(role)
    }

    fn not_theirs(&self, _: AnimalEvent) -> Bilingual {
        owners_own()
    }
}

/// Said to whoever writes about an animal of another party.
pub(in crate::stock) fn owners_own() -> Bilingual {
    Bilingual::new(
        "Data, kesehatan, dan berat hewan dicatat oleh pemiliknya.",
        "What an animal is, how it is and what it weighs is recorded by its owner.",
    )
}
