//! The statement of a contract and a month: its life, and which later facts it carries.
//!
//! Owns: that both businesses confirm one text, after which it never changes, so that what is found later stands in a later
//! statement; which one that is; that a dispute names what it is about. Refuses: a statement of nothing; silence as a yes.

use chrono::NaiveDate;

use crate::shared::{
    Begun, Bilingual, ReceiptLineId, Refusal, RefusalCode, Role, SettlementId, Unmet, Waiting, Waits,
};
use crate::{labels, lifecycle, words};

labels! {
    /// Where a monthly statement stands.
    pub enum SettlementState {
        /// It says what is known now; both sides are to confirm it.
        Open = "open",
        /// One side says that something of it is wrong; the rest is payable.
        Disputed = "disputed",
        /// Both sides have confirmed one text; it never changes.
        Confirmed = "confirmed",
        /// Confirmed payments have reached what it says.
        Paid = "paid",
    }
}

labels! {
    /// What can happen to a monthly statement.
    pub enum SettlementEvent {
        /// A side confirms the text; the second one makes it final.
        Confirm = "confirm",
        /// A side says what of it is wrong.
        Dispute = "dispute",
        /// Who disputed it takes that back.
        DropDispute = "drop_dispute",
        /// What was paid has reached what is owed.
        Pay = "pay",
    }
}

/// Who speaks for the two businesses.
const SIDES: &[Role] = &[Role::Supplier, Role::Aggregator, Role::Buyer];

lifecycle! {
    /// What has happened to a monthly statement.
    pub enum SettlementHappened: SettlementState, SettlementEvent {
        Confirm (Confirmed = "confirmed", Optional, SIDES): Open | Disputed => Confirmed;
        Dispute (Disputed = "disputed", ToMend, SIDES): Open => Disputed;
        DropDispute (DisputeDropped = "dispute_dropped", Optional, SIDES): Disputed => Open;
        Pay (Paid = "paid", Optional, &[]): Confirmed => Paid;
    }
    also {
        /// One of the two sides asked for it.
        Opened = "opened",
        /// The first of the two sides confirmed it.
        ConfirmationGiven = "confirmation_given",
    }
}

impl Waits for SettlementState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Open, action: "confirm_settlement", roles: SIDES },
        Waiting { state: Self::Disputed, action: "confirm_settlement", roles: SIDES },
    ];
    const RESTING: &'static [Self] = &[];
    const BEGUN: &'static [Begun<Self>] =
        &[Begun { states: &[Self::Confirmed], action: "create_payment", roles: &[Role::Buyer] }];
}

impl SettlementState {
    /// The states in which it says what is known now.
    pub const UNSETTLED: &'static [Self] = &[Self::Open, Self::Disputed];

    /// Whether it never changes any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Paid)
    }
}

/// A statement of a contract, as far as the others of the contract depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sibling {
    /// Its id.
    pub id: SettlementId,
    /// The first day of its month.
    pub month: NaiveDate,
    /// Where it stands.
    pub state: SettlementState,
}

/// The final statements of a contract whose corrections stand in its statement of `month`: those of earlier months after which
/// no other one is still to be confirmed. What is found later of any of them stands in exactly one statement, the next.
pub fn carried_by(all: &[Sibling], month: NaiveDate) -> Vec<Sibling> {
    let before = || all.iter().filter(|one| one.month < month);
    let open = before().filter(|one| !one.state.is_final()).map(|one| one.month).max();
    before().filter(|one| one.state.is_final() && open.is_none_or(|open| one.month > open)).copied().collect()
}

/// A statement says something.
///
/// # Errors
/// `settlement-rule`.
pub fn check_something_to_settle(lines: usize, month: NaiveDate) -> Result<(), Refusal> {
    if lines > 0 {
        return Ok(());
    }
    let how = Bilingual::new(
        "Pada bulan itu tidak ada penerimaan yang dibukukan dan belum ditagih, dan tidak ada koreksi. Pilih bulan lain, atau \
         bukukan dahulu penerimaannya.",
        "No receipt of that month is posted and not settled yet, and nothing is to be corrected. Choose another month, or post \
         the receipts first.",
    );
    let required = Bilingual::new("paling sedikit satu baris", "one line at least");
    let unmet = Unmet::new("something_to_settle", month.format("%Y-%m"), words::none(), required, how);
    Err(Refusal::rule(RefusalCode::SettlementRule, vec![unmet]))
}

