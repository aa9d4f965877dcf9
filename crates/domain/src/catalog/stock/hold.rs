//! Holds: what a buyer keeps for itself of a stock offer, asked for, confirmed, made into an order or given up; when its last
//! day has passed it holds nothing, without anybody's doing.

use chrono::NaiveDate;

use super::offer::amount_field;
use super::{OfferTerms, StockOfferState, Taken};
use crate::catalog::{BUYERS, HOLD_SIDES, SELLERS};
use crate::shared::{
    Begun, Bilingual, CallOffId, Invalid, Quantity, Refusal, RefusalCode, Unmet, Waiting, Waits, date_within,
};
use crate::shared::{DateSense, Period};
use crate::{labels, lifecycle, say, words};

labels! {
    /// Where a hold stands.
    pub enum HoldState {
        /// The buyer asks for it; it counts already.
        Requested = "requested",
        /// The supplier keeps it for the buyer.
        Confirmed = "confirmed",
        /// The buyer takes it: an order may name it.
        Converted = "converted",
        /// It holds nothing any more.
        Released = "released",
    }
}

labels! {
    /// What happens to a hold.
    pub enum HoldEvent {
        /// The supplier agrees.
        Confirm = "confirm",
        /// The buyer takes it.
        Convert = "convert",
        /// Either side gives it up.
        Release = "release",
        /// Either side gives back what was taken, which no order names.
        GiveBack = "give_back",
    }
}

lifecycle! {
    /// What has happened to a hold.
    pub enum HoldHappened: HoldState, HoldEvent {
        Confirm (Confirmed = "confirmed", Optional, SELLERS): Requested => Confirmed;
        Convert (Converted = "converted", Optional, BUYERS): Confirmed => Converted;
        Release (Released = "released", Optional, HOLD_SIDES): Requested | Confirmed => Released;
        GiveBack (GivenBack = "given_back", Required, HOLD_SIDES): Converted => Released;
    }
    also {
        /// A buyer asked for it.
        Requested = "requested",
        /// One animal took the place of another.
        Substituted = "substituted",
    }
    changed in Requested | Confirmed | Converted;
}

impl Waits for HoldState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Requested, action: "confirm_hold", roles: SELLERS },
        Waiting { state: Self::Confirmed, action: "convert_hold", roles: BUYERS },
    ];
    const RESTING: &'static [Self] = &[Self::Converted];
    const BEGUN: &'static [Begun<Self>] = &[Begun {
        states: &[Self::Requested, Self::Confirmed, Self::Converted],
        action: "substitute_animal",
        roles: SELLERS,
    }];
}

labels! {
    /// What dates make of a hold on a day; derived, never stored.
    pub enum HoldCondition {
        /// It holds what it says.
        Standing = "standing",
        /// Its last day passed before it was converted; it holds nothing.
        Lapsed = "lapsed",
    }
}

impl HoldState {
    /// The states in which a hold lapses after its last day, and counts against the offer until then.
    pub const OPEN: &'static [Self] = &[Self::Requested, Self::Confirmed];

    /// What a last day makes of a hold in this state on a day.
    pub fn condition(self, hold_until: NaiveDate, day: NaiveDate) -> HoldCondition {
        if Self::OPEN.contains(&self) && day > hold_until {
            HoldCondition::Lapsed
        } else {
            HoldCondition::Standing
        }
    }
}

/// What a hold asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldTerms {
    /// How much.
    pub amount: Quantity,
    /// The last day on which it is kept.
    pub until: NaiveDate,
}

/// Judges a hold against the offer: at least the least lot, a multiple of the step, kept until a day of the offer.
///
/// # Errors
/// Every [`Invalid`] that names a field.
pub fn check_hold_terms(hold: &HoldTerms, offer: &OfferTerms, today: NaiveDate) -> Vec<Invalid> {
    let field = amount_field(offer.offered.unit());
    let mut found = Vec::new();
    if hold.amount.dimension() != offer.offered.dimension() {
        found.push(Invalid::new(
            field,
            "unit",
            "Pesan dengan ukuran yang dipakai penawaran ini: ekor dengan `heads`, yang lain dengan `quantity`.",
            "Hold in the measure of the offer: animals by `heads`, everything else by `quantity`.",
        ));
    } else if hold.amount.base() < offer.least_lot.base() {
        let detail = say!(
            "Jumlah terkecil penawaran ini {least}; pesan paling sedikit sebanyak itu.",
            "The least lot of this offer is {least}; hold that much at least.",
            least = offer.least_lot,
        );
        found.push(Invalid::says(field, "below-least-lot", detail));
    } else if hold.amount.base() % offer.step.base().max(1) != 0 {
        let detail = say!(
            "Penawaran ini dipesan dalam kelipatan {step}; ubah jumlahnya.",
            "This offer is held in multiples of {step}; change the amount.",
            step = offer.step,
        );
        found.push(Invalid::says(field, "not-a-multiple", detail));
    }
    let days = Period { until: Some(offer.until), ..DateSense::Planned.range(today) };
    found.extend(date_within("/hold_until_date", hold.until, days).err());
    found
}

