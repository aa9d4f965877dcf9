//! Contracts of every type: shares of a need with their periods, cultivation with its seasons, a spot harvest, animals for a
//! festival.

use agreement::projections::{HarvestForecasts, SeasonRow};
use domain::shared::SeasonId;
use serde_json::{Value, json};
use service::Projected;
use testkit::{Response, seeded, test_time};

use crate::commitments::{Need, absolute, receive, share};
use crate::demands::{eggs, errors};
use crate::trade::Trade;

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

fn rules(answer: &Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

impl Trade {
    /// A draft of a type without quantities, in days that begin today.
    fn of_type(&self, kind: &str) -> Value {
        let mut draft = self.draft();
        (draft["type"], draft["valid_from_date"]) = (json!(kind), json!("2026-11-22"));
        draft["lines"][0].as_object_mut().unwrap().remove("quantity");
        if ["price_only", "standby_buyer", "spot_harvest"].contains(&kind) {
            draft["value_limit"] = json!({"amount": 1_000_000_000, "currency": "IDR"});
        }
        draft
    }

    fn share_of(&self, commitment: &str) -> Value {
        let mut draft = self.of_type("share_of_demand");
        draft["lines"][0]["commitment_id"] = json!(commitment.rsplit('/').next());
        draft
    }

    /// What the catalog tells.
    async fn tell(&self, told: &dyn Projected) {
        let mut conn = self.story.app.core.read().await.unwrap();
        told.keep(&mut conn, 1).await.unwrap();
    }
}

/// What a line commits period by period: the period, the quantity, and which recording of it that is.
fn schedule(contract: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = contract["lines"][0]["schedule"].as_array().unwrap();
    rows.iter().map(|one| (text(&one["period"]), text(&one["quantity"]["value"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_of_a_need_commits_period_by_period_what_the_need_says_then() {
    let need = Need::start().await;
    let commitment = need.accepted(&share(6000)).await;
    let path = need.trade.active_as(need.trade.share_of(&commitment)).await;
    let supplier = need.trade.as_(&need.trade.supplier);
    let contract = supplier.get(&path).await.expect(200);
    assert_eq!(schedule(&contract.json), pairs(&[("2026-12", "6000"), ("2027-01", "12000")]));
    let line = &contract.json["lines"][0];
    assert_eq!((&line["quantity"], &line["rolls_over"]), (&Value::Null, &json!(true)));
    let first = &line["schedule"][0];
    assert_eq!((&first["need"]["value"], &first["share_bp"]), (&json!("10000"), &json!(6000)));
    let linked = need.metro().get(&commitment).await.expect(200).json;
    assert_eq!(linked["contract_lines"][0]["contract_line_id"], line["id"], "it delivers on the commitment");
    let coverage = async || {
        let shown = need.buyer().get(&format!("{}/coverage", need.demand)).await.expect(200).json;
        shown["lines"][0]["contracted"]["value"].clone()
    };
    assert_eq!(coverage().await, json!("18"));
    // The contract itself names the commitment: the link is not ended beside it.
    let unlink = json!({"contract_line_id": line["id"], "note": "x"});
    let refused = need.metro().act(&format!("{commitment}/contract-line-endings"), unlink).await;
    let refused = errors(&refused.expect_problem(422, "validation-failed"));
    assert_eq!(refused, pairs(&[("/contract_line_id", "named-by-contract")]));

    // The buyer needs more: what had begun stays, the rest counts from the next period.
    need.trade.story.app.clock.set("2026-12-10T03:00:00Z".parse().unwrap());
    let mut revised = eggs(&[("2026-12", "10"), ("2027-01", "30"), ("2027-02", "5")]);
    revised["id"] = need.line.clone();
    let body = json!({"rationale": "Lebih banyak.", "lines": [revised]});
    need.buyer().act(&format!("{}/versions", need.demand), body).await.expect(200);
    let supplier = need.trade.as_(&need.trade.supplier);
    let changed = supplier.get(&path).await.expect(200);
    assert_eq!(
        schedule(&changed.json),
        pairs(&[("2026-12", "6000"), ("2027-01", "12000"), ("2027-01", "18000"), ("2027-02", "3000")])
    );
    assert_ne!(changed.header("etag"), contract.header("etag"), "readers are told");
    let before = supplier.get(&format!("{path}?known_at=2026-12-09")).await.expect(200);
    assert_eq!(schedule(&before.json), schedule(&contract.json));
    let told = need
        .trade
        .story
        .app
        .feed(&need.trade.supplier, "/v1/agreement-events?types=id.kad.contract.rescheduled");
    assert_eq!(told.await.len(), 1);
    assert_eq!(coverage().await, json!("27"));

    // Closed short: what has not begun is committed no more.
    need.trade.story.app.clock.set("2027-01-15T03:00:00Z".parse().unwrap());
    let short = json!({"reason": "weather", "note": "Banjir.", "rolls_over": true});
    need.metro().act(&format!("{commitment}/short-closures"), short).await.expect(200);
    let supplier = need.trade.as_(&need.trade.supplier);
    let closed = supplier.get(&path).await.expect(200).json;
    assert_eq!(schedule(&closed).last(), Some(&("2027-02".to_owned(), "0".to_owned())));
    assert_eq!(coverage().await, json!("24"));

    // Fulfilled with what the periods that have begun come to, and no less.
    need.trade.hear_logistics().await;
    let statement = supplier.get(&format!("{path}/closing-statement")).await.expect(200).json;
    assert!(statement["text"].as_str().unwrap().contains(r#""committed":"24000""#), "{}", statement["text"]);
    let fulfil = async || supplier.act(&format!("{path}/fulfilments"), json!({})).await;
    receive(&need.trade, &closed, 23_999, "2027-01-10T03:00:00Z").await;
    assert_eq!(rules(&fulfil().await.expect_problem(422, "ending-not-allowed")), ["line_fulfilled"]);
    receive(&need.trade, &closed, 1, "2027-01-11T03:00:00Z").await;
    fulfil().await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_period_did_not_take_is_not_owed_where_nothing_rolls_over() {
    let need = Need::start().await;
    let mut offer = share(5000);
    offer["rolls_over"] = json!(false);
    let commitment = need.accepted(&offer).await;
    let path = need.trade.active_as(need.trade.share_of(&commitment)).await;
    let contract = need.buyer().get(&path).await.expect(200).json;
    assert_eq!(contract["lines"][0]["rolls_over"], json!(false));
    need.trade.story.app.clock.set("2027-01-20T03:00:00Z".parse().unwrap());
    need.trade.hear_logistics().await;
    receive(&need.trade, &contract, 2_000, "2026-12-10T03:00:00Z").await;
    receive(&need.trade, &contract, 9_000, "2027-01-10T03:00:00Z").await;
    let supplier = need.trade.as_(&need.trade.supplier);
    let committed =
        async || supplier.get(&format!("{path}/closing-statement")).await.expect(200).json["text"].clone();
    let text = committed().await;
    assert!(
        text.as_str().unwrap().contains(r#""committed":"12000""#),
        "two of December, ten of January: {text}"
    );
    let fulfil = async || supplier.act(&format!("{path}/fulfilments"), json!({})).await;
    assert_eq!(rules(&fulfil().await.expect_problem(422, "ending-not-allowed")), ["line_fulfilled"]);
    receive(&need.trade, &contract, 1_000, "2027-01-12T03:00:00Z").await;
    fulfil().await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_line_names_an_accepted_share_of_its_own_sides_and_goods() {
    let need = Need::start().await;
    let supplier = need.trade.as_(&need.trade.supplier);
    let refused = async |draft: Value| {
        errors(&supplier.post("/v1/contracts", draft).await.expect_problem(422, "validation-failed"))
    };
    let at = "/lines/0/commitment_id";
    let accepted = need.accepted(&share(2500)).await;
    let good = need.trade.share_of(&accepted);
    let mut bare = good.clone();
    bare["lines"][0].as_object_mut().unwrap().remove("commitment_id");
    assert_eq!(refused(bare).await, pairs(&[(at, "required")]));
    let mut counted = good.clone();
    counted["lines"][0]["quantity"] = json!({"value": "9000", "unit": "KGM"});
    assert_eq!(refused(counted).await, pairs(&[("/lines/0/quantity", "quantity-absent")]));
    let mut fixed = good.clone();
    fixed["type"] = json!("price_only");
    fixed["value_limit"] = json!({"amount": 1_000_000_000, "currency": "IDR"});
    assert_eq!(refused(fixed).await, pairs(&[(at, "commitment-absent")]));
    let offered = need.offered(&share(100)).await;
    let own = need.accepted(&absolute(&[("2026-12", "1")])).await;
    for unfit in [offered.header("location"), own.as_str(), "cmt_00000000000000000000000000000001"] {
        assert_eq!(refused(need.trade.share_of(unfit)).await, pairs(&[(at, "unfit-commitment")]), "{unfit}");
    }
    let mut sacks = good.clone();
    (sacks["lines"][0]["form_code"], sacks["lines"][0]["unit"]) = (json!("salted"), json!("KGM"));
    assert!(refused(sacks).await.contains(&(at.to_owned(), "unfit-commitment".to_owned())));
    let mut twice = good.clone();
    let line = twice["lines"][0].clone();
    twice["lines"].as_array_mut().unwrap().push(line);
    assert_eq!(refused(twice).await, pairs(&[("/lines/1/commitment_id", "duplicate")]));
    let mut late = good.clone();
    late["valid_from_date"] = json!("2027-01-02");
    assert_eq!(refused(late).await, pairs(&[(at, "no-period")]));
    // Two drafts may name it; one of them comes into force.
    let one = need.trade.active_as(good.clone()).await;
    let other = need.trade.signed_as(good).await;
    let metro = need.metro();
    let taken = metro.act(&format!("{other}/activations"), json!({})).await;
    assert_eq!(rules(&taken.expect_problem(422, "contract-not-guaranteed")), ["commitment_free"]);
    need.trade.terminate(&one).await;
    let short = json!({"reason": "price", "note": "Harga naik.", "rolls_over": false});
    need.metro().act(&format!("{accepted}/short-closures"), short).await.expect(200);
    let over = need.metro().act(&format!("{other}/activations"), json!({})).await;
    assert_eq!(rules(&over.expect_problem(422, "contract-not-guaranteed")), ["commitment_accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_of_a_share_contract_keeps_what_has_begun() {
    let need = Need::of(eggs(&[("2026-12", "10"), ("2027-01", "20"), ("2027-02", "10")])).await;
    let commitment = need.accepted(&share(5000)).await;
    let mut draft = need.trade.share_of(&commitment);
    draft["valid_until_date"] = json!("2027-02-28");
    let path = need.trade.active_as(draft).await;
    let supplier = need.trade.as_(&need.trade.supplier);
    let before = supplier.get(&path).await.expect(200).json;
    assert_eq!(schedule(&before), pairs(&[("2026-12", "5000"), ("2027-01", "10000"), ("2027-02", "5000")]));
    let terms = |commitment: &Value, tolerance: u32, until: &str| {
        let line = json!({"contract_line_id": before["lines"][0]["id"], "commodity_code": "eggs", "form_code": "fresh",
            "unit": "KGM", "price": {"amount": 22500, "currency": "IDR"}, "price_basis": "per_kg_net",
            "description": "Telur ayam ras", "commitment_id": commitment, "over_tolerance_bp": tolerance});
        json!({"rationale": "Lebih pendek.", "effective_date": "2026-12-15", "valid_until_date": until, "lines": [line]})
    };
    let own = before["lines"][0]["commitment_id"].clone();
    let drafts = format!("{path}/amendments");
    let other =
        supplier.post(&drafts, terms(&json!("cmt_00000000000000000000000000000001"), 0, "2027-02-28")).await;
    let other = errors(&other.expect_problem(422, "validation-failed"));
    assert!(
        other.contains(&("/lines/0/commitment_id".to_owned(), "other-commitment".to_owned())),
        "{other:?}"
    );
    let shorter = supplier.post(&drafts, terms(&own, 0, "2026-12-20")).await.expect(201);
    assert_eq!(shorter.json["after"]["lines"][0]["commitment_id"], own);
    need.trade.hear_logistics().await;
    let amendment = need.trade.agree_on(&shorter).await;
    let version: i64 = supplier.get(&path).await.header("etag").trim_matches('"')[1..]
        .split('-')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    need.trade.apply(&path, version).await;
    need.trade.sign_amendment(&supplier, &amendment).await.expect(200);
    need.trade.sign_amendment(&need.buyer(), &amendment).await.expect(200);
    let on = async |day: &str| schedule(&supplier.get(&format!("{path}?as_of={day}")).await.expect(200).json);
    assert_eq!(on("2026-12-14").await.len(), 3);
    assert_eq!(on("2026-12-15").await, pairs(&[("2026-12", "5000")]), "December had begun");
}

/// A season of the supplier, as the catalog tells it.
fn season(trade: &Trade, contract: &Value, version: i64, state: &str) -> SeasonRow {
    let view = json!({
        "id": seeded::<SeasonId>(7), "etag": format!("\"v{version}\""), "state": state,
        "failure_cause": (state == "failed").then_some("flood"), "owner_party_id": trade.supplier.party,
        "region_code": "18.72", "plots": [], "area_m2": 1_500_000, "commodity_code": "eggs", "form_code": "fresh",
        "variety": null, "planting_date": "2026-11-01", "harvest_from_date": "2026-12-20", "harvest_until_date": "2027-01-10",
        "due_date": null, "expected": {"value": "12", "unit": "TNE"}, "expected_source": null, "forecasts": [],
        "contract_id": contract, "created_at": test_time(), "updated_at": test_time(),
    });
    SeasonRow::of(serde_json::from_value(view).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn cultivation_names_seasons_and_a_failed_one_is_told_the_same_minute() {
    let need = Need::start().await;
    let trade = &need.trade;
    let supplier = trade.as_(&trade.supplier);
    let mut draft = trade.draft();
    (draft["type"], draft["valid_from_date"]) = (json!("on_farm"), json!("2026-11-22"));
    let bare = supplier.post("/v1/contracts", draft.clone()).await.expect(201);
    trade.verify("2030-01-01").await;
    let metro = need.metro();
    // What could not come into force is not signed first.
    let refused = supplier.act(&format!("{}/submissions", bare.header("location")), json!({})).await;
    assert_eq!(rules(&refused.expect_problem(422, "contract-not-guaranteed")), ["season_named"]);

    // What the catalog has told is all there is.
    trade.story.hear("catalog").await;
    let drafted = supplier.post("/v1/contracts", draft.clone()).await.expect(201);
    let path = drafted.header("location").to_owned();
    let (at, id) = ("/lines/0/season_ids/0", json!(seeded::<SeasonId>(7)));
    let mut line = draft["lines"][0].clone();
    line["season_ids"] = json!([id]);
    let name = async |line: &Value| {
        let etag = supplier.get(&path).await.header("etag").to_owned();
        supplier.patch(&path, json!({"lines": [line]}), &etag).await
    };
    let refused = async |line: &Value| errors(&name(line).await.expect_problem(422, "validation-failed"));
    assert_eq!(refused(&line).await, pairs(&[(at, "unknown-season")]));
    let mut others = season(trade, &drafted.json["id"], 1, "planted");
    others.owner_party_id = trade.buyer.party;
    trade.tell(&others).await;
    assert_eq!(refused(&line).await, pairs(&[(at, "unknown-season")]), "of another supplier");
    trade.tell(&season(trade, &Value::Null, 2, "planted")).await;
    assert_eq!(refused(&line).await, pairs(&[(at, "other-contract")]));
    trade.tell(&season(trade, &drafted.json["id"], 3, "harvested")).await;
    assert_eq!(refused(&line).await, pairs(&[(at, "season-ended")]));
    trade.tell(&season(trade, &drafted.json["id"], 4, "planted")).await;
    let mut fixed = trade.draft();
    fixed["lines"][0]["season_ids"] = json!([id]);
    let elsewhere = supplier.post("/v1/contracts", fixed).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&elsewhere), pairs(&[("/lines/0/season_ids", "seasons-absent")]));
    let named = name(&line).await.expect(200);
    assert_eq!(named.json["lines"][0]["season_ids"], json!([id]));
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    trade.endorse_and_sign(&path).await;
    metro.act(&format!("{path}/activations"), json!({})).await.expect(200);

    // Everything that the buyer needs is promised, and the season fails.
    need.accepted(&share(10_000)).await;
    let gaps = async || {
        let page = need.buyer().get("/v1/demand-gaps").await.expect(200).json;
        let told = |one: &Value| {
            (one["period"].clone(), one["gap"]["value"].clone(), one["failed_season_ids"].clone())
        };
        page["items"].as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(gaps().await, []);
    trade.tell(&season(trade, &drafted.json["id"], 5, "failed")).await;
    let failed = json!([id]);
    let open =
        [(json!("2026-12"), json!("0"), failed.clone()), (json!("2027-01"), json!("0"), failed.clone())];
    assert_eq!(gaps().await, open);
    let waits = async |reader: &testkit::Caller| {
        let work = reader.get("/v1/agreement-work-items?action=create_contract_amendment").await.expect(200);
        work.json["items"].as_array().unwrap().len()
    };
    for told in [&need.buyer(), &need.metro(), &trade.as_(&trade.story.jakarta)] {
        assert_eq!(waits(told).await, 1, "its lines name another season, or ask for less");
    }
    assert_eq!(waits(&supplier).await, 0, "it told of the failure itself");
    for reader in [&need.metro(), &trade.as_(&trade.story.jakarta), &trade.as_(&trade.story.facilitator)] {
        let page = reader.get("/v1/demand-gaps").await.expect(200).json;
        assert_eq!(page["items"].as_array().unwrap().len(), 2);
        let contract = reader.get(&path).await.expect(200).json;
        assert_eq!(
            (&contract["lines"][0]["failed_season_ids"], &contract["state"]),
            (&failed, &json!("active"))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forecasts_are_set_against_a_need_week_by_week_with_what_is_promised_elsewhere() {
    let need = Need::of(eggs(&[("2026-W51", "10"), ("2026-W52", "10")])).await;
    need.accepted(&share(5000)).await;
    let trade = &need.trade;
    let other = crate::demands::published(&need.buyer(), vec![eggs(&[("2026-W52", "4")])]).await;
    let line = need.buyer().get(&other).await.expect(200).json["lines"][0]["id"].clone();
    let offered = json!({"demand_id": other.rsplit('/').next(), "demand_line_id": line,
        "agreement_id": trade.agreement_id(), "offer": absolute(&[("2026-W52", "3")])});
    let offer = need.metro().post("/v1/commitments", offered).await.expect(201);
    let yes = json!({"text_sha256": offer.json["offer"]["text_sha256"]});
    need.buyer().act(&format!("{}/acceptances", offer.header("location")), yes).await.expect(200);
    trade.tell(&season(trade, &Value::Null, 1, "grown")).await;
    let said = |number: u8, from: &str, tonnes: &str, captured: &str| {
        json!({
            "id": format!("hfc_{number:032x}"), "etag": "\"v1\"", "season_id": seeded::<SeasonId>(7),
            "owner_party_id": trade.supplier.party, "region_code": "18.72", "commodity_code": "eggs",
            "form_code": "fresh", "from_date": from, "until_date": from, "quantity": {"value": tonnes, "unit": "TNE"},
            "current": true, "stale": false, "captured_at": captured, "claimed_at": null,
            "recorded_at": captured, "recorded_by_party_id": trade.supplier.party,
        })
    };
    let told = json!([
        said(1, "2026-12-14", "9", "2026-11-20T03:00:00Z"),
        said(2, "2026-12-14", "7", "2026-11-21T03:00:00Z"),
        said(3, "2026-12-21", "2.5", "2026-11-21T03:00:00Z"),
        said(4, "2026-12-22", "1", "2026-11-01T03:00:00Z"),
    ]);
    trade.tell(&HarvestForecasts::of(serde_json::from_value(told).unwrap()).unwrap()).await;
    let path = format!("{}/forecasts", need.demand);
    let shown = need.buyer().get(&path).await.expect(200).json["lines"][0].clone();
    assert_eq!(shown["region_codes"], json!(["18.72"]));
    let figures = |of: &Value| {
        ["need", "committed", "forecast", "stale", "promised_elsewhere"].map(|name| of[name]["value"].clone())
    };
    let value = |all: [&str; 5]| all.map(|one| json!(one));
    assert_eq!(figures(&shown["periods"][0]), value(["10", "5", "7", "0", "0"]), "the latest word counts");
    assert_eq!(
        figures(&shown["periods"][1]),
        value(["10", "5", "2.5", "1", "3"]),
        "what is old stands apart"
    );
    assert_eq!(need.metro().get(&path).await.expect(200).json["lines"][0], shown, "its own region");
    let supplier = trade.as_(&trade.supplier);
    trade.verify("2030-01-01").await;
    let none = supplier.get(&path).await.expect(200).json["lines"][0].clone();
    assert_eq!((&none["region_codes"], &none["periods"][0]["forecast"]["value"]), (&json!([]), &json!("0")));
    // Of a season that failed nothing is expected.
    trade.tell(&season(trade, &Value::Null, 2, "failed")).await;
    let shown = need.buyer().get(&path).await.expect(200).json["lines"][0].clone();
    assert_eq!(figures(&shown["periods"][0]), value(["10", "5", "0", "0", "0"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spot_harvest_is_one_harvest_without_a_quantity_and_a_standby_buyer_takes_all() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let mut spot = trade.of_type("spot_harvest");
    spot["valid_until_date"] = json!("2026-12-23");
    let long = supplier.post("/v1/contracts", spot.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&long), pairs(&[("/valid_until_date", "one-harvest")]));
    assert!(long.json["errors"][0]["detail"].as_str().unwrap().contains("31"), "{}", long.json);
    spot["valid_until_date"] = json!("2026-12-22");
    trade.verify("2030-01-01").await;
    for draft in [spot, trade.of_type("standby_buyer")] {
        let path = trade.signed_as(draft).await;
        trade.as_(&trade.story.metro).act(&format!("{path}/activations"), json!({})).await.expect(200);
        let contract = supplier.get(&path).await.expect(200).json;
        assert_eq!((&contract["state"], &contract["lines"][0]["quantity"]), (&json!("active"), &Value::Null));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn animals_for_a_festival_are_counted_and_its_day_moves_by_an_amendment() {
    let trade = Trade::start().await;
    trade
        .seed(
            "insert into projected_commodity (code, name_id, name_en, natural_unit, version) values \
            ('cattle', 'sapi', 'cattle', 'HEA', 1) on conflict do nothing; \
         insert into projected_form (commodity_code, form_code, unit, second_unit, name_id, name_en) values \
            ('cattle', 'live', 'HEA', 'KGM', 'hidup', 'live') on conflict do nothing; \
         update agreement set commodities = array_append(commodities, 'cattle')",
        )
        .await;
    let supplier = trade.as_(&trade.supplier);
    let mut draft = trade.draft();
    (draft["type"], draft["valid_from_date"]) = (json!("festival_hold"), json!("2026-11-22"));
    draft["lines"] = json!([{"commodity_code": "cattle", "form_code": "live", "unit": "HEA",
        "quantity": {"value": "30", "unit": "HEA"}, "price": {"amount": 57000, "currency": "IDR"},
        "price_basis": "per_kg_live"}]);
    let refused = async |draft: &Value| {
        errors(&supplier.post("/v1/contracts", draft.clone()).await.expect_problem(422, "validation-failed"))
    };
    assert_eq!(refused(&draft).await, pairs(&[("/festival", "required")]));
    let festival =
        |day: &str| json!({"name": "Idul Adha 1448 H", "festival_date": day, "hold_from_date": "2027-03-01"});
    draft["festival"] = festival("2027-06-10");
    assert_eq!(refused(&draft).await, pairs(&[("/festival/festival_date", "outside-contract")]));
    draft["festival"] = festival("2027-05-17");
    let mut other = draft.clone();
    other["type"] = json!("fixed_quota");
    assert_eq!(refused(&other).await, pairs(&[("/festival", "festival-absent")]));
    let path = trade.active_as(draft.clone()).await;
    let contract = supplier.get(&path).await.expect(200).json;
    assert_eq!(contract["festival"], festival("2027-05-17"));
    // The day of the festival was seen in the sky a day earlier.
    let line = json!({"contract_line_id": contract["lines"][0]["id"], "commodity_code": "cattle", "form_code": "live",
        "unit": "HEA", "quantity": {"value": "30", "unit": "HEA"}, "price": {"amount": 57000, "currency": "IDR"},
        "price_basis": "per_kg_live"});
    let terms = json!({"rationale": "Sidang isbat.", "effective_date": "2026-11-25",
        "valid_until_date": contract["valid_until_date"], "lines": [line], "festival": festival("2027-05-16")});
    let drafted = supplier.post(&format!("{path}/amendments"), terms).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["festival"]));
    assert_eq!(
        (&drafted.json["before"]["festival"], &drafted.json["after"]["festival"]),
        (&festival("2027-05-17"), &festival("2027-05-16"))
    );
    trade.hear_logistics().await;
    let amendment = trade.agree_on(&drafted).await;
    let capped = supplier.get(&path).await.expect(200);
    assert_eq!(capped.json["ordering_cap"]["valid_until_date"], json!("2027-05-16"));
    let version: i64 =
        capped.header("etag").trim_matches('"')[1..].split('-').next().unwrap().parse().unwrap();
    trade.apply(&path, version).await;
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    trade.sign_amendment(&trade.as_(&trade.buyer), &amendment).await.expect(200);
    let on = async |day: &str| {
        supplier.get(&format!("{path}?as_of={day}")).await.expect(200).json["festival"].clone()
    };
    assert_eq!(on("2026-11-24").await, festival("2027-05-17"));
    assert_eq!(on("2026-11-25").await, festival("2027-05-16"));
}

/// A share is no way round the trial that a quota of as much asks for.
#[tokio::test(flavor = "multi_thread")]
async fn a_share_above_the_threshold_follows_a_trial_as_a_quota_does() {
    let need = Need::start().await;
    // 10 t in December and 20 t in January: 95 % of them are 28.5 t in 62 days, 13.98 t a month.
    let commitment = need.accepted(&share(9500)).await;
    let supplier = need.trade.as_(&need.trade.supplier);
    let drafted = supplier.post("/v1/contracts", need.trade.share_of(&commitment)).await.expect(201);
    let path = drafted.header("location").to_owned();
    let refused = supplier.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "trial-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "trial_passed");
    let found = refused.json["unmet"][0]["found"].as_str().unwrap();
    assert!(found.starts_with("13.98"), "{found}");
}
