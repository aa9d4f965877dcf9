//! Memberships: people who act for a party, and how they come to the roles they hold.
//!
//! Roles that decide are worth nothing until a second person has confirmed them and their holder has accepted them; until
//! then the roles held before go on. Refuses: a grant confirmed by who made it, by its holder, or by a machine.

use chrono::TimeDelta;

use crate::agreement::identity::invitation::MEMBER_KEEPERS;
use crate::shared::{Bilingual, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::{labels, lifecycle, say, words};

/// Who confirms roles that decide: another coordinator of the government that keeps the party, or the platform's
/// administrator.
pub const MEMBER_CONFIRMERS: &[Role] = &[Role::Coordinator, Role::PlatformAdmin];

/// How many people of a party there are at most.
pub const MOST_MEMBERS: i64 = 500;
/// How many invitations of a party wait to be taken up at most.
pub const MOST_OPEN_INVITATIONS: i64 = 50;
/// How many machines of a party there are at most.
pub const MOST_MACHINES: i64 = 20;

labels! {
    /// Where a membership stands.
    pub enum MembershipState {
        /// Roles that decide wait for a second person.
        Proposed = "proposed",
        /// They wait for the person's own acceptance.
        Confirmed = "confirmed",
        /// Its roles are in use.
        Active = "active",
        /// Over.
        Ended = "ended",
    }
}

labels! {
    /// What happens to a membership.
    pub enum MembershipEvent {
        /// Roles that decide are asked for.
        Propose = "propose",
        /// A second person confirms them.
        Confirm = "confirm",
        /// Their holder takes them on.
        Accept = "accept",
        /// It has other roles from now on.
        Change = "change",
        /// Who keeps the party ends it, or the person leaves.
        End = "end",
    }
}

lifecycle! {
    /// What has happened to a membership.
    pub enum MembershipHappened: MembershipState, MembershipEvent {
        Propose (Proposed = "proposed", Optional, &[]): Proposed | Confirmed | Active => Proposed;
        Confirm (Confirmed = "confirmed", Optional, MEMBER_CONFIRMERS): Proposed => Confirmed;
        Accept (Accepted = "accepted", Optional, &[]): Confirmed => Active;
        Change (Changed = "changed", Optional, &[]): Proposed | Confirmed | Active => Active;
        End (Ended = "ended", Optional, MEMBER_KEEPERS): Proposed | Confirmed | Active => Ended;
    }
    also {
        /// A person became a member, or shall become one.
        Granted = "granted",
    }
    changed in Proposed | Confirmed | Active;
}

impl Waits for MembershipState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Proposed, action: "confirm_membership", roles: MEMBER_CONFIRMERS }];
    const RESTING: &'static [Self] = &[Self::Confirmed, Self::Active];
}

impl MembershipState {
    /// Where a new membership stands: at once in use without roles that decide; otherwise `vetted` says whether nobody else
    /// is there to confirm them, and `accepted` whether its holder has taken them on.
    pub const fn at_first(decides: bool, vetted: bool, accepted: bool) -> Self {
        match (decides, vetted, accepted) {
            (false, ..) | (true, true, true) => Self::Active,
            (true, true, false) => Self::Confirmed,
            (true, false, _) => Self::Proposed,
        }
    }
}

/// Whether roles wanted instead of those held add one that decides.
pub fn adds_decision(held: &[Role], wanted: &[Role]) -> bool {
    wanted.iter().any(|role| role.decides() && !held.contains(role))
}

/// A grant and who confirms it.
#[derive(Debug, Clone, Copy)]
pub struct Confirmation<'a> {
    /// Who gave the roles.
    pub granted_by: &'a str,
    /// Who shall hold them.
    pub holder: &'a str,
    /// Who confirms.
    pub confirms: &'a str,
    /// Whether that is a machine.
    pub is_machine: bool,
}

