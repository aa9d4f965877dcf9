//! A trial first, then a quota: what a buyer found of a trial, and what may be promised after it.

use agreement::projections::{CallOff, RealizedLines, ReferencePriceRow, Shipment};
use domain::agreement::{TrialThreshold, seed_trial_thresholds};
use domain::shared::Role;
use serde_json::{Value, json};
use service::{Error, Projected};
use testkit::{Actor, Caller, Response, test_time};

use crate::story::also;
use crate::trade::Trade;

fn rules(answer: &Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

fn pointers(answer: &Response) -> Vec<&str> {
    let errors = answer.json["errors"].as_array().unwrap();
    errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

/// An id that nothing here gave out.
fn id(kind: &str, number: u8) -> String {
    format!("{kind}_{number:032x}")
}

impl Trade {
    /// A trial over a tonne of eggs that ends in December.
    fn trial(&self) -> Value {
        let mut draft = self.draft();
        draft["type"] = json!("trial");
        draft["lines"][0]["quantity"]["value"] = json!("1000");
        draft["valid_from_date"] = json!("2026-11-01");
        draft["valid_until_date"] = json!("2026-12-15");
        draft["evaluation_due_date"] = json!("2026-12-31");
        draft
    }

    /// A quota of so many kilograms over the year from November on.
    fn quota(&self, kilograms: &str) -> Value {
        let mut draft = self.draft();
        draft["lines"][0]["quantity"]["value"] = json!(kilograms);
        draft["valid_from_date"] = json!("2026-11-01");
        draft["valid_until_date"] = json!("2027-05-31");
        draft
    }

    async fn keep(&self, resource: &dyn Projected) {
        let app = &self.story.app;
        let kept: Result<(), Error> =
            app.core.db.transact("tell", async |conn| resource.keep(conn, 1).await).await;
        kept.expect("the resource is kept");
    }

    /// Logistics tells of an order for a contract's line, wanted on a day.
    async fn tell_order(&self, contract: &Value, number: u8, (kilograms, wanted): (&str, &str)) {
        let quantity = json!({"value": kilograms, "unit": "KGM"});
        let none = json!({"value": "0", "unit": "KGM"});
        let view = json!({
            "id": id("cof", number), "etag": "\"v3\"", "number": format!("SP/2026/{number:06}"),
            "authenticity_code": "KAD-0000-0000-0000-0", "contract_id": contract["id"],
            "contract_number": contract["number"], "agreement_id": contract["agreement_id"],
            "supplier_id": self.supplier.party, "buyer_id": self.buyer.party, "state": "in_fulfilment",
            "requested_delivery_date": wanted, "issued_at": "2026-11-20T03:00:00Z",
            "destination": {"name": "Cakung", "region_code": "31.75", "address": "Jl. Penggilingan Raya"},
            "lines": [{"id": id("col", number), "number": 1, "contract_line_id": contract["lines"][0]["id"],
                "commodity_code": "eggs", "form_code": "fresh", "quantity": quantity, "accepted": none,
                "open": quantity, "over_tolerance_bp": 0}],
            "created_at": test_time(), "updated_at": test_time(),
        });
        let order = CallOff::of(serde_json::from_value(view).expect("the wire's shape")).expect("an ETag");
        self.keep(&order).await;
    }

    /// Logistics tells of a vehicle with that order, arrived at a time.
    async fn tell_arrival(&self, contract: &Value, number: u8, arrived: &str) {
        let view = json!({
            "id": id("shp", number), "etag": "\"v5\"", "number": format!("SJ/2026/{number:06}"),
            "authenticity_code": "KAD-0000-0000-0000-0", "state": "received",
            "supplier_id": self.supplier.party, "buyer_id": self.buyer.party, "call_off_ids": [id("cof", number)],
            "contract_ids": [contract["id"]], "origin_region_code": "18.72", "destination_region_code": "31",
            "mode": "road", "arrived_at": arrived,
            "vehicles": [{"id": id("veh", number), "plate": "BE 1 MT", "arrived_at": arrived, "items": []}],
            "journey_papers": [], "created_at": test_time(), "updated_at": test_time(),
        });
        let shipment =
            Shipment::of(serde_json::from_value(view).expect("the wire's shape")).expect("an ETag");
        self.keep(&shipment).await;
    }

    /// Logistics tells of a posted receipt of that vehicle: what was accepted, what was broken, what was lost.
    async fn tell_receipt(&self, contract: &Value, number: u8, [accepted, broken, lost]: [&str; 3]) {
        let kilograms = |value: &str| json!({"value": value, "unit": "KGM"});
        let rejections = match broken {
            "0" => json!([]),
            _ => json!([{"reason": "damaged_on_road", "weight": kilograms(broken)}]),
        };
        let line = json!({
            "id": id("rcl", number), "shipment_item_id": id("shi", number), "vehicle_id": id("veh", number),
            "contract_line_id": contract["lines"][0]["id"], "contract_id": contract["id"],
            "agreement_id": contract["agreement_id"], "call_off_line_id": id("col", number),
            "call_off_id": id("cof", number), "commodity_code": "eggs", "form_code": "fresh",
            "accepted": kilograms(accepted), "amount": {"amount": 13_500_000, "currency": "IDR"},
            "weight": {"unit": "KGM", "accepted": accepted, "rejected": broken, "shrink": lost},
            "rejections": rejections, "shrink_allowed": kilograms("2"),
        });
        let view = json!({
            "id": id("rcp", number), "etag": "\"v3\"", "number": format!("BAST/2026/{number:06}"), "state": "posted",
            "shipment_id": id("shp", number), "supplier_id": self.supplier.party, "buyer_id": self.buyer.party,
            "contract_ids": [contract["id"]], "received_at": test_time(), "backfilled": false,
            "posted_at": test_time(), "documents_seen": true, "conflicts_with": [], "corrected_by": [],
            "lines": [line], "created_at": test_time(), "updated_at": test_time(),
        });
        let receipt = serde_json::from_value(view).expect("the wire's shape");
        self.keep(&RealizedLines { receipt, reversal: None }).await;
    }

    /// An order, its vehicle and its receipt, whole and in time.
    async fn deliver(&self, trial: &str) {
        let contract = self.as_(&self.buyer).get(trial).await.expect(200).json;
        self.tell_order(&contract, 1, ("600", "2026-11-22")).await;
        self.tell_arrival(&contract, 1, "2026-11-22T01:00:00Z").await;
        self.tell_receipt(&contract, 1, ["600", "0", "0"]).await;
    }

    /// A trial in force under which goods were accepted; its path.
    async fn delivered_trial(&self) -> String {
        self.hear_logistics().await;
        let trial = self.active_as(self.trial()).await;
        self.deliver(&trial).await;
        trial
    }

    async fn evaluate(&self, trial: &str, body: Value) -> Response {
        self.as_(&self.buyer).post(&format!("{trial}/evaluations"), body).await
    }

    /// Hands in a new contract.
    async fn hand_in(&self, draft: Value) -> (String, Response) {
        let supplier = self.as_(&self.supplier);
        let drafted = supplier.post("/v1/contracts", draft).await.expect(201);
        let path = drafted.header("location").to_owned();
        let answer = supplier.act(&format!("{path}/submissions"), json!({})).await;
        (path, answer)
    }
}

fn conditional() -> Value {
    json!({"result": "conditional", "note": "Petinya lapuk.", "conditions": [
        {"text": "Peti dari plastik.", "due_date": "2026-12-10"},
        {"text": "Telur dicuci.", "due_date": "2026-12-05"},
    ]})
}

/// What waits for a caller by an action: what it is about, since when, by when, and for how many days too long.
async fn waits_for(caller: &Caller, action: &str) -> Vec<[Value; 4]> {
    let work = caller.get(&format!("/v1/agreement-work-items?action={action}")).await.expect(200);
    let shown =
        |item: &Value| ["subject", "since_at", "due_date", "overdue_days"].map(|field| item[field].clone());
    work.json["items"].as_array().unwrap().iter().map(shown).collect()
}

fn subject(path: &str) -> Value {
    json!(path.rsplit('/').next().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_says_by_when_it_is_evaluated() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let refused = async |draft: Value| {
        let answer = supplier.post("/v1/contracts", draft).await.expect_problem(422, "validation-failed");
        assert_eq!(pointers(&answer), ["/evaluation_due_date"]);
        answer.json["errors"][0]["code"].as_str().unwrap().to_owned()
    };
    let with = |due: Value| {
        let mut draft = trade.trial();
        draft["evaluation_due_date"] = due;
        draft
    };
    assert_eq!(refused(with(Value::Null)).await, "required");
    assert_eq!(refused(with(json!("2026-12-14"))).await, "before-end");
    assert_eq!(refused(with(json!("2027-02-14"))).await, "out-of-range");
    assert_eq!(refused(with(json!("1900-01-01"))).await, "implausible-date");
    let mut quota = trade.draft();
    quota["evaluation_due_date"] = json!("2027-06-30");
    assert_eq!(refused(quota).await, "evaluation-absent");

    let drafted = supplier.post("/v1/contracts", with(json!("2027-02-13"))).await.expect(201);
    assert_eq!(drafted.json["evaluation_due_date"], "2027-02-13");
    let path = drafted.header("location");
    let patched = supplier.patch(path, json!({"evaluation_due_date": "2026-12-31"}), drafted.etag()).await;
    let patched = patched.expect(200);
    assert_eq!(patched.json["evaluation_due_date"], "2026-12-31");
    assert_ne!(patched.json["text_sha256"], drafted.json["text_sha256"]);
    let late = supplier.patch(path, json!({"valid_until_date": "2027-01-15"}), patched.etag()).await;
    assert_eq!(pointers(&late.expect_problem(422, "validation-failed")), ["/evaluation_due_date"]);
    let text = supplier.get(&format!("{path}/text")).await.expect(200);
    assert!(text.json["text"].as_str().unwrap().contains(r#""evaluation_due":"2026-12-31""#));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_of_a_trial_says_it_anew() {
    let trade = Trade::start().await;
    let path = trade.active_as(trade.trial()).await;
    let supplier = trade.as_(&trade.supplier);
    let before = supplier.get(&path).await.expect(200).json;
    let line = crate::amendments::kept_line(&before);
    let terms = |due: Value| {
        json!({"rationale": "Seminggu lagi.", "effective_date": "2026-11-25", "valid_until_date": "2026-12-22",
            "evaluation_due_date": due, "lines": [line]})
    };
    let amendments = format!("{path}/amendments");
    let without = supplier.post(&amendments, terms(Value::Null)).await;
    assert_eq!(pointers(&without.expect_problem(422, "validation-failed")), ["/evaluation_due_date"]);
    let late = supplier.post(&amendments, terms(json!("2027-02-21"))).await;
    assert_eq!(pointers(&late.expect_problem(422, "validation-failed")), ["/evaluation_due_date"]);
    let drafted = supplier.post(&amendments, terms(json!("2027-01-10"))).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["period"]));
    let fields: Vec<_> =
        drafted.json["changes"].as_array().unwrap().iter().map(|change| change["field"].clone()).collect();
    assert_eq!(fields, [json!("valid_until_date"), json!("evaluation_due_date")]);
    let told = |side: &str| drafted.json[side]["evaluation_due_date"].clone();
    assert_eq!((told("before"), told("after")), (json!("2026-12-31"), json!("2027-01-10")));
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_order_to_the_quota() {
    let trade = Trade::start().await;
    trade.hear_logistics().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let reference = json!({
        "id": id("rpr", 1), "etag": "\"v1\"", "commodity_code": "eggs", "form_code": "fresh", "level": "producer",
        "price_basis": "per_kg_net", "low_rupiah": 26_500, "in_force_from_date": "2024-04-25",
        "in_force_until_date": null, "legal_basis": "Peraturan Badan Pangan Nasional 6/2024",
        "created_at": test_time(), "created_by_party_id": null, "ended_at": null, "ended_by_party_id": null,
        "ending_note": null,
    });
    let reference = serde_json::from_value(reference).expect("the wire's shape");
    trade.keep(&ReferencePriceRow::of(&reference).expect("an ETag")).await;
    // 7 months of 100 t are more than 10 t a month.
    let (large, refused) = trade.hand_in(trade.quota("100000")).await;
    let refused = refused.expect_problem(422, "trial-rule");
    assert_eq!(rules(&refused), ["trial_passed"]);
    let unmet = &refused.json["unmet"][0];
    assert_eq!(unmet["found"], "14.347485 tonnes a month; no trial was evaluated");
    assert!(unmet["how_to_fix"].as_str().unwrap().contains("at most 10 tonnes a month"), "{unmet}");
    let small = trade.hand_in(trade.quota("60000")).await.1;
    assert_eq!(small.expect(200).json["state"], "submitted");

    let trial = trade.active_as(trade.trial()).await;
    let contract = buyer.get(&trial).await.expect(200).json;
    let pass = json!({"result": "pass", "note": "Bagus."});
    let early = trade.evaluate(&trial, pass.clone()).await.expect_problem(422, "trial-rule");
    assert_eq!(rules(&early), ["goods_accepted"]);
    assert!(waits_for(&buyer, "create_evaluation").await.is_empty(), "there is nothing to judge");

    trade.tell_order(&contract, 1, ("600", "2026-11-22")).await;
    trade.tell_arrival(&contract, 1, "2026-11-22T01:00:00Z").await;
    trade.tell_receipt(&contract, 1, ["590", "7", "3"]).await;
    trade.tell_order(&contract, 2, ("400", "2026-11-20")).await;
    trade.tell_arrival(&contract, 2, "2026-11-21T01:00:00Z").await;
    trade.tell_receipt(&contract, 2, ["400", "0", "-1"]).await;
    let waits = [subject(&trial), json!("2026-11-22T03:00:00Z"), json!("2026-12-31"), json!(0)];
    assert_eq!(waits_for(&buyer, "create_evaluation").await, [waits]);
    let seen = buyer.get(&format!("{trial}/evaluation-figures")).await.expect(200);
    let line = &seen.json["lines"][0];
    let kilograms = |value: &str| json!({"value": value, "unit": "KGM"});
    let told =
        ["committed", "ordered", "delivered", "delivered_on_time", "accepted", "shrink", "shrink_allowed"]
            .map(|field| line[field].clone());
    assert_eq!(told, ["1000", "1000", "997", "597", "990", "2", "4"].map(kilograms));
    assert_eq!(
        line["rejected"],
        json!([{"reason": "damaged_on_road", "quantity": {"value": "7", "unit": "KGM"}}])
    );
    let price = &line["prices"][0];
    assert_eq!(
        (&price["price"]["amount"], &price["reference_low"]["amount"], &price["flag"], &price["date"]),
        (&json!(22_500), &json!(26_500), &json!("below"), &json!("2026-11-22"))
    );
    assert_eq!(line["prices"].as_array().unwrap().len(), 1, "both receipts are told alike");

    let given = trade.evaluate(&trial, pass.clone()).await.expect(201);
    let path = given.header("location").to_owned();
    assert_eq!(given.json["figures"]["lines"], seen.json["lines"]);
    assert_eq!(given.json["figures"]["known_at"], "2026-11-22T03:00:00Z");
    assert_eq!(
        (&given.json["state"], &given.json["passed_from_date"]),
        (&json!("submitted"), &json!("2026-11-22"))
    );
    assert!(waits_for(&buyer, "create_evaluation").await.is_empty());
    assert_eq!(waits_for(&supplier, "confirm_evaluation").await.len(), 1);
    trade
        .as_(&trade.buyer)
        .act(&format!("{path}/confirmations"), json!({}))
        .await
        .expect_problem(403, "forbidden");
    supplier.act(&format!("{path}/objections"), json!({})).await.expect_problem(422, "validation-failed");
    let objected =
        supplier.act(&format!("{path}/objections"), json!({"note": "Datangnya tepat waktu."})).await;
    assert_eq!(objected.expect(200).json["objection_note"], "Datangnya tepat waktu.");
    let agreed = supplier.act(&format!("{path}/confirmations"), json!({})).await.expect(200);
    assert_eq!(agreed.json["state"], "confirmed");
    supplier.act(&format!("{path}/confirmations"), json!({})).await.expect_problem(409, "state-conflict");
    // What becomes known later changes nothing of what was found.
    trade.tell_order(&contract, 3, ("5", "2026-11-22")).await;
    let frozen = buyer.get(&path).await.expect(200);
    assert_eq!(frozen.json["figures"], given.json["figures"]);
    let now = buyer.get(&format!("{trial}/evaluation-figures")).await.expect(200);
    assert_eq!(now.json["lines"][0]["ordered"], kilograms("1005"));
    assert_ne!(now.etag(), seen.etag());
    let history = supplier.get(&format!("{path}/transitions")).await.expect(200);
    let events: Vec<_> =
        history.json["items"].as_array().unwrap().iter().map(|step| step["event"].clone()).collect();
    assert_eq!(events, [json!("given"), json!("object"), json!("confirm")]);

    supplier.act(&format!("{large}/submissions"), json!({})).await.expect(200);
    trade.endorse_and_sign(&large).await;
    trade.as_(&trade.story.metro).act(&format!("{large}/activations"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_whose_goods_were_taken_back_opens_nothing() {
    let trade = Trade::start().await;
    let trial = trade.delivered_trial().await;
    trade.evaluate(&trial, json!({"result": "pass", "note": "Bagus."})).await.expect(201);
    trade.seed("update realized_line set reversed_at = now(), reversal_posted_at = now()").await;
    let (quota, refused) = trade.hand_in(trade.quota("100000")).await;
    assert_eq!(rules(&refused.expect_problem(422, "trial-rule")), ["trial_passed"]);
    trade.seed("update realized_line set reversed_at = null, reversal_posted_at = null").await;
    trade.as_(&trade.supplier).act(&format!("{quota}/submissions"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn trials_beside_each_other_are_one_small_consignment() {
    let trade = Trade::start().await;
    let trial = |kilograms: &str| {
        let mut draft = trade.trial();
        draft["lines"][0]["quantity"]["value"] = json!(kilograms);
        draft
    };
    trade.active_as(trial("9000")).await;
    let refused = trade.hand_in(trial("9000")).await.1.expect_problem(422, "trial-rule");
    assert_eq!(rules(&refused), ["trial_is_small"]);
    trade.hand_in(trial("5000")).await.1.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_open_the_quota_once_all_are_met() {
    let trade = Trade::start().await;
    let trial = trade.delivered_trial().await;
    let (buyer, supplier) = (trade.as_(&trade.buyer), trade.as_(&trade.supplier));
    let given = trade.evaluate(&trial, conditional()).await.expect(201);
    let path = given.header("location").to_owned();
    assert_eq!(given.json["passed_from_date"], Value::Null);
    let numbers: Vec<_> =
        given.json["conditions"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect();
    assert_eq!(numbers, [json!(1), json!(2)]);
    let (quota, refused) = trade.hand_in(trade.quota("100000")).await;
    let refused = refused.expect_problem(422, "trial-rule");
    assert!(refused.json["unmet"][0]["found"].as_str().unwrap().ends_with("not all of them are met"));

    let due = async || waits_for(&buyer, "fulfil_evaluation_condition").await;
    let wait = |day: &str| [subject(&path), json!("2026-11-22T03:00:00Z"), json!(day), json!(0)];
    assert_eq!(due().await, [wait("2026-12-05")]);
    let fulfilments = format!("{path}/condition-fulfilments");
    let meet =
        async |caller: &Caller, number: i32| caller.act(&fulfilments, json!({"condition": number})).await;
    meet(&supplier, 2).await.expect_problem(403, "forbidden");
    let stale = buyer.act_on(&fulfilments, json!({"condition": 2}), "\"v9\"").await;
    stale.expect_problem(412, "precondition-failed");
    assert_eq!(pointers(&meet(&buyer, 3).await.expect_problem(422, "validation-failed")), ["/condition"]);
    let one = meet(&buyer, 2).await.expect(200);
    assert_eq!(one.json["conditions"][1]["met_at"], "2026-11-22T03:00:00Z");
    assert_eq!(one.json["passed_from_date"], Value::Null);
    meet(&buyer, 2).await.expect_problem(409, "duplicate");
    assert_eq!(due().await, [wait("2026-12-10")]);
    supplier.act(&format!("{quota}/submissions"), json!({})).await.expect_problem(422, "trial-rule");
    trade.story.app.clock.set("2026-12-12T03:00:00Z".parse().unwrap());
    let buyer = trade.as_(&trade.buyer);
    assert_eq!(waits_for(&buyer, "fulfil_evaluation_condition").await[0][3], json!(2), "two days too long");
    let both = meet(&buyer, 1).await.expect(200);
    assert_eq!(both.json["passed_from_date"], "2026-12-12");
    assert!(waits_for(&buyer, "fulfil_evaluation_condition").await.is_empty());
    let supplier = trade.as_(&trade.supplier);
    // It counts from the day of the last condition.
    let before = json!({"occurred_at": "2026-12-11T03:00:00Z"});
    supplier.act(&format!("{quota}/submissions"), before).await.expect_problem(422, "trial-rule");
    supplier.act(&format!("{quota}/submissions"), json!({})).await.expect(200);
    let told = "/v1/agreement-events?types=id.kad.evaluation.given,id.kad.evaluation.condition_met";
    assert_eq!(trade.story.app.feed(&trade.story.facilitator, told).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_takes_the_place_of_the_old_one() {
    let trade = Trade::start().await;
    let trial = trade.delivered_trial().await;
    let pass = json!({"result": "pass"});
    let first = trade.evaluate(&trial, pass.clone()).await.expect(201);
    let again = trade.evaluate(&trial, pass.clone()).await.expect_problem(409, "duplicate");
    assert!(again.json["errors"][0]["detail"].as_str().unwrap().contains(&first.id()), "{}", again.json);
    let (quota, handed_in) = trade.hand_in(trade.quota("100000")).await;
    handed_in.expect(200);
    let fail = |corrected: String| json!({"result": "fail", "note": "Salah catat.", "corrects_evaluation_id": corrected});
    let other = trade.evaluate(&trial, fail(id("evl", 9))).await.expect_problem(422, "validation-failed");
    assert_eq!(pointers(&other), ["/corrects_evaluation_id"]);
    let second = trade.evaluate(&trial, fail(first.id())).await.expect(201);
    assert_eq!(second.json["corrects_evaluation_id"], json!(first.id()));
    let buyer = trade.as_(&trade.buyer);
    let old = buyer.get(first.header("location")).await.expect(200);
    assert_eq!((&old.json["state"], &old.json["result"]), (&json!("superseded"), &json!("pass")));
    let confirm = format!("{}/confirmations", first.header("location"));
    trade.as_(&trade.supplier).act(&confirm, json!({})).await.expect_problem(409, "state-conflict");
    let again = trade.evaluate(&trial, fail(first.id())).await.expect_problem(422, "validation-failed");
    assert_eq!(pointers(&again), ["/corrects_evaluation_id"]);
    let listed = async |query: &str| {
        let page = buyer
            .get(&format!("/v1/evaluations?contract_id={}{query}", subject(&trial).as_str().unwrap()))
            .await;
        page.expect(200).json["items"].as_array().unwrap().len()
    };
    assert_eq!(
        (listed("").await, listed("&state=superseded").await, listed("&result=fail").await),
        (2, 1, 1)
    );
    // What was handed in by the first is judged again when the regions endorse it.
    let text = buyer.get(&quota).await.expect(200).json["text_sha256"].clone();
    let yes = json!({"text_sha256": text});
    let refused = trade.as_(&trade.story.metro).act(&format!("{quota}/endorsements"), yes).await;
    let refused = refused.expect_problem(422, "trial-rule");
    assert!(
        refused.json["unmet"][0]["found"]
            .as_str()
            .unwrap()
            .contains("the last trial failed on 22 November 2026")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_evaluation_is_named() {
    let trade = Trade::start().await;
    let trial = trade.delivered_trial().await;
    let wrong = async |body: Value| {
        let answer = trade.evaluate(&trial, body).await.expect_problem(422, "validation-failed");
        pointers(&answer).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(wrong(json!({"result": "fail"})).await, ["/note"]);
    assert_eq!(wrong(json!({"result": "conditional", "note": "x"})).await, ["/conditions"]);
    let mut passed = conditional();
    passed["result"] = json!("pass");
    assert_eq!(wrong(passed).await, ["/conditions"]);
    let mut odd = conditional();
    odd["conditions"][0]["text"] = json!(" ");
    odd["conditions"][1]["due_date"] = json!("2026-11-21");
    assert_eq!(wrong(odd).await, ["/conditions/0/text", "/conditions/1/due_date"]);
    let typed = json!({"result": "pass", "figures": {}});
    trade.evaluate(&trial, typed).await.expect_problem(400, "malformed-request");
    let before = json!({"result": "pass", "occurred_at": "2026-11-21T03:00:00Z"});
    trade.evaluate(&trial, before).await.expect_problem(422, "occurred-time-before-cause");

    let pass = || json!({"result": "pass"});
    let quota = trade.signed().await;
    trade.as_(&trade.story.metro).act(&format!("{quota}/activations"), json!({})).await.expect(200);
    let other = trade.evaluate(&quota, pass()).await.expect_problem(422, "trial-rule");
    assert_eq!(rules(&other), ["is_a_trial"]);
    let drafted = trade.as_(&trade.supplier).post("/v1/contracts", trade.trial()).await.expect(201);
    let unsigned = trade.evaluate(drafted.header("location"), pass()).await;
    unsigned.expect_problem(409, "state-conflict");
    let path = format!("{trial}/evaluations");
    for actor in [&trade.supplier, &trade.story.jakarta, &trade.story.facilitator] {
        let as_buyer = also(actor, &[Role::Buyer]);
        trade.as_(&as_buyer).post(&path, pass()).await.expect_problem(403, "forbidden");
    }
    trade.story.app.clock.set("2026-11-22T05:00:00Z".parse().unwrap());
    trade.evaluate(&trial, pass()).await.expect_problem(503, "dependency-unavailable");
    trade.as_(&trade.buyer).get(&format!("{trial}/evaluation-figures")).await.expect(503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_without_goods_is_evaluated_after_its_last_day() {
    let trade = Trade::start().await;
    let trial = trade.active_as(trade.trial()).await;
    trade.story.app.clock.set("2027-01-03T03:00:00Z".parse().unwrap());
    trade.hear_logistics().await;
    let buyer = trade.as_(&trade.buyer);
    let waits = [subject(&trial), json!("2026-12-15T17:00:00Z"), json!("2026-12-31"), json!(3)];
    assert_eq!(waits_for(&buyer, "create_evaluation").await, [waits]);
    let failed = json!({"result": "fail", "note": "Tidak ada telur yang datang."});
    let given = trade.evaluate(&trial, failed).await.expect(201);
    assert_eq!(given.json["figures"]["lines"][0]["accepted"], json!({"value": "0", "unit": "KGM"}));
    assert_eq!(given.json["figures"]["lines"][0]["shrink"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_the_trial_reads_its_evaluation_and_nobody_else() {
    let trade = Trade::start().await;
    let trial = trade.delivered_trial().await;
    let given = trade.evaluate(&trial, json!({"result": "pass"})).await.expect(201);
    let path = given.header("location").to_owned();
    let figures = format!("{trial}/evaluation-figures");
    for actor in
        [&trade.supplier, &trade.buyer, &trade.story.metro, &trade.story.jakarta, &trade.story.facilitator]
    {
        let read = trade.as_(actor).get(&path).await.expect(200);
        assert!(read.json["figures"]["lines"][0]["prices"].is_array());
        trade.as_(actor).get(&figures).await.expect(200);
        let told = "/v1/agreement-events?types=id.kad.evaluation.given";
        assert_eq!(trade.story.app.feed(actor, told).await.len(), 1);
    }
    let receiver = trade.as_(&also(&trade.buyer, &[Role::Receiver]));
    for (read, lines) in [(&path, "/figures/lines/0/prices"), (&figures, "/lines/0/prices")] {
        let answer = receiver.get(read).await.expect(200);
        assert_eq!(answer.json.pointer(lines), Some(&Value::Null), "prices are for who trades");
    }
    let stranger = Actor::new(testkit::party(9), "35.72", &[Role::Buyer, Role::Supplier, Role::Coordinator]);
    let told = "/v1/agreement-events?types=id.kad.evaluation.given";
    assert!(trade.story.app.feed(&stranger, told).await.is_empty());
    let stranger = trade.as_(&stranger);
    for read in [&path, &figures, &format!("{path}/transitions")] {
        stranger.get(read).await.expect_problem(404, "not-found");
    }
    assert_eq!(stranger.get("/v1/evaluations").await.expect(200).json["items"], json!([]));
    for step in ["confirmations", "objections"] {
        let answer = stranger.act_on(&format!("{path}/{step}"), json!({"note": "x"}), "\"v1\"").await;
        answer.expect_problem(404, "not-found");
    }
    let answer = stranger.post(&format!("{trial}/evaluations"), json!({"result": "pass"})).await;
    answer.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_second_contract_nor_an_amendment_is_a_way_round() {
    let trade = Trade::start().await;
    trade.hear_logistics().await;
    let (supplier, metro) = (trade.as_(&trade.supplier), trade.as_(&trade.story.metro));
    // Each of them is below ten tonnes a month; both are signed before one comes into force.
    let (one, handed_in) = trade.hand_in(trade.quota("60000")).await;
    handed_in.expect(200);
    let (two, handed_in) = trade.hand_in(trade.quota("60000")).await;
    handed_in.expect(200);
    trade.endorse_and_sign(&one).await;
    let text = supplier.get(&two).await.expect(200).json["text_sha256"].clone();
    let refused = metro.act(&format!("{two}/endorsements"), json!({"text_sha256": text})).await;
    let refused = refused.expect_problem(422, "trial-rule");
    assert_eq!(refused.json["unmet"][0]["found"], "17.216982 tonnes a month; no trial was evaluated");
    trade.verify("2030-01-01").await;
    metro.act(&format!("{one}/activations"), json!({})).await.expect(200);

    let contract = supplier.get(&one).await.expect(200).json;
    let line = crate::amendments::kept_line(&contract);
    let terms = |kilograms: &str, until: &str| {
        let mut line = line.clone();
        line["quantity"]["value"] = json!(kilograms);
        json!({"rationale": "Permintaan naik.", "effective_date": "2026-11-25", "valid_until_date": until, "lines": [line]})
    };
    let propose = async |terms: Value| {
        let drafted = supplier.post(&format!("{one}/amendments"), terms).await.expect(201);
        let path = format!("/v1/amendments/{}", drafted.id());
        let answer = supplier.act(&format!("{path}/proposals"), json!({})).await;
        if answer.status != 200 {
            supplier.act(&format!("{path}/withdrawals"), json!({})).await.expect(200);
        }
        answer
    };
    let more = propose(terms("90000", "2027-05-31")).await.expect_problem(422, "trial-rule");
    assert_eq!(rules(&more), ["trial_passed"]);
    let sooner = propose(terms("60000", "2027-02-28")).await.expect_problem(422, "trial-rule");
    assert_eq!(rules(&sooner), ["trial_passed"], "the same in fewer months");
    propose(terms("69000", "2027-05-31")).await.expect(200);

    let (_, large) = trade
        .hand_in({
            let mut trial = trade.trial();
            trial["lines"][0]["quantity"]["value"] = json!("20000");
            trial
        })
        .await;
    assert_eq!(rules(&large.expect_problem(422, "trial-rule")), ["trial_is_small"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quantities_are_rows_that_the_administrator_keeps() {
    let trade = Trade::start().await;
    let conn = trade.story.app.core.read().await.unwrap();
    assert_eq!(service::dated::rules::<TrialThreshold>(&conn).await.unwrap(), seed_trial_thresholds());
    drop(conn);
    let admin = trade.story.app.caller(&crate::admin());
    let row = |commodity: &str, form: Value, unit: &str, months: u32| {
        json!({"commodity_code": commodity, "form_code": form, "per_month": {"value": "2", "unit": unit},
            "within_months": months, "source": "sebuah aturan", "in_force_from_date": "2026-11-22"})
    };
    let wrong = async |body: Value| {
        let answer = admin.post("/v1/trial-thresholds", body).await.expect_problem(422, "validation-failed");
        pointers(&answer).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    trade.story.app.has_heard("catalog").await;
    assert_eq!(wrong(row("Rice!", Value::Null, "TNE", 0)).await, ["/commodity_code", "/within_months"]);
    assert_eq!(wrong(row("nothing", Value::Null, "TNE", 24)).await, ["/commodity_code"]);
    assert_eq!(wrong(row("rice", json!("powder"), "TNE", 24)).await, ["/form_code"]);
    assert_eq!(wrong(row("rice", json!("milled"), "HEA", 24)).await, ["/per_month/unit"]);
    admin
        .post("/v1/trial-thresholds", row("eggs", Value::Null, "KGM", 24))
        .await
        .expect_problem(409, "duplicate");
    admin.post("/v1/trial-thresholds", row("rice", json!("milled"), "TNE", 12)).await.expect(201);
    let mut rice = trade.quota("20000");
    rice["lines"][0]["commodity_code"] = json!("rice");
    rice["lines"][0]["form_code"] = json!("milled");
    let (_, refused) = trade.hand_in(rice).await;
    let refused = refused.expect_problem(422, "trial-rule");
    assert_eq!(
        (refused.json["unmet"][0]["subject"].as_str(), refused.json["unmet"][0]["legal_basis"].as_str()),
        (Some("rice"), Some("sebuah aturan"))
    );
    trade
        .as_(&trade.supplier)
        .post("/v1/trial-thresholds", row("eggs", Value::Null, "TNE", 1))
        .await
        .expect_problem(403, "forbidden");
    let listed =
        trade.as_(&trade.supplier).get("/v1/trial-thresholds?commodity_code=eggs&as_of=2025-01-01").await;
    assert_eq!(listed.expect(200).json["items"].as_array().unwrap().len(), 2);
    let before = trade.as_(&trade.supplier).get("/v1/trial-thresholds?as_of=2024-12-31").await;
    assert_eq!(before.expect(200).json["items"], json!([]));
}
