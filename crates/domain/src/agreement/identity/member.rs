//! Members: the people of a cooperative or a farmer group, as far as trade with their goods needs to know them.
//!
//! Owns: who keeps a roll of members and who reads it, and the way from membership through departure to erasure, which
//! removes the person and keeps the row (UU 27/2022 on the protection of personal data, articles 8 and 43). Refuses: rolls
//! of other kinds of parties.

use crate::shared::{Bilingual, PartyKind, Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who keeps the roll of members of the own party.
pub const ROLL_KEEPERS: &[Role] = &[Role::PartyAdmin, Role::Aggregator, Role::Supplier];
/// Who reads it: who keeps it, and the coordinator of the party's home region.
pub const ROLL_READERS: &[Role] = &[Role::PartyAdmin, Role::Aggregator, Role::Supplier, Role::Coordinator];
/// How many people are on the roll of a party at most, those who left and were not erased among them.
pub const MOST_ON_ROLL: i64 = 20_000;

labels! {
    /// Where a member stands.
    pub enum MemberState {
        /// Is a member.
        Active = "active",
        /// Was one; the person is still known.
        Left = "left",
        /// The person is removed; what was counted of the member stays.
        Erased = "erased",
    }
}

labels! {
    /// What happens to a member.
    pub enum MemberEvent {
        /// The person is a member no longer.
        Leave = "leave",
        /// The person is removed.
        Erase = "erase",
    }
}

lifecycle! {
    /// What has happened to a member.
    pub enum MemberHappened: MemberState, MemberEvent {
        Leave (Left = "left", Optional, ROLL_KEEPERS): Active => Left;
        Erase (Erased = "erased", Optional, ROLL_KEEPERS): Active | Left => Erased;
    }
    also {
        /// A person was entered into the roll.
        Registered = "registered",
        /// What the roll says of the person changed.
        Changed = "changed",
    }
    changed in Active;
}

impl Waits for MemberState {
    const WAITING: &'static [Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::Active, Self::Left];
}

labels! {
    /// The sex of a person, where the person wants it known.
    pub enum Sex {
        /// A woman.
        Female = "female",
        /// A man.
        Male = "male",
    }
}

labels! {
    /// Why a member left.
    pub enum DepartureReason {
        /// Of the member's own will.
        Resigned = "resigned",
        /// Lives elsewhere.
        MovedAway = "moved_away",
        /// Has died.
        Died = "died",
        /// By a decision of the others.
        Excluded = "excluded",
    }
}

labels! {
    /// Why a person is removed (UU 27/2022, article 43).
    pub enum ErasureReason {
        /// The person asks for it.
        AskedFor = "asked_for",
        /// The person takes the consent back.
        ConsentWithdrawn = "consent_withdrawn",
        /// What it was kept for is done.
        NoLongerNeeded = "no_longer_needed",
    }
}

/// Whether a kind of party has members.
///
/// # Errors
/// The sentence that says which kinds do.
pub fn check_has_roll(kind: PartyKind) -> Result<(), Bilingual> {
    if matches!(kind, PartyKind::Cooperative | PartyKind::FarmerGroup) {
        return Ok(());
    }
    Err(Bilingual::new(
        "Daftar anggota hanya dipegang oleh koperasi dan gabungan kelompok tani, masing-masing untuk anggotanya sendiri.",
        "Cooperatives and farmer groups alone keep a roll of members, each of its own.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_member_is_this_table() {
        let table = "\
| state | leave | erase |
|---|---|---|
| active | left | erased |
| left | - | erased |
| erased | - | - |
";
        assert_eq!(transition_table::<MemberState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<MemberState>();
    }

    #[test]
    fn cooperatives_and_farmer_groups_alone_have_members() {
        let with: Vec<_> = PartyKind::ALL.iter().filter(|kind| check_has_roll(**kind).is_ok()).collect();
        assert_eq!(with, [&PartyKind::FarmerGroup, &PartyKind::Cooperative]);
    }

    #[test]
    fn who_keeps_a_roll_reads_it() {
        assert!(ROLL_KEEPERS.iter().all(|role| ROLL_READERS.contains(role)));
    }
}
