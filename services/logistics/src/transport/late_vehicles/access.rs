//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_late_vehicles: ListLateVehicles, List, "logistics.shipments.read", Anyone, 3;
}
