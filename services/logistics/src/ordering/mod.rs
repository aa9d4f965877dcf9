//! What is ordered and what is left: call-off orders and the balance of contract lines.

pub(crate) mod balances;
pub(crate) mod call_offs;
mod fulfilment;

pub(crate) use balances::{current, lock_lines};
pub(crate) use call_offs::{Order, list_orders, lock_orders};
pub(crate) use fulfilment::{add_accepted, check_shippable, start};
