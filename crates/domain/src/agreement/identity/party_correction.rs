//! Corrections of a party: a mistyped NIB or NPWP, or a party that was registered twice and is joined with itself.
//!
//! Asked for by the party or who keeps it, decided by another person, the coordinator of its home region. What was there
//! before stays in the correction.

use crate::shared::{Bilingual, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who asks for a correction: the party itself and its coordinator.
pub const CORRECTION_AUTHORS: &[Role] =
    &[Role::Coordinator, Role::PartyAdmin, Role::Supplier, Role::Aggregator, Role::Buyer];
/// Who decides: the coordinator of the home region.
const COORDINATOR: &[Role] = &[Role::Coordinator];

labels! {
    /// Where a correction stands.
    pub enum PartyCorrectionState {
        /// Waits for a second person.
        Proposed = "proposed",
        /// Holds now.
        Confirmed = "confirmed",
        /// Does not.
        Refused = "refused",
        /// Was taken back.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a correction.
    pub enum PartyCorrectionEvent {
        /// A second person puts it into force.
        Confirm = "confirm",
        /// A second person does not.
        Refuse = "refuse",
        /// Who asked takes it back.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to a correction.
    pub enum PartyCorrectionHappened: PartyCorrectionState, PartyCorrectionEvent {
        Confirm (Confirmed = "confirmed", Optional, COORDINATOR): Proposed => Confirmed;
        Refuse (Refused = "refused", Required, COORDINATOR): Proposed => Refused;
        Withdraw (Withdrawn = "withdrawn", Optional, CORRECTION_AUTHORS): Proposed => Withdrawn;
    }
    also {
        /// It was asked for.
        Proposed = "proposed",
    }
}

impl Waits for PartyCorrectionState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Proposed, action: "confirm_party_correction", roles: COORDINATOR }];
    const RESTING: &'static [Self] = &[];
}

/// Who asked for a correction does not decide on it.
///
/// # Errors
/// `four-eyes`.
pub fn check_second_person(asked: &str, decides: &str) -> Result<(), Refusal> {
    if asked != decides {
        return Ok(());
    }
    let how = Bilingual::new(
        "Pengaju perbaikan tidak boleh memutuskannya. Serahkan keputusan kepada koordinator lain, atau minta pihak itu sendiri yang mengajukannya.",
        "Who asked for the correction may not decide on it. Leave the decision to another coordinator, or let the party itself ask.",
    );
    let found = Bilingual::new("orang yang mengajukan", "the person who asked");
    let required = Bilingual::new("orang kedua", "a second person");
    Refusal::unless_empty(
        RefusalCode::FourEyes,
        vec![Unmet::new("four_eyes", "decider", found, required, how)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_party_correction_is_this_table() {
        let table = "\
| state | confirm | refuse | withdraw |
|---|---|---|---|
| proposed | confirmed | refused | withdrawn |
| confirmed | - | - | - |
| refused | - | - | - |
| withdrawn | - | - | - |
";
        assert_eq!(transition_table::<PartyCorrectionState>(), table);
    }

    #[test]
    fn a_correction_takes_two_people() {
        assert!(check_second_person("ani", "budi").is_ok());
        assert_eq!(check_second_person("ani", "ani").expect_err("one").unmet[0].rule, "four_eyes");
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<PartyCorrectionState>();
    }
}
