//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_logistics_events: ListLogisticsEvents, List, "logistics.events.read", Anyone, 1, [CursorExpired, TooManyWaits];
    stream_logistics_events: StreamLogisticsEvents, List, "logistics.events.read", Anyone, 5, [CursorExpired, TooManyWaits];
}
