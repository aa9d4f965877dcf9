//! Who may call what: this feature's rows of the role table.

use domain::agreement::MEMBER_KEEPERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_membership: CreateMembership, Create, "agreement.memberships.write", Roles(MEMBER_KEEPERS), 2, [RoleRule, Duplicate];
    list_memberships: ListMemberships, List, "agreement.memberships.read", Anyone, 1;
    get_membership: GetMembership, Read, "agreement.memberships.read", Anyone, 1;
    update_membership: UpdateMembership, Patch, "agreement.memberships.write", Roles(MEMBER_KEEPERS), 2, [RoleRule];
    delete_membership: DeleteMembership, Delete, "agreement.memberships.write", Roles(MEMBER_KEEPERS), 2, [RoleRule];
}
