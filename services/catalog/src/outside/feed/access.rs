//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_catalog_events: ListCatalogEvents, List, "catalog.events.read", Anyone, 1, [CursorExpired, TooManyWaits];
    stream_catalog_events: StreamCatalogEvents, List, "catalog.events.read", Anyone, 5, [CursorExpired, TooManyWaits];
}
