//! Who may call what: this feature's rows of the role table. The person of a membership accepts and leaves it without any role.

use domain::agreement::{MEMBER_KEEPERS, MembershipEvent, MembershipState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_membership: CreateMembership, Create, "agreement.memberships.write", Roles(MEMBER_KEEPERS), 2, [RoleRule, Duplicate];
    list_memberships: ListMemberships, List, "agreement.memberships.read", Anyone, 1;
    get_membership: GetMembership, Read, "agreement.memberships.read", Anyone, 1;
    list_membership_transitions: ListMembershipTransitions, List, "agreement.memberships.read", Anyone, 1;
    update_membership: UpdateMembership, Patch, "agreement.memberships.write", Roles(MEMBER_KEEPERS), 2, [RoleRule, StateConflict];
    accept_membership: AcceptMembership, Transition, "agreement.memberships.write", Anyone, 2, [StateConflict, RoleRule];
    end_membership: EndMembership, Transition, "agreement.memberships.write", Anyone, 2, [StateConflict, RoleRule];
    transitions of MembershipState as MembershipEvent, "agreement.memberships.write" {
        confirm_membership: ConfirmMembership = Confirm, 2, [RoleRule];
    }
}
