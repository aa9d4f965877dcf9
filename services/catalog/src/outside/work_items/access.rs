//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_catalog_work_items: ListCatalogWorkItems, List, "catalog.work_items.read", Anyone, 1;
}
