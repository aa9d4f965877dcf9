//! Random commands over HTTP against the plain model: what the service answers, and what it shows afterwards,
//! equals `domain::logistics` computed over a list of facts kept by the test.

use std::collections::BTreeMap;

use domain::logistics::{
    Balance, CallOffEvent, CallOffLineFact, CallOffState, LineTerms, OrderedLine, check_call_off, facts_from,
    signed_value,
};
use domain::shared::{CallOffLineId, ContractLineId, Id as _, Lifecycle as _, Quantity, Unit};
use serde_json::{Value, json};
use testkit::Caller;
use uuid::Uuid;

use crate::seed::{self, cattle, eggs, of};
use crate::{buyer, start, supplier};

const STEPS: usize = 300;

/// Numbers that are the same for the same seed (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = self.below(items.len() as u64);
        &items[usize::try_from(index).unwrap()]
    }
}

struct Order {
    path: String,
    state: CallOffState,
    lines: Vec<Line>,
}

struct Line {
    id: String,
    of: ContractLineId,
    base: i64,
    proposed: Option<i64>,
}

struct Model {
    orders: Vec<Order>,
}

fn terms() -> BTreeMap<ContractLineId, LineTerms> {
    BTreeMap::from([
        (eggs(), LineTerms { committed: Some(9_000_000), over_tolerance_bp: 500, unit: Unit::Kgm }),
        (cattle(), LineTerms { committed: Some(30), over_tolerance_bp: 0, unit: Unit::Hea }),
    ])
}

impl Model {
    /// The balances, `without` one order.
    fn balances(&self, without: Option<usize>) -> BTreeMap<ContractLineId, Balance> {
        let mut facts: BTreeMap<ContractLineId, Vec<CallOffLineFact>> = BTreeMap::new();
        let mut number = 0;
        for (_, order) in self.orders.iter().enumerate().filter(|(index, _)| Some(*index) != without) {
            for line in &order.lines {
                number += 1;
                let id = CallOffLineId::from_uuid(Uuid::from_u128(number));
                let fact = CallOffLineFact { id, ordered: line.base, state: order.state };
                facts.entry(line.of).or_default().push(fact);
            }
        }
        let nothing = Vec::new();
        let balance = |(id, terms): (ContractLineId, LineTerms)| {
            let ordered = facts.get(&id).unwrap_or(&nothing);
            (id, Balance::of(&terms, &facts_from(ordered, &[], &[])))
        };
        terms().into_iter().map(balance).collect()
    }

    /// The status an event shall answer; moves the model when it is 200.
    fn run(&mut self, index: usize, event: CallOffEvent) -> u16 {
        let Some(next) = self.orders[index].state.next(event) else { return 409 };
        if event == CallOffEvent::AcceptCounter || event == CallOffEvent::Issue {
            let amount = |line: &Line| match event {
                CallOffEvent::AcceptCounter => line.proposed.unwrap_or(line.base),
                _ => line.base,
            };
            let wanted: Vec<_> =
                self.orders[index].lines.iter().map(|line| asked(line.of, amount(line))).collect();
            if check_call_off(&self.balances(Some(index)), &wanted).is_err() {
                return 409;
            }
            for line in &mut self.orders[index].lines {
                line.base = amount(line);
            }
        }
        self.orders[index].state = next;
        200
    }
}

fn asked(line: ContractLineId, base: i64) -> OrderedLine {
    let unit = if line == cattle() { Unit::Hea } else { Unit::Grm };
    OrderedLine { contract_line: line, quantity: Quantity::from_stored(base, unit) }
}

fn wire(line: ContractLineId, base: i64) -> (String, &'static str) {
    (base.to_string(), if line == cattle() { "HEA" } else { "GRM" })
}

async fn write(numbers: &mut Numbers, buyer: &Caller) -> Order {
    let count = 1 + numbers.below(3);
    let mut lines = Vec::new();
    for _ in 0..count {
        let of = *numbers.pick(&[eggs(), cattle()]);
        let limit = if of == cattle() { 5 } else { 1_500_000 };
        let base = i64::try_from(1 + numbers.below(limit)).unwrap();
        lines.push(Line { id: String::new(), of, base, proposed: None });
    }
    let body: Vec<Value> = lines
        .iter()
        .map(|line| {
            let (value, unit) = wire(line.of, line.base);
            of(line.of, &value, unit)
        })
        .collect();
    let written = buyer.post("/v1/call-offs", seed::order(Value::Array(body))).await.expect(201);
    for (line, shown) in lines.iter_mut().zip(written.json["lines"].as_array().unwrap()) {
        line.id = shown["id"].as_str().unwrap().to_owned();
    }
    Order { path: written.header("location").to_owned(), state: CallOffState::Draft, lines }
}

