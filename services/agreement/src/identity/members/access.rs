//! Who may call what: this feature's rows of the role table.

use domain::agreement::{MemberEvent, MemberState, ROLL_KEEPERS, ROLL_READERS};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_member: CreateMember, Create, "agreement.members.write", Roles(ROLL_KEEPERS), 2, [NotFound, Duplicate, RoleRule];
    list_members: ListMembers, List, "agreement.members.read", Roles(ROLL_READERS), 1;
    get_member: GetMember, Read, "agreement.members.read", Roles(ROLL_READERS), 1;
    update_member: UpdateMember, Patch, "agreement.members.write", Roles(ROLL_KEEPERS), 2, [StateConflict, Duplicate];
    list_member_transitions: ListMemberTransitions, List, "agreement.members.read", Roles(ROLL_READERS), 1;
    create_member_import: CreateMemberImport, Create, "agreement.members.write", Roles(ROLL_KEEPERS), 20, [NotFound, RoleRule];
    get_member_figures: GetMemberFigures, Read, "agreement.members.read", Anyone, 2;
    transitions of MemberState as MemberEvent, "agreement.members.write" {
        record_member_departure: RecordMemberDeparture = Leave, 2;
        erase_member: EraseMember = Erase, 2;
    }
}
