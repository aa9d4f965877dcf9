//! Consolidation lots: weighed in by phones, sorted, sealed by two, set aside for orders, gone, and settled to the rupiah.

use catalog::projections::{
    CallOffRow, LoadedItem, OrderedLine, ReceiptRow, ReceivedLine, RollMember, ShipmentRow,
};
use domain::catalog::{HubFeeLimit, LotOutcome, seed_hub_fee_limits};
use domain::logistics::{CallOffState, ShipmentState};
use domain::shared::{CallOffLineId, ConsolidationLotId, MemberId, Role};
use serde_json::{Value, json};
use service::dated::rules;
use testkit::{Actor, App, Caller, Response, party, seeded};

use crate::facilities::{agency, registered, with};
use crate::projections::{know, know_parties};
use crate::{admin, blitar_supplier, kpms, metro, pasar_jaya, start};

/// The company whose hub it is.
fn kuj() -> Actor {
    Actor::new(party(12), "18.72", &[Role::Aggregator])
}

/// A lot, and the people of its two sides.
struct Lot {
    app: App,
    hub: Caller,
    cooperative: Caller,
    path: String,
}

fn hub(name: &str) -> Value {
    json!({"kind": "hub", "name": name, "region_code": "18.72"})
}

fn opened_at(facility: &str) -> Value {
    json!({"facility_id": facility.rsplit('/').next(), "cooperative_party_id": party(10),
        "commodity_code": "chilli", "form_code": "red", "hub_fee_bp": 500})
}

fn member(number: u128) -> MemberId {
    seeded(100 + number)
}

fn line(number: u128) -> CallOffLineId {
    seeded(200 + number)
}

async fn know_member(app: &App, number: u128, of: u128, left: Option<&str>) {
    let left_date = left.map(|day| day.parse().unwrap());
    let (id, active) = (member(number), left.is_none());
    know(app, &RollMember { id, party_id: party(of), active, left_date, version: 1 }).await;
}

/// An order that the cooperative delivers, with two lines of chillies and one of tomatoes.
async fn know_order(app: &App, state: CallOffState, supplier: u128, version: i64) {
    let asked = |number, commodity: &str| OrderedLine {
        id: line(number),
        commodity_code: commodity.to_owned(),
        form_code: "red".to_owned(),
        weighed: true,
    };
    let lines = [asked(1, "chilli"), asked(2, "chilli"), asked(3, "tomato")];
    let row = CallOffRow {
        id: seeded(200),
        supplier_id: party(supplier),
        buyer_id: party(20),
        state,
        line_ids: lines.iter().map(|line| line.id).collect(),
        lines: json!(lines),
        version,
        hold_ids: Vec::new(),
    };
    know(app, &row).await;
}

impl Lot {
    /// A lot at the hub of KUJ with members of KPMS.
    async fn open() -> Self {
        let app = start().await;
        know_parties(&app).await;
        app.has_heard("logistics").await;
        for number in 1..=3 {
            know_member(&app, number, 10, None).await;
        }
        let (hub_people, cooperative) = (app.caller(&kuj()), app.caller(&kpms()));
        let facility = registered(&hub_people, hub("Hub Metro")).await;
        let opened = hub_people.post("/v1/consolidation-lots", opened_at(&facility)).await.expect(201);
        assert_eq!(
            (&opened.json["state"], &opened.json["opened_date"]),
            (&json!("open"), &json!("2026-11-22"))
        );
        Self { path: opened.header("location").to_owned(), app, hub: hub_people, cooperative }
    }

    fn id(&self) -> ConsolidationLotId {
        self.path.rsplit('/').next().unwrap().parse().unwrap()
    }

    fn brought(&self, by: u128, gross: &str) -> Value {
        json!({"consolidation_lot_id": self.id(), "member_id": member(by),
            "gross": {"value": gross, "unit": "KGM"}, "tare": {"value": "2", "unit": "KGM"},
            "scale": {"reference": "TMB-1872-014", "verified_until_date": "2026-11-22"},
            "captured_at": testkit::test_time()})
    }

    /// What three members bring: 40 kg of A; 20 kg of A and 10 of B; 30.001 kg of B, 1.5 kg rotten, 0.5 kg lost.
    async fn weigh_in(&self) {
        for (number, by, gross) in [(1, 1, "42"), (2, 2, "32"), (3, 3, "34.001")] {
            self.hub.put(&contribution(number), self.brought(by, gross)).await.expect(201);
        }
        assert_eq!(self.hub.get(&self.path).await.expect(200).json["member_count"], 3);
    }

    fn gradings() -> Value {
        let one = |number: u128, grades: Value| json!({"contribution_id": contribution_id(number), "grades": grades});
        let part =
            |grade: &str, value: &str| json!({"grade": grade, "quantity": {"value": value, "unit": "KGM"}});
        let mut third = one(3, json!([part("b", "30.001")]));
        third["refused"] = json!([{"reason": "rotten", "quantity": {"value": "1.5", "unit": "KGM"}}]);
        third["loss"] = json!({"value": "0.5", "unit": "KGM"});
        json!([one(1, json!([part("a", "40")])), one(2, json!([part("a", "20"), part("b", "10")])), third])
    }

    async fn step(&self, by: &Caller, noun: &str, body: Value) -> Response {
        by.act(&format!("{}/{noun}", self.path), body).await
    }

    async fn grade(&self) -> Value {
        self.step(&self.hub, "gradings", json!({"gradings": Self::gradings()})).await.expect(200).json
    }

    async fn seal(&self) -> Value {
        let shown = self.hub.get(&self.path).await.expect(200).json;
        let body = json!({"content_sha256": shown["content_sha256"]});
        let first = self.step(&self.cooperative, "seals", body.clone()).await.expect(200).json;
        assert_eq!((&first["state"], first["seals"].as_array().unwrap().len()), (&json!("grading"), 1));
        self.step(&self.hub, "seals", body).await.expect(200).json
    }

