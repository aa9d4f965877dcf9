//! Who may call what: this feature's rows of the role table.

use domain::agreement::{VerificationEvent, VerificationState};
use domain::shared::Role::{Aggregator, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_supplier_verification: CreateSupplierVerification, Create, "agreement.supplier_verifications.write", Roles(&[Supplier, Aggregator]), 2, [Duplicate];
    list_supplier_verifications: ListSupplierVerifications, List, "agreement.supplier_verifications.read", Anyone, 2;
    get_supplier_verification: GetSupplierVerification, Read, "agreement.supplier_verifications.read", Anyone, 1;
    add_verification_document: AddVerificationDocument, Create, "agreement.supplier_verifications.write", Roles(&[Supplier, Aggregator]), 2, [StateConflict];
    list_supplier_verification_transitions: ListSupplierVerificationTransitions, List, "agreement.supplier_verifications.read", Anyone, 1;
    get_party_standing: GetPartyStanding, Read, "agreement.supplier_verifications.read", Anyone, 1;
    transitions of VerificationState as VerificationEvent, "agreement.supplier_verifications.write" {
        submit_supplier_verification: SubmitSupplierVerification = Submit, 2, [VerificationRule];
        check_verification_documents: CheckVerificationDocuments = CheckDocuments, 2;
        check_verification_field: CheckVerificationField = CheckField, 2;
        decide_supplier_verification: DecideSupplierVerification = Verify, 2, [VerificationRule];
        suspend_supplier_verification: SuspendSupplierVerification = Suspend, 2;
        reinstate_supplier_verification: ReinstateSupplierVerification = Reinstate, 2;
        revoke_supplier_verification: RevokeSupplierVerification = Revoke, 2;
        withdraw_verification_document: WithdrawVerificationDocument = WithdrawDocument, 2;
    }
}
