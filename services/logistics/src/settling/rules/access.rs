//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_payment_terms: ListPaymentTerms, List, "logistics.rules.read", Anyone, 1;
    create_payment_term: CreatePaymentTerm, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate, NotYetKnown];
    get_payment_term: GetPaymentTerm, Read, "logistics.rules.read", Anyone, 1;
    end_payment_term: EndPaymentTerm, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
    list_vat_rates: ListVatRates, List, "logistics.rules.read", Anyone, 1;
    create_vat_rate: CreateVatRate, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate, NotYetKnown];
    get_vat_rate: GetVatRate, Read, "logistics.rules.read", Anyone, 1;
    end_vat_rate: EndVatRate, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
}
