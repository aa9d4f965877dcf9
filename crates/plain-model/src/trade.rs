//! What people do: each command is carried out and written into the book, or refused under a name.

use crate::book::{Book, OrderLine, Terms, Time, What};
use crate::lifecycles::{COUNTS, ORDER, next};

/// Carried out, or the name of the refusal.
pub type Verdict = Result<(), &'static str>;

/// What became of an item in a receipt, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Which goods.
    pub item: usize,
    /// Taken by the buyer.
    pub accepted: i64,
    /// Good, but too much.
    pub held_excess: i64,
    /// Not taken.
    pub rejected: i64,
    /// Not there.
    pub missing: i64,
    /// There beyond the papers.
    pub surplus: i64,
    /// Dried out, or with a sign the other way; without an error the line closes.
    pub shrink: i64,
}

/// A line of an order as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The contract line.
    pub contract_line: usize,
    /// How much.
    pub amount: i64,
    /// How much more may be sent and accepted, in basis points.
    pub over_tolerance_bp: i64,
}

/// Something people do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The buyer writes an order under one contract.
    Write(Vec<Asked>),
    /// The supplier proposes another amount for an order line.
    Counter {
        /// Which order.
        order: usize,
        /// Which of its lines, in the book.
        order_line: usize,
        /// The amount proposed.
        amount: i64,
    },
    /// Anything else that is done to an order.
    Order {
        /// Which order.
        order: usize,
        /// What is done.
        event: &'static str,
    },
    /// The supplier plans a shipment.
    Plan {
        /// The orders it is for.
        orders: Vec<usize>,
        /// Order line and amount of each item, vehicle by vehicle.
        vehicles: Vec<Vec<(usize, i64)>>,
    },
    /// What is done to a shipment.
    Shipment {
        /// Which shipment.
        shipment: usize,
        /// What is done.
        event: &'static str,
    },
    /// The buyer captures what arrived.
    Capture {
        /// On which shipment.
        shipment: usize,
        /// What became of its goods.
        lines: Vec<Received>,
    },
    /// What is done to a receipt.
    Receipt {
        /// Which receipt.
        receipt: usize,
        /// What is done.
        event: &'static str,
    },
    /// Other quantities are proposed for the lines of a contract.
    Propose {
        /// Which contract.
        contract: usize,
        /// The first second of the day from which on they are to hold.
        from: Time,
        /// Contract lines and what they are to commit.
        says: Vec<(usize, i64)>,
    },
    /// What is done to what is proposed for a contract: it is signed, given up, or its signature is heard of.
    Amendment {
        /// Which contract.
        contract: usize,
        /// What is done.
        event: &'static str,
    },
}

/// A command with its two times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub command: Command,
    /// When it happened, as people say.
    pub occurred: Time,
    /// When it is written down.
    pub now: Time,
}

/// An order.
#[derive(Debug, Clone)]
pub struct Order {
    /// Where it stands.
    pub state: &'static str,
    /// Its lines in the book.
    pub lines: Vec<usize>,
    /// When its last step happened.
    pub last: Time,
    /// When the supplier accepted it.
    pub accepted: Time,
}

/// A shipment.
#[derive(Debug, Clone)]
pub struct Shipment {
    /// Where it stands.
    pub state: &'static str,
    /// The orders it was planned for.
    pub orders: Vec<usize>,
    /// Its goods in the book.
    pub items: Vec<usize>,
    /// When its last step happened.
    pub last: Time,
    /// When it left.
    pub departed: Time,
    /// When each vehicle arrived.
    pub arrivals: Vec<Option<Time>>,
}

/// A receipt.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Where it stands.
    pub state: &'static str,
    /// What it says.
    pub lines: Vec<Received>,
    /// When the goods were received, as it says.
    pub received_at: Time,
    /// The shipment.
    pub shipment: usize,
    /// When its last step happened.
    pub last: Time,
    /// When it was taken back.
    pub reversed: Option<Time>,
}

/// The trade under some contracts.
#[derive(Debug, Clone, Default)]
pub struct Trade {
    /// What happened, and the balances.
    pub book: Book,
    /// All orders.
    pub orders: Vec<Order>,
    /// All shipments.
    pub shipments: Vec<Shipment>,
    /// All receipts.
    pub receipts: Vec<Receipt>,
}

const BEFORE: &str = "occurred-time-before-cause";
/// Before everything.
pub(crate) const NEVER: Time = Time::MIN;

/// What follows from something is not earlier.
pub(crate) fn not_before(occurred: Time, cause: Time) -> Verdict {
    if occurred < cause { Err(BEFORE) } else { Ok(()) }
}

impl Trade {
    /// Contracts with these lines, before anything happened.
    pub fn new(terms: Vec<Terms>) -> Self {
        Self { book: Book::new(terms), ..Self::default() }
    }

    /// Carries out a step.
    ///
    /// # Errors
    /// The name of the refusal; nothing has happened then.
    pub fn take(&mut self, step: &Step) -> Verdict {
        // A clock that runs ahead says now.
        let (occurred, now) = (step.occurred.min(step.now), step.now);
        self.book.today = now;
        match &step.command {
            Command::Write(lines) => {
                self.write(lines);
                Ok(())
            }
            Command::Counter { order, order_line, amount } => {
                let its = &self.orders[*order];
                next(ORDER, its.state, "counter").ok_or("state-conflict")?;
                not_before(occurred, its.last)?;
                if *amount > self.book.order_lines[*order_line].agreed {
                    return Err("validation-failed");
                }
                self.move_order(*order, "counter", occurred, now)?;
                self.book.order_lines[*order_line].proposed = Some(*amount);
                Ok(())
            }
            Command::Order { order, event } => self.order(*order, event, occurred, now),
            Command::Plan { orders, vehicles } => self.plan(orders, vehicles),
            Command::Shipment { shipment, event } => self.shipment(*shipment, event, occurred, now),
            Command::Capture { shipment, lines } => self.capture(*shipment, lines, occurred, now),
            Command::Receipt { receipt, event } => self.receipt(*receipt, event, occurred, now),
            Command::Propose { contract, from, says } => self.propose(*contract, *from, says),
            Command::Amendment { contract, event } => self.amendment(*contract, event, now),
        }
    }

