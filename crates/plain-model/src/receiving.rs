//! What arrives: captured, posted, taken back.

use crate::book::{Book, Figures, Time, What};
use crate::lifecycles::{COUNTS, RECEIPT, next};
use crate::road::within;
use crate::trade::{NEVER, Receipt, Received, Trade, Verdict, not_before};

const RECEIVABLE: [&str; 6] = ["departed", "diverted", "arrived", "unloading", "received", "closed"];

impl Trade {
    /// When the vehicles of some goods had left and, as far as is known, arrived.
    pub(crate) fn journey(&self, shipment: usize, lines: &[Received]) -> Time {
        let its = &self.shipments[shipment];
        let arrival = |line: &Received| its.arrivals[self.book.items[line.item].vehicle].unwrap_or(NEVER);
        lines.iter().map(arrival).fold(its.departed, Time::max)
    }

    pub(crate) fn capture(
        &mut self,
        shipment: usize,
        lines: &[Received],
        received_at: Time,
        now: Time,
    ) -> Verdict {
        if !RECEIVABLE.contains(&self.shipments[shipment].state) {
            return Err("state-conflict");
        }
        not_before(received_at, self.journey(shipment, lines))?;
        let held =
            self.others_of(lines, None).iter().any(|other| self.receipts[*other].state != "conflicted");
        let (state, last) = if held { ("conflicted", now) } else { ("draft", NEVER) };
        let (lines, reversed) = (lines.to_vec(), None);
        self.receipts.push(Receipt { state, lines, received_at, shipment, last, reversed });
        Ok(())
    }

    /// Receipts of the same goods that were neither taken back nor withdrawn, without one of them.
    pub(crate) fn others_of(&self, lines: &[Received], without: Option<usize>) -> Vec<usize> {
        let same = |receipt: &Receipt| {
            receipt.lines.iter().any(|theirs| lines.iter().any(|ours| ours.item == theirs.item))
        };
        (0..self.receipts.len())
            .filter(|index| Some(*index) != without)
            .filter(|index| {
                !["reversed", "withdrawn"].contains(&self.receipts[*index].state)
                    && same(&self.receipts[*index])
            })
            .collect()
    }

    pub(crate) fn receipt(&mut self, receipt: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let to = next(RECEIPT, self.receipts[receipt].state, event).ok_or("state-conflict")?;
        not_before(occurred, self.receipts[receipt].last)?;
        not_before(occurred, self.receipts[receipt].received_at)?;
        match event {
            "submit" | "inspect" => self.closes(receipt)?,
            "post" => self.post(receipt, now)?,
            "reverse" => self.reverse(receipt, occurred, now)?,
            "resolve" => self.resolve(receipt, occurred)?,
            _ => {}
        }
        (self.receipts[receipt].state, self.receipts[receipt].last) = (to, occurred);
        Ok(())
    }

    pub(crate) fn resolve(&mut self, receipt: usize, occurred: Time) -> Verdict {
        let others = self.others_of(&self.receipts[receipt].lines, Some(receipt));
        if others.iter().any(|other| COUNTS.contains(&self.receipts[*other].state)) {
            return Err("receipt-conflict");
        }
        for other in others {
            let its = &mut self.receipts[other];
            if its.state != "conflicted" {
                (its.state, its.last) = ("conflicted", its.last.max(occurred));
            }
        }
        Ok(())
    }

    pub(crate) fn post(&mut self, receipt: usize, now: Time) -> Verdict {
        let Receipt { lines, received_at, shipment, .. } = self.receipts[receipt].clone();
        if !RECEIVABLE.contains(&self.shipments[shipment].state) {
            return Err("state-conflict");
        }
        self.closes(receipt)?;
        not_before(received_at, self.journey(shipment, &lines))?;
        // Goods whose receipt was taken back later count from then on.
        let counts = received_at.max(self.last_reversal(&lines));
        self.may_accept(receipt, &lines, counts, now)?;
        self.receipts[receipt].received_at = counts;
        // It counts from here on, also for what follows from it.
        self.receipts[receipt].state = "posted";
        for line in &lines {
            let what = What::Accepted { receipt, item: line.item, amount: line.accepted };
            self.book.write(counts, now, what);
        }
        for order in self.orders_of(&lines) {
            if self.orders[order].state == "in_fulfilment" && self.is_complete(order) {
                let last = self.last_received(|its| self.orders_of(&its.lines).contains(&order));
                self.order_is(order, "received", last.max(counts), now);
            }
        }
        self.follow(shipment, counts, now);
        Ok(())
    }

    /// Whether everything on every line adds up.
    fn closes(&self, receipt: usize) -> Verdict {
        for line in &self.receipts[receipt].lines {
            let accounted = line.accepted + line.held_excess + line.rejected + line.missing + line.shrink;
            if self.book.items[line.item].loaded + line.surplus != accounted {
                return Err("receipt-line-does-not-close");
            }
        }
        Ok(())
    }

    pub(crate) fn last_reversal(&self, lines: &[Received]) -> Time {
        let same =
            |its: &&Receipt| its.lines.iter().any(|theirs| lines.iter().any(|ours| ours.item == theirs.item));
        self.receipts.iter().filter(same).filter_map(|its| its.reversed).max().unwrap_or(NEVER)
    }

    pub(crate) fn last_received(&self, which: impl Fn(&Receipt) -> bool) -> Time {
        let posted = self.receipts.iter().filter(|its| COUNTS.contains(&its.state) && which(its));
        posted.map(|its| its.received_at).max().unwrap_or(NEVER)
    }

