//! Random sequences of commands over HTTP, held against the plain model: every answer, every state, and the balances
//! at any point of both times. Contracts are amended meanwhile; what was signed is heard of later.
//!
//! `KAD_SEQUENCES` says how many sequences, `KAD_SEED` which; a failure names the seed of its sequence, which
//! `KAD_SEED=<seed> KAD_SEQUENCES=1` plays again.

use api_types::agreement::ContractVersionView;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::agreement::{Reduction, Taken, check_reductions};
use domain::logistics::signed_value;
use domain::shared::{AmendmentId, ContractId, ContractLineId, Quantity, ReceiptId, Unit, jakarta_date};

use logistics::projections::WholeContract;
use plain_model::{Asked, Command, Figures, Received, Step, Terms, Time, Trade, next_step, seeds};
use serde_json::{Value, json};
use testkit::{App, Caller, Response, seeded, test_time};

use crate::{buyer, second_buyer, seed, start, supplier};

/// Steps of a sequence.
const STEPS: usize = 60;

/// When the contracts were put into force.
const ACTIVATED: &str = "2026-01-05T03:00:00Z";

/// A text of a contract.
fn version(
    number: i32,
    from: NaiveDate,
    recorded_at: DateTime<Utc>,
    lines: Vec<Value>,
) -> ContractVersionView {
    seed::read(json!({
        "number": number, "amendment_id": null, "in_force_from_date": from, "recorded_at": recorded_at,
        "title": "Beras", "valid_from_date": "2026-01-01", "valid_until_date": "2026-12-31", "text_sha256": null,
        "lines": lines,
    }))
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn kilogram(base: i64) -> String {
    signed_value(base.into(), Unit::Kgm)
}

fn quantity(base: i64) -> Value {
    json!({"value": kilogram(base), "unit": "KGM"})
}

fn at(time: Time) -> DateTime<Utc> {
    DateTime::from_timestamp(time, 0).unwrap()
}

/// One sequence: the trade by the model, and where its subjects are on the wire.
struct Sequence<'a> {
    app: &'a App,
    buyer: Caller,
    poster: Caller,
    supplier: Caller,
    seed: u64,
    contracts: Vec<ContractId>,
    contract_lines: Vec<ContractLineId>,
    receipts_begin: u128,
    /// How often each contract has changed where it is kept.
    versions: Vec<i64>,
    trade: Trade,
    orders: Vec<String>,
    order_lines: Vec<Value>,
    shipments: Vec<(String, Value)>,
    items: Vec<Value>,
    receipts: Vec<String>,
}

impl<'a> Sequence<'a> {
    /// Two contracts of its own with two lines of rice each: strict and tolerant, strict and without a limit.
    async fn begin(app: &'a App, index: u64, seed: u64) -> Self {
        app.clock.set(test_time());
        let index = u128::from(index) + 1;
        let contracts: Vec<ContractId> = (0..2).map(|one| seeded(1_000_000 + index * 2 + one)).collect();
        let contract_lines: Vec<ContractLineId> =
            (0..4).map(|line| seeded(2_000_000 + index * 4 + line)).collect();
        let terms =
            [(0, Some(10_000_000), 0), (0, Some(20_000_000), 500), (1, Some(8_000_000), 0), (1, None, 0)];
        let terms = terms.map(|(contract, committed, over_tolerance_bp)| Terms {
            contract,
            since: ACTIVATED.parse::<DateTime<Utc>>().unwrap().timestamp(),
            committed,
            over_tolerance_bp,
        });
        let mut begun = Self {
            app,
            buyer: app.caller(&buyer()),
            poster: app.caller(&second_buyer()),
            supplier: app.caller(&supplier()),
            seed,
            contract_lines,
            receipts_begin: 1_000_000_000 + index * 1_000,
            versions: vec![0; contracts.len()],
            contracts,
            trade: Trade::new(terms.to_vec()),
            orders: Vec::new(),
            order_lines: Vec::new(),
            shipments: Vec::new(),
            items: Vec::new(),
            receipts: Vec::new(),
        };
        for contract in 0..begun.contracts.len() {
            begun.tell(contract).await;
        }
        begun
    }

