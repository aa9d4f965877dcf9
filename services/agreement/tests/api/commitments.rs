//! Commitments: offered, countered, accepted by their hash; shares never exceed what is needed; kept, explained or lapsed.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Caller, Response};

use crate::demands::{eggs, errors, published, tonnes};
use crate::story::{also, register};
use crate::trade::Trade;

/// A published demand of eggs and its line.
pub(crate) struct Need {
    pub(crate) trade: Trade,
    pub(crate) demand: String,
    pub(crate) line: Value,
}

impl Need {
    pub(crate) async fn start() -> Self {
        Self::of(eggs(&[("2026-12", "10"), ("2027-01", "20")])).await
    }

    pub(crate) async fn of(line: Value) -> Self {
        let trade = Trade::start().await;
        let demand = published(&trade.as_(&trade.buyer), vec![line]).await;
        let line = trade.as_(&trade.buyer).get(&demand).await.expect(200).json["lines"][0]["id"].clone();
        Self { trade, demand, line }
    }

    pub(crate) fn buyer(&self) -> Caller {
        self.trade.as_(&self.trade.buyer)
    }

    pub(crate) fn metro(&self) -> Caller {
        self.trade.as_(&self.trade.story.metro)
    }

    /// What Metro offers.
    pub(crate) fn body(&self, offer: &Value) -> Value {
        json!({"demand_id": self.demand.rsplit('/').next(), "demand_line_id": self.line,
            "agreement_id": self.trade.agreement_id(), "offer": offer})
    }

    pub(crate) async fn offered(&self, offer: &Value) -> Response {
        self.metro().post("/v1/commitments", self.body(offer)).await.expect(201)
    }

    /// An accepted offer; its path.
    pub(crate) async fn accepted(&self, offer: &Value) -> String {
        let offered = self.offered(offer).await;
        let path = offered.header("location").to_owned();
        accept(&self.buyer(), &path, &offered).await.expect(200);
        path
    }
}

/// A share of a line.
pub(crate) fn share(basis_points: u32) -> Value {
    json!({"kind": "share", "share_bp": basis_points})
}

/// Quantities of one's own.
pub(crate) fn absolute(periods: &[(&str, &str)]) -> Value {
    let periods: Vec<Value> = periods.iter().map(|(period, value)| tonnes(period, value)).collect();
    json!({"kind": "absolute", "periods": periods, "tolerance_bp": 500})
}

async fn accept(caller: &Caller, path: &str, seen: &Response) -> Response {
    let body = json!({"text_sha256": seen.json["offer"]["text_sha256"]});
    caller.act(&format!("{path}/acceptances"), body).await
}

fn condition(answer: &Response) -> Value {
    answer.json["condition"].clone()
}

