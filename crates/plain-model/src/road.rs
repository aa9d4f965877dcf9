//! Goods on their way: what may be planned and leave, and where shipments are.

use crate::book::{Book, Item, Time, What};
use crate::lifecycles::{COUNTS, SHIPMENT, next};
use crate::trade::{NEVER, Receipt, Shipment, Trade, Verdict, not_before};

const MAY_SHIP: [&str; 2] = ["accepted", "in_fulfilment"];

impl Trade {
    /// What is planned, on the road and accepted on an order line, without some goods.
    pub(crate) fn used(&self, order_line: usize, without: &[usize]) -> i64 {
        let living = |shipment: usize| {
            let state = self.shipments[shipment].state;
            ["planned", "loading", "ready"].contains(&state) || Book::on_the_road(state)
        };
        let goods = self.book.items.iter().enumerate().filter(|(index, item)| {
            item.order_line == order_line
                && !without.contains(index)
                && living(item.shipment)
                && !self.book.received_now(*index)
        });
        self.book.accepted_now(order_line) + goods.map(|(_, item)| item.loaded).sum::<i64>()
    }

    /// How much still may be planned for an order line.
    pub fn left(&self, order_line: usize) -> i64 {
        (self.book.most(order_line) - self.used(order_line, &[])).max(0)
    }

    /// Whether amounts fit on their order lines, beside everything but some goods.
    pub(crate) fn has_room(&self, asked: &[(usize, i64)], without: &[usize]) -> Verdict {
        for &(line, _) in asked {
            let sum: i64 = asked.iter().filter(|(other, _)| *other == line).map(|(_, amount)| amount).sum();
            let left = (self.book.most(line) - self.used(line, without)).max(0);
            if sum > 0 && sum > left {
                return Err("order-exceeded");
            }
        }
        Ok(())
    }

    pub(crate) fn plan(&mut self, orders: &[usize], vehicles: &[Vec<(usize, i64)>]) -> Verdict {
        if !self.may_ship(orders) {
            return Err("order-not-shippable");
        }
        let asked: Vec<(usize, i64)> = vehicles.iter().flatten().copied().collect();
        self.has_room(&asked, &[])?;
        let (shipment, first) = (self.shipments.len(), self.book.items.len());
        for (vehicle, items) in vehicles.iter().enumerate() {
            for &(order_line, loaded) in items {
                self.book.items.push(Item { shipment, vehicle, order_line, loaded });
            }
        }
        let items = (first..self.book.items.len()).collect();
        // A shipment serves the orders of its goods, whatever it was planned for.
        let mut served: Vec<usize> =
            asked.iter().map(|(line, _)| self.book.order_lines[*line].order).collect();
        served.sort_unstable();
        served.dedup();
        let arrivals = vec![None; vehicles.len()];
        let (last, departed) = (NEVER, NEVER);
        self.shipments.push(Shipment { state: "planned", orders: served, items, last, departed, arrivals });
        Ok(())
    }

    pub(crate) fn may_ship(&self, orders: &[usize]) -> bool {
        orders.iter().all(|order| MAY_SHIP.contains(&self.orders[*order].state))
    }

    pub(crate) fn shipment(&mut self, shipment: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let to = next(SHIPMENT, self.shipments[shipment].state, event).ok_or("state-conflict")?;
        not_before(occurred, self.shipments[shipment].last)?;
        if ["start_loading", "make_ready", "depart"].contains(&event) {
            self.may_leave(shipment, event, occurred, now)?;
        }
        if ["turn_back", "lose"].contains(&event) && self.is_being_received(shipment) {
            return Err("receipt-in-progress");
        }
        if event == "depart" {
            for order in self.shipments[shipment].orders.clone() {
                if self.orders[order].state == "accepted" {
                    self.order_is(order, "in_fulfilment", occurred, now);
                }
            }
            self.shipments[shipment].departed = occurred;
        }
        if event == "arrive" {
            self.arrive(shipment, occurred);
        }
        self.shipment_is(shipment, to, occurred, now);
        Ok(())
    }

    /// Whether somebody works on a receipt of it: captured and not posted. Of two captures of the same goods, the one that
    /// lost waits for nobody once the goods are received.
    pub(crate) fn is_being_received(&self, shipment: usize) -> bool {
        self.receipts.iter().filter(|its| its.shipment == shipment).any(|its| match its.state {
            "draft" | "submitted" | "inspected" => true,
            "conflicted" => its.lines.iter().any(|line| !self.book.received_now(line.item)),
            _ => false,
        })
    }

    pub(crate) fn may_leave(&self, shipment: usize, event: &str, occurred: Time, now: Time) -> Verdict {
        let Shipment { orders, items, .. } = &self.shipments[shipment];
        if !self.may_ship(orders) {
            return Err("order-not-shippable");
        }
        for order in orders {
            not_before(occurred, self.orders[*order].accepted)?;
        }
        if event == "start_loading" {
            return Ok(());
        }
        let asked: Vec<(usize, i64)> = items.iter().map(|item| self.load(*item)).collect();
        self.has_room(&asked, items)?;
        if event == "depart" && occurred < now {
            let mut then = self.book.clone();
            then.write(occurred, now, What::Shipment { shipment, is: "departed" });
            return within(&then, &asked, occurred);
        }
        Ok(())
    }

    /// The order line of goods, and how much was loaded.
    pub(crate) fn load(&self, item: usize) -> (usize, i64) {
        (self.book.items[item].order_line, self.book.items[item].loaded)
    }

    /// A vehicle came with its shipment, or with the first of its goods that was received.
    pub(crate) fn arrive(&mut self, shipment: usize, occurred: Time) {
        for vehicle in 0..self.shipments[shipment].arrivals.len() {
            let first = self.first_received(shipment, vehicle).map_or(occurred, |first| first.min(occurred));
            self.shipments[shipment].arrivals[vehicle].get_or_insert(first);
        }
    }

    pub(crate) fn first_received(&self, shipment: usize, vehicle: usize) -> Option<Time> {
        let posted =
            self.receipts.iter().filter(|its| COUNTS.contains(&its.state) && its.shipment == shipment);
        let of_vehicle =
            |its: &&Receipt| its.lines.iter().any(|line| self.book.items[line.item].vehicle == vehicle);
        posted.filter(of_vehicle).map(|its| its.received_at).min()
    }

    pub(crate) fn shipment_is(&mut self, shipment: usize, is: &'static str, occurred: Time, now: Time) {
        let its = &mut self.shipments[shipment];
        let occurred = occurred.max(its.last);
        (its.state, its.last) = (is, occurred);
        self.book.write(occurred, now, What::Shipment { shipment, is });
    }

    /// A shipment is where its receipts say it is.
    pub(crate) fn follow(&mut self, shipment: usize, occurred: Time, now: Time) {
        let all = self.shipments[shipment].items.iter().all(|item| self.book.received_now(*item));
        let last = if all { self.last_received(|its| its.shipment == shipment) } else { NEVER };
        let occurred = occurred.max(last);
        if all && ["departed", "diverted"].contains(&self.shipments[shipment].state) {
            self.arrive(shipment, occurred);
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

/// Whether the order lines of goods keep within what they ask for, from a time on.
pub(crate) fn within(book: &Book, goods: &[(usize, i64)], since: Time) -> Verdict {
    let lines: Vec<usize> = goods.iter().filter(|(_, amount)| *amount > 0).map(|(line, _)| *line).collect();
    if book.keeps_within(&lines, since) { Ok(()) } else { Err("order-exceeded") }
}