/// Whether an offer has so much left.
///
/// # Errors
/// `stock-exceeded`, with what is left.
pub fn check_enough(
    hold: &HoldTerms,
    offer: &OfferTerms,
    taken: Taken,
    subject: impl ToString,
) -> Result<(), Refusal> {
    let free = offer.free(taken);
    if hold.amount.base() <= free {
        return Ok(());
    }
    let left = words::amount(free, offer.offered.unit());
    let how = say!(
        "Pesan paling banyak {left}, pilih penawaran lain, atau tunggu pesanan lain dilepas.",
        "Hold {left} at most, choose another offer, or wait until another hold is released.",
        left = left.clone(),
    );
    let required = say!("paling banyak {left}", "at most {left}", left = left);
    let unmet = Unmet::new("offer_has_enough", subject, hold.amount, required, how);
    Err(Refusal::rule(RefusalCode::StockExceeded, vec![unmet]))
}

/// Something is held of what is published alone.
///
/// # Errors
/// `stock-rule`.
pub fn check_published_offer(state: StockOfferState, subject: impl ToString) -> Result<(), Refusal> {
    if state == StockOfferState::Published {
        return Ok(());
    }
    let how = Bilingual::new(
        "Pilih penawaran yang terbit; daftarnya di /v1/available-stock.",
        "Choose an offer that is published; the list is at /v1/available-stock.",
    );
    let unmet = Unmet::new("offer_published", subject, state, StockOfferState::Published, how);
    Err(Refusal::rule(RefusalCode::StockRule, vec![unmet]))
}

/// A hold goes on until its last day, whatever has become of the offer.
///
/// # Errors
/// `stock-rule`.
pub fn check_not_lapsed(
    state: HoldState,
    until: NaiveDate,
    subject: impl ToString,
    today: NaiveDate,
) -> Result<(), Refusal> {
    if state.condition(until, today) != HoldCondition::Lapsed {
        return Ok(());
    }
    let required = say!("hari ini, {today}, atau sesudahnya", "today, {today}, or later", today = today);
    let how = Bilingual::new(
        "Pesanan ini sudah lewat hari terakhirnya dan tidak menahan stok lagi; buat pesanan baru.",
        "The last day of this hold has passed and it holds nothing any more; ask for a new one.",
    );
    let unmet = Unmet::new("hold_not_lapsed", subject, until, required, how);
    Err(Refusal::rule(RefusalCode::StockRule, vec![unmet]))
}

/// What was converted is given back where none of these orders, which name the hold and were not refused or cancelled, is left.
///
/// # Errors
/// `stock-rule` naming each order.
pub fn check_not_ordered(orders: &[CallOffId]) -> Result<(), Refusal> {
    let how = Bilingual::new(
        "Batalkan dahulu surat pesanan yang menyebutnya; yang sudah dikirim atau selesai tidak dapat dikembalikan.",
        "Cancel the order that names it first; what has left, or was received, is not given back.",
    );
    let found = Bilingual::new("disebut surat pesanan", "named by an order");
    let required = Bilingual::new("tidak disebut surat pesanan", "named by no order");
    let unmet = |order| Unmet::new("hold_not_ordered", order, found.clone(), required.clone(), how.clone());
    Refusal::unless_empty(RefusalCode::StockRule, orders.iter().map(unmet).collect())
}