fn figures(schedule: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = schedule.as_array().unwrap();
    all.iter().map(|one| (text(&one["period"]), text(&one["quantity"]["value"]))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_countered_until_one_side_accepts_what_the_other_offered_last() {
    let need = Need::start().await;
    let (buyer, metro) = (need.buyer(), need.metro());
    let waits = async |caller: &Caller| {
        let work = caller.get("/v1/agreement-work-items?action=accept_commitment").await.expect(200);
        let names =
            work.json["items"].as_array().unwrap().iter().map(|item| item["counterpart_name"].clone());
        names.collect::<Vec<_>>()
    };
    let first = need.offered(&share(2500)).await;
    let path = first.header("location").to_owned();
    assert_eq!(
        (&first.json["state"], &first.json["offer"]["offered_by"]),
        (&json!("proposed"), &json!("committing"))
    );
    assert_eq!(first.json["offer"]["rolls_over"], true);
    assert_eq!(waits(&buyer).await, [json!("Pemerintah Kota Metro")]);
    assert!(waits(&metro).await.is_empty());
    accept(&metro, &path, &first).await.expect_problem(403, "forbidden");
    buyer.act(&format!("{path}/withdrawals"), json!({})).await.expect_problem(403, "forbidden");

    let counters = format!("{path}/counters");
    let second = buyer.act(&counters, absolute(&[("2026-12", "6"), ("2027-01", "5.5")])).await.expect(200);
    assert_eq!((&second.json["state"], &second.json["offer"]["number"]), (&json!("countered"), &json!(2)));
    assert_eq!(figures(&second.json["offer"]["periods"]), pairs(&[("2026-12", "6"), ("2027-01", "5.5")]));
    assert_eq!(waits(&metro).await, [json!("Perumda Dharma Jaya")]);
    buyer.act(&counters, share(1)).await.expect_problem(403, "forbidden");
    accept(&metro, &path, &first).await.expect_problem(422, "text-changed");
    metro.act(&counters, share(4000)).await.expect(200);
    let third = metro.get(&path).await.expect(200);
    assert_eq!(third.json["state"], "proposed");
    let accepted = accept(&buyer, &path, &third).await.expect(200);
    assert_eq!((&accepted.json["state"], condition(&accepted)), (&json!("accepted"), Value::Null));
    assert_eq!(figures(&accepted.json["promised"]), pairs(&[("2026-12", "4"), ("2027-01", "8")]));
    assert_eq!(
        (&accepted.json["accepted_date"], &accepted.json["due_date"]),
        (&json!("2026-11-22"), &json!("2027-02-14"))
    );
    accept(&buyer, &path, &third).await.expect_problem(409, "state-conflict");
    metro.act(&counters, share(1)).await.expect_problem(409, "state-conflict");

    let offers =
        metro.get(&format!("{path}/offers")).await.expect(200).json["items"].as_array().unwrap().clone();
    let kinds: Vec<_> = offers.iter().map(|one| (one["offered_by"].clone(), one["kind"].clone())).collect();
    let kind = |by: &str, kind: &str| (json!(by), json!(kind));
    assert_eq!(kinds, [kind("committing", "share"), kind("buying", "absolute"), kind("committing", "share")]);
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200);
    assert_eq!(history.json["items"].as_array().unwrap().len(), 4);
    let told = "/v1/agreement-events?types=id.kad.commitment.accepted";
    for reader in [&need.trade.story.jakarta, &need.trade.story.facilitator, &need.trade.buyer] {
        assert_eq!(need.trade.story.app.feed(reader, told).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_taken_back_or_declined() {
    let need = Need::start().await;
    let (buyer, metro) = (need.buyer(), need.metro());
    let path = need.offered(&share(100)).await.header("location").to_owned();
    metro.act(&format!("{path}/declinations"), json!({"note": "x"})).await.expect_problem(403, "forbidden");
    buyer.act(&format!("{path}/declinations"), json!({})).await.expect_problem(422, "validation-failed");
    let declined =
        buyer.act(&format!("{path}/declinations"), json!({"note": "Terlalu sedikit."})).await.expect(200);
    assert_eq!(declined.json["state"], "declined");
    let path = need.offered(&share(100)).await.header("location").to_owned();
    metro.act(&format!("{path}/withdrawals"), json!({})).await.expect(200);
    buyer.act(&format!("{path}/counters"), share(9)).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_offered_is_refused_with_its_field() {
    let need = Need::start().await;
    let refused = async |offer: Value| {
        let answer = need.metro().post("/v1/commitments", need.body(&offer)).await;
        errors(&answer.expect_problem(422, "validation-failed"))
    };
    let error = |pointer: &str, code: &str| pairs(&[(pointer, code)]);
    for wrong in [0, 10_001] {
        assert_eq!(refused(share(wrong)).await, error("/offer/share_bp", "out-of-range"));
    }
    assert_eq!(refused(json!({"kind": "share"})).await, error("/offer/share_bp", "out-of-range"));
    assert_eq!(refused(absolute(&[])).await, error("/offer/periods", "item-count"));
    assert_eq!(
        refused(absolute(&[("2027-02", "1")])).await,
        error("/offer/periods/0/period", "outside-demand")
    );
    assert_eq!(
        refused(absolute(&[("2026-W53", "1")])).await,
        error("/offer/periods/0/period", "outside-demand")
    );
    let twice = absolute(&[("2026-12-01", "1"), ("2026-12", "1")]);
    assert_eq!(refused(twice).await, error("/offer/periods/1/period", "periods-overlap"));
    let mut kilograms = absolute(&[("2026-12", "1")]);
    kilograms["periods"][0]["quantity"]["unit"] = json!("KGM");
    assert_eq!(refused(kilograms).await, error("/offer/periods/0/quantity/unit", "unlike-unit"));
    let mut both = absolute(&[("2026-12", "1")]);
    both["share_bp"] = json!(100);
    assert_eq!(refused(both).await, error("/offer/share_bp", "other-kind"));
    let mut much = share(100);
    much["tolerance_bp"] = json!(2001);
    assert_eq!(refused(much).await, error("/offer/tolerance_bp", "out-of-range"));

    let with = |field: &str, value: Value| {
        let mut body = need.body(&share(100));
        body[field] = value;
        body
    };
    let body_refused = async |caller: &Caller, body: Value| {
        errors(&caller.post("/v1/commitments", body).await.expect_problem(422, "validation-failed"))
    };
    let metro = need.metro();
    let nobody = json!("dml_00000000000000000000000000000001");
    assert_eq!(
        body_refused(&metro, with("demand_line_id", nobody)).await,
        error("/demand_line_id", "unknown-line")
    );
    let stranger = json!("dem_00000000000000000000000000000001");
    assert_eq!(
        body_refused(&metro, with("demand_id", stranger)).await,
        error("/demand_id", "unknown-demand")
    );
    let foreign = json!(need.trade.buyer.party);
    assert_eq!(
        body_refused(&metro, with("supplier_id", foreign)).await,
        error("/supplier_id", "unknown-party")
    );
    // The buyer's own region commits nothing to it under this agreement.
    let jakarta = need.trade.as_(&need.trade.story.jakarta);
    assert_eq!(body_refused(&jakarta, need.body(&share(100))).await, error("/agreement_id", "other-regions"));
    need.buyer().post("/v1/commitments", need.body(&share(100))).await.expect_problem(403, "forbidden");
    let suspensions = format!("{}/suspensions", need.trade.agreement);
    let offered = need.offered(&share(100)).await;
    metro.act(&suspensions, json!({"note": "Banjir."})).await.expect(200);
    metro
        .post("/v1/commitments", need.body(&share(100)))
        .await
        .expect_problem(422, "contract-not-guaranteed");
    accept(&need.buyer(), offered.header("location"), &offered)
        .await
        .expect_problem(422, "contract-not-guaranteed");
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_accepted_at_once_never_exceed_the_need() {
    let need = Need::start().await;
    let mut offers = Vec::new();
    for _ in 0..8 {
        offers.push(need.offered(&share(3000)).await);
    }
    let buyers: Vec<Caller> = offers.iter().map(|_| need.buyer()).collect();
    let racing =
        offers.iter().zip(&buyers).map(|(offer, buyer)| accept(buyer, offer.header("location"), offer));
    let answers = futures_util::future::join_all(racing).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(200), count(422)), (3, 5), "three shares of 30 % fit");
    let refused = answers.iter().find(|answer| answer.status == 422).unwrap();
    assert_eq!(
        (refused.code(), &refused.json["unmet"][0]["rule"]),
        ("share-exceeded", &json!("shares_within_need"))
    );
    assert_eq!(refused.json["unmet"][0]["found"], "120%");
    // What is left still fits, and one that was closed short makes room.
    need.accepted(&share(1000)).await;
    let listed = need.metro().get("/v1/commitments?state=accepted&region_code=18.72").await.expect(200);
    let path = format!("/v1/commitments/{}", listed.json["items"][0]["id"].as_str().unwrap());
    let short = json!({"reason": "disease", "note": "Flu burung.", "rolls_over": true});
    need.metro().act(&format!("{path}/short-closures"), short).await.expect(200);
    need.accepted(&share(3000)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversubscribed_line_takes_more_on_purpose_until_it_no_longer_may() {
    let mut line = eggs(&[("2026-12", "10")]);
    line["oversubscribed"] = json!(true);
    let need = Need::of(line.clone()).await;
    need.accepted(&share(7000)).await;
    need.accepted(&share(7000)).await;
    line["id"] = need.line.clone();
    line["oversubscribed"] = json!(false);
    let body = json!({"rationale": "Cukup.", "lines": [line]});
    let refused = need.buyer().act(&format!("{}/versions", need.demand), body).await;
    assert_eq!(
        errors(&refused.expect_problem(422, "validation-failed")),
        pairs(&[("/lines/0/oversubscribed", "shares-exceed")])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_keeps_the_periods_that_were_promised_and_moves_shares() {
    let need = Need::start().await;
    let absolute = need.accepted(&absolute(&[("2027-01", "5")])).await;
    let share = need.accepted(&share(5000)).await;
    let revise = async |periods: &[(&str, &str)]| {
        let mut line = eggs(periods);
        line["id"] = need.line.clone();
        let body = json!({"rationale": "Berubah.", "lines": [line]});
        need.buyer().act(&format!("{}/versions", need.demand), body).await
    };
    let gone = revise(&[("2026-12", "10")]).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&gone), pairs(&[("/lines/0/periods", "period-committed")]));
    let another = json!({"rationale": "Berubah.", "lines": [eggs(&[("2027-02", "8")])]});
    let another = need.buyer().act(&format!("{}/versions", need.demand), another).await;
    let another = errors(&another.expect_problem(422, "validation-failed"));
    assert!(another.contains(&("/lines".to_owned(), "line-committed".to_owned())), "{another:?}");
    let before = need.metro().get(&share).await.expect(200);
    revise(&[("2026-12", "10"), ("2027-01", "3"), ("2027-02", "8")]).await.expect(200);
    let after = need.metro().get(&share).await.expect(200);
    assert_eq!(
        figures(&after.json["promised"]),
        pairs(&[("2026-12", "5"), ("2027-01", "1.5"), ("2027-02", "4")])
    );
    assert_ne!(before.etag(), after.etag());
    let kept = need.metro().get(&absolute).await.expect(200);
    assert_eq!(figures(&kept.json["promised"]), pairs(&[("2027-01", "5")]));
    // What runs is ended before the demand is.
    let refused = need.buyer().act(&format!("{}/closures", need.demand), json!({})).await;
    let refused = refused.expect_problem(422, "demand-rule");
    assert_eq!(refused.json["unmet"].as_array().unwrap().len(), 2);
    for path in [&absolute, &share] {
        let short = json!({"reason": "demand_fell", "note": "Program selesai.", "rolls_over": false});
        let closed = need.buyer().act(&format!("{path}/short-closures"), short).await.expect(200);
        assert_eq!(
            (&closed.json["closing_reason"], &closed.json["promised"]),
            (&json!("demand_fell"), &json!([]))
        );
    }
    let open = need.offered(&json!({"kind": "share", "share_bp": 1})).await;
    need.buyer().act(&format!("{}/closures", need.demand), json!({})).await.expect(200);
    accept(&need.buyer(), open.header("location"), &open).await.expect_problem(422, "demand-rule");
    let late =
        need.metro().post("/v1/commitments", need.body(&json!({"kind": "share", "share_bp": 1}))).await;
    assert_eq!(errors(&late.expect_problem(422, "validation-failed"))[0].1, "demand-not-published");
}

/// What only logistics could have told: a posted receipt that accepted some kilograms on a contract line.
pub(crate) async fn receive(trade: &Trade, contract: &Value, kilograms: i64, received: &str) {
    let plain = |id: &Value| id.as_str().unwrap().split_once('_').unwrap().1.to_owned();
    let (id, line) = (plain(&contract["id"]), plain(&contract["lines"][0]["id"]));
    let agreement = plain(&contract["agreement_id"]);
    let grams = kilograms * 1000;
    let sql = format!(
        "insert into realized_line (id, receipt_id, agreement_id, contract_id, contract_line_id, commodity_code, form_code,
            drawn_in, vehicle_id, mass_grams, accepted_base, amount_rupiah, received_at, posted_at)
        values (gen_random_uuid(), gen_random_uuid(), '{agreement}', '{id}', '{line}', 'eggs', 'fresh', 'mass',
            gen_random_uuid(), {grams}, {grams}, 0, '{received}', '{received}')"
    );
    trade.seed(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dates_and_receipts_decide_is_derived() {
    let need = Need::start().await;
    let contract = need.trade.active().await;
    let contract = need.buyer().get(&contract).await.expect(200).json;
    let line = contract["lines"][0]["id"].clone();
    let linked = need.accepted(&absolute(&[("2026-12", "4")])).await;
    let bare = need.accepted(&absolute(&[("2026-12", "1")])).await;
    let links = format!("{linked}/contract-lines");
    let supplier = need.trade.as_(&need.trade.supplier);
    supplier.act(&links, json!({"contract_line_ids": [line]})).await.expect_problem(404, "not-found");
    let nobody = json!({"contract_line_ids": ["ctl_00000000000000000000000000000001"]});
    let unknown = need.metro().act(&links, nobody).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&unknown), pairs(&[("/contract_line_ids/0", "unfit-contract-line")]));
    let linked_now = need.buyer().act(&links, json!({"contract_line_ids": [line]})).await.expect(200);
    assert_eq!(linked_now.json["contract_lines"][0]["contract_line_id"], line);
    let twice =
        need.metro().act(&format!("{bare}/contract-lines"), json!({"contract_line_ids": [line]})).await;
    twice.expect_problem(409, "duplicate");
    receive(&need.trade, &contract, 3800, "2026-12-20T03:00:00Z").await;

    let early = need.metro().act(&format!("{bare}/explanations"), json!({"explanation": "x"})).await;
    early.expect_problem(409, "state-conflict");
    let on = async |day: &str| {
        need.trade.story.app.clock.set(format!("{day}T03:00:00Z").parse().unwrap());
        (condition(&need.metro().get(&linked).await), condition(&need.metro().get(&bare).await))
    };
    assert_eq!(on("2026-11-30").await, (Value::Null, Value::Null));
    assert_eq!(on("2026-12-01").await, (json!("active"), json!("active")));
    assert_eq!(on("2027-01-01").await, (json!("met"), json!("awaiting_explanation")), "within 5 %");
    let work = need.metro().get("/v1/agreement-work-items?action=explain_commitment").await.expect(200);
    assert_eq!(
        (&work.json["items"][0]["subject"], work.json["items"].as_array().unwrap().len()),
        (&json!(bare.rsplit('/').next()), 1)
    );
    assert_eq!(work.json["items"][0]["due_date"], "2027-01-14");
    need.buyer()
        .act(&format!("{bare}/explanations"), json!({"explanation": "x"}))
        .await
        .expect_problem(403, "forbidden");
    let silent = need.metro().get(&bare).await;
    assert_eq!(on("2027-01-15").await.1, json!("lapsed"));
    assert_ne!(silent.etag(), need.metro().get(&bare).await.etag(), "a lapsed one shows another ETag");
    need.trade.story.app.clock.set("2027-01-14T03:00:00Z".parse().unwrap());
    let said = json!({"explanation": "Jalan terputus."});
    let explained = need.metro().act(&format!("{bare}/explanations"), said.clone()).await.expect(200);
    assert_eq!(
        (condition(&explained), &explained.json["explanation"]),
        (json!("explained"), &json!("Jalan terputus."))
    );
    need.metro().act(&format!("{bare}/explanations"), said).await.expect_problem(409, "state-conflict");

    // Without its contract line nothing was delivered on it.
    let ends = json!({"contract_line_id": line, "note": "Salah tautan."});
    let endings = format!("{linked}/contract-line-endings");
    let ended = need.metro().act(&endings, ends.clone()).await.expect(200);
    assert_eq!(condition(&ended), json!("awaiting_explanation"));
    assert!(!ended.json["contract_lines"][0]["ended_at"].is_null());
    need.metro().act(&endings, ends).await.expect_problem(422, "validation-failed");
    let again = need.metro().act(&links, json!({"contract_line_ids": [line]})).await.expect(200);
    assert_eq!(condition(&again), json!("met"));
    assert_eq!(again.json["contract_lines"][1]["counts_from_date"], Value::Null);

    // What was delivered until a day stays its own, also where the line goes on to another commitment.
    let ends = |day: &str| json!({"contract_line_id": line, "until_date": day, "note": "Pindah."});
    let later = need.metro().act(&endings, ends("2027-01-15")).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&later), pairs(&[("/until_date", "later-than-today")]));
    let moved = need.metro().act(&endings, ends("2026-12-20")).await.expect(200);
    assert_eq!(condition(&moved), json!("met"));
    assert_eq!(moved.json["contract_lines"][1]["counts_until_date"], "2026-12-20");
    let bare_links = format!("{bare}/contract-lines");
    let taken_on = need.metro().act(&bare_links, json!({"contract_line_ids": [line]})).await.expect(200);
    assert_eq!(taken_on.json["contract_lines"][0]["counts_from_date"], "2026-12-21");
    let coverage = need.buyer().get(&format!("{}/coverage", need.demand)).await.expect(200).json;
    let accepted = &coverage["lines"][0]["regions"][0]["accepted"]["value"];
    assert_eq!(accepted, "3.8", "counted once, not again by the line's next commitment");
    need.metro().act(&format!("{bare}/contract-line-endings"), ends("2027-01-14")).await.expect(200);
    need.metro().act(&endings, ends("2026-12-19")).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_is_not_closed_short_and_what_was_lets_its_line_go() {
    let need = Need::start().await;
    let contract = need.trade.active().await;
    let line = need.buyer().get(&contract).await.expect(200).json["lines"][0]["id"].clone();
    let lapsing = need.accepted(&absolute(&[("2026-12", "1")])).await;
    let linked = need.accepted(&share(1000)).await;
    let lines = json!({"contract_line_ids": [line]});
    need.metro().act(&format!("{linked}/contract-lines"), lines.clone()).await.expect(200);
    let short = json!({"reason": "price", "note": "Harga turun.", "rolls_over": false});
    need.buyer().act(&format!("{linked}/short-closures"), short.clone()).await.expect(200);
    let ends = json!({"contract_line_id": line, "note": "Pindah."});
    need.metro().act(&format!("{linked}/contract-line-endings"), ends).await.expect(200);
    let next = need.accepted(&share(1000)).await;
    need.metro().act(&format!("{next}/contract-lines"), lines).await.expect(200);
    need.buyer().act(&format!("{next}/short-closures"), short.clone()).await.expect(200);
    // After the days of grace it has lapsed: it is no longer closed short, and the demand may close.
    need.trade.story.app.clock.set("2027-01-20T03:00:00Z".parse().unwrap());
    assert_eq!(condition(&need.metro().get(&lapsing).await), json!("lapsed"));
    let refused = need.buyer().act(&format!("{lapsing}/short-closures"), short).await;
    refused.expect_problem(409, "state-conflict");
    need.buyer().act(&format!("{}/closures", need.demand), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_a_commitment_but_the_supplier_it_names() {
    let need = Need::start().await;
    let mut body = need.body(&share(100));
    body["supplier_id"] = json!(need.trade.supplier.party);
    let named = need.metro().post("/v1/commitments", body).await.expect(201).header("location").to_owned();
    let other = need.offered(&share(100)).await.header("location").to_owned();
    let supplier = need.trade.as_(&need.trade.supplier);
    supplier.get(&named).await.expect(200);
    supplier.get(&other).await.expect_problem(404, "not-found");
    assert_eq!(supplier.get("/v1/commitments").await.expect(200).json["items"].as_array().unwrap().len(), 1);
    // Of the coverage of its region it sees its own part, once it is verified.
    need.trade.active().await;
    for path in [&named, &other] {
        let seen = need.buyer().get(path).await.expect(200);
        accept(&need.buyer(), path, &seen).await.expect(200);
    }
    let committed = async |caller: Caller| {
        let coverage = caller.get(&format!("{}/coverage", need.demand)).await.expect(200).json;
        let of_region = coverage["lines"][0]["regions"][0]["committed"]["value"].clone();
        (of_region, coverage["lines"][0]["committed"]["value"].clone())
    };
    assert_eq!(committed(need.trade.as_(&need.trade.supplier)).await, (json!("0.3"), json!("0.6")));
    assert_eq!(committed(need.metro()).await, (json!("0.6"), json!("0.6")));
    let app = &need.trade.story.app;
    let malang =
        register(app, "regional_government", "Pemerintah Kota Malang", "35.73", &[Role::Coordinator]).await;
    let malang = need.trade.as_(&malang);
    malang.get(&named).await.expect_problem(404, "not-found");
    malang
        .act_on(&format!("{named}/withdrawals"), json!({}), "\"v1\"")
        .await
        .expect_problem(404, "not-found");
    // Who acts for Metro answers for no buyer, whatever memberships there are.
    let signer = need.trade.as_(&also(&need.trade.story.metro, &[Role::RegionalSigner]));
    signer.act(&format!("{named}/withdrawals"), json!({})).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_acts_for_one_side_of_a_need() {
    let trade = Trade::start().await;
    let both = |actor: &testkit::Actor| trade.as_(&actor.clone().named("https://masuk.test#dua-topi"));
    let (buyer, metro) = (both(&trade.buyer), both(&trade.story.metro));
    let demand = published(&buyer, vec![eggs(&[("2026-12", "10")])]).await;
    let line = buyer.get(&demand).await.expect(200).json["lines"][0]["id"].clone();
    let need = Need { demand, line, trade };
    let waits = async |caller: &Caller| {
        let work = caller.get("/v1/agreement-work-items?action=create_commitment").await.expect(200);
        work.json["items"].as_array().unwrap().len()
    };
    assert_eq!((waits(&metro).await, waits(&need.metro()).await), (0, 1));
    let refused = metro.post("/v1/commitments", need.body(&share(100))).await;
    refused.expect_problem(422, "four-eyes");
    let path = need.accepted(&share(100)).await;
    let lines = json!({"contract_line_ids": ["ctl_00000000000000000000000000000001"]});
    metro.act(&format!("{path}/contract-lines"), lines).await.expect_problem(422, "four-eyes");
    let short = json!({"reason": "price", "note": "x", "rolls_over": false});
    metro.act(&format!("{path}/short-closures"), short).await.expect_problem(422, "four-eyes");
}
