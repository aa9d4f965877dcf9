//! For tests only: the trade as a clerk would keep it on paper, and a seeded teller of what might happen next.
//!
//! [`Story`] says of each [`Command`] whether it is refused and under which name; [`Book`] says what a contract
//! line's balance is, now or at any point of both times. Owns nothing clever: everything is recomputed from lists,
//! by loops over plain numbers. Refuses to know any crate of ours, so that it cannot repeat their mistakes: the
//! domain and the logistics service are both held against it.

mod book;
mod lifecycles;
mod story;
mod teller;

pub use book::{Book, Figures, Item, OrderLine, Terms, Time};
pub use story::{Command, Order, Receipt, Received, Shipment, Step, Story, Verdict};
pub use teller::{seeds, tell};