/// A hold that was confirmed is given up with a note; one that was only asked for, without.
///
/// # Errors
/// [`Invalid`] `required` at `/note`.
pub fn check_release_note(state: HoldState, note: Option<&str>) -> Result<(), Invalid> {
    if state != HoldState::Confirmed || note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    Err(Invalid::new(
        "/note",
        "required",
        "Pesanan ini sudah dikonfirmasi; tulis mengapa dilepas, agar pihak lain tahu.",
        "This hold was confirmed; write why it is given up, so that the other side knows.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Unit, transition_table};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn offer() -> OfferTerms {
        let kilograms = |text| Quantity::parse(text, Unit::Kgm).expect("a quantity");
        OfferTerms {
            offered: kilograms("9000"),
            least_lot: kilograms("500"),
            step: kilograms("100"),
            from: day("2026-12-01"),
            until: day("2027-01-31"),
        }
    }

    fn hold(text: &str, unit: Unit) -> HoldTerms {
        HoldTerms { amount: Quantity::parse(text, unit).expect("a quantity"), until: day("2026-12-20") }
    }

    #[test]
    fn the_whole_lifecycle_of_a_hold_is_this_table() {
        let table = "\
| state | confirm | convert | release | give_back |
|---|---|---|---|---|
| requested | confirmed | - | released | - |
| confirmed | - | converted | released | - |
| converted | - | - | - | released |
| released | - | - | - | - |
";
        assert_eq!(transition_table::<HoldState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<HoldState>();
    }

    #[test]
    fn a_hold_is_of_the_least_lot_at_least_and_of_whole_steps() {
        let judged = |hold: HoldTerms| {
            let found = check_hold_terms(&hold, &offer(), day("2026-11-22"));
            found.into_iter().map(|one| (one.pointer, one.code)).collect::<Vec<_>>()
        };
        let told = |code| vec![("/quantity".to_owned(), code)];
        assert_eq!(judged(hold("500", Unit::Kgm)), []);
        assert_eq!(judged(hold("0.6", Unit::Tne)), []);
        assert_eq!(judged(hold("499.999", Unit::Kgm)), told("below-least-lot"));
        assert_eq!(judged(hold("550", Unit::Kgm)), told("not-a-multiple"));
        assert_eq!(judged(hold("5", Unit::Hea)), told("unit"));
        let until = |at| HoldTerms { until: day(at), ..hold("500", Unit::Kgm) };
        assert_eq!(judged(until("2027-01-31")), []);
        for outside in ["2027-02-01", "2026-11-21"] {
            assert_eq!(judged(until(outside)), [("/hold_until_date".to_owned(), "implausible-date")]);
        }
    }

    #[test]
    fn no_more_is_held_than_is_left() {
        let enough =
            |held| check_enough(&hold("500", Unit::Kgm), &offer(), Taken { held, converted: 500_000 }, "off");
        assert!(enough(8_000_000).is_ok());
        let refused = enough(8_000_001).expect_err("too much");
        assert_eq!(refused.code, RefusalCode::StockExceeded);
        assert_eq!(refused.unmet[0].required.en, "at most 499.999 kg");
    }

    #[test]
    fn a_hold_lapses_the_day_after_its_last_unless_it_was_converted() {
        let on = |state: HoldState, at: &str| state.condition(day("2026-12-20"), day(at));
        assert_eq!(on(HoldState::Confirmed, "2026-12-20"), HoldCondition::Standing);
        assert_eq!(on(HoldState::Confirmed, "2026-12-21"), HoldCondition::Lapsed);
        assert_eq!(on(HoldState::Requested, "2026-12-21"), HoldCondition::Lapsed);
        assert_eq!(on(HoldState::Converted, "2027-12-21"), HoldCondition::Standing);
        let rule = |judged: Result<(), Refusal>| judged.map_err(|refusal| refusal.unmet[0].rule.clone());
        let goes_on =
            |at: &str| rule(check_not_lapsed(HoldState::Confirmed, day(at), "x", day("2026-12-21")));
        assert_eq!(goes_on("2026-12-21"), Ok(()), "whatever has become of the offer");
        assert_eq!(goes_on("2026-12-20"), Err("hold_not_lapsed".to_owned()));
        let published = |state| rule(check_published_offer(state, "x"));
        assert_eq!(published(StockOfferState::Published), Ok(()));
        assert_eq!(published(StockOfferState::Withdrawn), Err("offer_published".to_owned()));
    }

    #[test]
    fn what_an_order_names_is_not_given_back() {
        use crate::shared::Id as _;
        assert_eq!(check_not_ordered(&[]), Ok(()));
        let orders = [1, 2].map(|number| CallOffId::from_uuid(uuid::Uuid::from_u128(number)));
        let refused = check_not_ordered(&orders).expect_err("two orders name it");
        let subjects: Vec<_> = refused.unmet.iter().map(|unmet| unmet.subject.clone()).collect();
        assert_eq!(
            (refused.code, subjects),
            (RefusalCode::StockRule, orders.map(|id| id.to_string()).to_vec())
        );
    }

    #[test]
    fn what_was_confirmed_is_released_with_a_note() {
        assert!(check_release_note(HoldState::Requested, None).is_ok());
        assert!(check_release_note(HoldState::Confirmed, Some("Pembeli mundur")).is_ok());
        assert_eq!(check_release_note(HoldState::Confirmed, Some(" ")).expect_err("why").code, "required");
    }
}
