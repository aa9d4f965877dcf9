//! Stock offers: what a supplier has, where, in which days and from which lot on; what is left of one is derived when asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::AnimalSex;
use crate::catalog::SELLERS;
use crate::shared::{
    Bilingual, DateSense, Dimension, Invalid, Quantity, Refusal, RefusalCode, Unit, Unmet, Waiting, Waits,
};
use crate::{labels, lifecycle, say, words};

labels! {
    /// Where a stock offer stands.
    pub enum StockOfferState {
        /// Its supplier alone reads it.
        Draft = "draft",
        /// Every party reads it; buyers hold it.
        Published = "published",
        /// Nothing more of it is held; what is held already goes on.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a stock offer.
    pub enum StockOfferEvent {
        /// Its supplier shows it to everybody.
        Publish = "publish",
        /// Its supplier offers nothing more of it.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to a stock offer.
    pub enum StockOfferHappened: StockOfferState, StockOfferEvent {
        Publish (Published = "published", Optional, SELLERS): Draft => Published;
        Withdraw (Withdrawn = "withdrawn", Optional, SELLERS): Published => Withdrawn;
    }
    also {
        /// Its supplier wrote it down.
        Drafted = "drafted",
        /// What it says changed.
        Changed = "changed",
    }
    changed in Draft | Published;
}

impl Waits for StockOfferState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Draft, action: "publish_stock_offer", roles: SELLERS }];
    const RESTING: &'static [Self] = &[Self::Published];
}

labels! {
    /// What dates and holds make of an offer on a day; derived, never stored.
    pub enum OfferCondition {
        /// Its days have not begun; it can be held.
        NotYetAvailable = "not_yet_available",
        /// It can be had.
        Available = "available",
        /// Nothing is left: all of it became orders.
        Consumed = "consumed",
        /// Its last day has passed.
        Lapsed = "lapsed",
    }
}

/// Animals of an offer that are alike; what is not known of them is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferGroup {
    /// The breed, as breeders call it.
    pub breed: Option<String>,
    /// The sex.
    pub sex: Option<AnimalSex>,
    /// The class of live weight, by the rows of [`super::LiveWeightClass`].
    pub weight_class: Option<String>,
    /// How many.
    pub heads: i64,
}

/// What an offer says of amounts and days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferTerms {
    /// How much there is.
    pub offered: Quantity,
    /// The least that is held at once.
    pub least_lot: Quantity,
    /// What is held is a multiple of it.
    pub step: Quantity,
    /// The first day on which it can be had.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

/// What is taken of an offer, in its base unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// By holds that stand and are not converted.
    pub held: i64,
    /// By holds that were converted for orders.
    pub converted: i64,
}

impl Taken {
    /// All of it.
    pub fn sum(self) -> i64 {
        self.held.saturating_add(self.converted)
    }
}

impl OfferTerms {
    /// What is left to be held, in the base unit; never below zero.
    pub fn free(&self, taken: Taken) -> i64 {
        self.offered.base().saturating_sub(taken.sum()).max(0)
    }

    /// What dates and holds make of it on a day.
    pub fn condition(&self, taken: Taken, day: NaiveDate) -> OfferCondition {
        if taken.converted >= self.offered.base() {
            OfferCondition::Consumed
        } else if day > self.until {
            OfferCondition::Lapsed
        } else if day < self.from {
            OfferCondition::NotYetAvailable
        } else {
            OfferCondition::Available
        }
    }
}

/// The field that says how much: `/heads` of animals, `/quantity` of everything else.
pub(super) fn amount_field(unit: Unit) -> &'static str {
    if unit == Unit::Hea { "/heads" } else { "/quantity" }
}

/// Judges amounts, days and groups of an offer; groups are of animals alone and sum to the heads, and an offer without any is
/// fine.
///
/// # Errors
/// Every [`Invalid`] that names a field.
pub fn check_offer_terms(terms: &OfferTerms, groups: &[OfferGroup], today: NaiveDate) -> Vec<Invalid> {
    let mut found = lots(terms);
    found.extend(DateSense::Begins.judge("/available_from_date", terms.from, today).err());
    found.extend(DateSense::Planned.judge("/available_until_date", terms.until, today).err());
    if terms.until < terms.from {
        found.push(Invalid::new(
            "/available_until_date",
            "period",
            "Hari terakhir tidak boleh sebelum hari pertama.",
            "The last day must not lie before the first.",
        ));
    }
    found.extend(check_groups(terms.offered, groups));
    found
}

