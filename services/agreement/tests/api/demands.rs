//! Demands: drafted by a buyer, told to the partner regions, changed by versions that count from the next period.

use domain::agreement::{NeedVersion, needs_in_force};
use domain::shared::{CalendarPeriod, Quantity, Role, Scheduled, Unit};
use serde_json::{Value, json};
use testkit::{Caller, test_time};

use crate::story::{also, register};
use crate::trade::Trade;

/// A period of a schedule in tonnes.
pub(crate) fn tonnes(period: &str, value: &str) -> Value {
    json!({"period": period, "quantity": {"value": value, "unit": "TNE"}})
}

/// A line of fresh eggs for Jakarta.
pub(crate) fn eggs(periods: &[(&str, &str)]) -> Value {
    let periods: Vec<Value> = periods.iter().map(|(period, value)| tonnes(period, value)).collect();
    json!({"commodity_code": "eggs", "form_code": "fresh", "unit": "TNE", "region_code": "31", "periods": periods})
}

/// A published demand; its path.
pub(crate) async fn published(buyer: &Caller, lines: Vec<Value>) -> String {
    let body = json!({"title": "Kebutuhan telur Jakarta", "lines": lines});
    let path = buyer.post("/v1/demands", body).await.expect(201).header("location").to_owned();
    buyer.act(&format!("{path}/publications"), json!({})).await.expect(200);
    path
}

/// The first line of a version, as rules see it.
fn version_of(view: &Value) -> NeedVersion {
    let need = |one: &Value| Scheduled {
        period: CalendarPeriod::parse(one["period"].as_str().unwrap(), one["name"].as_str()).unwrap(),
        quantity: Quantity::parse(one["quantity"]["value"].as_str().unwrap(), Unit::Tne).unwrap(),
    };
    let periods = view["lines"][0]["periods"].as_array().unwrap();
    let published = view["published_date"].as_str().unwrap().parse().unwrap();
    NeedVersion { published, schedule: periods.iter().map(need).collect() }
}

/// Pointer and code of every field error.
pub(crate) fn errors(answer: &testkit::Response) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = answer.json["errors"].as_array().cloned().unwrap_or_default();
    all.iter().map(|one| (text(&one["pointer"]), text(&one["code"]))).collect()
}

