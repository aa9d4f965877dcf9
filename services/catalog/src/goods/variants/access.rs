//! Who may call what: this feature's rows of the role table.

use domain::catalog::SELLERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_variant: CreateVariant, Create, "catalog.variants.write", Roles(SELLERS), 2, [StateConflict, Duplicate];
    list_variants: ListVariants, List, "catalog.variants.read", Anyone, 1;
    get_variant: GetVariant, Read, "catalog.variants.read", Anyone, 1;
    update_variant: UpdateVariant, Patch, "catalog.variants.write", Roles(SELLERS), 2, [StateConflict, Duplicate];
    add_permit: AddPermit, Create, "catalog.permits.write", Roles(SELLERS), 2, [StateConflict, Duplicate];
    list_permits: ListPermits, List, "catalog.permits.read", Anyone, 1;
    get_permit: GetPermit, Read, "catalog.permits.read", Anyone, 1;
    withdraw_permit: WithdrawPermit, Delete, "catalog.permits.write", Roles(SELLERS), 2, [StateConflict];
}
