//! What happened, in the order in which it was written down, and the balances that follow from it.

/// Seconds; only their order matters.
pub type Time = i64;

/// What a contract line commits, in base units.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The contract it is a line of.
    pub contract: usize,
    /// Since when the contract is in force, and known to be; it commits nothing before.
    pub since: Time,
    /// Committed; none where nothing limits.
    pub committed: Option<i64>,
    /// How much more may be received, in basis points.
    pub over_tolerance_bp: i64,
}

/// What an amendment says that some lines commit from a time on.
#[derive(Debug, Clone)]
pub struct Text {
    /// The contract it amends.
    pub contract: usize,
    /// The first second of its first day.
    pub from: Time,
    /// When its last signature was recorded.
    pub signed: Time,
    /// Contract lines and what they commit.
    pub says: Vec<(usize, i64)>,
}

impl Text {
    pub(crate) fn of(&self, contract_line: usize) -> Option<i64> {
        self.says.iter().find(|(line, _)| *line == contract_line).map(|(_, amount)| *amount)
    }
}

/// The balance of a contract line, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// What the terms commit.
    pub committed: Option<i64>,
    /// Accepted by receipts that were not taken back.
    pub accepted: i64,
    /// Ordered and not yet accepted.
    pub open: i64,
    /// On the road and not yet received.
    pub in_transit: i64,
    /// The most that may be received.
    pub limit: Option<i64>,
    /// What may still be ordered.
    pub callable: Option<i64>,
    /// What may still be received.
    pub receivable: Option<i64>,
    /// What is left of the commitment.
    pub remaining: Option<i64>,
}

/// A line of an order.
#[derive(Debug, Clone, Copy)]
pub struct OrderLine {
    /// The order it belongs to.
    pub order: usize,
    /// The contract line it draws on.
    pub contract_line: usize,
    /// The amount first written.
    pub written: i64,
    /// The amount of the supplier's counter-offer.
    pub proposed: Option<i64>,
    /// The amount once the order was answered.
    pub agreed: i64,
    /// How much more may be sent and accepted, in basis points.
    pub over_tolerance_bp: i64,
}

/// Goods on a vehicle.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The shipment that carries them.
    pub shipment: usize,
    /// The vehicle of the shipment that they are on.
    pub vehicle: usize,
    /// The order line they serve.
    pub order_line: usize,
    /// How much was loaded.
    pub loaded: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Order { order: usize, is: &'static str },
    Shipment { shipment: usize, is: &'static str },
    Accepted { receipt: usize, item: usize, amount: i64 },
    Reversed { receipt: usize },
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    occurred: Time,
    recorded: Time,
    what: What,
}

/// States in which what was ordered counts as open.
const OPEN: [&str; 5] = ["issued", "countered", "accepted", "in_fulfilment", "received"];
/// States in which the amount first written is in force.
const UNANSWERED: [&str; 3] = ["draft", "issued", "countered"];
/// States in which goods are on the road.
const ON_THE_ROAD: [&str; 5] = ["departed", "diverted", "arrived", "unloading", "returning"];

/// The book of some contracts.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Terms of the lines of all contracts.
    pub terms: Vec<Terms>,
    /// Lines of all orders.
    pub order_lines: Vec<OrderLine>,
    /// Goods of all shipments.
    pub items: Vec<Item>,
    /// The texts of amendments that were signed, and known here, in the order signed.
    pub texts: Vec<Text>,
    /// What is proposed, or signed and not known here yet: it lets no more be ordered than it says.
    pub proposed: Vec<Text>,
    /// When the last thing was done.
    pub today: Time,
    entries: Vec<Entry>,
}

impl Book {
    pub(crate) fn new(terms: Vec<Terms>) -> Self {
        Self { terms, ..Self::default() }
    }

    pub(crate) fn write(&mut self, occurred: Time, recorded: Time, what: What) {
        self.entries.push(Entry { occurred, recorded, what });
    }

