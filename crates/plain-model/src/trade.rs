//! What people do: each command is carried out and written into the book, or refused under a name.

use crate::book::{Book, Item, OrderLine, Terms, Time, What};
use crate::lifecycles::{COUNTS, ORDER, RECEIPT, SHIPMENT, next};

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

/// Something people do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The buyer writes an order: contract line and amount of each line.
    Write(Vec<(usize, i64)>),
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
}

/// The trade under one contract.
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

const MAY_SHIP: [&str; 2] = ["accepted", "in_fulfilment"];
const RECEIVABLE: [&str; 6] = ["departed", "diverted", "arrived", "unloading", "received", "closed"];

impl Trade {
    /// A contract with these lines, before anything happened.
    pub fn new(terms: Vec<Terms>) -> Self {
        Self { book: Book::new(terms), ..Self::default() }
    }

    /// Carries out a step.
    ///
    /// # Errors
    /// The name of the refusal; nothing has happened then.
    pub fn take(&mut self, step: &Step) -> Verdict {
        let (occurred, now) = (step.occurred, step.now);
        match &step.command {
            Command::Write(lines) => {
                self.write(lines);
                Ok(())
            }
            Command::Counter { order, order_line, amount } => {
                self.move_order(*order, "counter", occurred, now)?;
                self.book.order_lines[*order_line].proposed = Some(*amount);
                Ok(())
            }
            Command::Order { order, event } => self.order(*order, event, occurred, now),
            Command::Plan { orders, vehicles } => self.plan(orders, vehicles),
            Command::Shipment { shipment, event } => self.shipment(*shipment, event, occurred, now),
            Command::Capture { shipment, lines } => self.capture(*shipment, lines, occurred),
            Command::Receipt { receipt, event } => self.receipt(*receipt, event, occurred, now),
        }
    }

    fn write(&mut self, lines: &[(usize, i64)]) {
        let (order, first) = (self.orders.len(), self.book.order_lines.len());
        for &(contract_line, written) in lines {
            let line = OrderLine { order, contract_line, written, proposed: None, agreed: written };
            self.book.order_lines.push(line);
        }
        let lines = (first..self.book.order_lines.len()).collect();
        self.orders.push(Order { state: "draft", lines });
    }

    fn order(&mut self, order: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        next(ORDER, self.orders[order].state, event).ok_or("state-conflict")?;
        let lines = self.orders[order].lines.clone();
        if event == "issue" {
            let asked = |line: &OrderLine| line.written;
            self.fits(&lines, asked, |_| 0)?;
        }
        if event == "accept_counter" {
            let asked = |line: &OrderLine| line.proposed.unwrap_or(line.written);
            // The order itself is open with what was first written, and gives that back.
            self.fits(&lines, asked, |line| line.written)?;
            for line in lines.iter().copied() {
                let line = &mut self.book.order_lines[line];
                line.agreed = line.proposed.unwrap_or(line.written);
            }
        }
        if event == "close_short" && self.is_on_the_road(order) {
            return Err("goods-in-transit");
        }
        self.move_order(order, event, occurred, now)
    }

