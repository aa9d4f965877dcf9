//! What is ordered and what is left.

mod balances;
mod call_off_changes;
mod call_offs;
mod condition;
mod conversions;
mod rules;
mod windows;

pub use balances::{
    AcceptedFormView, BalancePeriodView, ContractLineBalanceView, ContractLineQuery, ContractValueView,
    ListContractLinesQuery,
};
pub use call_off_changes::{
    CallOffChangeLineView, CallOffChangeView, ChangeLineRequest, ListCallOffChangesQuery,
    ProposeChangeRequest,
};
pub use call_offs::{
    CallOffLineRequest, CallOffLineView, CallOffTallyView, CallOffView, CancellationView,
    CounterCallOffRequest, CounterLineRequest, CreateCallOffRequest, Destination, ListCallOffTalliesQuery,
    ListCallOffsQuery, UpdateCallOffRequest, WirePacks,
};
pub use condition::ConditionView;
pub use conversions::{ConversionView, CountedView};
pub use rules::{CreateFeedLimitRequest, FeedLimitEventData, FeedLimitView, ListFeedLimitsQuery};
pub use windows::{WireDeliveryWindow, check_windows};