/// A dispute names lines of the statement as it is now, or none: then it is about the whole.
///
/// # Errors
/// `settlement-rule` with every line that it does not have.
pub fn check_disputed(named: &[ReceiptLineId], present: &[ReceiptLineId]) -> Result<(), Refusal> {
    let how = || {
        Bilingual::new(
            "Sebutkan baris yang ada pada tagihan ini sekarang, atau kosongkan daftarnya bila seluruhnya disengketakan.",
            "Name lines of this statement as it is now, or none where the whole is disputed.",
        )
    };
    let required = || Bilingual::new("baris pada tagihan ini", "a line of this statement");
    let strange = named.iter().filter(|line| !present.contains(line));
    let unmet =
        strange.map(|line| Unmet::new("disputed_line_present", line, words::none(), required(), how()));
    Refusal::unless_empty(RefusalCode::SettlementRule, unmet.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id as _, transition_table};
    use uuid::Uuid;

    const TABLE: &str = "\
| state | confirm | dispute | drop_dispute | pay |
|---|---|---|---|---|
| open | confirmed | disputed | - | - |
| disputed | confirmed | - | open | - |
| confirmed | - | - | - | paid |
| paid | - | - | - | - |
";

    #[test]
    fn the_whole_table_is_this() {
        assert_eq!(transition_table::<SettlementState>(), TABLE);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<SettlementState>();
    }

    fn month(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, number, 1).expect("a month")
    }

    fn of(number: u32, state: SettlementState) -> Sibling {
        Sibling { id: SettlementId::from_uuid(Uuid::from_u128(number.into())), month: month(number), state }
    }

    #[test]
    fn what_is_found_later_stands_in_the_next_statement_that_is_open() {
        use SettlementState::{Confirmed, Disputed, Open, Paid};
        let all = [of(3, Paid), of(4, Confirmed), of(6, Disputed), of(7, Confirmed), of(9, Open)];
        let carried = |at: u32| carried_by(&all, month(at)).iter().map(|one| one.month).collect::<Vec<_>>();
        assert_eq!(carried(6), [month(3), month(4)]);
        assert_eq!(carried(9), [month(7)], "what is of March stands in June");
        assert_eq!(carried(3), []);
    }

    #[test]
    fn a_final_statement_is_carried_by_exactly_one_of_those_that_are_open_after_it() {
        let states = SettlementState::ALL;
        for code in 0_usize..4_usize.pow(5) {
            let state = |place: u32| states[code / 4_usize.pow(place) % 4];
            let all: Vec<Sibling> = (0..5).map(|place| of(place + 1, state(place))).collect();
            for one in all.iter().filter(|one| one.state.is_final()) {
                let carriers = all.iter().filter(|carrier| !carrier.state.is_final());
                let by = carriers.filter(|carrier| carried_by(&all, carrier.month).contains(one)).count();
                let after = all.iter().any(|other| !other.state.is_final() && other.month > one.month);
                assert_eq!(by, usize::from(after), "{all:?}");
            }
        }
    }

    #[test]
    fn a_dispute_names_lines_of_the_statement() {
        let line = |number| ReceiptLineId::from_uuid(Uuid::from_u128(number));
        assert_eq!(check_disputed(&[], &[line(1)]), Ok(()));
        assert_eq!(check_disputed(&[line(1)], &[line(1), line(2)]), Ok(()));
        let refusal = check_disputed(&[line(1), line(3)], &[line(1)]).expect_err("a strange line");
        assert_eq!((refusal.unmet.len(), refusal.unmet[0].subject.clone()), (1, line(3).to_string()));
    }
}