/// Roles that decide take a second person, who is neither who gave them nor who shall hold them.
///
/// # Errors
/// `four-eyes`.
pub fn check_confirmation(of: Confirmation<'_>) -> Result<(), Refusal> {
    let found = if of.is_machine {
        Bilingual::new("sebuah mesin", "a machine")
    } else if of.confirms == of.granted_by {
        Bilingual::new("orang yang memberikan peran ini", "the person who gave the roles")
    } else if of.confirms == of.holder {
        Bilingual::new("calon pemegang peran ini", "the person who shall hold them")
    } else {
        return Ok(());
    };
    let how = Bilingual::new(
        "Mintalah koordinator lain dari pemerintah daerah ini atau administrator platform untuk mengonfirmasinya.",
        "Ask another coordinator of this government or the platform's administrator to confirm it.",
    );
    let required = Bilingual::new("orang kedua", "a second person");
    let unmet = Unmet::new("granted_by_two", "memberships", found, required, how);
    Err(Refusal::rule(RefusalCode::FourEyes, vec![unmet]))
}

/// Whether an administrator of the platform confirms in the place of a region's coordinator: only after `waited` of the `days` in
/// which one may.
///
/// # Errors
/// `role-rule`.
pub fn check_coordinator_first(waited: TimeDelta, days: u16) -> Result<(), Refusal> {
    if waited >= TimeDelta::days(days.into()) {
        return Ok(());
    }
    let how = say!(
        "Peran ini dikonfirmasi oleh koordinator daerahnya. Administrator platform baru dapat melakukannya setelah {days} hari.",
        "A coordinator of its region confirms this role. An administrator of the platform may do so only after {days} days.",
        days = words::count(days),
    );
    let found = Bilingual::new("administrator platform", "an administrator of the platform");
    let required = Bilingual::new("koordinator daerah", "a coordinator of the region");
    let unmet = Unmet::new("coordinator_confirms_first", "memberships", found, required, how);
    Err(Refusal::rule(RefusalCode::RoleRule, vec![unmet]))
}

/// A party has so many people, machines and open invitations, and no more.
///
/// # Errors
/// `role-rule`.
pub fn check_room(there: i64, most: i64) -> Result<(), Refusal> {
    if there < most {
        return Ok(());
    }
    let how = Bilingual::new(
        "Akhiri atau tarik kembali yang tidak dipakai lagi, lalu coba lagi.",
        "End or withdraw those that are not used any more, then try again.",
    );
    let unmet = Unmet::new("room_in_party", "party", words::count(there), words::count(most), how);
    Err(Refusal::rule(RefusalCode::RoleRule, vec![unmet]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_membership_is_this_table() {
        let table = "\
| state | propose | confirm | accept | change | end |
|---|---|---|---|---|---|
| proposed | proposed | confirmed | - | active | ended |
| confirmed | proposed | - | active | active | ended |
| active | proposed | - | - | active | ended |
| ended | - | - | - | - | - |
";
        assert_eq!(transition_table::<MembershipState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<MembershipState>();
    }

    #[test]
    fn roles_that_decide_take_two_people_and_their_holder() {
        use MembershipState as S;
        assert_eq!(S::at_first(false, false, false), S::Active);
        assert_eq!(S::at_first(true, false, true), S::Proposed);
        assert_eq!(S::at_first(true, true, false), S::Confirmed);
        assert_eq!(S::at_first(true, true, true), S::Active);
        assert!(adds_decision(&[Role::Supplier], &[Role::Supplier, Role::Curator]));
        assert!(!adds_decision(&[Role::Curator], &[Role::Curator, Role::Supplier]));
        let by = |confirms, is_machine| {
            let grant = Confirmation { granted_by: "ani", holder: "budi", confirms, is_machine };
            check_confirmation(grant).map_err(|refused| refused.unmet[0].found.en.clone())
        };
        assert_eq!(by("citra", false), Ok(()));
        assert_eq!(by("ani", false), Err("the person who gave the roles".to_owned()));
        assert_eq!(by("budi", false), Err("the person who shall hold them".to_owned()));
        assert_eq!(by("citra", true), Err("a machine".to_owned()));
    }

    #[test]
    fn a_party_has_room_for_so_many_and_no_more() {
        assert!(check_room(MOST_MACHINES - 1, MOST_MACHINES).is_ok());
        assert_eq!(
            check_room(MOST_MACHINES, MOST_MACHINES).expect_err("full").unmet[0].rule,
            "room_in_party"
        );
    }
}