    pub(crate) fn may_accept(
        &self,
        receipt: usize,
        lines: &[Received],
        received_at: Time,
        now: Time,
    ) -> Verdict {
        let order_line = |line: &Received| self.book.items[line.item].order_line;
        for contract_line in 0..self.book.terms.len() {
            let of_line =
                |line: &&Received| self.book.order_lines[order_line(line)].contract_line == contract_line;
            let accepted: i64 = lines.iter().filter(of_line).map(|line| line.accepted).sum();
            let receivable = self.book.judged(contract_line, received_at).receivable;
            if accepted > 0 && receivable.is_some_and(|receivable| accepted > receivable) {
                return Err("balance-exceeded");
            }
        }
        let accepted: Vec<(usize, i64)> =
            lines.iter().map(|line| (order_line(line), line.accepted)).collect();
        let items: Vec<usize> = lines.iter().map(|line| line.item).collect();
        self.has_room(&accepted, &items)?;
        if received_at < now {
            let mut then = self.book.clone();
            for line in lines {
                let what = What::Accepted { receipt, item: line.item, amount: line.accepted };
                then.write(received_at, now, what);
            }
            within(&then, &accepted, received_at)?;
        }
        self.takes_no_other_order(&accepted, received_at)
    }

    /// What is accepted beyond what its orders wait for fits into what nobody has ordered, and into what a lower text lets be
    /// ordered.
    pub(crate) fn takes_no_other_order(&self, accepted: &[(usize, i64)], received_at: Time) -> Verdict {
        for contract_line in 0..self.book.terms.len() {
            let mut beyond = 0;
            for (index, line) in self.book.order_lines.iter().enumerate() {
                if line.contract_line != contract_line {
                    continue;
                }
                let taken = self.book.accepted_now(index);
                let open = !["closed", "closed_short"].contains(&self.orders[line.order].state);
                let waits_for = if open { (line.agreed - taken).max(0) } else { 0 };
                let here: i64 = accepted.iter().filter(|(its, _)| *its == index).map(|(_, base)| base).sum();
                beyond += (here - waits_for).max(0);
            }
            let Figures { committed, receivable, callable, open, .. } =
                self.book.judged(contract_line, received_at);
            let Some(receivable) = receivable else { continue };
            let mut free = receivable - open;
            if self.book.most_ordered(contract_line, received_at) < committed {
                free = free.min(callable.unwrap_or(free));
            }
            if beyond > free.max(0) {
                return Err("balance-exceeded");
            }
        }
        Ok(())
    }

    pub(crate) fn reverse(&mut self, receipt: usize, occurred: Time, now: Time) -> Verdict {
        let Receipt { lines, shipment, .. } = self.receipts[receipt].clone();
        let items: Vec<usize> = lines.iter().map(|line| line.item).collect();
        let loads: Vec<(usize, i64)> = items.iter().map(|item| self.load(*item)).collect();
        let mut then = self.book.clone();
        then.write(occurred, now, What::Reversed { receipt });
        // Its goods are on the road again, where their shipment is.
        if Book::on_the_road(self.shipments[shipment].state) {
            let before = std::mem::replace(&mut self.book, then.clone());
            let room = self.has_room(&loads, &items);
            self.book = before;
            room?;
        }
        if occurred < now {
            within(&then, &loads, occurred)?;
        }
        self.gives_back(&lines)?;
        self.receipts[receipt].reversed = Some(occurred);
        self.book = then;
        for order in self.orders_of(&lines) {
            let state = self.orders[order].state;
            let ended = ["closed", "closed_short"].contains(&state);
            if ended || (state == "received" && !self.is_complete(order)) {
                self.order_is(order, "in_fulfilment", occurred, now);
            }
        }
        Ok(())
    }

    /// What orders closed short had given back is taken again, as far as nobody has ordered it since.
    pub(crate) fn gives_back(&self, lines: &[Received]) -> Verdict {
        let mut callable: Vec<Option<i64>> =
            (0..self.book.terms.len()).map(|line| self.book.now(line).callable).collect();
        for order in self.orders_of(lines) {
            let ended = ["closed", "closed_short"].contains(&self.orders[order].state);
            let rest = |line: usize| self.book.order_lines[line].agreed - self.book.accepted_now(line);
            let mut asked = vec![0; callable.len()];
            for line in &self.orders[order].lines {
                asked[self.book.order_lines[*line].contract_line] += rest(*line).max(0);
            }
            for (asked, callable) in asked.iter().zip(&callable) {
                if ended && *asked > 0 && callable.is_some_and(|callable| *asked > callable) {
                    return Err("balance-exceeded");
                }
            }
            for line in &self.orders[order].lines {
                let back: i64 = lines
                    .iter()
                    .filter(|its| self.book.items[its.item].order_line == *line)
                    .map(|its| its.accepted)
                    .sum();
                let before = if ended { 0 } else { rest(*line).max(0) };
                let change = back - ((rest(*line) + back).max(0) - before);
                let left = &mut callable[self.book.order_lines[*line].contract_line];
                *left = left.map(|left| left + change);
            }
        }
        Ok(())
    }

    pub(crate) fn orders_of(&self, lines: &[Received]) -> Vec<usize> {
        let order = |line: &Received| self.book.order_lines[self.book.items[line.item].order_line].order;
        let mut orders: Vec<usize> = lines.iter().map(order).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    pub(crate) fn is_complete(&self, order: usize) -> bool {
        let lines = &self.orders[order].lines;
        lines.iter().all(|line| self.book.accepted_now(*line) >= self.book.order_lines[*line].agreed)
    }
}
