//! Amendments: the whole new terms of an agreement or a contract in force, agreed on again by everybody, from a day on.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, test_time};

use crate::demands::{eggs, published};
use crate::story::{also, head};
use crate::trade::Trade;

pub(crate) fn rules(answer: &Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

/// The first line of a contract as an amendment names it: without what is derived.
pub(crate) fn kept_line(contract: &Value) -> Value {
    let mut line = contract["lines"][0].clone();
    let fields = line.as_object_mut().unwrap();
    for derived in ["number", "reference", "rolls_over", "schedule", "failed_season_ids"] {
        fields.remove(derived);
    }
    let id = fields.remove("id").unwrap();
    fields.insert("contract_line_id".to_owned(), id);
    line
}

/// New terms of a contract: its own line with another quantity, from a day on.
pub(crate) fn terms(contract: &Value, kilograms: &str, from: &str) -> Value {
    let mut line = kept_line(contract);
    line["quantity"] = json!({"value": kilograms, "unit": "KGM"});
    json!({
        "rationale": "Permintaan telur berubah.", "effective_date": from,
        "valid_until_date": contract["valid_until_date"], "lines": [line],
    })
}

/// A day so many days after the day of the tests.
pub(crate) fn day(after: i64) -> String {
    (test_time() + chrono::TimeDelta::days(after)).date_naive().to_string()
}

/// An amendment of a contract in force, drafted by its supplier.
pub(crate) async fn drafted(trade: &Trade, contract: &str) -> Response {
    let supplier = trade.as_(&trade.supplier);
    let before = supplier.get(contract).await.expect(200).json;
    supplier.post(&format!("{contract}/amendments"), terms(&before, "9500", &day(3))).await.expect(201)
}

impl Trade {
    /// Puts an amendment to both regions, endorsed by both.
    pub(crate) async fn agree_on(&self, amendment: &Response) -> String {
        let path = format!("/v1/amendments/{}", amendment.id());
        let writer =
            if amendment.json["party_id"] == json!(self.buyer.party) { &self.buyer } else { &self.supplier };
        self.as_(writer).act(&format!("{path}/proposals"), json!({})).await.expect(200);
        for coordinator in [&self.story.metro, &self.story.jakarta] {
            let body = json!({"text_sha256": amendment.json["text_sha256"]});
            self.as_(coordinator).act(&format!("{path}/endorsements"), body).await.expect(200);
        }
        path
    }

    pub(crate) async fn sign_amendment(&self, caller: &Caller, path: &str) -> Response {
        let text = caller.get(&format!("{path}/text")).await.expect(200);
        let body =
            json!({"text_sha256": text.json["text_sha256"], "signatory": head("Sari Wulandari", "director")});
        caller.act(&format!("{path}/signatures"), body).await
    }

    /// Logistics has told that it judges orders by a version of a contract.
    pub(crate) async fn apply(&self, contract: &str, version: i64) {
        let id = contract.rsplit('_').next().unwrap();
        self.seed(&format!(
            "insert into applied_contract (id, version) values ('{id}', {version}) on conflict (id) do update set version = {version}"
        ))
        .await;
    }

    /// An order of the contract's first line, issued at the time of the tests, so much of it accepted for an amount.
    pub(crate) async fn order(&self, contract: &Value, grams: i64, (accepted, rupiah): (i64, i64)) {
        let bare = |id: &Value| id.as_str().unwrap().split_once('_').unwrap().1.to_owned();
        let (id, line) = (bare(&contract["id"]), contract["lines"][0]["id"].clone());
        let order = json!([{"id": "col_00000000000000000000000000000077", "contract_line_id": line, "ordered_base": grams}]);
        self.seed(&format!(
            "insert into projected_call_off (id, number, contract_id, agreement_id, supplier_id, buyer_id, state, \
                 requested_delivery_date, issued_at, commodities, authenticity_code, version, lines) \
             select '00000000-0000-0000-0000-000000000070', 'SP/2026/000001', id, agreement_id, supplier_id, buyer_id, \
                 'in_fulfilment', '2026-12-01', '{}', '{{eggs}}', 'KAD-X', 1, '{order}' from contract where id = '{id}' \
             on conflict (id) do update set lines = excluded.lines; \
             insert into realized_line (id, receipt_id, agreement_id, contract_id, contract_line_id, call_off_line_id, \
                 accepted_base, commodity_code, form_code, drawn_in, vehicle_id, amount_rupiah, received_at, posted_at) \
             select '00000000-0000-0000-0000-000000000071', '00000000-0000-0000-0000-000000000072', agreement_id, id, '{}', \
                 '00000000-0000-0000-0000-000000000077', {accepted}, 'eggs', 'fresh', 'mass', \
                 '00000000-0000-0000-0000-000000000073', {rupiah}, now(), now() from contract where id = '{id}' and {accepted} > 0 on conflict (id) do nothing",
            test_time(),
            bare(&line)
        ))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_eggs_are_agreed_on_by_everybody_and_hold_from_their_day_on() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let before = supplier.get(&path).await.expect(200);
    assert_eq!((&before.json["terms_number"], &before.json["amendment_id"]), (&json!(1), &Value::Null));
    let more = terms(&before.json, "20000", &day(10));
    let drafted = supplier.post(&format!("{path}/amendments"), more.clone()).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["volume"]));
    let change = &drafted.json["changes"][0];
    assert_eq!(
        (&change["field"], &change["before"]["id"], &change["after"]["en"]),
        (&json!("quantity"), &json!("9.000 kg"), &json!("20,000 kg"))
    );
    let second = buyer.post(&format!("{path}/amendments"), more).await.expect_problem(409, "duplicate");
    assert!(second.json["errors"][0]["detail"].as_str().unwrap().contains(&drafted.id()), "{}", second.json);

    let amendment = trade.agree_on(&drafted).await;
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    let unsigned = buyer.get(&path).await.expect(200);
    assert_eq!(unsigned.json["open_amendment_id"], json!(drafted.id()));
    let signed = trade.sign_amendment(&buyer, &amendment).await.expect(200);
    assert_eq!((&signed.json["state"], &signed.json["condition"]), (&json!("signed"), &Value::Null));
    assert_eq!(signed.json["in_force_from_date"], json!(day(10)));

    let quantity = |answer: &Response| answer.json["lines"][0]["quantity"]["value"].clone();
    let now = supplier.get(&path).await.expect(200);
    assert_eq!((quantity(&now), &now.json["terms_number"]), (json!("9000"), &json!(1)));
    let on = async |after: i64| supplier.get(&format!("{path}?as_of={}", day(after))).await.expect(200);
    assert_eq!(quantity(&on(9).await), json!("9000"));
    assert_eq!(quantity(&on(10).await), json!("20000"));
    let unknown = format!("{path}?as_of={}&known_at={}", day(30), day(-1));
    assert_eq!(
        quantity(&supplier.get(&unknown).await.expect(200)),
        json!("9000"),
        "nobody knew of it the day before"
    );
    let texts = buyer.get(&format!("{path}/versions")).await.expect(200);
    let numbers: Vec<_> =
        texts.json["items"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect();
    assert_eq!(numbers, [json!(1), json!(2)]);
    let receiver = trade.as_(&also(&trade.buyer, &[Role::Receiver]));
    let read = receiver.get(&amendment).await.expect(200);
    assert_eq!(
        (&read.json["text_sha256"], &read.json["after"]["lines"][0]["price"]),
        (&Value::Null, &Value::Null)
    );

    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(10));
    let supplier = trade.as_(&trade.supplier);
    let then = supplier.get(&path).await.expect(200);
    assert_eq!((quantity(&then), &then.json["terms_number"]), (json!("20000"), &json!(2)));
    assert_eq!(then.json["amendment_id"], json!(drafted.id()));
    assert_ne!(then.header("etag"), now.header("etag"));
    assert_eq!(then.json["consents"].as_array().unwrap().len(), 4);
    let text = supplier.get(&format!("{path}/text")).await.expect(200);
    assert_eq!(text.json["text_sha256"], drafted.json["text_sha256"]);
    assert_eq!(supplier.get(&amendment).await.expect(200).json["condition"], json!("in_force"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reduction_is_held_back_at_once_and_signed_when_logistics_has_told_so_and_it_fits() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let contract = supplier.get(&path).await.expect(200).json;
    trade.order(&contract, 5_000_000, (2_000_000, 0)).await;
    trade.hear_logistics().await;
    let draft = async |kilograms: &str| {
        let body = terms(&contract, kilograms, &day(5));
        supplier.post(&format!("{path}/amendments"), body).await.expect(201)
    };
    let too_low = draft("4999").await;
    let low = format!("/v1/amendments/{}", too_low.id());
    let refused =
        supplier.act(&format!("{low}/proposals"), json!({})).await.expect_problem(422, "amendment-rule");
    assert_eq!(rules(&refused), ["not_below_what_is_taken"]);
    let figures = refused.json["unmet"][0]["how_to_fix"].as_str().unwrap();
    assert!(figures.contains("2,000 kg are accepted and 3,000 kg are still on order"), "{figures}");
    supplier.act(&format!("{low}/withdrawals"), json!({})).await.expect(200);

    let fits = draft("6000").await;
    let reduction = &fits.json["reductions"][0];
    assert_eq!(
        (&reduction["accepted"]["value"], &reduction["open"]["value"], &reduction["fits"]),
        (&json!("2000"), &json!("3000"), &json!(true))
    );
    let amendment = trade.agree_on(&fits).await;
    let capped = buyer.get(&path).await.expect(200);
    let cap = &capped.json["ordering_cap"];
    assert_eq!(
        (&cap["amendment_id"], &cap["lines"][0]["quantity"]["value"]),
        (&json!(fits.id()), &json!("6000"))
    );
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    trade.sign_amendment(&buyer, &amendment).await.expect_problem(409, "not-yet-known");
    let version: i64 = capped.json["etag"].as_str().unwrap().trim_matches(['"', 'v']).parse().unwrap();
    trade.apply(contract["id"].as_str().unwrap(), version - 1).await;
    trade.sign_amendment(&buyer, &amendment).await.expect_problem(409, "not-yet-known");
    trade.apply(contract["id"].as_str().unwrap(), version).await;
    trade.order(&contract, 6_500_000, (2_000_000, 0)).await;
    let over = trade.sign_amendment(&buyer, &amendment).await.expect_problem(422, "amendment-rule");
    assert_eq!(rules(&over), ["not_below_what_is_taken"]);
    trade.order(&contract, 6_000_000, (2_000_000, 0)).await;
    trade.sign_amendment(&buyer, &amendment).await.expect(200);
    let after = buyer.get(&path).await.expect(200);
    assert_eq!((&after.json["ordering_cap"], &after.json["open_amendment_id"]), (&Value::Null, &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_is_given_up_or_waits_too_long_holds_nothing_back() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, jakarta) = (trade.as_(&trade.supplier), trade.as_(&trade.story.jakarta));
    let contract = supplier.get(&path).await.expect(200).json;
    trade.hear_logistics().await;
    let less = terms(&contract, "6000", &day(70));
    let drafted = supplier.post(&format!("{path}/amendments"), less.clone()).await.expect(201);
    let amendment = trade.agree_on(&drafted).await;
    supplier
        .act(&format!("{amendment}/rejections"), json!({"note": "x"}))
        .await
        .expect_problem(403, "forbidden");
    jakarta.act(&format!("{amendment}/withdrawals"), json!({})).await.expect_problem(403, "forbidden");
    jakarta.act(&format!("{amendment}/rejections"), json!({})).await.expect_problem(422, "validation-failed");
    jakarta.act(&format!("{amendment}/rejections"), json!({"note": "Terlalu sedikit."})).await.expect(200);
    assert_eq!(supplier.get(&path).await.expect(200).json["ordering_cap"], Value::Null);

    let drafted = supplier.post(&format!("{path}/amendments"), less.clone()).await.expect(201);
    assert_eq!(drafted.json["number"], json!(2));
    let lapsed = trade.agree_on(&drafted).await;
    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(61));
    trade.hear_logistics().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    assert_eq!(supplier.get(&lapsed).await.expect(200).json["condition"], json!("lapsed"));
    let late = trade.sign_amendment(&supplier, &lapsed).await.expect_problem(422, "amendment-rule");
    assert_eq!(rules(&late), ["proposal_open"]);
    let next = buyer.post(&format!("{path}/amendments"), less).await.expect(201);
    assert_eq!(supplier.get(&lapsed).await.expect(200).json["state"], json!("withdrawn"));
    let open = supplier.get(&path).await.expect(200);
    assert_eq!(
        (&open.json["open_amendment_id"], &open.json["ordering_cap"]),
        (&json!(next.id()), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_takes_in_chillies_before_a_contract_trades_them() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let (metro, jakarta) = (trade.as_(&trade.story.metro), trade.as_(&trade.story.jakarta));
    let contract = supplier.get(&path).await.expect(200).json;
    let mut with_chilli = terms(&contract, "9000", &day(20));
    let chilli = json!({"commodity_code": "chilli", "form_code": "fresh", "unit": "KGM",
        "quantity": {"value": "500", "unit": "KGM"}, "price": {"amount": 25000, "currency": "IDR"}, "price_basis": "per_kg_net"});
    with_chilli["lines"].as_array_mut().unwrap().push(chilli);
    supplier
        .post(&format!("{path}/amendments"), with_chilli.clone())
        .await
        .expect_problem(422, "contract-not-guaranteed");

    let agreement = json!({"rationale": "Cabai diminta Pasar Jaya.", "effective_date": day(20),
        "valid_until_date": "2028-06-09", "commodities": ["rice", "eggs", "cattle", "chilli"]});
    let amend = format!("{}/amendments", trade.agreement);
    supplier.post(&amend, agreement.clone()).await.expect_problem(403, "forbidden");
    let mut narrower = agreement.clone();
    narrower["commodities"] = json!(["rice"]);
    let narrow = metro.post(&amend, narrower).await.expect(201);
    let narrow = format!("/v1/amendments/{}", narrow.id());
    let refused =
        metro.act(&format!("{narrow}/proposals"), json!({})).await.expect_problem(422, "amendment-rule");
    assert_eq!(rules(&refused), ["contracts_covered"]);
    metro.act(&format!("{narrow}/withdrawals"), json!({})).await.expect(200);

    let drafted = metro.post(&amend, agreement).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["commodity", "period"]));
    let one = format!("/v1/amendments/{}", drafted.id());
    metro.act(&format!("{one}/proposals"), json!({})).await.expect(200);
    let hash = json!({"text_sha256": drafted.json["text_sha256"]});
    metro.act(&format!("{one}/endorsements"), hash.clone()).await.expect_problem(403, "forbidden");
    for side in [&metro, &jakarta] {
        side.act(&format!("{one}/text-confirmations"), hash.clone()).await.expect(200);
    }
    for (signer, name, capacity) in
        [(&trade.story.mayor, "Wahdi", "mayor"), (&trade.story.governor, "Anies Baswedan", "governor")]
    {
        let body = json!({"text_sha256": drafted.json["text_sha256"], "signatory": head(name, capacity)});
        trade.as_(signer).act(&format!("{one}/signatures"), body).await.expect(200);
    }
    let view = metro.get(&trade.agreement).await.expect(200);
    assert_eq!(
        (&view.json["commodities"], &view.json["terms_number"]),
        (&json!(["cattle", "eggs", "rice"]), &json!(1))
    );
    assert_eq!(view.json["versions"].as_array().unwrap().len(), 2);
    let found = metro.get("/v1/agreements?commodity_code=chilli").await.expect(200);
    assert_eq!(found.json["items"].as_array().unwrap().len(), 1);

    // What Jakarta needs of chillies is told to Metro from the day on which the agreement covers them.
    let mut need = eggs(&[("2027-02", "8")]);
    need["commodity_code"] = json!("chilli");
    let need = published(&buyer, vec![need]).await;
    metro.get(&need).await.expect_problem(404, "not-found");

    // The day on which it holds is that of the agreement; both come into force together.
    let mut early = with_chilli.clone();
    early["effective_date"] = json!(day(19));
    let early = supplier.post(&format!("{path}/amendments"), early).await;
    early.expect_problem(422, "contract-not-guaranteed");
    let drafted = supplier.post(&format!("{path}/amendments"), with_chilli).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["commodity"]));
    let amendment = trade.agree_on(&drafted).await;
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    trade.sign_amendment(&buyer, &amendment).await.expect(200);
    assert_eq!(supplier.get(&path).await.expect(200).json["lines"].as_array().unwrap().len(), 1);
    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(20));
    let supplier = trade.as_(&trade.supplier);
    let lines = supplier.get(&path).await.expect(200).json["lines"].clone();
    assert_eq!(
        (lines[0]["id"].clone(), lines[1]["number"].clone()),
        (contract["lines"][0]["id"].clone(), json!(2))
    );
    assert_eq!(lines[1]["commodity_code"], json!("chilli"));
    let view = trade.as_(&trade.story.metro).get(&trade.agreement).await.expect(200);
    assert_eq!(
        (&view.json["terms_number"], &view.json["valid_until_date"]),
        (&json!(2), &json!("2028-06-09"))
    );
    trade.as_(&trade.story.metro).get(&need).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_amended_is_refused_by_field() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    let amend = format!("{path}/amendments");
    let good = terms(&contract, "9500", &day(3));
    let refused = async |change: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        let answer = supplier.post(&amend, body).await.expect_problem(422, "validation-failed");
        let error = &answer.json["errors"][0];
        format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())
    };
    assert_eq!(
        refused(&|body| body["lines"][0]["quantity"]["value"] = json!("9000")).await,
        " nothing-changed"
    );
    assert_eq!(refused(&|body| body["rationale"] = json!("")).await, "/rationale length");
    assert_eq!(refused(&|body| body["lines"] = json!([])).await, "/lines item-count");
    let other = |body: &mut Value| {
        body["lines"][0]["contract_line_id"] = json!("ctl_00000000000000000000000000000001")
    };
    assert_eq!(refused(&other).await, "/lines/0/contract_line_id unknown-line");
    let twice = |body: &mut Value| {
        let line = body["lines"][0].clone();
        body["lines"].as_array_mut().unwrap().push(line);
    };
    assert_eq!(refused(&twice).await, "/lines/1/contract_line_id duplicate");
    assert_eq!(
        refused(&|body| body["lines"][0]["commodity_code"] = json!("rice")).await,
        "/lines/0/contract_line_id other-goods"
    );
    assert_eq!(
        refused(&|body| body["valid_until_date"] = json!("2027-06-10")).await,
        "/valid_until_date outside-agreement"
    );
    assert_eq!(refused(&|body| body["effective_date"] = json!("2027-06-10")).await, "/effective_date period");

    let past = supplier.post(&amend, terms(&contract, "9500", &day(-1))).await.expect(201);
    let path_of = format!("/v1/amendments/{}", past.id());
    let late = supplier
        .act(&format!("{path_of}/proposals"), json!({}))
        .await
        .expect_problem(422, "validation-failed");
    assert_eq!(late.json["errors"][0]["code"], json!("effective-date-passed"));
    let metro = trade.as_(&trade.story.metro);
    let hash = json!({"text_sha256": past.json["text_sha256"]});
    metro.act(&format!("{path_of}/endorsements"), hash).await.expect_problem(409, "state-conflict");
    supplier.act(&format!("{path_of}/withdrawals"), json!({})).await.expect(200);

    let stranger = trade.as_(
        &crate::story::register(
            &trade.story.app,
            "company",
            "PT Lain",
            "18.72",
            &[domain::shared::Role::Supplier],
        )
        .await,
    );
    stranger.get(&path_of).await.expect(404);
    stranger.post(&amend, good.clone()).await.expect(404);
    let unsigned = trade.signed().await;
    supplier.post(&format!("{unsigned}/amendments"), good).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_an_amendment_waits_for_who_takes_it_next() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    let waits = async |actor: &testkit::Actor| {
        let items = trade.as_(actor).get("/v1/agreement-work-items").await.expect(200);
        let items = items.json["items"].as_array().unwrap().clone();
        let mine = items.into_iter().filter(|one| one["subject"].as_str().unwrap().starts_with("amd_"));
        mine.map(|one| one["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let drafted =
        supplier.post(&format!("{path}/amendments"), terms(&contract, "9500", &day(3))).await.expect(201);
    assert_eq!(waits(&trade.supplier).await, ["propose_amendment"]);
    assert!(waits(&trade.buyer).await.is_empty());
    let one = format!("/v1/amendments/{}", drafted.id());
    supplier.act(&format!("{one}/proposals"), json!({})).await.expect(200);
    for coordinator in [&trade.story.metro, &trade.story.jakarta] {
        assert_eq!(waits(coordinator).await, ["endorse_amendment"]);
        let hash = json!({"text_sha256": drafted.json["text_sha256"]});
        trade.as_(coordinator).act(&format!("{one}/endorsements"), hash).await.expect(200);
        assert!(waits(coordinator).await.is_empty());
    }
    for business in [&trade.supplier, &trade.buyer] {
        assert_eq!(waits(business).await, ["sign_amendment"]);
        trade.sign_amendment(&trade.as_(business), &one).await.expect(200);
        assert!(waits(business).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_is_offered_ninety_days_before_the_end_and_no_longer_once_it_is_drafted() {
    let trade = Trade::start().await;
    let mut draft = trade.draft();
    draft["valid_until_date"] = json!("2027-03-31");
    let path = trade.active_as(draft).await;
    let waits = async |actor: &testkit::Actor| {
        let items = trade.as_(actor).get("/v1/agreement-work-items").await.expect(200);
        let items = items.json["items"].as_array().unwrap().clone();
        let mine = items.into_iter().filter(|one| one["action"].as_str().unwrap().starts_with("create_"));
        mine.map(|one| (one["subject"].clone(), one["due_date"].clone())).collect::<Vec<_>>()
    };
    assert!(waits(&trade.supplier).await.is_empty());
    let ninety_before: chrono::DateTime<chrono::Utc> = "2026-12-31T03:00:00Z".parse().unwrap();
    trade.story.app.clock.set(ninety_before - chrono::TimeDelta::days(1));
    assert!(waits(&trade.supplier).await.is_empty());
    trade.story.app.clock.set(ninety_before);
    let contract = trade.as_(&trade.supplier).get(&path).await.expect(200).json;
    for business in [&trade.supplier, &trade.buyer] {
        assert_eq!(waits(business).await, [(contract["id"].clone(), json!("2027-03-31"))]);
    }
    let mut longer = terms(&contract, "9000", "2027-04-01");
    longer["valid_until_date"] = json!("2027-06-09");
    let drafted = trade.as_(&trade.buyer).post(&format!("{path}/amendments"), longer).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["period"]));
    assert!(waits(&trade.supplier).await.is_empty());

    trade.story.app.clock.set("2027-03-20T03:00:00Z".parse().unwrap());
    let agreement = trade.as_(&trade.story.metro).get(&trade.agreement).await.expect(200).json;
    assert_eq!(waits(&trade.story.jakarta).await, [(agreement["id"].clone(), json!("2027-06-09"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_and_fulfilment_know_the_text_of_the_day_and_the_one_to_come() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let contract = supplier.get(&path).await.expect(200).json;
    trade.hear_logistics().await;
    let more =
        supplier.post(&format!("{path}/amendments"), terms(&contract, "20000", &day(10))).await.expect(201);
    let amendment = trade.agree_on(&more).await;
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    trade.sign_amendment(&buyer, &amendment).await.expect(200);
    trade.order(&contract, 9_000_000, (9_000_000, 0)).await;
    trade.seed("update projected_call_off set state = 'closed'").await;
    let early = supplier.act(&format!("{path}/fulfilments"), json!({})).await;
    early.expect_problem(422, "ending-not-allowed");

    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(12));
    let committed = async |query: &str| {
        let report = format!("{}/realization{query}", trade.agreement);
        let report = trade.as_(&trade.story.metro).get(&report).await.expect(200);
        report.json["lines"][0]["committed"][0]["value"].clone()
    };
    assert_eq!(committed("").await, json!("20"), "tonnes, as its people count");
    assert_eq!(committed(&format!("?as_of={}", day(9))).await, json!("9"));
    assert_eq!(committed(&format!("?as_of={}&known_at={}", day(11), day(-1))).await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_before_is_amended_and_nobody_is_kept_waiting_by_a_draft() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let contract = supplier.get(&path).await.expect(200).json;
    let amend = format!("{path}/amendments");
    let past = supplier.post(&amend, terms(&contract, "9500", &day(-3))).await.expect(201);
    let one = format!("/v1/amendments/{}", past.id());
    let then = json!({"occurred_at": test_time() - chrono::TimeDelta::days(3)});
    let late = supplier.act(&format!("{one}/proposals"), then).await.expect_problem(422, "validation-failed");
    assert_eq!(late.json["errors"][0]["code"], json!("effective-date-passed"));
    buyer.act(&format!("{one}/rejections"), json!({"note": "Tidak disepakati."})).await.expect(200);

    let drafted = buyer.post(&amend, terms(&contract, "9500", &day(3))).await.expect(201);
    let one = trade.agree_on(&drafted).await;
    let two_hats = |actor: &Actor| actor.clone().named("https://masuk.test#dua-topi");
    let metro = trade.as_(&two_hats(&trade.story.metro));
    metro.act(&format!("{path}/suspensions"), json!({"note": "Keluhan."})).await.expect(200);
    let text = supplier.get(&format!("{one}/text")).await.expect(200);
    let yes =
        json!({"text_sha256": text.json["text_sha256"], "signatory": head("Sari Wulandari", "director")});
    let same = trade.as_(&two_hats(&trade.buyer)).act(&format!("{one}/signatures"), yes).await;
    same.expect_problem(422, "four-eyes");

    trade.terminate(&path).await;
    let ended = supplier.get(&path).await.expect(200);
    assert_eq!(ended.json["open_amendment_id"], Value::Null);
    trade.sign_amendment(&supplier, &one).await.expect_problem(409, "state-conflict");
    trade.story.app.clock.set("2027-06-10T03:00:00Z".parse().unwrap());
    let late = json!({"rationale": "x", "effective_date": "2027-06-11", "valid_until_date": "2029-06-09", "commodities": ["eggs"]});
    let metro = trade.as_(&trade.story.metro);
    let expired = metro.post(&format!("{}/amendments", trade.agreement), late).await;
    assert_eq!(rules(&expired.expect_problem(422, "amendment-rule")), ["not_expired"]);
}
