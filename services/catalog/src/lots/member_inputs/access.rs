//! Who may call what: this feature's rows of the role table.

use domain::catalog::{LOT_KEEPERS, LOT_READERS};
use web::Who::Roles;
use web::operations;

operations! {
    put_member_input: PutMemberInput, Put, "catalog.lots.write", Roles(LOT_KEEPERS), 1, [Duplicate, NotYetKnown, LotRule];
    list_member_inputs: ListMemberInputs, List, "catalog.lots.read", Roles(LOT_READERS), 1;
}
