//! Rows of the stock offers.

use api_types::catalog::{StockOfferEventData, StockOfferView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{AnimalSex, OfferGroup, OfferTerms, StockOfferEvent, StockOfferState, Taken};
use domain::shared::{
    Bilingual, FacilityId, Id, Money, PartyId, PriceBasis, Quantity, Role, StockOfferId, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::{stock_offer, stock_offer_group};
use crate::stock::amounts::heads_of;

/// A stock offer as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = stock_offer, treat_none_as_null = true)]
pub(in crate::stock) struct StockOfferRow {
    pub(in crate::stock) id: StockOfferId,
    pub(in crate::stock) supplier_id: PartyId,
    pub(in crate::stock) commodity_code: String,
    pub(in crate::stock) form_code: String,
    pub(super) region_code: String,
    pub(super) facility_id: Option<FacilityId>,
    pub(super) offered_base: i64,
    pub(super) quantity_unit: Unit,
    pub(super) least_lot_base: i64,
    pub(super) step_base: i64,
    pub(super) converted_base: i64,
    pub(super) available_from_date: NaiveDate,
    pub(super) available_until_date: NaiveDate,
    pub(super) price_rupiah: Option<i64>,
    pub(super) price_basis: Option<PriceBasis>,
    pub(in crate::stock) state: StockOfferState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A group of an offer as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_offer_group)]
pub(super) struct GroupRow {
    pub(super) offer_id: StockOfferId,
    pub(super) place: i32,
    pub(super) breed: Option<String>,
    pub(super) sex: Option<AnimalSex>,
    pub(super) weight_class: Option<String>,
    pub(super) heads: i64,
}

/// An offer with its groups and what holds keep of it today.
#[derive(Debug, Clone)]
pub(in crate::stock) struct Offer {
    pub(in crate::stock) row: StockOfferRow,
    pub(super) groups: Vec<OfferGroup>,
    pub(super) held: i64,
}

impl GroupRow {
    /// The groups of an offer in their order.
    pub(super) fn all(offer_id: StockOfferId, groups: Vec<OfferGroup>) -> Vec<Self> {
        let row = |(place, OfferGroup { breed, sex, weight_class, heads })| Self {
            offer_id,
            place,
            breed,
            sex,
            weight_class,
            heads,
        };
        (1..).zip(groups).map(row).collect()
    }

    pub(super) fn group(self) -> OfferGroup {
        let Self { breed, sex, weight_class, heads, .. } = self;
        OfferGroup { breed, sex, weight_class, heads }
    }
}

impl StockOfferRow {
    /// What it says of amounts and days.
    pub(in crate::stock) fn terms(&self) -> OfferTerms {
        let amount = |base| Quantity::from_stored(base, self.quantity_unit);
        OfferTerms {
            offered: amount(self.offered_base),
            least_lot: amount(self.least_lot_base),
            step: amount(self.step_base),
            from: self.available_from_date,
            until: self.available_until_date,
        }
    }

    /// Takes over what was said and judged of amounts and days.
    pub(super) fn say(&mut self, terms: &OfferTerms) {
        self.offered_base = terms.offered.base();
        self.quantity_unit = terms.offered.unit();
        self.least_lot_base = terms.least_lot.base();
        self.step_base = terms.step.base();
        self.available_from_date = terms.from;
        self.available_until_date = terms.until;
    }
}

impl Offer {
    /// What is taken of it today.
    pub(in crate::stock) fn taken(&self) -> Taken {
        Taken { held: self.held, converted: self.row.converted_base }
    }

    /// Refuses callers of another party.
    pub(super) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.row.supplier_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(suppliers_own())) }
    }

    /// Its ETag on a day: the version, and a mark of what is held and of what the day makes of it.
    pub(super) fn derived_etag(&self, day: NaiveDate) -> Etag {
        let (taken, condition) = (self.taken(), self.row.terms().condition(self.taken(), day));
        Etag::with_derived(self.row.version, &format!("{} {} {condition}", taken.held, taken.converted))
    }

    /// The view on a day; the price for those alone who read prices.
    pub(super) fn view(self, reads_prices: bool, day: NaiveDate) -> StockOfferView {
        let (terms, taken) = (self.row.terms(), self.taken());
        let amount = |base| Quantity::from_stored(base, self.row.quantity_unit).into();
        let price = self.row.price_rupiah.filter(|_| reads_prices);
        StockOfferView {
            etag: self.derived_etag(day).to_string(),
            condition: terms.condition(taken, day),
            quantity: terms.offered.into(),
            heads: heads_of(terms.offered),
            held: amount(taken.held),
            converted: amount(taken.converted),
            free: amount(terms.free(taken)),
            least_lot: terms.least_lot.into(),
            step: terms.step.into(),
            price: price.map(|rupiah| Money(rupiah).into()),
            groups: self.groups.into_iter().map(Into::into).collect(),
            id: self.row.id,
            state: self.row.state,
            supplier_id: self.row.supplier_id,
            commodity_code: self.row.commodity_code,
            form_code: self.row.form_code,
            region_code: self.row.region_code,
            facility_id: self.row.facility_id,
            available_from_date: self.row.available_from_date,
            available_until_date: self.row.available_until_date,
            price_basis: self.row.price_basis.filter(|_| price.is_some()),
            created_at: self.row.created_at,
            updated_at: self.row.updated_at,
        }
    }
}

impl Announced for Offer {
    type Data = StockOfferEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> StockOfferEventData {
        StockOfferEventData {
            stock_offer_id: self.row.id,
            supplier_id: self.row.supplier_id,
            commodity_code: self.row.commodity_code.clone(),
            form_code: self.row.form_code.clone(),
            region_code: self.row.region_code.clone(),
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(self.row.readers())
    }
}

impl Versioned for Offer {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_offer(conn, &self.row, seen).await
    }
}

impl Stateful for Offer {
    type State = StockOfferState;

    fn state(&self) -> StockOfferState {
        self.row.state
    }

    fn set_state(&mut self, state: StockOfferState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.row.supplier_id && caller.has(role)
    }

    fn not_theirs(&self, _: StockOfferEvent) -> Bilingual {
        suppliers_own()
    }
}

fn suppliers_own() -> Bilingual {
    Bilingual::new(
        "Penawaran stok hanya diubah, diterbitkan, dan ditarik oleh pemasoknya.",
        "A stock offer is changed, published and withdrawn by its supplier alone.",
    )
}