    /// The service hears of a contract as it is: its texts, and what a proposed one holds back.
    async fn tell(&mut self, contract: usize) {
        self.versions[contract] += 1;
        let book = &self.trade.book;
        let mine = |number: &usize| book.terms[*number].contract == contract;
        let numbers: Vec<usize> = (0..book.terms.len()).filter(mine).collect();
        let mut says: Vec<(usize, Option<i64>)> =
            numbers.iter().map(|number| (*number, book.terms[*number].committed)).collect();
        let lines = |says: &[(usize, Option<i64>)]| {
            let line = |((number, committed), place): (&(usize, Option<i64>), i32)| {
                let tolerance = book.terms[*number].over_tolerance_bp.try_into().unwrap();
                let committed = committed.map_or(Value::Null, quantity);
                seed::line(
                    self.contract_lines[*number],
                    place,
                    "rice",
                    "milled_rice_medium",
                    "KGM",
                    committed,
                    tolerance,
                )
            };
            says.iter().zip(1..).map(line).collect::<Vec<_>>()
        };
        let mut versions =
            vec![version(1, "2026-01-01".parse().unwrap(), ACTIVATED.parse().unwrap(), lines(&says))];
        for (text, number) in book.texts.iter().filter(|text| text.contract == contract).zip(2..) {
            for (line, amount) in &text.says {
                let its = says.iter_mut().find(|(number, _)| number == line).unwrap();
                its.1 = Some(*amount);
            }
            versions.push(version(number, jakarta_date(at(text.from)), at(text.signed), lines(&says)));
        }
        let mut view = seed::contract_of(
            self.contracts[contract],
            "active",
            self.versions[contract],
            json!(lines(&says)),
        );
        if let Some(text) = book.proposed.iter().find(|text| text.contract == contract) {
            let line = |(line, amount): &(usize, i64)| json!({"contract_line_id": self.contract_lines[*line], "quantity": quantity(*amount)});
            view["ordering_cap"] = json!({
                "amendment_id": seeded::<AmendmentId>(1), "until_date": null, "valid_until_date": "2026-12-31",
                "lines": text.says.iter().map(line).collect::<Vec<_>>(),
            });
        }
        let whole = WholeContract::of(seed::read(view), &versions).expect("a contract");
        seed::tell(self.app, &whole, 4 + self.versions[contract]).await;
    }