    /// Sets a line of A and a line of B aside.
    async fn allocate(&self) {
        know_order(&self.app, CallOffState::Accepted, 10, 1).await;
        for (number, grade, value) in [(1, "a", "60"), (2, "b", "40.001")] {
            let grades = json!([{"grade": grade, "quantity": {"value": value, "unit": "KGM"}}]);
            let body = json!({"call_off_line_id": line(number), "grades": grades});
            self.step(&self.cooperative, "allocations", body).await.expect(200);
        }
    }

    async fn know_load(&self, state: ShipmentState, version: i64) {
        self.know_loads(state, &[(1, 60_000), (2, 40_001)], version).await;
    }

    /// A shipment with so many grams for each of some order lines.
    async fn know_loads(&self, state: ShipmentState, grams: &[(u128, i64)], version: i64) {
        let load = |(number, grams): &(u128, i64)| LoadedItem {
            item_id: seeded(300 + number),
            lot_id: self.id(),
            call_off_line_id: Some(line(*number)),
            grams: *grams,
        };
        let loads: Vec<LoadedItem> = grams.iter().map(load).collect();
        let lot_ids = vec![self.id()];
        know(&self.app, &ShipmentRow { id: seeded(300), state, lot_ids, loads: json!(loads), version }).await;
    }

    /// What the buyer says of one line, in grams and rupiah.
    async fn know_receipt(
        &self,
        number: u128,
        outcome: (i64, i64, i64),
        rupiah: i64,
        counts: bool,
        version: i64,
    ) {
        let (loaded, accepted, rejected) = outcome;
        let received = ReceivedLine {
            item_id: seeded(300 + number),
            lot_id: self.id(),
            call_off_line_id: line(number),
            outcome: LotOutcome { loaded, accepted, rejected },
            rupiah,
        };
        let row = ReceiptRow {
            id: seeded(400 + number),
            counts,
            lot_ids: vec![self.id()],
            lines: json!([received]),
            version,
        };
        know(&self.app, &row).await;
    }

    /// Everything up to the receipts.
    async fn received() -> Self {
        let lot = Self::open().await;
        lot.weigh_in().await;
        lot.grade().await;
        lot.seal().await;
        lot.allocate().await;
        lot.know_load(ShipmentState::Departed, 1).await;
        lot.step(&lot.hub, "dispatches", json!({})).await.expect(200);
        lot.know_load(ShipmentState::Received, 2).await;
        lot.know_receipt(1, (60_000, 57_000, 2_000), 1_425_000, true, 1).await;
        lot.know_receipt(2, (40_001, 40_000, 0), 880_001, true, 1).await;
        lot
    }

    async fn settlement(&self, by: &Caller) -> Value {
        by.get(&format!("{}/settlement", self.path)).await.expect(200).json
    }
}

fn contribution_id(number: u128) -> String {
    format!("con_{number:032x}")
}

fn contribution(number: u128) -> String {
    format!("/v1/contributions/{}", contribution_id(number))
}

fn rupiah(amount: &Value) -> i64 {
    amount["amount"].as_i64().unwrap()
}

