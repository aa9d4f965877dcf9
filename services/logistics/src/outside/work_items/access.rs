//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_logistics_work_items: ListLogisticsWorkItems, List, "logistics.work_items.read", Anyone, 2;
}