fn lots(terms: &OfferTerms) -> Vec<Invalid> {
    let mut found = Vec::new();
    let unlike = |lot: Quantity| lot.dimension() != terms.offered.dimension();
    let same = terms.least_lot == terms.step;
    for (field, lot) in [("/step", terms.step), ("/least_lot", terms.least_lot)] {
        // What was left out follows the other, and is said once.
        if same && field == "/least_lot" {
            continue;
        }
        if unlike(lot) {
            found.push(Invalid::new(
                format!("{field}/unit"),
                "unit",
                "Tulis dengan ukuran yang sama seperti jumlah yang ditawarkan.",
                "Write it in the same measure as what is offered.",
            ));
        } else if lot.base() > terms.offered.base() {
            let detail = say!(
                "Ini melebihi yang ditawarkan, {offered}; isi paling banyak sebanyak itu.",
                "This is more than what is offered, {offered}; give that much at most.",
                offered = terms.offered,
            );
            found.push(Invalid::says(format!("{field}/value"), "more-than-offered", detail));
        }
    }
    if found.is_empty() && terms.step.base() > 0 && terms.least_lot.base() % terms.step.base() != 0 {
        let detail = say!(
            "Jumlah terkecil harus kelipatan {step}; kalau tidak, tidak ada yang dapat memesannya.",
            "The least lot must be a multiple of {step}; else nobody can hold it.",
            step = terms.step,
        );
        found.push(Invalid::says("/least_lot/value", "not-a-multiple", detail));
    }
    found
}

fn check_groups(offered: Quantity, groups: &[OfferGroup]) -> Option<Invalid> {
    if groups.is_empty() {
        return None;
    }
    if offered.dimension() != Dimension::Head {
        return Some(Invalid::new(
            "/groups",
            "groups-of-animals",
            "Kelompok hanya untuk hewan yang dihitung per ekor; hapus, atau isi `heads`.",
            "Groups are of animals counted in heads; remove them, or give `heads`.",
        ));
    }
    let sum: i128 = groups.iter().map(|group| i128::from(group.heads)).sum();
    if sum == i128::from(offered.base()) {
        return None;
    }
    let detail = say!(
        "Jumlah kelompok adalah {sum}, sedangkan yang ditawarkan {offered}; samakan keduanya.",
        "The groups sum to {sum}, and what is offered is {offered}; make them equal.",
        sum = words::amount(sum, Unit::Hea),
        offered = offered,
    );
    Some(Invalid::says("/groups", "sum", detail))
}

/// Whether an offer may be published on a day: its last day has not passed.
///
/// # Errors
/// `stock-rule`.
pub fn check_publication(terms: &OfferTerms, offer: impl ToString, today: NaiveDate) -> Result<(), Refusal> {
    if today <= terms.until {
        return Ok(());
    }
    let how = Bilingual::new(
        "Ubah hari terakhir penawaran ini, lalu terbitkan.",
        "Change the last day of the offer, then publish it.",
    );
    let required = say!("hari ini, {today}, atau sesudahnya", "today, {today}, or later", today = today);
    let unmet = Unmet::new("offer_not_over", offer, terms.until, required, how);
    Err(Refusal::rule(RefusalCode::StockRule, vec![unmet]))
}

/// Whether the days of an offer cover its holds: none that stands goes on after the last.
///
/// # Errors
/// [`Invalid`] `before-holds` at `/available_until_date`, with the last day of those holds.
pub fn check_days(terms: &OfferTerms, held_until: Option<NaiveDate>) -> Result<(), Invalid> {
    let Some(held) = held_until.filter(|held| *held > terms.until) else { return Ok(()) };
    let detail = say!(
        "Pembeli masih memesan stok ini sampai {held}; tawarkan paling sedikit sampai hari itu, atau lepas dahulu pesanan itu.",
        "Buyers hold of this until {held}; offer it until then at least, or release those holds first.",
        held = held,
    );
    Err(Invalid::says("/available_until_date", "before-holds", detail))
}

/// Whether an offer covers what is taken of it: it never says less, and what lapsed while another took it is taken no more.
///
/// # Errors
/// `stock-exceeded`, with what is taken.
pub fn check_reduction(terms: &OfferTerms, taken: Taken, offer: impl ToString) -> Result<(), Refusal> {
    if terms.offered.base() >= taken.sum() {
        return Ok(());
    }
    let sum = words::amount(taken.sum(), terms.offered.unit());
    let how = say!(
        "Tawarkan paling sedikit {sum}; sebanyak itu sudah dipesan pembeli.",
        "Offer {sum} at least; so much is held by buyers already.",
        sum = sum.clone(),
    );
    let required = say!("paling sedikit {sum}", "at least {sum}", sum = sum);
    let unmet = Unmet::new("offer_covers_holds", offer, terms.offered, required, how);
    Err(Refusal::rule(RefusalCode::StockExceeded, vec![unmet]))
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
