//! What is ordered and what is left.

mod balances;
mod call_offs;

pub use balances::{ContractLineBalanceView, ContractLineQuery, ListContractLinesQuery};
pub use call_offs::{
    CallOffLineRequest, CallOffLineView, CallOffView, CounterCallOffRequest, CounterLineRequest,
    CreateCallOffRequest, Destination, ListCallOffsQuery, WirePacks,
};