    /// The balance of a contract line by everything written, by the terms of today.
    pub fn now(&self, contract_line: usize) -> Figures {
        self.judged(contract_line, self.today)
    }

    /// The balance by everything written, by the terms of a day: no more is ordered than a text that will be in force later,
    /// or is proposed, lets.
    pub fn judged(&self, contract_line: usize, day: Time) -> Figures {
        let figures =
            self.balance(contract_line, Time::MAX, Time::MAX, self.committed(contract_line, day, Time::MAX));
        let callable =
            self.most_ordered(contract_line, day).map(|most| most - figures.accepted - figures.open);
        Figures { callable, ..figures }
    }

    /// The balance by what happened until `as_of` and was written down until `known_at`, by the text in force then.
    pub fn figures(&self, contract_line: usize, as_of: Time, known_at: Time) -> Figures {
        self.balance(contract_line, as_of, known_at, self.committed(contract_line, as_of, known_at))
    }

    /// What the text in force at a time commits, as far as it was signed by then: the last one signed whose day has come.
    fn committed(&self, contract_line: usize, as_of: Time, known_at: Time) -> Option<i64> {
        let Terms { contract, since, committed, .. } = self.terms[contract_line];
        let mut committed = committed?;
        for text in self.texts.iter().filter(|text| text.contract == contract) {
            if text.signed <= known_at && text.from <= as_of {
                committed = text.of(contract_line).unwrap_or(committed);
            }
        }
        Some(if as_of.min(known_at) < since { 0 } else { committed })
    }

    /// The most that may be accepted and ordered together on a day: by the text in force, by each that comes into force later,
    /// and by each proposed one.
    pub(crate) fn most_ordered(&self, contract_line: usize, day: Time) -> Option<i64> {
        let mut most = self.committed(contract_line, day, Time::MAX)?;
        for (place, text) in self.texts.iter().enumerate() {
            let mut after = self.texts[place + 1..].iter().filter(|next| next.contract == text.contract);
            if text.from > day && after.all(|next| next.from > text.from) {
                most = text.of(contract_line).map_or(most, |amount| most.min(amount));
            }
        }
        for text in &self.proposed {
            most = text.of(contract_line).map_or(most, |amount| most.min(amount));
        }
        Some(most)
    }

    fn balance(&self, contract_line: usize, as_of: Time, known_at: Time, committed: Option<i64>) -> Figures {
        let seen: Vec<What> = self.seen(as_of, known_at).collect();
        let (mut accepted, mut open, mut in_transit) = (0, 0, 0);
        for (index, line) in self.order_lines.iter().enumerate() {
            if line.contract_line != contract_line {
                continue;
            }
            let taken = self.accepted_on(&seen, index);
            accepted += taken;
            let state = order_state(&seen, line.order);
            let ordered = if UNANSWERED.contains(&state) { line.written } else { line.agreed };
            if OPEN.contains(&state) && ordered > taken {
                open += ordered - taken;
                in_transit += self.road(&seen, index).min(ordered - taken);
            }
        }
        let limit =
            committed.map(|amount| amount + amount * self.terms[contract_line].over_tolerance_bp / 10_000);
        Figures {
            committed,
            accepted,
            open,
            in_transit,
            limit,
            callable: committed.map(|amount| amount - accepted - open),
            receivable: limit.map(|amount| amount - accepted),
            remaining: committed.map(|amount| (amount - accepted).max(0)),
        }
    }

    /// What was accepted on an order line, by everything written.
    pub fn accepted_now(&self, order_line: usize) -> i64 {
        let seen: Vec<What> = self.seen(Time::MAX, Time::MAX).collect();
        self.accepted_on(&seen, order_line)
    }

    /// The most that may be sent and accepted on an order line.
    pub fn most(&self, order_line: usize) -> i64 {
        let OrderLine { agreed, over_tolerance_bp, .. } = self.order_lines[order_line];
        agreed + agreed * over_tolerance_bp / 10_000
    }

