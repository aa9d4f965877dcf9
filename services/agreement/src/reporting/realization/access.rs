//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    get_agreement_realization: GetAgreementRealization, Read, "agreement.agreements.read", Anyone, 5, [StateConflict];
}
