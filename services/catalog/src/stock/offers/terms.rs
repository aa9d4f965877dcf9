//! What an offer says, read out of a request and judged: amounts and lots, days, price, groups. A change is judged as a whole
//! new offer would be.

use std::collections::BTreeSet;

use api_types::catalog::{CreateStockOfferRequest, UpdateStockOfferRequest, WireOfferGroup};
use api_types::{Check, WireQuantity};
use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{
    LiveWeightClass, OfferGroup, OfferTerms, StockOfferState, check_offer_terms, least_weight_of,
};
use domain::shared::{Invalid, Money, PartyId, PriceBasis, Quantity, StockOfferId};
use service::{Error, Tx, dated};

use super::rows::{Offer, StockOfferRow};
use crate::goods::{FormRow, check_priced, expect_form};
use crate::stock::amounts::{HEADS, heads_of, read_amount};

/// What an offer says, judged.
pub(super) struct Said {
    pub(super) terms: OfferTerms,
    pub(super) price: Option<(Money, PriceBasis)>,
    pub(super) groups: Vec<OfferGroup>,
}

/// Reads and judges what an offer says.
///
/// # Errors
/// 422 that names every field.
pub(super) async fn said(tx: &mut Tx<'_>, body: &CreateStockOfferRequest) -> Result<Said, Error> {
    let said = read(body, tx.today())?;
    let form = expect_form(tx.conn, &body.commodity_code, &body.form_code).await?;
    check_measured(body, said.terms.offered, &form)?;
    expect_classes(tx, body).await?;
    Ok(said)
}

/// Reads and judges it by itself; its goods are judged apart.
///
/// # Errors
/// Every field that cannot be accepted.
pub(super) fn read(body: &CreateStockOfferRequest, today: NaiveDate) -> Result<Said, Vec<Invalid>> {
    let mut check = Check::new();
    let amount = read_amount(&mut check, body.quantity.as_ref(), body.heads);
    let terms = amount.and_then(|offered| terms(&mut check, body, offered));
    let price = body.price.as_ref().and_then(|price| check.price("/price", price));
    check.require(body.price.is_some() == body.price_basis.is_some(), price_and_basis);
    let groups = groups(&mut check, &body.groups);
    if let Some(terms) = &terms {
        check_offer_terms(terms, &groups, today).into_iter().for_each(|invalid| check.push(invalid));
    }
    check.finish()?;
    let terms = terms.ok_or_else(|| vec![not_measured(None)])?;
    Ok(Said { terms, price: price.zip(body.price_basis), groups })
}

/// Amounts and days; where no lot is said, any amount may be held.
fn terms(check: &mut Check, body: &CreateStockOfferRequest, offered: Quantity) -> Option<OfferTerms> {
    let one = Quantity::from_stored(1, offered.unit());
    let mut lot = |pointer: &str, said: Option<&WireQuantity>, otherwise: Quantity| match said {
        Some(said) => check.positive(pointer, said),
        None => Some(otherwise),
    };
    let step = lot("/step", body.step.as_ref(), one)?;
    let least_lot = lot("/least_lot", body.least_lot.as_ref(), step)?;
    let (from, until) = (body.available_from_date, body.available_until_date);
    Some(OfferTerms { offered, least_lot, step, from, until })
}

fn groups(check: &mut Check, said: &[WireOfferGroup]) -> Vec<OfferGroup> {
    check.length("/groups", said, 0..=100);
    let mut group = |(place, one): (usize, &WireOfferGroup)| {
        let at = |field: &str| format!("/groups/{place}/{field}");
        check.whole(&at("heads"), one.heads, HEADS);
        OfferGroup {
            breed: check.optional_line(&at("breed"), one.breed.as_deref(), 1..=60),
            sex: one.sex,
            weight_class: one.weight_class.clone(),
            heads: one.heads,
        }
    };
    said.iter().take(100).enumerate().map(&mut group).collect()
}

/// The form is measured in what the offer counts, and in what its price counts.
///
/// # Errors
/// The field that says otherwise.
pub(super) fn check_measured(
    body: &CreateStockOfferRequest,
    offered: Quantity,
    form: &FormRow,
) -> Result<(), Vec<Invalid>> {
    let mut measures = [Some(form.unit), form.second_unit].into_iter().flatten();
    if !measures.any(|unit| unit.dimension() == offered.dimension()) {
        return Err(vec![not_measured(heads_of(offered))]);
    }
    body.price_basis.map_or(Ok(()), |basis| check_priced(form, basis))
}

fn not_measured(heads: Option<i64>) -> Invalid {
    Invalid::new(
        if heads.is_some() { "/heads" } else { "/quantity/unit" },
        "unit",
        "Tulis jumlah dalam satuan bentuk komoditas ini; hewan hidup dengan `heads`.",
        "Write the amount in a unit of this form; live animals by `heads`.",
    )
}

