//! What is ordered and what is left.

mod balances;
mod call_offs;
mod condition;
mod conversions;
mod rules;

pub use balances::{
    AcceptedFormView, BalancePeriodView, ContractLineBalanceView, ContractLineQuery, ContractValueView,
    ListContractLinesQuery,
};
pub use call_offs::{
    CallOffLineRequest, CallOffLineView, CallOffTallyView, CallOffView, CancellationView,
    CounterCallOffRequest, CounterLineRequest, CreateCallOffRequest, Destination, ListCallOffTalliesQuery,
    ListCallOffsQuery, WirePacks,
};
pub use condition::ConditionView;
pub use conversions::{ConversionView, CountedView};
pub use rules::{CreateFeedLimitRequest, FeedLimitEventData, FeedLimitView, ListFeedLimitsQuery};