    /// What becomes of an amendment where contracts are kept, by the figures that this service tells; none for other commands.
    async fn amend(&mut self, step: &Step) -> Option<Result<(), &'static str>> {
        let contract = match &step.command {
            Command::Propose { contract, .. } => *contract,
            Command::Amendment { contract, event } => {
                if *event == "sign"
                    && let Err(refusal) = self.sign(*contract).await
                {
                    assert_eq!(self.trade.take(step), Err(refusal), "{}", self.reproduce(step));
                    return Some(Err(refusal));
                }
                *contract
            }
            _ => return None,
        };
        assert_eq!(self.trade.take(step), Ok(()), "{}", self.reproduce(step));
        self.tell(contract).await;
        Some(Ok(()))
    }

    /// Whether what is proposed takes nothing that is taken.
    async fn sign(&self, contract: usize) -> Result<(), &'static str> {
        let book = &self.trade.book;
        let says = &book.proposed.iter().find(|text| text.contract == contract).unwrap().says;
        let mut against = Vec::new();
        for &(number, to) in says {
            let line = self.contract_lines[number];
            let shown = self.buyer.get(&format!("/v1/contract-lines/{line}/balance")).await.expect(200).json;
            let base =
                |figure: &str| Quantity::parse(shown[figure].as_str().unwrap(), Unit::Kgm).unwrap().base();
            let before = book.texts.iter().rev().flat_map(|text| &text.says).find(|(its, _)| *its == number);
            let before = before.map(|(_, amount)| *amount).or(book.terms[number].committed);
            let limit = to + to * book.terms[number].over_tolerance_bp / 10_000;
            if before.is_some_and(|before| to < before) {
                let taken = Taken { accepted: base("accepted"), open: base("open") };
                against.push((Reduction { line, number: 1, unit: Unit::Kgm, to, limit }, taken));
            }
        }
        check_reductions(&against).map_err(|refusal| refusal.code.label())
    }

    /// Plays the whole sequence; gives how many steps were carried out.
    async fn play(&mut self) -> usize {
        let (mut now, mut taken) = (test_time().timestamp(), 0);
        for number in seeds(self.seed, STEPS) {
            let step = next_step(&self.trade, number, now);
            now = step.now;
            self.app.clock.set(at(now));
            self.sign_in();
            seed::heard(self.app).await;
            if let Some(verdict) = self.amend(&step).await {
                taken += usize::from(verdict.is_ok());
                self.check_now(&step).await;
                continue;
            }
            let answer = self.act(&step).await;
            let verdict = self.trade.take(&step);
            let said = if answer.status < 300 { Ok(()) } else { Err(answer.code()) };
            assert_eq!(said, verdict, "{}: {}", self.reproduce(&step), answer.text);
            if verdict.is_ok() {
                taken += 1;
                self.remember(&step, &answer);
                self.check_state(&step, &answer);
                self.repeat(&step, &answer).await;
            }
            self.check_now(&step).await;
            let line = usize::try_from(number % 4).unwrap();
            self.check_past(line, self.trade.book.turning_point(number), &step).await;
        }
        taken
    }

    /// Tokens do not outlive the nights of a sequence.
    fn sign_in(&mut self) {
        self.buyer = self.app.caller(&buyer());
        self.poster = self.app.caller(&second_buyer());
        self.supplier = self.app.caller(&supplier());
    }

    /// What to run to see a step fail again.
    fn reproduce(&self, step: &Step) -> String {
        format!("KAD_SEED={} KAD_SEQUENCES=1, {step:?}", self.seed)
    }

    async fn act(&self, step: &Step) -> Response {
        let mut body = json!({"note": "because"});
        if step.occurred != step.now {
            body["occurred_at"] = json!(at(step.occurred));
        }
        match &step.command {
            Command::Write(lines) => self.buyer.post("/v1/call-offs", self.draft(lines)).await,
            Command::Counter { order, order_line, amount } => {
                let line =
                    json!({"call_off_line_id": self.order_lines[*order_line], "quantity": quantity(*amount)});
                body["lines"] = json!([line]);
                self.supplier.act(&format!("{}/counter-offers", self.orders[*order]), body).await
            }
            Command::Order { order, event } => {
                let (actor, segment) = self.of_an_order(event);
                actor.act(&format!("{}/{segment}", self.orders[*order]), body).await
            }
            Command::Plan { orders, vehicles } => {
                self.supplier.post("/v1/shipments", self.plan(orders, vehicles)).await
            }
            Command::Shipment { shipment, event } => {
                if *event == "divert" {
                    body["destination_region_code"] = json!("31.75");
                }
                let (actor, segment) = self.of_a_shipment(event);
                actor.act(&format!("{}/{segment}", self.shipments[*shipment].0), body).await
            }
            Command::Capture { shipment, lines } => {
                let path = self.receipt_path(self.receipts.len());
                self.buyer.put(&path, self.capture(*shipment, lines, step)).await
            }
            Command::Receipt { receipt, event } => {
                if *event == "object" {
                    body["reason"] = json!("other");
                }
                let (actor, segment) = self.of_a_receipt(event);
                actor.act(&format!("{}/{segment}", self.receipts[*receipt]), body).await
            }
            Command::Propose { .. } | Command::Amendment { .. } => unreachable!("not asked of this service"),
        }
    }

    fn draft(&self, lines: &[Asked]) -> Value {
        let line = |line: &Asked| {
            json!({"contract_line_id": self.contract_lines[line.contract_line], "quantity": quantity(line.amount),
                "over_tolerance_bp": line.over_tolerance_bp})
        };
        let contract = self.contracts[self.trade.book.terms[lines[0].contract_line].contract];
        let mut order = seed::order_of(contract, lines.iter().map(line).collect());
        order["requested_delivery_date"] = json!("2026-12-20");
        order
    }

    fn plan(&self, orders: &[usize], vehicles: &[Vec<(usize, i64)>]) -> Value {
        let id = |order: &usize| self.orders[*order].rsplit_once('/').unwrap().1.to_owned();
        let item = |(line, base): &(usize, i64)| json!({"call_off_line_id": self.order_lines[*line], "quantity": quantity(*base)});
        let vehicle = |(number, items): (usize, &Vec<(usize, i64)>)| json!({"plate": format!("BE {number}"), "items": items.iter().map(item).collect::<Vec<_>>()});
        json!({
            "call_off_ids": orders.iter().map(id).collect::<Vec<_>>(), "origin_region_code": "35.72",
            "destination_region_code": "31", "mode": "road", "journey_papers": [],
            "vehicles": vehicles.iter().enumerate().map(vehicle).collect::<Vec<_>>(),
        })
    }

    fn capture(&self, shipment: usize, lines: &[Received], step: &Step) -> Value {
        let line = |line: &Received| {
            let mut figures = json!({"unit": "KGM", "accepted": kilogram(line.accepted),
                "held_excess": kilogram(line.held_excess), "rejected": kilogram(line.rejected),
                "missing": kilogram(line.missing), "surplus": kilogram(line.surplus)});
            let accounted = line.accepted + line.held_excess + line.rejected + line.missing + line.shrink;
            // Where everything is explained, the service may find the shrink by itself.
            if accounted != self.trade.book.items[line.item].loaded + line.surplus || line.shrink % 2 == 1 {
                figures["shrink"] = json!(kilogram(line.shrink));
            }
            let mut shown = json!({"shipment_item_id": self.items[line.item], "weight": figures});
            if line.rejected > 0 {
                shown["rejections"] =
                    json!([{"reason": "papers_not_matching", "weight": quantity(line.rejected)}]);
            }
            shown
        };
        let lines: Vec<Value> = lines.iter().map(line).collect();
        let mut body =
            json!({"shipment_id": self.shipments[shipment].1, "documents_seen": true, "lines": lines});
        if step.occurred != step.now {
            body["received_at"] = json!(at(step.occurred));
        }
        body
    }

    fn receipt_path(&self, index: usize) -> String {
        let id: ReceiptId = seeded(self.receipts_begin + index as u128);
        format!("/v1/receipts/{id}")
    }

    /// Keeps what the service named.
    fn remember(&mut self, step: &Step, answer: &Response) {
        let ids =
            |list: &Value| list.as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
        match &step.command {
            Command::Write(_) => {
                self.orders.push(answer.header("location").to_owned());
                self.order_lines.extend(ids(&answer.json["lines"]));
            }
            Command::Plan { .. } => {
                self.shipments.push((answer.header("location").to_owned(), answer.json["id"].clone()));
                for vehicle in answer.json["vehicles"].as_array().unwrap() {
                    self.items.extend(ids(&vehicle["items"]));
                }
            }
            Command::Capture { .. } => self.receipts.push(self.receipt_path(self.receipts.len())),
            _ => {}
        }
    }

    fn check_state(&self, step: &Step, answer: &Response) {
        let state = match &step.command {
            Command::Write(_) => self.trade.orders.last().unwrap().state,
            Command::Counter { order, .. } | Command::Order { order, .. } => self.trade.orders[*order].state,
            Command::Plan { .. } => self.trade.shipments.last().unwrap().state,
            Command::Shipment { shipment, .. } => self.trade.shipments[*shipment].state,
            Command::Capture { .. } => self.trade.receipts.last().unwrap().state,
            Command::Receipt { receipt, .. } => self.trade.receipts[*receipt].state,
            Command::Propose { .. } | Command::Amendment { .. } => return,
        };
        assert_eq!(answer.json["state"], state, "{}", self.reproduce(step));
    }

    /// A phone sends its capture once more: it has the same answer and no effect.
    async fn repeat(&self, step: &Step, answer: &Response) {
        let Command::Capture { shipment, lines } = &step.command else { return };
        let path = self.receipts.last().unwrap();
        let again = self.buyer.put(path, self.capture(*shipment, lines, step)).await.expect(200);
        assert_eq!(again.json, answer.json, "{}", self.reproduce(step));
    }

    async fn check_now(&self, step: &Step) {
        let mut lines = Vec::new();
        for contract in &self.contracts {
            let path = format!("/v1/contract-lines?contract_id={contract}");
            let shown = self.buyer.get(&path).await.expect(200).json;
            lines.extend(shown["items"].as_array().unwrap().clone());
        }
        for (number, line) in lines.iter().enumerate() {
            let context = format!("line {number} now, {}", self.reproduce(step));
            assert_eq!(figures(line), wire(&self.trade.book.now(number)), "{context}");
        }
    }

    async fn check_past(&self, number: usize, (as_of, known_at): (Time, Time), step: &Step) {
        let line = self.contract_lines[number];
        let [said, known] =
            [at(as_of), at(known_at)].map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        let path = format!("/v1/contract-lines/{line}/balance?as_of={said}&known_at={known}");
        let shown = self.buyer.get(&path).await.expect(200).json;
        let plain = self.trade.book.figures(number, as_of, known_at);
        assert!(plain.in_transit <= plain.open, "T <= O: {}", self.reproduce(step));
        for line in 0..self.trade.book.order_lines.len() {
            let (used, most) = (self.trade.book.used(line, as_of, known_at), self.trade.book.most(line));
            assert!(used <= most, "{used} of {most} on order line {line}: {}", self.reproduce(step));
        }
        let expected = wire(&plain);
        assert_eq!(
            figures(&shown),
            expected,
            "line {number} at {said} as known {known}, {}",
            self.reproduce(step)
        );
    }

    /// Where everything stands in the end, and the balances at many points.
    async fn check_all(&self) {
        let step = Step { command: Command::Write(Vec::new()), occurred: 0, now: 0 };
        let orders = self.orders.iter().zip(self.trade.orders.iter().map(|order| order.state));
        let shipments = self.shipments.iter().map(|(path, _)| path);
        let shipments = shipments.zip(self.trade.shipments.iter().map(|shipment| shipment.state));
        let receipts = self.receipts.iter().zip(self.trade.receipts.iter().map(|receipt| receipt.state));
        for (path, state) in orders.chain(shipments).chain(receipts) {
            let shown = self.buyer.get(path).await.expect(200).json;
            assert_eq!(shown["state"], state, "{path} in the end, seed {}", self.seed);
        }
        for pick in seeds(self.seed, 12) {
            for line in 0..self.contract_lines.len() {
                self.check_past(line, self.trade.book.turning_point(pick), &step).await;
            }
        }
        let later = self.app.clock.now() + TimeDelta::minutes(30);
        for line in 0..self.contract_lines.len() {
            self.check_past(line, (later.timestamp(), later.timestamp()), &step).await;
        }
    }

    fn of_an_order(&self, event: &str) -> (&Caller, &'static str) {
        match event {
            "issue" => (&self.buyer, "issuances"),
            "accept" => (&self.supplier, "acceptances"),
            "accept_counter" => (&self.buyer, "counter-offer-acceptances"),
            "refuse" => (&self.supplier, "refusals"),
            "cancel" => (&self.buyer, "cancellations"),
            "close" => (&self.buyer, "closures"),
            "close_short" => (&self.buyer, "short-closures"),
            other => panic!("{other} is not asked for"),
        }
    }

    fn of_a_shipment(&self, event: &str) -> (&Caller, &'static str) {
        match event {
            "start_loading" => (&self.supplier, "loadings"),
            "make_ready" => (&self.supplier, "readiness"),
            "depart" => (&self.supplier, "departures"),
            "divert" => (&self.buyer, "diversions"),
            "arrive" => (&self.buyer, "arrivals"),
            "start_unloading" => (&self.buyer, "unloadings"),
            "close" => (&self.buyer, "closures"),
            "turn_back" => (&self.supplier, "returns"),
            "come_back" => (&self.supplier, "return-arrivals"),
            "lose" => (&self.supplier, "losses"),
            "cancel" => (&self.supplier, "cancellations"),
            other => panic!("{other} is not asked for"),
        }
    }

    fn of_a_receipt(&self, event: &str) -> (&Caller, &'static str) {
        match event {
            "submit" => (&self.buyer, "submissions"),
            "inspect" => (&self.buyer, "inspections"),
            "post" => (&self.poster, "postings"),
            "confirm" => (&self.supplier, "confirmations"),
            "object" => (&self.supplier, "objections"),
            "reverse" => (&self.buyer, "reversals"),
            "resolve" => (&self.buyer, "resolutions"),
            "withdraw" => (&self.buyer, "withdrawals"),
            other => panic!("{other} is not asked for"),
        }
    }
}