    /// Whether what lines ask for is callable, once what they give back is added.
    fn fits(
        &self,
        lines: &[usize],
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
            let callable = self.book.now(contract_line).callable;
            if asked > 0 && callable.is_some_and(|callable| asked > callable + given) {
                return Err("balance-exceeded");
            }
        }
        Ok(())
    }

    fn is_on_the_road(&self, order: usize) -> bool {
        self.book.items.iter().enumerate().any(|(index, item)| {
            self.book.order_lines[item.order_line].order == order
                && Book::on_the_road(self.shipments[item.shipment].state)
                && !self.book.received_now(index)
        })
    }

    fn move_order(&mut self, order: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let to = next(ORDER, self.orders[order].state, event).ok_or("state-conflict")?;
        self.order_is(order, to, occurred, now);
        Ok(())
    }

    fn order_is(&mut self, order: usize, is: &'static str, occurred: Time, now: Time) {
        self.orders[order].state = is;
        self.book.write(occurred, now, What::Order { order, is });
    }

    fn plan(&mut self, orders: &[usize], vehicles: &[Vec<(usize, i64)>]) -> Verdict {
        if !self.may_ship(orders) {
            return Err("order-not-shippable");
        }
        let (shipment, first) = (self.shipments.len(), self.book.items.len());
        for &(order_line, loaded) in vehicles.iter().flatten() {
            self.book.items.push(Item { shipment, order_line, loaded });
        }
        let items = (first..self.book.items.len()).collect();
        // A shipment serves the orders of its goods, whatever it was planned for.
        let mut served: Vec<usize> =
            vehicles.iter().flatten().map(|(line, _)| self.book.order_lines[*line].order).collect();
        served.sort_unstable();
        served.dedup();
        self.shipments.push(Shipment { state: "planned", orders: served, items });
        Ok(())
    }

    fn may_ship(&self, orders: &[usize]) -> bool {
        orders.iter().all(|order| MAY_SHIP.contains(&self.orders[*order].state))
    }

    fn shipment(&mut self, shipment: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let to = next(SHIPMENT, self.shipments[shipment].state, event).ok_or("state-conflict")?;
        let orders = self.shipments[shipment].orders.clone();
        if (event == "make_ready" || event == "depart") && !self.may_ship(&orders) {
            return Err("order-not-shippable");
        }
        if event == "depart" {
            for order in orders {
                if self.orders[order].state == "accepted" {
                    self.order_is(order, "in_fulfilment", occurred, now);
                }
            }
        }
        self.shipment_is(shipment, to, occurred, now);
        Ok(())
    }

    fn shipment_is(&mut self, shipment: usize, is: &'static str, occurred: Time, now: Time) {
        self.shipments[shipment].state = is;
        self.book.write(occurred, now, What::Shipment { shipment, is });
    }

    fn capture(&mut self, shipment: usize, lines: &[Received], received_at: Time) -> Verdict {
        if !RECEIVABLE.contains(&self.shipments[shipment].state) {
            return Err("state-conflict");
        }
        let held =
            self.others_of(lines, None).iter().any(|other| self.receipts[*other].state != "conflicted");
        let state = if held { "conflicted" } else { "draft" };
        self.receipts.push(Receipt { state, lines: lines.to_vec(), received_at, shipment });
        Ok(())
    }

    /// Receipts of the same goods that were not taken back, without one of them.
    fn others_of(&self, lines: &[Received], without: Option<usize>) -> Vec<usize> {
        let same = |receipt: &Receipt| {
            receipt.lines.iter().any(|theirs| lines.iter().any(|ours| ours.item == theirs.item))
        };
        (0..self.receipts.len())
            .filter(|index| Some(*index) != without)
            .filter(|index| self.receipts[*index].state != "reversed" && same(&self.receipts[*index]))
            .collect()
    }

    fn receipt(&mut self, receipt: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let to = next(RECEIPT, self.receipts[receipt].state, event).ok_or("state-conflict")?;
        // What is said of now is never too early, whatever clock the receipt was captured by.
        if occurred != now && occurred < self.receipts[receipt].received_at {
            return Err("occurred-time-before-cause");
        }
        match event {
            "post" => self.post(receipt, now)?,
            "reverse" => self.reverse(receipt, occurred, now),
            "resolve" => self.resolve(receipt)?,
            _ => {}
        }
        self.receipts[receipt].state = to;
        Ok(())
    }

    fn resolve(&mut self, receipt: usize) -> Verdict {
        let others = self.others_of(&self.receipts[receipt].lines, Some(receipt));
        if others.iter().any(|other| COUNTS.contains(&self.receipts[*other].state)) {
            return Err("receipt-conflict");
        }
        for other in others {
            self.receipts[other].state = "conflicted";
        }
        Ok(())
    }

    fn post(&mut self, receipt: usize, now: Time) -> Verdict {
        let Receipt { lines, received_at, shipment, .. } = self.receipts[receipt].clone();
        if !RECEIVABLE.contains(&self.shipments[shipment].state) {
            return Err("state-conflict");
        }
        for line in &lines {
            let accounted = line.accepted + line.held_excess + line.rejected + line.missing + line.shrink;
            if self.book.items[line.item].loaded + line.surplus != accounted {
                return Err("receipt-line-does-not-close");
            }
        }
        for contract_line in 0..self.book.terms.len() {
            let of_line = |line: &&Received| {
                self.book.order_lines[self.book.items[line.item].order_line].contract_line == contract_line
            };
            let accepted: i64 = lines.iter().filter(of_line).map(|line| line.accepted).sum();
            let receivable = self.book.now(contract_line).receivable;
            if accepted > 0 && receivable.is_some_and(|receivable| accepted > receivable) {
                return Err("balance-exceeded");
            }
        }
        for line in &lines {
            let what = What::Accepted { receipt, item: line.item, amount: line.accepted };
            self.book.write(received_at, now, what);
        }
        for order in self.orders_of(&lines) {
            if self.orders[order].state == "in_fulfilment" && self.is_complete(order) {
                self.order_is(order, "received", received_at, now);
            }
        }
        self.follow(shipment, received_at, now);
        Ok(())
    }

    fn reverse(&mut self, receipt: usize, occurred: Time, now: Time) {
        let lines = self.receipts[receipt].lines.clone();
        self.book.write(occurred, now, What::Reversed { receipt });
        for order in self.orders_of(&lines) {
            if self.orders[order].state == "received" && !self.is_complete(order) {
                self.order_is(order, "in_fulfilment", occurred, now);
            }
        }
    }

    fn orders_of(&self, lines: &[Received]) -> Vec<usize> {
        let order = |line: &Received| self.book.order_lines[self.book.items[line.item].order_line].order;
        let mut orders: Vec<usize> = lines.iter().map(order).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    fn is_complete(&self, order: usize) -> bool {
        let lines = &self.orders[order].lines;
        lines.iter().all(|line| self.book.accepted_now(*line) >= self.book.order_lines[*line].agreed)
    }

    /// A shipment is where its receipts say it is.
    fn follow(&mut self, shipment: usize, occurred: Time, now: Time) {
        let all = self.shipments[shipment].items.iter().all(|item| self.book.received_now(*item));
        if all && ["departed", "diverted"].contains(&self.shipments[shipment].state) {
            self.shipment_is(shipment, "arrived", occurred, now);
        }
        if self.shipments[shipment].state == "arrived" {
            self.shipment_is(shipment, "unloading", occurred, now);
        }
        if all && self.shipments[shipment].state == "unloading" {
            self.shipment_is(shipment, "received", occurred, now);
        }
    }
}