fn rejected_as(answer: Response, pointer: &str, code: &str) {
    let refused = answer.expect_problem(422, "validation-failed").json;
    let error = &refused["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
}

fn unmet(answer: Response, code: &str) -> Value {
    answer.expect_problem(422, code).json["unmet"][0]["rule"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_members_chillies_become_a_lot_and_come_back_to_the_gram_and_the_rupiah() {
    let lot = Lot::received().await;
    let given = json!({"member_id": member(2), "amount": {"amount": 250_000, "currency": "IDR"},
        "given_date": "2026-09-01", "note": "Pupuk 50 kg"});
    let input = format!("/v1/member-inputs/min_{:032x}", 1);
    lot.cooperative.put(&input, given.clone()).await.expect(201);
    lot.cooperative.put(&input, given.clone()).await.expect(200);
    lot.cooperative.put(&input, with(given, "note", json!("Benih"))).await.expect_problem(409, "duplicate");
    let before = lot.settlement(&lot.cooperative).await;
    assert_eq!((&before["settled"], &before["statements"]), (&json!(false), &json!([])));
    let settled = lot.step(&lot.cooperative, "settlements", json!({})).await.expect(200);
    assert_eq!(settled.json["state"], "settled");
    let shown = lot.settlement(&lot.cooperative).await;
    assert_eq!((rupiah(&shown["gross"]), rupiah(&shown["hub_fee"])), (2_305_001, 115_250));
    assert_eq!((&shown["settled"], &shown["members"]), (&json!(true), &before["members"]));
    let a = &shown["grades"][0];
    assert_eq!(
        [&a["brought"], &a["loaded"], &a["accepted"], &a["rejected"], &a["shrunk"], &a["undelivered"]],
        ["60", "60", "57", "2", "1", "0"]
    );
    let members = shown["members"].as_array().unwrap();
    let paid: Vec<_> = members.iter().map(|one| rupiah(&one["paid"])).collect();
    assert_eq!(paid, [902_500, 410_250, 627_001], "the second owed 250,000");
    let third = &members[2];
    assert_eq!(third["net"], json!({"value": "32.001", "unit": "KGM"}));
    assert_eq!((&third["refused"]["value"], &third["sorting_loss"]["value"]), (&json!("1.5"), &json!("0.5")));
    assert_eq!(rupiah(&members[1]["recovered"]), 250_000);
    let statement = &shown["statements"][0];
    assert_eq!((&statement["number"], &statement["adjusts_statement_id"]), (&json!(1), &Value::Null));
    let sum = 2_305_001 - 115_250 - rupiah(&statement["recovered"]);
    assert_eq!((rupiah(&statement["paid"]), paid.iter().sum::<i64>()), (sum, sum));
    let told = lot.app.feed(&kpms(), "/v1/catalog-events").await;
    let told: Vec<_> = told.iter().filter(|event| event["type"].as_str().unwrap().contains("lot")).collect();
    let kinds: Vec<_> =
        told.iter().map(|event| event["type"].as_str().unwrap().rsplit('.').next().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "opened",
            "contribution_recorded",
            "contribution_recorded",
            "contribution_recorded",
            "graded",
            "seal_given",
            "sealed",
            "allocated",
            "allocated",
            "dispatched",
            "settled"
        ]
    );
    for number in 1..=3 {
        let id = member(number).to_string();
        assert!(told.iter().all(|event| !event.to_string().contains(&id)), "a feed names no member");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reversal_after_the_settlement_makes_a_statement_that_names_the_first() {
    let lot = Lot::received().await;
    lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
    let again = lot.step(&lot.hub, "settlements", json!({})).await;
    again.expect_problem(422, "lot-rule");
    lot.know_receipt(2, (40_001, 40_000, 0), 880_001, false, 2).await;
    let due = lot.settlement(&lot.cooperative).await;
    assert_eq!((&due["settled"], rupiah(&due["gross"])), (&json!(false), 1_425_000));
    let adjusted = lot.step(&lot.hub, "settlements", json!({})).await.expect(200).json;
    assert_eq!(adjusted["state"], "settled");
    let shown = lot.settlement(&lot.cooperative).await;
    let (first, second) = (&shown["statements"][0], &shown["statements"][1]);
    assert_eq!((&second["number"], &second["adjusts_statement_id"]), (&json!(2), &first["id"]));
    let owed: Vec<_> =
        shown["members"].as_array().unwrap().iter().map(|one| rupiah(&one["debt_after"])).collect();
    assert_eq!(rupiah(&second["hub_fee"]), 71_250);
    assert_eq!(
        (owed[0], owed[2], rupiah(&second["paid"])),
        (0, 627_001, 0),
        "nobody is paid less than nothing"
    );
    // Received once more: the debts are recovered first.
    lot.know_receipt(2, (40_001, 40_000, 0), 880_001, true, 3).await;
    lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
    let mine = format!("/v1/member-statements?member_id={}", member(3));
    let told = lot.cooperative.get(&mine).await.expect(200).json;
    let steps: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| &one["share"]).collect();
    let of = |field: &str| steps.iter().map(|one| rupiah(&one[field])).collect::<Vec<_>>();
    assert_eq!(of("credited"), [627_001, 0, 627_001]);
    assert_eq!(of("owed_again"), [0, 627_001, 0]);
    assert_eq!((of("recovered"), of("paid")), (vec![0, 0, 627_001], vec![627_001, 0, 0]));
    assert_eq!(of("debt_after"), [0, 627_001, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_receipts_change_after_a_settlement_waits_for_the_hub_and_the_cooperative() {
    let lot = Lot::received().await;
    let waits = async |who: &Caller| {
        let items = who.get("/v1/catalog-work-items?action=settle_consolidation_lot").await.expect(200).json;
        items["items"].as_array().unwrap().len()
    };
    assert_eq!((waits(&lot.hub).await, waits(&lot.cooperative).await), (1, 1), "dispatched and received");
    lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
    assert_eq!(waits(&lot.hub).await, 0);
    // The same receipt, told once more.
    lot.know_receipt(2, (40_001, 40_000, 0), 880_001, true, 2).await;
    assert_eq!(waits(&lot.hub).await, 0);
    lot.know_receipt(2, (40_001, 40_000, 0), 880_001, false, 3).await;
    assert_eq!((waits(&lot.hub).await, waits(&lot.cooperative).await), (1, 1));
    assert_eq!(waits(&lot.app.caller(&blitar_supplier())).await, 0);
    lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
    assert_eq!(waits(&lot.cooperative).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_aside_and_not_loaded_is_freed_for_other_orders() {
    let lot = Lot::open().await;
    lot.weigh_in().await;
    lot.grade().await;
    lot.seal().await;
    lot.allocate().await;
    let release = async |number: u128, note: Value| {
        let body = json!({"call_off_line_id": line(number), "note": note});
        lot.step(&lot.cooperative, "allocation-releases", body).await
    };
    let dissolve = async || lot.step(&lot.hub, "dissolutions", json!({"note": "Batal"})).await;
    release(1, Value::Null).await.expect_problem(422, "validation-failed");
    rejected_as(release(3, json!("Keliru")).await, "/call_off_line_id", "nothing-set-aside");
    assert_eq!(unmet(dissolve().await, "lot-rule"), "nothing_set_aside");
    // Three quarters of the line of A are loaded: the rest can go to another order.
    lot.know_loads(ShipmentState::Loading, &[(1, 45_000), (2, 40_001)], 1).await;
    assert_eq!(unmet(release(2, json!("Batal")).await, "lot-rule"), "not_loaded");
    let freed = release(1, json!("Pembeli mengurangi pesanan")).await.expect(200).json;
    assert_eq!(freed["state"], "allocated");
    assert_eq!(freed["grades"][0]["allocated"]["value"], "45");
    assert_eq!(unmet(release(1, json!("Lagi")).await, "lot-rule"), "not_loaded");
    let strangers = lot.app.caller(&blitar_supplier());
    let body = json!({"call_off_line_id": line(1), "note": "Ambil"});
    lot.step(&strangers, "allocation-releases", body).await.expect_problem(404, "not-found");
    // The shipment is called off: nothing is loaded, and all of it can be freed.
    lot.know_loads(ShipmentState::Cancelled, &[(1, 45_000), (2, 40_001)], 2).await;
    release(1, json!("Pesanan batal")).await.expect(200);
    let grades = json!([{"grade": "b", "quantity": {"value": "1", "unit": "KGM"}}]);
    let other = json!({"call_off_line_id": line(1), "grades": grades});
    assert_eq!(
        unmet(lot.step(&lot.hub, "allocations", other.clone()).await, "lot-rule"),
        "allocation_within_lot",
        "all of B is set aside for the other line"
    );
    release(2, json!("Pesanan batal")).await.expect(200);
    let again = lot.step(&lot.hub, "allocations", other).await.expect(200).json;
    assert_eq!(again["allocations"].as_array().unwrap().len(), 1, "{again}");
    release(1, json!("Keliru")).await.expect(200);
    assert_eq!(dissolve().await.expect(200).json["state"], "dissolved");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_was_given_is_corrected_by_no_less_than_what_was_recovered() {
    let lot = Lot::received().await;
    let given = |by: u128, amount: i64, replaces: Option<u128>| {
        let mut body = json!({"member_id": member(by), "given_date": "2026-09-01",
            "amount": {"amount": amount, "currency": "IDR"}});
        if let Some(number) = replaces {
            body["replaces_input_id"] = json!(format!("min_{number:032x}"));
        }
        body
    };
    let put = async |number: u128, body: Value| {
        lot.cooperative.put(&format!("/v1/member-inputs/min_{number:032x}"), body).await
    };
    put(1, given(1, 250_000, None)).await.expect(201);
    // Entered for the wrong member: replaced by nothing, and entered for the right one.
    put(2, given(2, 90_000, None)).await.expect(201);
    rejected_as(put(3, given(2, 0, None)).await, "/amount/amount", "out-of-range");
    put(3, given(2, 0, Some(2))).await.expect(201);
    rejected_as(put(4, given(2, 0, Some(2))).await, "/replaces_input_id", "replaced-already");
    rejected_as(put(4, given(2, 0, Some(9))).await, "/replaces_input_id", "unknown-input");
    rejected_as(put(4, given(3, 5, Some(1))).await, "/replaces_input_id", "unknown-input");
    put(3, given(2, 0, Some(2))).await.expect(200);
    let list = "/v1/member-inputs?current=true";
    let shown = lot.cooperative.get(list).await.expect(200).json;
    let ids: Vec<_> = shown["items"].as_array().unwrap().iter().map(|one| &one["current"]).collect();
    assert_eq!(ids, [&json!(true), &json!(true)]);
    lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
    let told = lot.settlement(&lot.cooperative).await;
    let recovered: Vec<_> =
        told["members"].as_array().unwrap().iter().map(|one| rupiah(&one["recovered"])).collect();
    assert_eq!(recovered, [250_000, 0, 0]);
    assert_eq!(unmet(put(5, given(1, 249_999, Some(1))).await, "lot-rule"), "debt_not_below_zero");
    put(5, given(1, 300_000, Some(1))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_weigh_in_under_ids_of_their_own_and_bad_weights_are_refused_by_field() {
    let lot = Lot::open().await;
    know_member(&lot.app, 4, 10, Some("2026-11-21")).await;
    know_member(&lot.app, 5, 10, Some("2026-11-22")).await;
    know_member(&lot.app, 6, 12, None).await;
    let body = || lot.brought(1, "42");
    let weight = |value: &str, unit: &str| json!({"value": value, "unit": unit});
    for (body, pointer, code) in [
        (with(body(), "gross", weight("2", "KGM")), "/tare", "no-net-weight"),
        (with(body(), "gross", weight("0", "KGM")), "/gross/value", "not-positive"),
        (with(body(), "gross", weight("42", "HEA")), "/gross/unit", "unit"),
        (with(body(), "gross", weight("15.500,00", "KGM")), "/gross/value", "not-a-decimal"),
        (with(body(), "tare", weight("-1", "KGM")), "/tare/value", "not-a-decimal"),
        (
            with(body(), "scale", json!({"reference": "TMB", "verified_until_date": "2026-11-21"})),
            "/scale/verified_until_date",
            "scale-lapsed",
        ),
        (
            with(body(), "scale", json!({"reference": "=1+1", "verified_until_date": "2026-11-22"})),
            "/scale/reference",
            "not-a-line",
        ),
        (
            with(body(), "replaces_contribution_id", json!(contribution_id(9))),
            "/replaces_contribution_id",
            "unknown-contribution",
        ),
        (
            with(body(), "consolidation_lot_id", json!(format!("lot_{:032x}", 9))),
            "/consolidation_lot_id",
            "unknown-lot",
        ),
    ] {
        rejected_as(lot.hub.put(&contribution(1), body).await, pointer, code);
    }
    // Whoever has left before, belongs to another, or is not known: what is on its way is waited for.
    for other in [4, 6, 7] {
        let body = with(body(), "member_id", json!(member(other)));
        lot.hub.put(&contribution(1), body).await.expect_problem(409, "not-yet-known");
    }
    lot.hub.put(&contribution(5), lot.brought(5, "3")).await.expect(201);
    let first = lot.cooperative.put(&contribution(1), body()).await.expect(201).json;
    assert_eq!((&first["net"]["value"], &first["grading"]), (&json!("40"), &Value::Null));
    assert_eq!(lot.hub.put(&contribution(1), body()).await.expect(200).json, first);
    lot.hub.put(&contribution(1), lot.brought(1, "43")).await.expect_problem(409, "duplicate");
    let corrected = with(lot.brought(1, "43"), "replaces_contribution_id", json!(contribution_id(1)));
    lot.hub.put(&contribution(2), corrected.clone()).await.expect(201);
    rejected_as(
        lot.hub.put(&contribution(3), corrected).await,
        "/replaces_contribution_id",
        "replaced-already",
    );
    let current = format!("/v1/contributions?consolidation_lot_id={}&current=true&graded=false", lot.id());
    let listed = lot.hub.get(&current).await.expect(200).json;
    let ids: Vec<_> = listed["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, [contribution_id(2), contribution_id(5)]);
    let stranger = lot.app.caller(&blitar_supplier());
    rejected_as(stranger.put(&contribution(8), body()).await, "/consolidation_lot_id", "unknown-lot");
    let dissolved = lot.step(&lot.hub, "dissolutions", json!({})).await;
    rejected_as(dissolved, "/note", "required");
    lot.step(&lot.hub, "dissolutions", json!({"note": "Harga jatuh"})).await.expect(200);
    lot.hub.put(&contribution(8), body()).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sorted_is_the_net_weight_to_the_gram() {
    let lot = Lot::open().await;
    lot.weigh_in().await;
    let grade = async |gradings: Value| lot.step(&lot.hub, "gradings", json!({"gradings": gradings})).await;
    let short = {
        let mut all = Lot::gradings();
        all[2]["loss"] = json!({"value": "0.499", "unit": "KGM"});
        all
    };
    rejected_as(grade(short).await, "/gradings/2", "grading-does-not-close");
    let twice = json!([Lot::gradings()[0], Lot::gradings()[0]]);
    rejected_as(grade(twice).await, "/gradings/1/contribution_id", "unknown-contribution");
    let repeated = {
        let mut one = Lot::gradings()[0].clone();
        let half = json!({"grade": "a", "quantity": {"value": "20", "unit": "KGM"}});
        one["grades"] = json!([half, half]);
        one
    };
    rejected_as(grade(json!([repeated])).await, "/gradings/0/grades/1", "repeated");
    let heads = {
        let mut one = Lot::gradings()[0].clone();
        one["grades"][0]["quantity"]["unit"] = json!("HEA");
        one
    };
    rejected_as(grade(json!([heads])).await, "/gradings/0/grades/0/quantity/unit", "unit");
    rejected_as(grade(json!([])).await, "/gradings", "item-count");
    let stale = json!({"gradings": Lot::gradings()});
    let stale = lot.hub.act_on(&format!("{}/gradings", lot.path), stale, "\"v9\"").await;
    stale.expect_problem(412, "precondition-failed");
    let graded = lot.grade().await;
    assert_eq!((&graded["state"], &graded["quantity"]["value"]), (&json!("grading"), &json!("100.001")));
    assert_eq!(graded["grades"][1]["quantity"]["value"], "40.001");
    // Sorted again: the later word counts.
    let worse = json!([{"contribution_id": contribution_id(1),
        "grades": [{"grade": "d", "quantity": {"value": "40000", "unit": "GRM"}}]}]);
    let again = grade(worse).await.expect(200).json;
    assert_eq!(
        again["grades"][2],
        json!({"grade": "d", "quantity": {"value": "40", "unit": "KGM"},
        "allocated": {"value": "0", "unit": "KGM"}})
    );
    assert_ne!(again["content_sha256"], graded["content_sha256"]);
    let path = format!("/v1/contributions?member_id={}", member(3));
    let shown = lot.cooperative.get(&path).await.expect(200).json["items"][0]["grading"].clone();
    assert_eq!((&shown["refused"][0]["reason"], &shown["loss"]["value"]), (&json!("rotten"), &json!("0.5")));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_seal_one_text_and_one_of_them_is_not_the_hubs() {
    let lot = Lot::open().await;
    lot.weigh_in().await;
    let some = json!([Lot::gradings()[0]]);
    let graded = lot.step(&lot.hub, "gradings", json!({"gradings": some})).await.expect(200).json;
    let seal = async |by: &Caller, hash: &Value| lot.step(by, "seals", json!({"content_sha256": hash})).await;
    assert_eq!(unmet(seal(&lot.hub, &graded["content_sha256"]).await, "lot-rule"), "everything_graded");
    let graded = lot.grade().await;
    assert_eq!(unmet(seal(&lot.hub, &json!("0".repeat(64))).await, "text-changed"), "content_as_shown");
    seal(&lot.app.caller(&metro()), &graded["content_sha256"]).await.expect_problem(403, "forbidden");
    seal(&lot.hub, &graded["content_sha256"]).await.expect(200);
    let colleague = lot.app.caller(&kuj().named("another of KUJ"));
    for by in [&lot.hub, &colleague] {
        assert_eq!(unmet(seal(by, &graded["content_sha256"]).await, "four-eyes"), "sealed_by_two");
        let waiting = by.get("/v1/catalog-work-items").await.expect(200).json;
        assert_eq!(waiting["items"], json!([]), "nothing waits for who may not do it");
    }
    let waiting = lot.cooperative.get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(waiting["items"][0]["action"], "seal_consolidation_lot");
    // What is sorted anew has to be sealed anew.
    let worse = json!([{"contribution_id": contribution_id(1),
        "grades": [{"grade": "b", "quantity": {"value": "40", "unit": "KGM"}}]}]);
    let again = lot.step(&lot.hub, "gradings", json!({"gradings": worse})).await.expect(200).json;
    assert_eq!(again["seals"], json!([]));
    assert_eq!(
        unmet(seal(&lot.cooperative, &graded["content_sha256"]).await, "text-changed"),
        "content_as_shown"
    );
    let sealed = lot.seal().await;
    assert_eq!((&sealed["state"], sealed["seals"].as_array().unwrap().len()), (&json!("sealed"), 2));
    lot.hub.put(&contribution(9), lot.brought(1, "9")).await.expect_problem(409, "state-conflict");
    let late = lot.step(&lot.hub, "gradings", json!({"gradings": Lot::gradings()})).await;
    late.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_hub_is_the_cooperatives_own_the_government_seals_beside_it() {
    let lot = Lot::open().await;
    let facility = registered(&lot.cooperative, hub("Hub KPMS")).await;
    let opened = lot.cooperative.post("/v1/consolidation-lots", opened_at(&facility)).await.expect(201);
    let own = Lot { path: opened.header("location").to_owned(), ..lot };
    own.cooperative.put(&contribution(1), own.brought(1, "42")).await.expect(201);
    let all = json!({"gradings": [Lot::gradings()[0]]});
    own.step(&own.hub, "gradings", all.clone()).await.expect_problem(404, "not-found");
    let graded = own.step(&own.cooperative, "gradings", all).await.expect(200).json;
    let body = json!({"content_sha256": graded["content_sha256"]});
    own.step(&own.cooperative, "seals", body.clone()).await.expect(200);
    let second = own.app.caller(&kpms().named("another of KPMS"));
    assert_eq!(unmet(own.step(&second, "seals", body.clone()).await, "four-eyes"), "sealed_by_two");
    let sealed = own.step(&own.app.caller(&agency()), "seals", body).await.expect(200).json;
    assert_eq!(sealed["state"], "sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_set_aside_than_there_is_for_orders_of_these_goods() {
    let lot = Lot::open().await;
    lot.weigh_in().await;
    lot.grade().await;
    let allocate = async |number: u128, grade: &str, value: &str| {
        let grades = json!([{"grade": grade, "quantity": {"value": value, "unit": "KGM"}}]);
        lot.step(&lot.cooperative, "allocations", json!({"call_off_line_id": line(number), "grades": grades}))
            .await
    };
    allocate(1, "a", "1").await.expect_problem(409, "state-conflict");
    lot.seal().await;
    rejected_as(allocate(1, "a", "1").await, "/call_off_line_id", "unknown-order-line");
    know_order(&lot.app, CallOffState::Issued, 10, 1).await;
    assert_eq!(unmet(allocate(1, "a", "1").await, "lot-rule"), "order_accepted");
    know_order(&lot.app, CallOffState::Accepted, 11, 2).await;
    rejected_as(allocate(1, "a", "1").await, "/call_off_line_id", "unknown-order-line");
    know_order(&lot.app, CallOffState::Accepted, 10, 3).await;
    rejected_as(allocate(3, "a", "1").await, "/call_off_line_id", "other-goods");
    rejected_as(allocate(1, "a", "0").await, "/grades", "not-positive");
    assert_eq!(unmet(allocate(1, "c", "1").await, "lot-rule"), "allocation_within_lot");
    allocate(1, "a", "59.999").await.expect(200);
    assert_eq!(unmet(allocate(1, "b", "1").await, "lot-rule"), "one_grade_per_order_line");
    let refused = allocate(2, "a", "0.002").await.expect_problem(422, "lot-rule").json;
    assert_eq!(refused["unmet"][0]["subject"], "a");
    let shown = allocate(1, "a", "0.001").await.expect(200).json;
    assert_eq!(shown["allocations"][0]["quantity"]["value"], "60", "both parts add up");
    let dissolved = lot.step(&lot.hub, "dissolutions", json!({"note": "Batal"})).await;
    assert_eq!(unmet(dissolved, "lot-rule"), "nothing_set_aside");
    lot.step(&lot.hub, "settlements", json!({})).await.expect_problem(409, "state-conflict");
    // Not gone, and not received: what is on its way is waited for.
    lot.know_load(ShipmentState::Loading, 1).await;
    let waits = lot.step(&lot.hub, "dispatches", json!({})).await;
    assert_eq!(unmet(waits, "lot-rule"), "everything_left");
    lot.know_load(ShipmentState::Departed, 2).await;
    lot.step(&lot.hub, "dispatches", json!({})).await.expect(200);
    let open = lot.step(&lot.hub, "settlements", json!({})).await;
    assert_eq!(unmet(open, "lot-rule"), "everything_received");
    // Said to be received, while the receipt itself is still on its way here.
    lot.know_load(ShipmentState::Received, 3).await;
    let open = lot.step(&lot.hub, "settlements", json!({})).await;
    assert_eq!(unmet(open, "lot-rule"), "everything_received");
    lot.know_load(ShipmentState::Lost, 4).await;
    let settled = lot.step(&lot.hub, "settlements", json!({})).await.expect(200).json;
    assert_eq!(settled["state"], "settled");
    assert_eq!(lot.settlement(&lot.cooperative).await["grades"][0]["undelivered"], "60");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_is_opened_by_its_hub_or_its_cooperative_and_others_do_not_see_it() {
    let lot = Lot::received().await;
    lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
    for stranger in [blitar_supplier(), pasar_jaya(), Actor::new(party(3), "31", &[Role::Coordinator])] {
        let caller = lot.app.caller(&stranger);
        caller.get(&lot.path).await.expect_problem(404, "not-found");
        assert_eq!(caller.get("/v1/consolidation-lots").await.expect(200).json["items"], json!([]));
        assert!(
            lot.app
                .feed(&stranger, "/v1/catalog-events")
                .await
                .iter()
                .all(|event| { !event["type"].as_str().unwrap().contains("consolidation_lot") })
        );
        if stranger.roles != [Role::Buyer] {
            for list in ["contributions", "member-statements", "member-inputs"] {
                let seen = caller.get(&format!("/v1/{list}")).await.expect(200).json;
                assert_eq!(seen["items"], json!([]), "{list} of {}", stranger.subject);
            }
        }
    }
    // The hub knows what it weighed and its fee, not what members owe; the coordinator who keeps the cooperative does.
    assert_eq!(lot.settlement(&lot.hub).await["members"], Value::Null);
    assert_eq!(lot.hub.get("/v1/member-statements").await.expect(200).json["items"], json!([]));
    let coordinator = lot.app.caller(&metro());
    assert_eq!(lot.settlement(&coordinator).await["members"].as_array().unwrap().len(), 3);
    assert_eq!(
        coordinator.get("/v1/contributions").await.expect(200).json["items"].as_array().unwrap().len(),
        3
    );
    let officer = lot.app.caller(&agency());
    officer.get(&lot.path).await.expect(200);
    officer.get("/v1/contributions").await.expect_problem(403, "forbidden");
    officer.get(&format!("{}/settlement", lot.path)).await.expect_problem(403, "forbidden");
    let body = opened_at(&registered(&lot.hub, hub("Hub Dua")).await);
    lot.app
        .caller(&blitar_supplier())
        .post("/v1/consolidation-lots", body.clone())
        .await
        .expect_problem(403, "forbidden");
    let mill = registered(&lot.hub, with(hub("Gilingan"), "kind", json!("grain_mill"))).await;
    for (body, pointer, code) in [
        (
            with(body.clone(), "facility_id", opened_at(&mill)["facility_id"].clone()),
            "/facility_id",
            "unknown-hub",
        ),
        (with(body.clone(), "facility_id", json!(format!("fac_{:032x}", 7))), "/facility_id", "unknown-hub"),
        (with(body.clone(), "hub_fee_bp", json!(1_001)), "/hub_fee_bp", "hub-fee"),
        (with(body.clone(), "cooperative_party_id", json!(party(12))), "/cooperative_party_id", "no-members"),
        (with(body.clone(), "form_code", json!("sushi")), "/form_code", "unknown-form"),
        (
            with(with(body.clone(), "commodity_code", json!("cattle")), "form_code", json!("live")),
            "/form_code",
            "not-weighed",
        ),
    ] {
        rejected_as(lot.hub.post("/v1/consolidation-lots", body).await, pointer, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_is_recalled_by_who_runs_it_or_governs_there_and_told_to_everybody() {
    let lot = Lot::open().await;
    let recall = |lots: Value| {
        json!({"lot_ids": lots, "hazard": "contamination",
        "reason": "Sisa pestisida di atas batas.", "advice": "Tahan dan pisahkan; hub menjemputnya."})
    };
    let issue = async |by: &Caller, body: Value| by.post("/v1/recalls", body).await;
    let (all, buyer) = (json!([lot.id()]), lot.app.caller(&pasar_jaya()));
    // Who may not read a lot does not hear that there is one.
    rejected_as(
        issue(&lot.app.caller(&blitar_supplier()), recall(all.clone())).await,
        "/lot_ids/0",
        "unknown-lot",
    );
    rejected_as(issue(&lot.hub, recall(json!([lot.id(), lot.id()]))).await, "/lot_ids/1", "repeated");
    rejected_as(issue(&lot.hub, recall(json!([]))).await, "/variant_ids", "goods");
    let mut both = recall(all.clone());
    both["variant_ids"] = json!([format!("var_{:032x}", 7)]);
    rejected_as(issue(&lot.hub, both).await, "/variant_ids", "goods");
    for (by, whose) in [(&lot.hub, 12), (&lot.cooperative, 10), (&lot.app.caller(&metro()), 10)] {
        let issued = issue(by, recall(all.clone())).await.expect(201);
        assert_eq!((&issued.json["lot_ids"], &issued.json["variant_ids"]), (&all, &json!([])));
        assert_eq!(issued.json["supplier_id"], json!(party(whose)));
        let at = issued.header("location").to_owned();
        assert_eq!(buyer.get(&at).await.expect(200).json, issued.json);
        let other = if whose == 12 { &lot.cooperative } else { &lot.hub };
        let lift = format!("{at}/endings");
        other.act(&lift, json!({"note": "Aman"})).await.expect_problem(403, "forbidden");
        by.act(&lift, json!({"note": "Hasil laboratorium bersih"})).await.expect(200);
    }
    let listed = buyer.get(&format!("/v1/recalls?lot_id={}", lot.id())).await.expect(200).json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    let told = lot.app.feed(&pasar_jaya(), "/v1/catalog-events?types=id.kad.recall.issued").await;
    assert!(told.len() == 3 && told.iter().all(|event| event["data"]["lot_ids"] == all), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_that_a_hub_may_keep_is_a_row_of_the_administrator() {
    let lot = Lot::open().await;
    let conn = lot.app.core.read().await.unwrap();
    assert_eq!(rules::<HubFeeLimit>(&conn).await.unwrap(), seed_hub_fee_limits());
    drop(conn);
    let admin = lot.app.caller(&admin());
    let row = json!({"max_basis_points": 300, "in_force_from_date": "2026-11-22", "source": "Musyawarah"});
    lot.hub.post("/v1/hub-fee-limits", row.clone()).await.expect_problem(403, "forbidden");
    admin.post("/v1/hub-fee-limits", row.clone()).await.expect_problem(409, "duplicate");
    rejected_as(
        admin.post("/v1/hub-fee-limits", with(row.clone(), "max_basis_points", json!(10_001))).await,
        "/max_basis_points",
        "out-of-range",
    );
    let first = lot.hub.get("/v1/hub-fee-limits").await.expect(200).json["items"][0]["id"].clone();
    let path = format!("/v1/hub-fee-limits/{}", first.as_str().unwrap());
    let ending = json!({"in_force_until_date": "2026-11-21", "note": "Diturunkan"});
    admin.act(&format!("{path}/endings"), ending).await.expect(200);
    let body = opened_at(&registered(&lot.hub, hub("Hub Dua")).await);
    rejected_as(lot.hub.post("/v1/consolidation-lots", body.clone()).await, "/hub_fee_bp", "hub-fee");
    admin.post("/v1/hub-fee-limits", row).await.expect(201);
    lot.hub.post("/v1/consolidation-lots", with(body, "hub_fee_bp", json!(300))).await.expect(201);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % (most + 1)
    }
}

fn grams(value: i64) -> Value {
    json!({"value": value.to_string(), "unit": "GRM"})
}

impl Lot {
    /// Weighs in, sorts, seals and sets each grade aside for a line of its own; gives what is in it, by line.
    async fn at_random(&self, dice: &mut Dice, first: u128) -> Vec<(u128, i64)> {
        let mut gradings = Vec::new();
        for number in 0..u128::try_from(2 + dice.up_to(4)).unwrap() {
            let (net, by) = (1 + dice.up_to(90_000), 1 + u128::try_from(dice.up_to(2)).unwrap());
            let body = with(with(self.brought(by, "1"), "gross", grams(net + 500)), "tare", grams(500));
            self.hub.put(&contribution(first + number), body).await.expect(201);
            let (a, back) = (dice.up_to(net), dice.up_to(3));
            let back = back.min(net - a);
            gradings.push(json!({"contribution_id": contribution_id(first + number),
                "grades": [{"grade": "a", "quantity": grams(a)}, {"grade": "c", "quantity": grams(net - a - back)}],
                "refused": [{"reason": "bruised", "quantity": grams(back)}]}));
        }
        let graded = self.step(&self.hub, "gradings", json!({"gradings": gradings})).await.expect(200).json;
        self.seal().await;
        let mut aside = Vec::new();
        for (number, part) in (1..).zip(graded["grades"].as_array().unwrap()) {
            let value = part["quantity"]["value"].as_str().unwrap();
            let grams = domain::shared::Quantity::parse(value, domain::shared::Unit::Kgm).unwrap().base();
            if grams > 0 {
                let grades = json!([{"grade": part["grade"], "quantity": part["quantity"]}]);
                let body = json!({"call_off_line_id": line(number), "grades": grades});
                self.step(&self.hub, "allocations", body).await.expect(200);
                aside.push((number, grams));
            }
        }
        aside
    }

    /// The last statement adds up, and nobody is below nothing; gives what was paid by it.
    async fn adds_up(&self, gross: i64) -> i64 {
        let shown = self.settlement(&self.cooperative).await;
        let statement = shown["statements"].as_array().unwrap().last().unwrap().clone();
        let sum = |field: &str| {
            shown["members"].as_array().unwrap().iter().map(|one| rupiah(&one[field])).sum::<i64>()
        };
        assert_eq!((rupiah(&shown["gross"]), sum("gross")), (gross, gross), "{shown}");
        assert_eq!(sum("hub_fee"), rupiah(&shown["hub_fee"]));
        assert_eq!(
            sum("credited") - sum("credited_before"),
            sum("paid") + sum("recovered") - sum("owed_again"),
            "{shown}"
        );
        assert_eq!(
            (sum("paid"), sum("recovered")),
            (rupiah(&statement["paid"]), rupiah(&statement["recovered"]))
        );
        let least =
            |field: &str| shown["members"].as_array().unwrap().iter().map(|one| rupiah(&one[field])).min();
        assert!(least("paid") >= Some(0) && least("debt_after") >= Some(0), "{shown}");
        rupiah(&statement["paid"])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_lots_with_debts_and_late_reversals_add_up_over_http() {
    let lots = if std::env::var_os("KAD_LONG").is_some() { 1_000 } else { 5 };
    let mut lot = Lot::open().await;
    know_order(&lot.app, CallOffState::Accepted, 10, 1).await;
    let facility = lot.hub.get(&lot.path).await.expect(200).json["facility_id"].clone();
    let mut dice = Dice(20_220_610);
    for number in 1..=lots {
        let body = with(opened_at(""), "facility_id", facility.clone());
        lot.path =
            lot.hub.post("/v1/consolidation-lots", body).await.expect(201).header("location").to_owned();
        let aside = lot.at_random(&mut dice, number * 100).await;
        let item = |line: u128| seeded(100_000 + number * 10 + line);
        let load = |(number, grams): &(u128, i64)| LoadedItem {
            item_id: item(*number),
            lot_id: lot.id(),
            call_off_line_id: Some(line(*number)),
            grams: *grams,
        };
        let loads: Vec<_> = aside.iter().map(load).collect();
        let shipment = |state, version| ShipmentRow {
            id: seeded(10_000 + number),
            state,
            lot_ids: vec![lot.id()],
            loads: json!(loads),
            version,
        };
        know(&lot.app, &shipment(ShipmentState::Departed, 1)).await;
        lot.step(&lot.hub, "dispatches", json!({})).await.expect(200);
        let given = json!({"member_id": member(1 + number % 3), "given_date": "2026-09-01",
            "amount": {"amount": 1 + dice.up_to(900_000), "currency": "IDR"}});
        lot.cooperative.put(&format!("/v1/member-inputs/min_{number:032x}"), given).await.expect(201);
        let (mut gross, mut rows) = (0, Vec::new());
        for (number, all) in &aside {
            let loaded = all - dice.up_to(all / 2);
            let accepted = loaded - dice.up_to(loaded / 3);
            let outcome = LotOutcome { loaded, accepted, rejected: (loaded - accepted) / 2 };
            let rupiah = accepted * dice.up_to(60_000) / 1_000;
            gross += rupiah;
            let (item_id, call_off_line_id) = (item(*number), line(*number));
            rows.push(ReceivedLine { item_id, lot_id: lot.id(), call_off_line_id, outcome, rupiah });
        }
        let receipt = |counts, version| {
            let (id, lot_ids) = (seeded(10_000 + number), vec![lot.id()]);
            ReceiptRow { id, counts, lot_ids, lines: json!(rows), version }
        };
        know(&lot.app, &receipt(true, 1)).await;
        lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
        lot.adds_up(gross).await;
        if gross > 0 && dice.up_to(1) == 1 {
            know(&lot.app, &receipt(false, 2)).await;
            lot.step(&lot.hub, "settlements", json!({})).await.expect(200);
            assert_eq!(lot.adds_up(0).await, 0);
        }
    }
}