/// The body of an event; a counter-offer also writes its amount into the model's order.
fn body(numbers: &mut Numbers, order: &mut Order, event: CallOffEvent) -> Value {
    match event {
        CallOffEvent::Counter if order.state == CallOffState::Issued => {
            let line = &mut order.lines[0];
            let limit = if line.of == cattle() { 8 } else { 3_000_000 };
            let base = i64::try_from(1 + numbers.below(limit)).unwrap();
            line.proposed = Some(base);
            let (value, unit) = wire(line.of, base);
            json!({"lines": [{"call_off_line_id": line.id, "quantity": {"value": value, "unit": unit}}]})
        }
        CallOffEvent::Counter => json!({"delivery_date": "2026-12-01"}),
        _ => json!({"note": "because"}),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_commands_leave_the_balances_of_the_plain_model() {
    let seed_of_numbers = 0x5eed_2022_0610_u64;
    eprintln!("seed {seed_of_numbers:#x}");
    let mut numbers = Numbers(seed_of_numbers);
    let app = start().await;
    seed::everything(&app).await;
    let (buyer, supplier) = (app.caller(&buyer()), app.caller(&supplier()));
    let mut model = Model { orders: Vec::new() };
    let events = [
        (CallOffEvent::Issue, "issuances"),
        (CallOffEvent::Issue, "issuances"),
        (CallOffEvent::Accept, "acceptances"),
        (CallOffEvent::Counter, "counter-offers"),
        (CallOffEvent::AcceptCounter, "counter-offer-acceptances"),
        (CallOffEvent::Refuse, "refusals"),
        (CallOffEvent::Cancel, "cancellations"),
        (CallOffEvent::Close, "closures"),
    ];
    let (mut moved, mut refused) = (0, 0);
    for step in 0..STEPS {
        if model.orders.is_empty() || numbers.below(4) == 0 {
            model.orders.push(write(&mut numbers, &buyer).await);
            continue;
        }
        // Mostly the orders written last: the older ones have ended.
        let recent = usize::try_from(numbers.below(8)).unwrap();
        let index = model.orders.len().saturating_sub(1 + recent);
        // Two in three are legal in the state of the order, so that the story moves on.
        let state = model.orders[index].state;
        let legal: Vec<_> =
            events.iter().copied().filter(|(event, _)| state.next(*event).is_some()).collect();
        let from = if legal.is_empty() || numbers.below(3) == 0 { &events[..] } else { &legal };
        let (event, segment) = *numbers.pick(from);
        let body = body(&mut numbers, &mut model.orders[index], event);
        let suppliers = matches!(event, CallOffEvent::Accept | CallOffEvent::Counter | CallOffEvent::Refuse);
        let actor = if suppliers { &supplier } else { &buyer };
        let path = format!("{}/{segment}", model.orders[index].path);
        let answer = actor.act(&path, body).await;
        let expected = model.run(index, event);
        assert_eq!(answer.status, expected, "step {step}: {event} on {index}: {}", answer.text);
        *(if expected == 200 { &mut moved } else { &mut refused }) += 1;
        for (line, balance) in model.balances(None) {
            let path = format!("/v1/contract-lines/{line}/balance");
            let shown = buyer.get(&path).await.expect(200).json;
            let recomputed = buyer.get(&format!("{path}?as_of=2026-11-22T03:00:00Z")).await.expect(200).json;
            assert_eq!(recomputed, shown, "step {step}: recomputed from the facts");
            let open = signed_value(balance.open, balance.unit);
            let callable = balance.callable.map(|base| signed_value(base, balance.unit));
            assert_eq!(
                (shown["open"].as_str(), shown["callable"].as_str()),
                (Some(open.as_str()), callable.as_deref()),
                "step {step}: {event}"
            );
        }
    }
    assert!(moved > 50 && refused > 20, "the story is worth telling: {moved} moved, {refused} refused");
}