const FIGURES: [&str; 8] =
    ["committed", "accepted", "open", "in_transit", "limit", "callable", "receivable", "remaining"];

fn figures(shown: &Value) -> [Option<String>; 8] {
    FIGURES.map(|figure| shown[figure].as_str().map(str::to_owned))
}

fn wire(plain: &Figures) -> [Option<String>; 8] {
    let Figures { committed, accepted, open, in_transit, limit, callable, receivable, remaining } = *plain;
    [committed, Some(accepted), Some(open), Some(in_transit), limit, callable, receivable, remaining]
        .map(|base| base.map(kilogram))
}

#[tokio::test(flavor = "multi_thread")]
async fn random_sequences_of_commands_leave_the_balances_of_the_plain_model_at_every_point_of_both_times() {
    let (sequences, first) = (number("KAD_SEQUENCES", 10), number("KAD_SEED", 20_220_610));
    let app = start().await;
    seed::everything(&app).await;
    let (mut taken, began) = (0, std::time::Instant::now());
    for index in 0..sequences {
        let mut sequence = Sequence::begin(&app, index, first + index).await;
        taken += sequence.play().await;
        sequence.check_all().await;
        if (index + 1) % 10 == 0 {
            let (played, took) = (index + 1, began.elapsed());
            eprintln!("{played} sequences of {STEPS} commands, {taken} taken, 0 differences, {took:.0?}");
        }
    }
    let commands = sequences as usize * STEPS;
    assert!(taken > commands / 3, "too few commands are carried out: {taken} of {commands}");
}
