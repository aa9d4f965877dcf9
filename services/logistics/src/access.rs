//! Who may call what: the role table of the logistics service.

use domain::shared::Role::{Buyer, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_call_off: CreateCallOff, Create, "logistics.call_offs.write", Roles(&[Buyer]), 2;
    list_call_offs: ListCallOffs, List, "logistics.call_offs.read", Anyone, 1;
    get_call_off: GetCallOff, Read, "logistics.call_offs.read", Anyone, 1;
    list_call_off_transitions: ListCallOffTransitions, List, "logistics.call_offs.read", Anyone, 1;
    issue_call_off: IssueCallOff, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 3;
    accept_call_off: AcceptCallOff, Transition, "logistics.call_offs.write", Roles(&[Supplier]), 2;
    counter_call_off: CounterCallOff, Transition, "logistics.call_offs.write", Roles(&[Supplier]), 2;
    accept_counter_offer: AcceptCounterOffer, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 3;
    refuse_call_off: RefuseCallOff, Transition, "logistics.call_offs.write", Roles(&[Supplier]), 2;
    cancel_call_off: CancelCallOff, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 2;
    close_call_off: CloseCallOff, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 2;
    close_call_off_short: CloseCallOffShort, Transition, "logistics.call_offs.write", Roles(&[Buyer]), 2;

    list_contract_lines: ListContractLines, List, "logistics.balances.read", Anyone, 2;
    get_contract_line_balance: GetContractLineBalance, Read, "logistics.balances.read", Anyone, 1;

    list_logistics_work_items: ListLogisticsWorkItems, List, "logistics.work_items.read", Anyone, 2;

    list_logistics_events: ListLogisticsEvents, List, "logistics.events.read", Anyone, 1;
    stream_logistics_events: StreamLogisticsEvents, List, "logistics.events.read", Anyone, 5;
}
