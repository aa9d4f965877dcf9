//! What the ledger does with receipts.

use std::collections::BTreeMap;

use plain_model::{Received, Time};

use crate::ledger::{Ledger, Receipt, apply, asked, contract_line, follow, follows, present, slug};
use domain::logistics::*;
use domain::shared::Dimension;

impl Ledger {
    pub(crate) fn capture(
        &mut self,
        shipment: usize,
        lines: &[Received],
        (received_at, now): (Time, Time),
    ) -> Result<(), &'static str> {
        self.receivable(shipment)?;
        follows(received_at, &self.journey(shipment, lines))?;
        let (mut state, mut last) = (ReceiptState::Draft, Time::MIN);
        let others = self.others(lines, None);
        if others.iter().any(|other| self.receipts[*other].state != ReceiptState::Conflicted) {
            (state, last) = (apply(state, "conflict")?, now);
        }
        let lines = lines.to_vec();
        let (posted, reversed) = (None, None);
        self.receipts.push(Receipt { state, shipment, received_at, lines, posted, reversed, last });
        Ok(())
    }

    /// The service's own rule: goods are received from departure on.
    fn receivable(&self, shipment: usize) -> Result<(), &'static str> {
        use ShipmentState as S;
        match present(&self.shipments[shipment]) {
            S::Departed | S::Diverted | S::Arrived | S::Unloading | S::Received | S::Closed => Ok(()),
            _ => Err("state-conflict"),
        }
    }

    /// When the vehicles of some goods left, and arrived as far as is known.
    fn journey(&self, shipment: usize, lines: &[Received]) -> Vec<Time> {
        let left = self.shipments[shipment].iter().filter(|step| step.2 == ShipmentState::Departed);
        let came = lines.iter().filter_map(|line| self.arrivals[shipment][self.items[line.item].vehicle]);
        left.map(|step| step.0).chain(came).collect()
    }

    /// Receipts of a shipment that somebody still works on; two captures meet where neither is posted.
    pub(crate) fn captured(&self, shipment: usize) -> Vec<(String, ReceiptState)> {
        let waits = |receipt: &Receipt| {
            let unreceived = receipt.lines.iter().any(|line| !self.items[line.item].received);
            receipt.state.is_in_progress() && (receipt.state != ReceiptState::Conflicted || unreceived)
        };
        let all = self.receipts.iter().enumerate();
        let captured = all.filter(|(_, receipt)| receipt.shipment == shipment && waits(receipt));
        captured.map(|(index, receipt)| (index.to_string(), receipt.state)).collect()
    }

    fn others(&self, lines: &[Received], without: Option<usize>) -> Vec<usize> {
        let same = |receipt: &Receipt| !receipt.state.is_given_up() && names_any(receipt, lines);
        let others = self.receipts.iter().enumerate().filter(|(index, _)| Some(*index) != without);
        others.filter(|(_, receipt)| same(receipt)).map(|(index, _)| index).collect()
    }

    pub(crate) fn receipt(
        &mut self,
        index: usize,
        event: &str,
        (claimed, now): (Time, Time),
    ) -> Result<(), &'static str> {
        let next = apply(self.receipts[index].state, event)?;
        follows(claimed, &[self.receipts[index].last, self.receipts[index].received_at])?;
        match event {
            "submit" | "inspect" => {
                self.receipts[index].lines.iter().try_for_each(|line| self.closes(line).map(drop))?;
            }
            "post" => self.post(index, now)?,
            "reverse" => self.reverse(index, (claimed, now))?,
            "resolve" => {
                let others = self.others(&self.receipts[index].lines, Some(index));
                let posted = others.iter().filter(|other| self.receipts[**other].state.counts());
                check_resolvable(&posted.map(ToString::to_string).collect::<Vec<_>>()).map_err(slug)?;
                for other in others {
                    let other = &mut self.receipts[other];
                    if other.state != ReceiptState::Conflicted {
                        (other.state, other.last) = (ReceiptState::Conflicted, other.last.max(claimed));
                    }
                }
            }
            _ => {}
        }
        (self.receipts[index].state, self.receipts[index].last) = (next, claimed);
        Ok(())
    }

    fn closes(&self, line: &Received) -> Result<i64, &'static str> {
        let weight = WeightCount {
            loaded: self.items[line.item].loaded,
            accepted: line.accepted,
            held_excess: line.held_excess,
            rejected: line.rejected,
            missing: line.missing,
            shrink: line.shrink,
            surplus: line.surplus,
            ..WeightCount::default()
        };
        let measures = ReceiptMeasures { weight: Some(weight), ..ReceiptMeasures::default() };
        measures.check(Dimension::Mass, "lines/0").map_err(slug)
    }

    fn post(&mut self, index: usize, now: Time) -> Result<(), &'static str> {
        let (shipment, lines) = (self.receipts[index].shipment, self.receipts[index].lines.clone());
        self.receivable(shipment)?;
        let mut accepts = Vec::new();
        for line in &lines {
            accepts.push((self.items[line.item].line, self.closes(line)?));
        }
        let said = self.receipts[index].received_at;
        follows(said, &self.journey(shipment, &lines))?;
        let same = self.receipts.iter().filter(|receipt| names_any(receipt, &lines));
        let taken_back = same.filter_map(|receipt| Some(receipt.reversed?.0)).max();
        let received_at = taken_back.map_or(said, |at| at.max(said));
        self.may_accept(&lines, &accepts, (received_at, now))?;
        let receipt = &mut self.receipts[index];
        (receipt.received_at, receipt.posted, receipt.state) = (received_at, Some(now), ReceiptState::Posted);
        self.add(&lines, 1);
        for order in self.orders_of(&lines) {
            if self.is_complete(order)
                && let Ok(next) = apply(present(&self.orders[order]), "receive")
            {
                let last = self.last_received(|item| self.order_of(item) == order);
                follow(&mut self.orders[order], (last.max(received_at), now), next);
            }
        }
        self.follow_receipts(shipment, (received_at, now));
        Ok(())
    }

    fn may_accept(
        &self,
        lines: &[Received],
        accepts: &[(usize, i64)],
        (received_at, now): (Time, Time),
    ) -> Result<(), &'static str> {
        let balances = self.balances_on(None, received_at);
        let of_contract: Vec<OrderedLine> =
            accepts.iter().map(|(line, base)| asked(self.lines[*line].contract_line, *base)).collect();
        let verdict = check_receipt(&balances, &of_contract);
        for (line, balance) in &balances {
            let mine = of_contract.iter().filter(|one| one.contract_line == *line);
            let offered: Vec<i64> = mine.map(|one| one.quantity.base()).collect();
            let held: i64 = split_receivable(balance, &offered).iter().map(|split| split.held_excess).sum();
            assert!(verdict.is_err() || held == 0, "what is taken needs no holding");
        }
        verdict.map_err(slug)?;
        let items: Vec<usize> = lines.iter().map(|line| line.item).collect();
        self.has_room(accepts, &items, OrderUse::Accept)?;
        if received_at < now {
            let mut goods = self.goods();
            for line in lines {
                let reception = Reception { accepted: line.accepted, received: received_at, reversed: None };
                goods.entry(line.item).and_modify(|goods| goods.receptions.push(reception));
            }
            self.keeps_within(&goods, accepts, received_at, OrderUse::Accept)?;
        }
        let mut beyond = BTreeMap::new();
        for (index, line) in self.lines.iter().enumerate() {
            let here: i64 = accepts.iter().filter(|(its, _)| *its == index).map(|(_, base)| base).sum();
            let waits_for = if present(&self.orders[line.order()]).is_open() { line.waits_for() } else { 0 };
            *beyond.entry(contract_line(line.contract_line)).or_default() += (here - waits_for).max(0);
        }
        check_beyond_orders(&balances, &beyond).map_err(slug)
    }

    fn reverse(&mut self, index: usize, (claimed, now): (Time, Time)) -> Result<(), &'static str> {
        let (shipment, lines) = (self.receipts[index].shipment, self.receipts[index].lines.clone());
        let items: Vec<usize> = lines.iter().map(|line| line.item).collect();
        let loads: Vec<_> =
            items.iter().map(|item| (self.items[*item].line, self.items[*item].loaded)).collect();
        let mut goods = self.goods();
        for item in &items {
            let standing = |one: &&mut Reception<Time>| one.reversed.is_none();
            let reception = goods.get_mut(item).and_then(|goods| goods.receptions.iter_mut().find(standing));
            reception.expect("posted").reversed = Some(claimed);
        }
        if present(&self.shipments[shipment]).on_the_road() {
            self.add(&lines, -1);
            let room = self.has_room(&loads, &items, OrderUse::Return);
            self.add(&lines, 1);
            room?;
        }
        if claimed < now {
            self.keeps_within(&goods, &loads, claimed, OrderUse::Return)?;
        }
        // Carried out order by order, and given up as a whole where one cannot be.
        let mut after: Vec<(usize, CallOffState)> = Vec::new();
        for order in self.orders_of(&lines) {
            let before = present(&self.orders[order]);
            let ended = matches!(before, CallOffState::Closed | CallOffState::ClosedShort);
            let rest = self.lines.iter().filter(|line| line.order() == order && line.waits_for() > 0);
            let rest: Vec<_> = rest.map(|line| asked(line.contract_line, line.waits_for())).collect();
            if ended && !rest.is_empty() {
                check_call_off(&self.balances(None), &rest).map_err(slug)?;
            }
            after.push((order, before));
        }
        self.add(&lines, -1);
        self.receipts[index].reversed = Some((claimed, now));
        for (order, before) in after {
            let ended = matches!(before, CallOffState::Closed | CallOffState::ClosedShort);
            if (ended || !self.is_complete(order))
                && let Ok(next) = apply(before, "reopen")
            {
                follow(&mut self.orders[order], (claimed, now), next);
            }
        }
        Ok(())
    }

    /// Adds what a receipt accepted to its order lines, or takes it back.
    fn add(&mut self, lines: &[Received], sign: i64) {
        for line in lines {
            self.items[line.item].received = sign > 0;
            let order_line = self.items[line.item].line;
            self.lines[order_line].accepted += sign * line.accepted;
        }
    }

    fn orders_of(&self, lines: &[Received]) -> Vec<usize> {
        let mut orders: Vec<usize> = lines.iter().map(|line| self.order_of(line.item)).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    fn is_complete(&self, order: usize) -> bool {
        self.lines.iter().filter(|line| line.order() == order).all(|line| line.waits_for() == 0)
    }

    fn last_received(&self, which: impl Fn(usize) -> bool) -> Time {
        let posted = self.receipts.iter().filter(|receipt| receipt.state.counts());
        let named = posted.filter(|receipt| receipt.lines.iter().any(|line| which(line.item)));
        named.map(|receipt| receipt.received_at).max().unwrap_or(Time::MIN)
    }

    /// A shipment is where its receipts say it is.
    fn follow_receipts(&mut self, shipment: usize, (claimed, now): (Time, Time)) {
        let all = self.items.iter().filter(|item| item.shipment == shipment).all(|item| item.received);
        let last_of_all = self.last_received(|item| self.items[item].shipment == shipment);
        let claimed = if all { claimed.max(last_of_all) } else { claimed };
        for (needs_all, event) in [(true, "arrive"), (false, "start_unloading"), (true, "receive")] {
            let from = present(&self.shipments[shipment]);
            let Ok(next) = apply(from, event) else { continue };
            if all || !needs_all {
                if event == "arrive" {
                    self.arrive(shipment, claimed);
                }
                follow(&mut self.shipments[shipment], (claimed, now), next);
            }
        }
    }
}

fn names_any(receipt: &Receipt, lines: &[Received]) -> bool {
    receipt.lines.iter().any(|theirs| lines.iter().any(|ours| ours.item == theirs.item))
}