    /// On the road and accepted on an order line, by what happened until `as_of` and was written down until `known_at`.
    pub fn used(&self, order_line: usize, as_of: Time, known_at: Time) -> i64 {
        let seen: Vec<What> = self.seen(as_of, known_at).collect();
        self.accepted_on(&seen, order_line) + self.road(&seen, order_line)
    }

    /// Whether no order line has more on the road and accepted than it may, at a time or any later one.
    pub(crate) fn keeps_within(&self, order_lines: &[usize], since: Time) -> bool {
        let later = self.entries.iter().map(|entry| entry.occurred).filter(|time| *time > since);
        let times: Vec<Time> = std::iter::once(since).chain(later).collect();
        order_lines
            .iter()
            .all(|line| times.iter().all(|time| self.used(*line, *time, Time::MAX) <= self.most(*line)))
    }

    /// On the road and not received, for an order line.
    fn road(&self, seen: &[What], order_line: usize) -> i64 {
        let goods = self.items.iter().enumerate().filter(|(_, item)| item.order_line == order_line);
        let on_the_road = |(index, item): &(usize, &Item)| {
            ON_THE_ROAD.contains(&shipment_state(seen, item.shipment)) && !is_received(seen, *index)
        };
        goods.filter(on_the_road).map(|(_, item)| item.loaded).sum()
    }

    /// Whether goods have a receipt that was not taken back.
    pub fn received_now(&self, item: usize) -> bool {
        let seen: Vec<What> = self.seen(Time::MAX, Time::MAX).collect();
        is_received(&seen, item)
    }

    /// Whether goods of a shipment in this state are on the road.
    pub fn on_the_road(state: &str) -> bool {
        ON_THE_ROAD.contains(&state)
    }

    /// A point of both times near which something changes: `pick` chooses among what was written.
    pub fn turning_point(&self, pick: u64) -> (Time, Time) {
        let (first, second) = (pick & 0xffff, (pick >> 16) & 0xffff);
        let near = |word: u64| i64::try_from((word >> 12) % 3).unwrap_or_default() - 1;
        let entry = |word: u64| {
            let index = usize::try_from(word).unwrap_or_default();
            self.entries.get(index % self.entries.len().max(1))
        };
        let text = |word: u64| {
            let index = usize::try_from(word >> 2).unwrap_or_default();
            self.texts.get(index % self.texts.len().max(1)).filter(|_| word.is_multiple_of(3))
        };
        let as_of = text(first).map(|text| text.from).or_else(|| entry(first).map(|entry| entry.occurred));
        let known_at =
            text(second).map(|text| text.signed).or_else(|| entry(second).map(|entry| entry.recorded));
        (as_of.map_or(0, |time| time + near(first)), known_at.map_or(0, |time| time + near(second)))
    }

    fn seen(&self, as_of: Time, known_at: Time) -> impl Iterator<Item = What> + '_ {
        let visible = move |entry: &&Entry| entry.occurred <= as_of && entry.recorded <= known_at;
        self.entries.iter().filter(visible).map(|entry| entry.what)
    }

    fn accepted_on(&self, seen: &[What], order_line: usize) -> i64 {
        let mut sum = 0;
        for what in seen {
            if let What::Accepted { receipt, item, amount } = *what
                && self.items[item].order_line == order_line
                && !seen.contains(&What::Reversed { receipt })
            {
                sum += amount;
            }
        }
        sum
    }
}

fn is_received(seen: &[What], goods: usize) -> bool {
    seen.iter().any(|what| match *what {
        What::Accepted { receipt, item, .. } => item == goods && !seen.contains(&What::Reversed { receipt }),
        _ => false,
    })
}

fn order_state(seen: &[What], of: usize) -> &'static str {
    let mut state = "draft";
    for what in seen {
        if let What::Order { order, is } = *what
            && order == of
        {
            state = is;
        }
    }
    state
}

fn shipment_state(seen: &[What], of: usize) -> &'static str {
    let mut state = "planned";
    for what in seen {
        if let What::Shipment { shipment, is } = *what
            && shipment == of
        {
            state = is;
        }
    }
    state
}