    /// The earliest time at which a command may be said to have happened.
    pub fn earliest(&self, command: &Command) -> Time {
        match command {
            Command::Write(_)
            | Command::Plan { .. }
            | Command::Propose { .. }
            | Command::Amendment { .. } => NEVER,
            Command::Counter { order, .. } => self.orders[*order].last,
            Command::Order { order, event } if event.starts_with("close") => self.last_of_goods(*order),
            Command::Order { order, .. } => self.orders[*order].last,
            Command::Shipment { shipment, .. } => {
                let its = &self.shipments[*shipment];
                its.orders.iter().map(|order| self.orders[*order].accepted).fold(its.last, Time::max)
            }
            Command::Capture { shipment, lines } => self.journey(*shipment, lines),
            Command::Receipt { receipt, .. } => {
                self.receipts[*receipt].last.max(self.receipts[*receipt].received_at)
            }
        }
    }

    pub(crate) fn write(&mut self, lines: &[Asked]) {
        let (order, first) = (self.orders.len(), self.book.order_lines.len());
        for &Asked { contract_line, amount, over_tolerance_bp } in lines {
            let (written, agreed) = (amount, amount);
            let line = OrderLine { order, contract_line, written, proposed: None, agreed, over_tolerance_bp };
            self.book.order_lines.push(line);
        }
        let lines = (first..self.book.order_lines.len()).collect();
        self.orders.push(Order { state: "draft", lines, last: NEVER, accepted: NEVER });
    }

    pub(crate) fn order(&mut self, order: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        next(ORDER, self.orders[order].state, event).ok_or("state-conflict")?;
        not_before(occurred, self.orders[order].last)?;
        let lines = self.orders[order].lines.clone();
        if event == "issue" {
            let asked = |line: &OrderLine| line.written;
            self.fits(&lines, occurred, asked, |_| 0)?;
        }
        if event == "accept_counter" {
            let asked = |line: &OrderLine| line.proposed.unwrap_or(line.written);
            // The order itself is open with what was first written, and gives that back.
            self.fits(&lines, occurred, asked, |line| line.written)?;
            for line in lines.iter().copied() {
                let line = &mut self.book.order_lines[line];
                line.agreed = line.proposed.unwrap_or(line.written);
            }
        }
        if event == "close_short" || event == "close" {
            if self.is_on_the_road(order) {
                return Err("goods-in-transit");
            }
            not_before(occurred, self.last_of_goods(order))?;
        }
        self.move_order(order, event, occurred, now)
    }

    /// When the last of what happened to an order and its goods happened.
    pub(crate) fn last_of_goods(&self, order: usize) -> Time {
        let mut last = self.orders[order].last;
        for its in self.shipments.iter().filter(|its| its.orders.contains(&order)) {
            last = last.max(its.last);
        }
        for its in self.receipts.iter().filter(|its| COUNTS.contains(&its.state) || its.reversed.is_some()) {
            if self.orders_of(&its.lines).contains(&order) {
                last = last.max(its.received_at).max(its.reversed.unwrap_or(NEVER));
            }
        }
        last
    }

    /// Whether what lines ask for is callable by the terms of a day, once what they give back is added.
    pub(crate) fn fits(
        &self,
        lines: &[usize],
        day: Time,
        asks: impl Fn(&OrderLine) -> i64,
        gives: impl Fn(&OrderLine) -> i64,
    ) -> Verdict {
        for contract_line in 0..self.book.terms.len() {
            let (mut asked, mut given) = (0, 0);
            for line in lines.iter().map(|line| &self.book.order_lines[*line]) {
                if line.contract_line == contract_line {
                    asked += asks(line);
                    given += gives(line);
                }
            }
            let callable = self.book.judged(contract_line, day).callable;
            if asked > 0 && callable.is_some_and(|callable| asked > callable + given) {
                return Err("balance-exceeded");
            }
        }
        Ok(())
    }

    pub(crate) fn is_on_the_road(&self, order: usize) -> bool {
        self.book.items.iter().enumerate().any(|(index, item)| {
            self.book.order_lines[item.order_line].order == order
                && Book::on_the_road(self.shipments[item.shipment].state)
                && !self.book.received_now(index)
        })
    }

    pub(crate) fn move_order(&mut self, order: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let to = next(ORDER, self.orders[order].state, event).ok_or("state-conflict")?;
        not_before(occurred, self.orders[order].last)?;
        self.order_is(order, to, occurred, now);
        Ok(())
    }

    /// What follows by itself is no earlier than the step before it.
    pub(crate) fn order_is(&mut self, order: usize, is: &'static str, occurred: Time, now: Time) {
        let its = &mut self.orders[order];
        let occurred = occurred.max(its.last);
        (its.state, its.last) = (is, occurred);
        if is == "accepted" {
            its.accepted = occurred;
        }
        self.book.write(occurred, now, What::Order { order, is });
    }
}
