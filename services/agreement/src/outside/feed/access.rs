//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_agreement_events: ListAgreementEvents, List, "agreement.events.read", Anyone, 1, [CursorExpired, TooManyWaits];
    stream_agreement_events: StreamAgreementEvents, List, "agreement.events.read", Anyone, 5, [CursorExpired, TooManyWaits];
}
