//! Who may call what: this feature's rows of the role table.

use domain::logistics::{ReceiptEvent, ReceiptState};
use domain::shared::Role::{self, Buyer, FieldOfficer, Inspector, Receiver};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who captures receipts at the buyer's gate.
const RECEIVES: &[Role] = &[Receiver, Buyer, FieldOfficer];

/// Who judges quality.
const INSPECTS: &[Role] = &[Receiver, Buyer, FieldOfficer, Inspector];

operations! {
    create_receipt: CreateReceipt, Create, "logistics.receipts.write", Roles(RECEIVES), 3, [NotFound, StateConflict, FourEyes];
    put_receipt: PutReceipt, Put, "logistics.receipts.write", Roles(RECEIVES), 3, [StateConflict, Duplicate, FourEyes];
    list_receipts: ListReceipts, List, "logistics.receipts.read", Anyone, 2;
    get_receipt: GetReceipt, Read, "logistics.receipts.read", Anyone, 1;
    update_receipt: UpdateReceipt, Patch, "logistics.receipts.write", Roles(INSPECTS), 3, [StateConflict];
    get_handover_record: GetHandoverRecord, Read, "logistics.receipts.read", Anyone, 2;
    list_receipt_transitions: ListReceiptTransitions, List, "logistics.receipts.read", Anyone, 1;
    transitions of ReceiptState as ReceiptEvent, "logistics.receipts.write" {
        submit_receipt: SubmitReceipt = Submit, 2, [DocumentsNotSeen, AmountTooLarge, PriceBasisNotMeasured, PriceNotFound, ReceiptLineDoesNotClose, MeasuresDisagree, RejectionsNotExplained];
        inspect_receipt: InspectReceipt = Inspect, 2, [AmountTooLarge, PriceBasisNotMeasured, PriceNotFound, ReceiptLineDoesNotClose, MeasuresDisagree, RejectionsNotExplained];
        post_receipt: PostReceipt = Post, 3, [NotYetKnown, BalanceExceeded, ValueExceeded, OrderExceeded, OrderLineInvalid, AmountTooLarge, PriceBasisNotMeasured, PriceNotFound, ReceiptLineDoesNotClose, MeasuresDisagree, RejectionsNotExplained, DocumentGate];
        confirm_receipt: ConfirmReceipt = Confirm, 2;
        object_to_receipt: ObjectToReceipt = Object, 2, [AnswerWindowClosed];
        reverse_receipt: ReverseReceipt = Reverse, 3, [ReceiptFinal, NotYetKnown, BalanceExceeded, ValueExceeded, OrderExceeded, OrderLineInvalid];
        resolve_receipt: ResolveReceipt = Resolve, 2, [ReceiptConflict];
        withdraw_receipt: WithdrawReceipt = Withdraw, 2;
    }
}
