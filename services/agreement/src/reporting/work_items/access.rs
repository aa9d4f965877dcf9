//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_agreement_work_items: ListAgreementWorkItems, List, "agreement.work_items.read", Anyone, 2;
}
