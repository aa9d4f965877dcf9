//! What is ordered and what is left: call-off orders and the balance of contract lines.

pub(crate) mod balance;
pub(crate) mod call_off;
pub(crate) mod call_off_gate;
pub(crate) mod change;
pub(crate) mod condition;
pub(crate) mod draw;
pub(crate) mod facts;
pub(crate) mod held_goods;
pub(crate) mod order_line;
pub(crate) mod pack;
pub(crate) mod periods;
pub(crate) mod shelf;
pub(crate) mod texts;
pub(crate) mod value;
pub(crate) mod window;

pub use balance::{
    Balance, LineFacts, LineTerms, OrderedLine, Split, check_call_off, check_receipt, split_receivable,
};
pub use call_off::{
    CallOffChangeState, CallOffEvent, CallOffHappened, CallOffState, check_close_short, check_may_ship,
};
pub use call_off_gate::{
    CallOffBarred, CallOffGate, FeedAge, FeedLimit, check_call_off_gate, check_fresh, check_reversal,
    check_shipment_guarantee, seed_feed_limits,
};
pub use change::{ChangedLine, check_change_open, check_changed};
pub use condition::{Condition, ConditionReason, ConditionStatus};
pub use draw::OrderDraw;
pub use facts::{AcceptedFact, CallOffLineFact, ShippedFact, facts_from, open_on};
pub use held_goods::{AskedGoods, HeldGoods, unmet_by_hold};
pub use order_line::{
    GoodsOnTheWay, OrderLineRoom, OrderUse, Reception, Span, check_beyond_orders, check_order_lines,
    peak_since,
};
pub use pack::{Pack, PackKind};
pub use periods::{CommittedPeriod, TakenOn, committed_in};
pub use shelf::{Shelf, ShelvedGoods, check_shelves, needs_shelf};
pub use texts::{LineText, LineTexts};
pub use value::{
    ContractValue, GoodsAtPrice, ReceivedGoods, check_value_ordered, check_value_received,
    check_value_taken_again, value_of,
};
pub use window::{DeliveryWindow, Zone, wrong_windows};
