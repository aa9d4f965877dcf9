//! Who may call what: this feature's rows of the role table.

use domain::shared::Role;
use web::Who::Roles;
use web::operations;

operations! {
    list_account_statements: ListAccountStatements, List, "logistics.settlements.read", Roles(Role::COMMERCIAL), 3, [NotFound];
}
