//! What is ordered and what is left: call-off orders and the balance of contract lines.

pub(crate) mod balances;
pub(crate) mod call_offs;
mod fulfilment;
mod guarantee;
mod prices;
mod queries;
pub(crate) mod rules;
mod value;

pub(crate) use balances::{current, lock_lines};
pub(crate) use call_offs::{
    Order, conversions_of, lock_orders, lock_visible_orders, order_numbers, orders_of,
};
pub(crate) use fulfilment::{
    add_accepted, beyond_orders, beyond_what_was_ordered, check_shippable, start, take_back, take_part_back,
};
pub(crate) use guarantee::{barred_by, expect_fresh, judge_reversal, judge_shipment};
pub(crate) use prices::Prices;
pub(crate) use queries::causes::acceptances;
pub(crate) use queries::limits::{Happening, Portion, check_limits};
pub(crate) use value::{Goods, judge_received, limited_by_value};
