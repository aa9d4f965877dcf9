//! For tests only: the trade as a clerk would keep it on paper, and a seeded generator of commands.
//!
//! [`Trade`] says of each [`Command`] whether it is refused and under which name; [`Book`] says what a contract
//! line's balance is, now or at any point of both times; [`next_step`] makes up what somebody does next. Owns nothing
//! clever: everything is recomputed from lists, by loops over plain numbers. Refuses to know any crate of ours, so that
//! it cannot repeat their mistakes: the domain and the logistics service are both compared with it.

mod amending;
mod book;
mod generator;
mod lifecycles;
mod receiving;
mod road;
mod trade;

pub use amending::day_of;
pub use book::{Book, Figures, Item, OrderLine, Terms, Text, Time};
pub use generator::{next_step, seeds};
pub use trade::{Asked, Command, Order, Receipt, Received, Shipment, Step, Trade, Verdict};
