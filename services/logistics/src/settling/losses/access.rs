//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_loss_statistics: ListLossStatistics, List, "logistics.claims.read", Anyone, 5;
}