/// The facility that an offer names is the caller's own, in use, and lies where the offer does; `found` is the region of one that is.
///
/// # Errors
/// The field that says otherwise.
pub(super) fn check_facility(found: Option<&str>, region: &str) -> Result<(), Invalid> {
    match found {
        Some(found) if found == region => Ok(()),
        Some(_) => Err(Invalid::new(
            "/region_code",
            "region-of-facility",
            "Isi daerah tempat fasilitas itu berada.",
            "Give the region the facility lies in.",
        )),
        None => Err(no_facility()),
    }
}

/// A field that names no facility of the caller's party that is in use.
pub(super) fn no_facility() -> Invalid {
    Invalid::new(
        "/facility_id",
        "unknown-facility",
        "Sebutkan fasilitas milik pihak Anda yang masih dipakai; daftarnya di /v1/facilities.",
        "Name a facility of your own party that is in use; the list is at /v1/facilities.",
    )
}

impl Said {
    /// The offer of it, a draft.
    pub(super) fn offer(
        self,
        body: &CreateStockOfferRequest,
        id: StockOfferId,
        supplier: PartyId,
        now: DateTime<Utc>,
    ) -> Offer {
        let row = StockOfferRow {
            id,
            supplier_id: supplier,
            commodity_code: body.commodity_code.clone(),
            form_code: body.form_code.clone(),
            region_code: body.region_code.clone(),
            facility_id: body.facility_id,
            offered_base: self.terms.offered.base(),
            quantity_unit: self.terms.offered.unit(),
            least_lot_base: self.terms.least_lot.base(),
            step_base: self.terms.step.base(),
            converted_base: 0,
            available_from_date: self.terms.from,
            available_until_date: self.terms.until,
            price_rupiah: self.price.map(|(price, _)| price.0),
            price_basis: self.price.map(|(_, basis)| basis),
            state: StockOfferState::Draft,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        Offer { row, groups: self.groups, held: 0 }
    }
}

/// The classes of weight that groups name are in force today.
async fn expect_classes(tx: &mut Tx<'_>, body: &CreateStockOfferRequest) -> Result<(), Error> {
    let named: BTreeSet<&str> =
        body.groups.iter().filter_map(|group| group.weight_class.as_deref()).collect();
    if named.is_empty() {
        return Ok(());
    }
    let today = tx.today();
    let rows = dated::rules_on::<LiveWeightClass>(tx.conn, today).await?;
    let known = |class: &str| least_weight_of(&rows, &body.commodity_code, class, today).is_some();
    let mut check = Check::new();
    for (place, group) in body.groups.iter().enumerate() {
        check.require(group.weight_class.as_deref().is_none_or(known), || {
            Invalid::new(
                format!("/groups/{place}/weight_class"),
                "unknown-class",
                "Pilih kelas berat komoditas ini yang berlaku hari ini; daftarnya di /v1/live-weight-classes.",
                "Choose a class of weight of this commodity in force today; the list is at /v1/live-weight-classes.",
            )
        });
    }
    Ok(check.finish()?)
}

fn price_and_basis() -> Invalid {
    Invalid::new(
        "/price_basis",
        "price-and-basis",
        "Isi harga bersama dasarnya, misalnya per ekor; atau kosongkan keduanya.",
        "Give the price with what it counts, such as per head; or leave out both.",
    )
}

/// An offer as it would be said anew after a change.
pub(super) fn changed(offer: &Offer, body: &UpdateStockOfferRequest) -> CreateStockOfferRequest {
    let (row, terms) = (&offer.row, offer.row.terms());
    let heads = heads_of(terms.offered);
    let quantity = heads.is_none().then(|| terms.offered.into());
    let lot = |said: &Option<WireQuantity>, was: Quantity| said.clone().unwrap_or_else(|| was.into());
    let groups = offer.groups.iter().cloned().map(Into::into);
    CreateStockOfferRequest {
        commodity_code: row.commodity_code.clone(),
        form_code: row.form_code.clone(),
        quantity: body.quantity.clone().or(quantity),
        heads: body.heads.or(heads),
        least_lot: Some(lot(&body.least_lot, terms.least_lot)),
        step: Some(lot(&body.step, terms.step)),
        region_code: row.region_code.clone(),
        facility_id: row.facility_id,
        available_from_date: body.available_from_date.unwrap_or(terms.from),
        available_until_date: body.available_until_date.unwrap_or(terms.until),
        price: body.price.clone().or_else(|| row.price_rupiah.map(|rupiah| Money(rupiah).into())),
        price_basis: body.price_basis.or(row.price_basis),
        groups: body.groups.clone().unwrap_or_else(|| groups.collect()),
    }
}
