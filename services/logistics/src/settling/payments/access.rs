//! Who may call what: this feature's rows of the role table.

use domain::logistics::{PaymentEvent, PaymentState};
use domain::shared::Role;
use web::Who::Roles;
use web::operations;

operations! {
    create_payment: CreatePayment, Create, "logistics.payments.write", Roles(&[Role::Buyer]), 3, [Duplicate, PaymentExceedsOwed, FourEyes];
    list_payments: ListPayments, List, "logistics.payments.read", Roles(Role::COMMERCIAL), 2;
    get_payment: GetPayment, Read, "logistics.payments.read", Roles(Role::COMMERCIAL), 1;
    list_payment_transitions: ListPaymentTransitions, List, "logistics.payments.read", Roles(Role::COMMERCIAL), 1;
    transitions of PaymentState as PaymentEvent, "logistics.payments.write" {
        confirm_payment: ConfirmPayment = Confirm, 2;
        reject_payment: RejectPayment = Reject, 2;
        withdraw_payment: WithdrawPayment = Withdraw, 2;
    }
}
