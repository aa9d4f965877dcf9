//! Who may call what: this feature's rows of the role table.

use domain::catalog::LOT_ACCOUNTANTS;
use web::Who::Roles;
use web::operations;

operations! {
    get_lot_settlement: GetLotSettlement, Read, "catalog.lots.read", Roles(LOT_ACCOUNTANTS), 5, [AmountTooLarge];
    list_member_statements: ListMemberStatements, List, "catalog.lots.read", Roles(LOT_ACCOUNTANTS), 2;
}
