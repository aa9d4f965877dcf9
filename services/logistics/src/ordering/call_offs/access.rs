//! Who may call what: this feature's rows of the role table.

use domain::logistics::{CallOffEvent, CallOffState};
use domain::shared::Role::Buyer;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_call_off: CreateCallOff, Create, "logistics.call_offs.write", Roles(&[Buyer]), 2, [Duplicate, NotYetKnown, BalanceExceeded, OrderLineInvalid];
    update_call_off: UpdateCallOff, Patch, "logistics.call_offs.write", Roles(&[Buyer]), 2, [StateConflict, Duplicate, NotYetKnown, BalanceExceeded, OrderLineInvalid];
    list_call_offs: ListCallOffs, List, "logistics.call_offs.read", Anyone, 1;
    get_call_off: GetCallOff, Read, "logistics.call_offs.read", Anyone, 1;
    list_call_off_tallies: ListCallOffTallies, List, "logistics.call_offs.read", Anyone, 2;
    list_call_off_changes: ListCallOffChanges, List, "logistics.call_offs.read", Anyone, 1;
    list_call_off_transitions: ListCallOffTransitions, List, "logistics.call_offs.read", Anyone, 1;
    transitions of CallOffState as CallOffEvent, "logistics.call_offs.write" {
        issue_call_off: IssueCallOff = Issue, 3, [IdentityClaimOpen, NotYetKnown, BalanceExceeded, ValueExceeded, CallOffNotAllowed, OrderLineInvalid];
        accept_call_off: AcceptCallOff = Accept, 3, [NotYetKnown, ContractNotGuaranteed, OrderLineInvalid];
        counter_call_off: CounterCallOff = Counter, 2;
        accept_counter_offer: AcceptCounterOffer = AcceptCounter, 3, [NotYetKnown, BalanceExceeded, ValueExceeded, CallOffNotAllowed, OrderLineInvalid];
        refuse_call_off: RefuseCallOff = Refuse, 2;
        cancel_call_off: CancelCallOff = Cancel, 2;
        close_call_off: CloseCallOff = Close, 2, [GoodsInTransit];
        close_call_off_short: CloseCallOffShort = CloseShort, 2, [GoodsInTransit];
        propose_call_off_change: ProposeCallOffChange = ProposeChange, 2, [CallOffChangeRule];
        accept_call_off_change: AcceptCallOffChange = AcceptChange, 3, [CallOffChangeRule, IdentityClaimOpen, NotYetKnown, BalanceExceeded, ValueExceeded, CallOffNotAllowed, OrderLineInvalid];
        refuse_call_off_change: RefuseCallOffChange = RefuseChange, 2, [CallOffChangeRule];
        withdraw_call_off_change: WithdrawCallOffChange = WithdrawChange, 2, [CallOffChangeRule];
    }
}
