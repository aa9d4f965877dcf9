//! Who may call what: this feature's rows of the role table.

use domain::agreement::{InvitationEvent, InvitationState, MEMBER_KEEPERS};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_invitation: CreateInvitation, Create, "agreement.invitations.write", Roles(MEMBER_KEEPERS), 2, [RoleRule];
    list_invitations: ListInvitations, List, "agreement.invitations.read", Anyone, 1;
    get_invitation: GetInvitation, Read, "agreement.invitations.read", Anyone, 1;
    list_invitation_transitions: ListInvitationTransitions, List, "agreement.invitations.read", Anyone, 1;
    transitions of InvitationState as InvitationEvent, "agreement.invitations.write" {
        withdraw_invitation: WithdrawInvitation = Withdraw, 2;
    }
}
