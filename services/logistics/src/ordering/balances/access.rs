//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_contract_lines: ListContractLines, List, "logistics.balances.read", Anyone, 2;
    get_contract_line_balance: GetContractLineBalance, Read, "logistics.balances.read", Anyone, 1;
}