fn error(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demand_goes_from_draft_to_its_end_and_partners_read_it_once_it_is_published() {
    let trade = Trade::start().await;
    let (buyer, metro) = (trade.as_(&trade.buyer), trade.as_(&trade.story.metro));
    let body = json!({"title": "Kebutuhan telur", "note": "Pagi.", "lines": [eggs(&[("2026-12", "3"), ("2027-W07", "2.5")])]});
    let drafted = buyer.post("/v1/demands", body.clone()).await.expect(201);
    let path = drafted.header("location").to_owned();
    let line = &drafted.json["lines"][0];
    assert_eq!((&drafted.json["state"], &drafted.json["revision"]), (&json!("draft"), &json!(1)));
    assert_eq!(line["periods"][1]["kind"], "week");
    assert_eq!(
        (&line["periods"][1]["first_date"], &line["periods"][1]["last_date"]),
        (&json!("2027-02-15"), &json!("2027-02-21"))
    );
    assert_eq!(line["periods"][1]["quantity"], json!({"value": "2.5", "unit": "TNE"}));
    metro.get(&path).await.expect_problem(404, "not-found");
    assert_eq!(metro.get("/v1/demands").await.expect(200).json["items"], json!([]));

    let fewer = json!({"note": null, "lines": [eggs(&[("2027-01", "9")])]});
    let changed = buyer.patch(&path, fewer, drafted.etag()).await.expect(200);
    assert_eq!(
        (&changed.json["note"], changed.json["lines"][0]["periods"].as_array().unwrap().len()),
        (&Value::Null, 1)
    );
    metro.post("/v1/demands", body).await.expect_problem(403, "forbidden");
    let publications = format!("{path}/publications");
    trade
        .as_(&also(&trade.buyer, &[Role::Supplier]))
        .act(&publications, json!({}))
        .await
        .expect_problem(403, "forbidden");
    let waits = buyer.get("/v1/agreement-work-items?action=publish_demand").await.expect(200);
    assert_eq!(waits.json["items"][0]["subject_title"], "Kebutuhan telur");
    buyer.act(&publications, json!({})).await.expect(200);
    let read = metro.get(&path).await.expect(200);
    assert_eq!((&read.json["state"], &read.json["lines"]), (&json!("published"), &changed.json["lines"]));
    buyer.patch(&path, json!({"title": "x"}), read.etag()).await.expect_problem(409, "state-conflict");

    let told =
        trade.story.app.feed(&trade.story.metro, "/v1/agreement-events?types=id.kad.demand.published").await;
    assert_eq!(told.len(), 1);
    let drafts =
        trade.story.app.feed(&trade.story.metro, "/v1/agreement-events?types=id.kad.demand.drafted").await;
    assert!(drafts.is_empty(), "a draft is told to its buyer alone");
    buyer.act(&format!("{path}/closures"), json!({})).await.expect(200);
    let late = buyer.act(&format!("{path}/withdrawals"), json!({"note": "Batal."})).await;
    assert_eq!(late.expect_problem(409, "state-conflict").json["current_state"], "closed");
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200);
    assert_eq!(history.json["items"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_a_published_demand_follows_from_agreements_and_their_goods() {
    let trade = Trade::start().await;
    let buyer = trade.as_(&trade.buyer);
    let chilli = json!({"commodity_code": "chilli", "form_code": "fresh", "unit": "KGM", "region_code": "31",
        "periods": [{"period": "2027-01", "quantity": {"value": "70", "unit": "KGM"}}]});
    let path = published(&buyer, vec![eggs(&[("2027-01", "9")]), chilli.clone()]).await;
    let only_chilli = published(&buyer, vec![chilli]).await;
    let goods = async |caller: &Caller| {
        let read = caller.get(&path).await;
        let lines = read.json["lines"].as_array().cloned().unwrap_or_default();
        lines.iter().map(|line| line["commodity_code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let app = &trade.story.app;
    // The buyer and its government read all; whom the agreement over eggs brings together reads the eggs.
    assert_eq!(goods(&buyer).await, ["eggs", "chilli"]);
    assert_eq!(goods(&trade.as_(&trade.story.jakarta)).await, ["eggs", "chilli"]);
    for partner in [&trade.story.metro, &trade.story.facilitator] {
        let partner = trade.as_(partner);
        assert_eq!(goods(&partner).await, ["eggs"]);
        partner.get(&only_chilli).await.expect_problem(404, "not-found");
        let listed =
            partner.get("/v1/demands?commodity_code=eggs&region_code=31&state=published").await.expect(200);
        assert_eq!(listed.json["items"].as_array().unwrap().len(), 1);
        let hidden = partner.get("/v1/demands?commodity_code=chilli").await.expect(200);
        assert_eq!(hidden.json["items"], json!([]), "a filter tells nothing of what is not read");
    }
    let supplier = trade.as_(&trade.supplier);
    supplier.get(&path).await.expect_problem(404, "not-found");
    trade.verify("2030-01-01").await;
    assert_eq!(goods(&supplier).await, ["eggs"], "a verified supplier of the partner region");
    let malang =
        register(app, "regional_government", "Pemerintah Kota Malang", "35.73", &[Role::Coordinator]).await;
    trade.as_(&malang).get(&path).await.expect_problem(404, "not-found");
    let auditor = register(app, "audit_body", "Inspektorat", "31", &[Role::Auditor]).await;
    trade.as_(&auditor).get(&path).await.expect_problem(404, "not-found");
    for side in [&trade.story.metro, &trade.story.jakarta] {
        let body = json!({"party_id": auditor.party});
        trade.as_(side).act(&format!("{}/auditors", trade.agreement), body).await.expect(200);
    }
    assert_eq!(
        goods(&trade.as_(&auditor)).await,
        ["eggs"],
        "an auditor of today reads what was published before"
    );
    // Once the agreement has ended it brings nobody together.
    app.clock.set("2027-06-10T03:00:00Z".parse().unwrap());
    trade.as_(&trade.story.metro).get(&path).await.expect_problem(404, "not-found");
    assert_eq!(goods(&trade.as_(&trade.story.jakarta)).await, ["eggs", "chilli"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn buyers_of_the_cities_of_jakarta_are_its_own() {
    let trade = Trade::start().await;
    let enterprise = "regional_enterprise";
    let pasar = register(&trade.story.app, enterprise, "Perumda Pasar Jaya", "31.71", &[Role::Buyer]).await;
    let path = published(&trade.as_(&pasar), vec![eggs(&[("2027-01", "9")])]).await;
    for reader in [&trade.story.metro, &trade.story.jakarta, &trade.story.facilitator] {
        trade.as_(reader).get(&path).await.expect(200);
        let told = "/v1/agreement-events?types=id.kad.demand.published";
        assert_eq!(trade.story.app.feed(reader, told).await.len(), 1);
    }
    trade.as_(&trade.buyer).get(&path).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_needed_is_refused_with_its_field() {
    let trade = Trade::start().await;
    trade.story.app.has_heard("catalog").await;
    let buyer = trade.as_(&trade.buyer);
    let refused = async |line: Value| {
        let body = json!({"title": "Kebutuhan", "lines": [line]});
        errors(&buyer.post("/v1/demands", body).await.expect_problem(422, "validation-failed"))
    };
    let period = |period: Value| {
        let mut line = eggs(&[]);
        line["periods"] = json!([period]);
        line
    };
    let overlapping = eggs(&[("2027-01", "1"), ("2027-W04", "1")]);
    assert_eq!(refused(overlapping).await, error("/lines/0/periods/1/period", "periods-overlap"));
    for (code, wrong) in [
        ("2026-W54", "not-in-calendar"),
        ("2025-W53", "not-in-calendar"),
        ("2027-13", "not-in-calendar"),
        ("2027-02-29", "not-in-calendar"),
        ("2027-1-1", "period-form"),
        ("tiap pekan", "period-form"),
    ] {
        assert_eq!(refused(eggs(&[(code, "1")])).await, error("/lines/0/periods/0/period", wrong), "{code}");
    }
    let mut season = tonnes("2027-04-01/2027-03-31", "1");
    season["name"] = json!("Musim tanam I");
    assert_eq!(refused(period(season)).await, error("/lines/0/periods/0/period", "period-backwards"));
    let nameless = period(tonnes("2027-04-01/2027-07-31", "1"));
    assert_eq!(refused(nameless).await, error("/lines/0/periods/0/name", "period-name"));
    assert_eq!(
        refused(eggs(&[("2027-01", "0")])).await,
        error("/lines/0/periods/0/quantity/value", "not-positive")
    );
    let heads = period(json!({"period": "2027-01", "quantity": {"value": "1", "unit": "KGM"}}));
    assert_eq!(refused(heads).await, error("/lines/0/periods/0/quantity/unit", "unlike-unit"));
    assert_eq!(refused(eggs(&[])).await, error("/lines/0/periods", "item-count"));
    assert_eq!(
        refused(eggs(&[("1999-12", "1")])).await,
        error("/lines/0/periods/0/period", "implausible-date")
    );
    let with = |field: &str, value: &str| {
        let mut line = eggs(&[("2027-01", "1")]);
        line[field] = json!(value);
        line
    };
    assert_eq!(refused(with("form_code", "powder")).await, error("/lines/0/form_code", "unknown-form"));
    assert_eq!(
        refused(with("commodity_code", "gold")).await,
        error("/lines/0/commodity_code", "unknown-commodity")
    );
    let body = json!({"title": "Kebutuhan", "lines": [with("region_code", "99")]});
    buyer.post("/v1/demands", body).await.expect_problem(422, "validation-failed");
    let twice =
        json!({"title": "Kebutuhan", "lines": [eggs(&[("2027-01", "1")]), eggs(&[("2027-02", "1")])]});
    let twice = buyer.post("/v1/demands", twice).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&twice), error("/lines/1", "line-twice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_needed_in_the_past_alone_is_not_published() {
    let trade = Trade::start().await;
    let buyer = trade.as_(&trade.buyer);
    let mut past = eggs(&[("2026-09", "8"), ("2026-10", "8")]);
    past["region_code"] = json!("31.71");
    let body = json!({"title": "Telur 2026", "lines": [eggs(&[("2026-10", "1"), ("2026-12", "1")]), past]});
    let drafted = buyer.post("/v1/demands", body).await.expect(201);
    let publish = format!("/v1/demands/{}/publications", drafted.id());
    let refused = buyer.act(&publish, json!({})).await.expect_problem(422, "demand-rule");
    let unmet = refused.json["unmet"].as_array().unwrap();
    assert_eq!((unmet.len(), &unmet[0]["rule"]), (1, &json!("period_to_come")));
    assert_eq!(unmet[0]["subject"], drafted.json["lines"][1]["id"]);
    assert_eq!(unmet[0]["found"], "31 October 2026");
    let gaps = "/v1/demand-gaps?from_date=2026-12-02&until_date=2026-12-01";
    let refused = buyer.get(gaps).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&refused), error("?until_date", "period"));
    buyer.get("/v1/demand-gaps?from_date=2026-12-01&until_date=2026-12-01").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_counts_from_the_next_period_and_all_versions_are_read() {
    let trade = Trade::start().await;
    // The test's day is 22 November 2026: week 47, November has begun.
    let path = published(&trade.as_(&trade.buyer), vec![eggs(&[("2026-11", "10"), ("2026-12", "10")])]).await;
    let buyer = trade.as_(&trade.buyer);
    let line = buyer.get(&path).await.expect(200).json["lines"][0]["id"].clone();
    let versions = format!("{path}/versions");
    let revised = async |periods: &[(&str, &str)]| {
        let mut goes_on = eggs(periods);
        goes_on["id"] = line.clone();
        let body = json!({"rationale": "Program makan bergizi.", "lines": [goes_on]});
        trade.as_(&trade.buyer).act(&versions, body).await
    };
    let changed =
        revised(&[("2026-11", "9"), ("2026-12", "12")]).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&changed), error("/lines/0/periods/0/quantity", "period-begun"));
    assert!(changed.json["errors"][0]["detail"].as_str().unwrap().contains("November 2026"));
    let dropped = revised(&[("2026-12", "12")]).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&dropped), error("/lines/0/periods", "period-begun"));
    let second = revised(&[("2026-11", "10"), ("2026-12", "12"), ("2027-01", "4")]).await.expect(200);
    assert_eq!((&second.json["revision"], &second.json["lines"][0]["id"]), (&json!(2), &line));

    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(20));
    let begun = revised(&[("2026-11", "10"), ("2026-12", "11"), ("2027-01", "4")]).await;
    assert_eq!(
        errors(&begun.expect_problem(422, "validation-failed")),
        error("/lines/0/periods/1/quantity", "period-begun")
    );
    let third = revised(&[("2026-11", "10"), ("2026-12", "12"), ("2027-01", "5")]).await.expect(200);
    assert_eq!(third.json["revision"], 3);
    let metro = trade.as_(&trade.story.metro);
    let all = metro.get(&versions).await.expect(200).json["items"].as_array().unwrap().clone();
    let figures = |version: &Value| {
        let periods = version["lines"][0]["periods"].as_array().unwrap().clone();
        let value = |one: &Value| one["quantity"]["value"].as_str().unwrap().to_owned();
        (
            version["published_date"].as_str().unwrap().to_owned(),
            periods.iter().map(value).collect::<Vec<_>>(),
        )
    };
    let told: Vec<_> = all.iter().map(figures).collect();
    let version =
        |day: &str, values: &[&str]| (day.to_owned(), values.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(
        told,
        [
            version("2026-11-22", &["10", "10"]),
            version("2026-11-22", &["10", "12", "4"]),
            version("2026-12-12", &["10", "12", "5"]),
        ]
    );
    assert_eq!(all[2]["rationale"], "Program makan bergizi.");
    let counted: Vec<NeedVersion> = all.iter().map(version_of).collect();
    let present = version_of(&json!({"published_date": "2026-12-12", "lines": third.json["lines"]}));
    assert_eq!(needs_in_force(&counted), present.schedule, "the present version says what counts of all");
    let page = metro.get(&format!("{versions}?limit=2")).await.expect(200);
    let next = page.json["next_cursor"].as_str().unwrap();
    let rest = metro.get(&format!("{versions}?limit=2&cursor={next}")).await.expect(200);
    assert_eq!(rest.json["items"], json!([all[2]]));

    let stranger = json!({"rationale": "x", "lines": [{"id": "dml_00000000000000000000000000000001",
        "commodity_code": "eggs", "form_code": "fresh", "unit": "TNE", "region_code": "31",
        "periods": [tonnes("2027-01", "1")]}]});
    let unknown = trade.as_(&trade.buyer).act(&versions, stranger).await;
    assert_eq!(errors(&unknown.expect_problem(422, "validation-failed"))[0].1, "unknown-line");
    metro
        .act(&versions, json!({"rationale": "x", "lines": [eggs(&[("2027-01", "1")])]}))
        .await
        .expect_problem(403, "forbidden");
    let draft = json!({"title": "Kebutuhan", "lines": [eggs(&[("2027-01", "1")])]});
    let buyer = trade.as_(&trade.buyer);
    let draft = buyer.post("/v1/demands", draft).await.expect(201).header("location").to_owned();
    let early = json!({"rationale": "x", "lines": [eggs(&[("2027-01", "1")])]});
    buyer.act(&format!("{draft}/versions"), early).await.expect_problem(409, "state-conflict");
}
