//! Products, prices and offers from files, and the jobs that bring them in.

use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use domain::shared::TextHash;
use serde_json::{Value, json};
use testkit::{App, Caller, Response, eventually, fresh_key, party, workbook};

use crate::projections::know_parties;
use crate::{blitar_supplier, kpms, metro, pasar_jaya, start};

const HEAD: &str = "name,commodity_code,form_code,group,external_reference,description\n";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// So many products.
fn products(count: u32) -> String {
    let row = |number| {
        format!(
            "Keripik Pisang {number},msme_goods,packaged,processed_food,KP-{number:06},\"Renyah, gurih\"\n"
        )
    };
    (1..=count).map(row).fold(HEAD.to_owned(), |file, row| file + &row)
}

async fn send(caller: &Caller, path: &str, media: &str, file: impl Into<Vec<u8>>) -> Response {
    let request = caller.request("POST", path).header("idempotency-key", fresh_key());
    caller.send(request.header("content-type", media).body(file.into())).await
}

/// The job, once it has ended.
async fn ended(caller: &Caller, asked: &Response) -> Value {
    let path = asked.header("location").to_owned();
    eventually("the job ends", async || {
        let job = caller.get(&path).await.expect(200).json;
        (!job["ended_at"].is_null()).then_some(job)
    })
    .await
}

/// Tries a file; gives the report.
async fn tried(caller: &Caller, path: &str, media: &str, file: impl Into<Vec<u8>>) -> Value {
    let asked = send(caller, &format!("{path}?dry_run=true"), media, file).await.expect(201);
    let job = ended(caller, &asked).await;
    assert_eq!((&job["state"], &job["failure"]), (&json!("done"), &Value::Null), "{job}");
    job["report"].clone()
}

/// Asks for the rows of a file to be entered.
async fn ask(caller: &Caller, path: &str, media: &str, file: &[u8]) -> Response {
    send(caller, &format!("{path}?sha256={}", TextHash::of_bytes(file)), media, file).await.expect(201)
}

async fn enter(caller: &Caller, path: &str, media: &str, file: impl Into<Vec<u8>>) -> Value {
    let file = file.into();
    let asked = ask(caller, path, media, &file).await;
    ended(caller, &asked).await
}

fn codes(report: &Value) -> Vec<(u64, Option<u64>, &str)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_u64(), one["code"].as_str().unwrap()))
        .collect()
}

async fn count(caller: &Caller, path: &str) -> usize {
    caller.get(&format!("{path}?limit=200")).await.expect(200).json["items"].as_array().unwrap().len()
}

/// Without what is of one product alone.
fn alike(mut product: Value) -> Value {
    for own in ["id", "product_id", "created_at", "updated_at", "external_reference", "name"] {
        product.as_object_mut().unwrap().remove(own);
    }
    product
}

#[tokio::test(flavor = "multi_thread")]
async fn products_of_a_file_are_tried_and_drafted_as_single_ones_are() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let single = json!({"name": "Keripik", "commodity_code": "msme_goods", "form_code": "packaged",
        "group": "processed_food", "external_reference": "KP-0", "description": "Renyah, gurih"});
    let single = supplier.post("/v1/products", single).await.expect(201).json;
    let file = products(120);
    let report = tried(&supplier, "/v1/product-imports", CSV, file.clone()).await;
    let sha256 = TextHash::of_bytes(file.as_bytes());
    assert_eq!(
        report,
        json!({"sha256": sha256.as_str(), "rows": 120, "entered": 0, "findings": [], "findings_in_all": 0})
    );
    assert_eq!(count(&supplier, "/v1/products").await, 1, "nothing is kept of a file that was only tried");

    let job = enter(&supplier, "/v1/product-imports", CSV, file.clone()).await;
    assert_eq!((&job["state"], &job["report"]["entered"]), (&json!("done"), &json!(120)), "{job}");
    assert_eq!(job["progress"], json!({"done": 120, "of": 120}));
    let drafts = supplier.get("/v1/products?limit=200").await.expect(200).json["items"].clone();
    let drafts = drafts.as_array().unwrap();
    assert_eq!(drafts.len(), 121);
    let found = drafts.iter().find(|one| one["external_reference"] == "KP-000007").unwrap();
    assert_eq!(found["name"], "Keripik Pisang 7");
    assert_eq!(alike(found.clone()), alike(single.clone()));
    let told = app.feed(&kpms(), "/v1/catalog-events?types=id.kad.product.drafted").await;
    assert_eq!(told.len(), 121);
    let event = told.iter().find(|event| event["subject"] == found["id"]).unwrap();
    let first = told.iter().find(|event| event["subject"] == single["id"]).unwrap();
    assert_eq!(alike(event["data"].clone()), alike(first["data"].clone()));
    assert_eq!(event["data"]["product_id"], found["id"]);
    assert!(app.feed(&pasar_jaya(), "/v1/catalog-events?types=id.kad.product.drafted").await.is_empty());
    let path = format!("/v1/products/{}", found["id"].as_str().unwrap());
    supplier.act(&format!("{path}/publications"), json!({})).await.expect(200);

    let again = enter(&supplier, "/v1/product-imports", CSV, file).await;
    assert_eq!((&again["state"], &again["report"]["entered"]), (&json!("failed"), &json!(0)));
    assert_eq!(again["report"]["findings_in_all"], 120);
    assert_eq!(codes(&again["report"])[0], (2, Some(5), "duplicate"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_row_keeps_all_out_and_is_told_by_row_and_column_in_both_languages() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let mut file = products(5);
    file += "=1+1,msme_goods,packaged,,A-1,\n";
    file += "Gula,unknown_goods,packaged,,A-2,\n";
    file += "Gula,msme_goods,liquid,,A-3,\n";
    file += "Gula,msme_goods,packaged,beverage_of_mine,A-4,\n";
    file += ",msme_goods,packaged,,A-5,\n";
    file += "Gula,msme_goods,packaged,,KP-000002,\n";
    let told = [
        (7, Some(1), "formula"),
        (8, Some(2), "unknown-commodity"),
        (9, Some(3), "unknown-form"),
        (10, Some(4), "wrong-form"),
        (11, Some(1), "length"),
        (11, Some(1), "not-a-line"),
        (12, Some(5), "twice-in-file"),
    ];
    let report = tried(&supplier, "/v1/product-imports", CSV, file.clone()).await;
    let found = codes(&report);
    assert!(found.iter().all(|one| told.contains(one)), "{found:?}");
    let rows: std::collections::BTreeSet<u64> = found.iter().map(|(row, _, _)| *row).collect();
    assert_eq!(rows, (7..=12).collect(), "{found:?}");
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().all(|one| one["detail"]["id"] != one["detail"]["en"]));
    let job = enter(&supplier, "/v1/product-imports", CSV, file).await;
    assert_eq!((&job["state"], &job["report"]["entered"]), (&json!("failed"), &json!(0)));
    assert_eq!(count(&supplier, "/v1/products").await, 0);
    assert!(app.feed(&kpms(), "/v1/catalog-events?types=id.kad.product.drafted").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_of_the_right_kind_and_size_and_the_one_that_was_tried() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let path = "/v1/product-imports";
    send(&supplier, &format!("{path}?dry_run=true"), "application/json", "{}")
        .await
        .expect_problem(415, "unsupported-media-type");
    let large = vec![b'x'; 16 * 1024 * 1024 + 1];
    send(&supplier, &format!("{path}?dry_run=true"), CSV, large)
        .await
        .expect_problem(413, "payload-too-large");
    for (query, code) in [(String::new(), "required"), (format!("?sha256={}", "0".repeat(64)), "other-file")]
    {
        let refused = send(&supplier, &format!("{path}{query}"), CSV, products(1)).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["code"], code);
    }
    send(&app.caller(&pasar_jaya()), &format!("{path}?dry_run=true"), CSV, products(1))
        .await
        .expect_problem(403, "forbidden");
    assert_eq!(count(&supplier, "/v1/catalog-jobs").await, 0);
    for (file, media, code) in [
        (b"name\xff".to_vec(), CSV, "not-utf8"),
        (products(1).into_bytes(), XLSX, "no-workbook"),
        (products(100_001).into_bytes(), CSV, "too-many-rows"),
    ] {
        let report = tried(&supplier, path, media, file).await;
        let last = report["findings"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["code"], &report["entered"]), (&json!(code), &json!(0)), "{report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_read_as_a_text_file_is() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let book = workbook(&[
        vec!["Nama", "Kode komoditas", "Kode bentuk", "Nomor"],
        vec!["Keripik & Co", "msme_goods", "packaged", "17"],
        vec!["", "", "", ""],
        vec!["Tahu", "msme_goods", "packaged"],
    ]);
    let report = tried(&supplier, "/v1/product-imports", XLSX, book.clone()).await;
    assert_eq!((&report["rows"], &report["findings"]), (&json!(2), &json!([])));
    let job = enter(&supplier, "/v1/product-imports", XLSX, book).await;
    assert_eq!(job["report"]["entered"], 2, "{job}");
    let drafts = supplier.get("/v1/products").await.expect(200).json["items"].clone();
    let keripik = drafts.as_array().unwrap().iter().find(|one| one["name"] == "Keripik & Co").unwrap();
    assert_eq!(keripik["external_reference"], "17");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_its_partys_alone_and_of_a_cancelled_one_nothing_is_kept() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let mut holds = hold(&app, "product").await;
    let asked = ask(&supplier, "/v1/product-imports", CSV, products(50).as_bytes()).await;
    let path = asked.header("location").to_owned();
    eventually("the job is taken up", async || {
        (supplier.get(&path).await.json["state"] == "running").then_some(())
    })
    .await;
    for stranger in [&app.caller(&blitar_supplier()), &app.caller(&metro())] {
        stranger.get(&path).await.expect_problem(404, "not-found");
        stranger.post(&format!("{path}/cancellations"), json!({})).await.expect_problem(404, "not-found");
        assert_eq!(count(stranger, "/v1/catalog-jobs").await, 0);
    }
    let buyer = app.caller(&testkit::Actor::new(party(10), "18.72", &[domain::shared::Role::Buyer]));
    buyer.post(&format!("{path}/cancellations"), json!({})).await.expect_problem(403, "forbidden");
    let cancelled = supplier.post(&format!("{path}/cancellations"), json!({})).await.expect(200).json;
    assert_eq!(cancelled["state"], "cancelled");
    holds.batch_execute("rollback").await.unwrap();
    let again = supplier.post(&format!("{path}/cancellations"), json!({})).await;
    let again = again.expect_problem(409, "state-conflict").json;
    assert_eq!(again["current_state"], "cancelled");
    // What comes after it is done, and nothing of it is there.
    let job = enter(&supplier, "/v1/product-imports", CSV, products(3)).await;
    assert_eq!(job["report"]["entered"], 3, "{job}");
    assert_eq!(count(&supplier, "/v1/products").await, 3);
    assert_eq!(supplier.get(&path).await.json["state"], "cancelled");
    let done = supplier.get("/v1/catalog-jobs?state=done").await.expect(200).json;
    assert_eq!(done["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_worker_was_lost_is_begun_anew_and_done_once() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let mut holds = hold(&app, "product").await;
    let asked = ask(&supplier, "/v1/product-imports", CSV, products(50).as_bytes()).await;
    let path = asked.header("location").to_owned();
    eventually("the job is taken up", async || {
        (supplier.get(&path).await.json["state"] == "running").then_some(())
    })
    .await;
    // As if its worker had been another process, killed a while ago.
    let mut conn = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    conn.batch_execute(
        "update job set lease = gen_random_uuid(), leased_until = now() - interval '1 second'",
    )
    .await
    .unwrap();
    holds.batch_execute("rollback").await.unwrap();
    let job = ended(&supplier, &asked).await;
    assert_eq!((&job["state"], &job["report"]["entered"]), (&json!("done"), &json!(50)), "{job}");
    assert_eq!(count(&supplier, "/v1/products").await, 50);
    assert_eq!(app.feed(&kpms(), "/v1/catalog-events?types=id.kad.product.drafted").await.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_has_a_few_jobs_at_once() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let mut holds = hold(&app, "product").await;
    for number in 1..=3 {
        ask(&supplier, "/v1/product-imports", CSV, products(number).as_bytes()).await;
    }
    let more = send(&supplier, "/v1/product-imports?dry_run=true", CSV, products(4)).await;
    more.expect_problem(503, "overloaded");
    let other = app.caller(&blitar_supplier());
    ask(&other, "/v1/product-imports", CSV, products(1).as_bytes()).await;
    holds.batch_execute("rollback").await.unwrap();
    let all = eventually("all of them end", async || {
        let jobs = supplier.get("/v1/catalog-jobs").await.expect(200).json["items"].clone();
        jobs.as_array()?.iter().all(|job| !job["ended_at"].is_null()).then_some(jobs)
    })
    .await;
    assert_eq!(all.as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_take_turns() {
    let app = start().await;
    let (supplier, other) = (app.caller(&kpms()), app.caller(&blitar_supplier()));
    let mut holds = hold(&app, "product").await;
    let first = ask(&supplier, "/v1/product-imports", CSV, products(1).as_bytes()).await;
    eventually("the first is taken up", async || {
        (supplier.get(first.header("location")).await.json["state"] == "running").then_some(())
    })
    .await;
    // Numbers of a party are its own once each.
    let second = products(2).replace("KP-", "KQ-");
    ask(&supplier, "/v1/product-imports", CSV, second.as_bytes()).await;
    let third = products(3).replace("KP-", "KR-");
    let last = ask(&supplier, "/v1/product-imports", CSV, third.as_bytes()).await;
    let others = ask(&other, "/v1/product-imports", CSV, products(4).as_bytes()).await;
    holds.batch_execute("rollback").await.unwrap();
    ended(&supplier, &last).await;
    ended(&other, &others).await;
    // In the order of the transactions that entered them.
    const TURNS: &str = "select array_to_string(array_agg(n order by turn), ' ') as turns from
        (select xmin::text::bigint as turn, count(*) as n from product group by supplier_id, 1) as entered";
    #[derive(diesel::QueryableByName)]
    struct Turns {
        #[diesel(sql_type = diesel::sql_types::Text)]
        turns: String,
    }
    let turns: Turns = diesel::sql_query(TURNS).get_result(&mut holds).await.unwrap();
    assert_eq!(turns.turns, "1 4 2 3");
}

/// Holds a table until the transaction of the connection ends.
async fn hold(app: &App, table: &str) -> AsyncPgConnection {
    let mut conn = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    conn.batch_execute(&format!("begin; lock table {table} in share row exclusive mode")).await.unwrap();
    conn
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_of_a_file_are_recorded_once_and_numbers_are_plain() {
    let app = start().await;
    know_parties(&app).await;
    let observer = app.caller(&metro());
    let path = "/v1/price-observation-imports";
    let head = "commodity_code,form_code,region_code,level,price_basis,price,observed_date,source\n";
    let row = |price: &str| {
        format!("eggs,fresh_shell,18.72,consumer,per_kg_net,{price},2026-11-20,Pasar Kopindo\n")
    };
    let twice = format!("{head}{}{}{}", row("28000"), row("28500"), row("28000"));
    assert_eq!(codes(&tried(&observer, path, CSV, twice).await), [(4, None, "twice-in-file")]);
    let good = format!("{head}{}{}", row("28000"), row("28500"));
    let job = enter(&observer, path, CSV, good.clone()).await;
    assert_eq!((&job["state"], &job["report"]["entered"]), (&json!("done"), &json!(2)), "{job}");
    let again = enter(&observer, path, CSV, good).await;
    assert_eq!(codes(&again["report"]), [(2, None, "duplicate"), (3, None, "duplicate")]);
    assert_eq!(count(&observer, "/v1/price-observations").await, 2);
    let told = app.feed(&kpms(), "/v1/catalog-events?types=id.kad.price_observation.recorded").await;
    let seen = observer.get("/v1/price-observations").await.expect(200).json["items"].clone();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|event| event["data"]["price_observation_id"] == event["subject"]));
    assert_eq!(seen[0]["recorded_by_party_id"], party(2).to_string());

    let bad = ["\"15.500,00\"", "Rp 15.500", "=15500", "15500.0", "0", ""];
    let file = bad.iter().fold(head.to_owned(), |file, price| file + &row(price));
    let report = tried(&observer, path, CSV, file).await;
    let found = codes(&report);
    let rows: Vec<u64> = found.iter().map(|(row, _, _)| *row).collect();
    assert_eq!(rows, [2, 3, 4, 5, 6, 7], "{found:?}");
    assert!(found.iter().all(|(_, column, _)| *column == Some(6)), "{found:?}");
    let wrong = format!(
        "{head}eggs,fresh_shell,99.99,consumer,per_kg_net,1,2026-11-20,Pasar\n\
         eggs,fresh_shell,18.72,moon,per_kg_net,1,2026-11-20,Pasar\n\
         eggs,fresh_shell,18.72,consumer,per_litre,1,2026-11-20,Pasar\n\
         eggs,fresh_shell,18.72,consumer,per_kg_net,1,20/11/2026,Pasar\n\
         eggs,fresh_shell,18.72,consumer,per_kg_net,1,2027-11-20,Pasar\n\
         eggs,boiled,18.72,consumer,per_kg_net,1,2026-11-20,Pasar\n"
    );
    let report = tried(&observer, path, CSV, wrong).await;
    let columns: Vec<_> = codes(&report).iter().map(|(row, column, _)| (*row, *column)).collect();
    assert_eq!(
        columns,
        [(2, Some(3)), (3, Some(4)), (4, Some(5)), (5, Some(7)), (6, Some(7)), (7, Some(2))],
        "{report}"
    );
    let seller = app.caller(&testkit::Actor::new(party(12), "18.72", &[domain::shared::Role::FieldOfficer]));
    send(&seller, &format!("{path}?dry_run=true"), CSV, head).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_of_a_file_are_drafted_with_their_history_as_single_ones_are() {
    let app = start().await;
    know_parties(&app).await;
    let supplier = app.caller(&kpms());
    let path = "/v1/stock-offer-imports";
    let single = json!({"commodity_code": "eggs", "form_code": "fresh_shell",
        "quantity": {"value": "9000.5", "unit": "KGM"}, "region_code": "18.72",
        "available_from_date": "2026-11-20", "available_until_date": "2026-12-20",
        "price": {"amount": 28_000, "currency": "IDR"}, "price_basis": "per_kg_net"});
    let single = supplier.post("/v1/stock-offers", single).await.expect(201).json;
    let head = "commodity_code,form_code,quantity,unit,heads,region_code,available_from_date,available_until_date,price,price_basis\n";
    let eggs = "eggs,fresh_shell,9000.5,KGM,,18.72,2026-11-20,2026-12-20,28000,per_kg_net\n";
    let cattle = "cattle,live,,,50,18.72,2026-11-20,2027-05-20,,\n";
    let job = enter(&supplier, path, CSV, format!("{head}{eggs}{cattle}")).await;
    assert_eq!((&job["state"], &job["report"]["entered"]), (&json!("done"), &json!(2)), "{job}");
    let offers = supplier.get("/v1/stock-offers").await.expect(200).json["items"].clone();
    let offers = offers.as_array().unwrap();
    let found =
        offers.iter().find(|one| one["commodity_code"] == "eggs" && one["id"] != single["id"]).unwrap();
    assert_eq!(alike(found.clone()), alike(single.clone()));
    let heads = offers.iter().find(|one| one["commodity_code"] == "cattle").unwrap();
    assert_eq!((&heads["heads"], &heads["price"]), (&json!(50), &Value::Null));
    let history = async |offer: &Value| {
        let path = format!("/v1/stock-offers/{}/transitions", offer["id"].as_str().unwrap());
        let mut step = supplier.get(&path).await.expect(200).json["items"][0].clone();
        for own in ["id", "request_id", "recorded_at", "occurred_at"] {
            step.as_object_mut().unwrap().remove(own);
        }
        step
    };
    assert_eq!(history(found).await, history(&single).await);
    assert_eq!(app.feed(&kpms(), "/v1/catalog-events?types=id.kad.stock_offer.drafted").await.len(), 3);

    let wrong = format!(
        "{head}eggs,fresh_shell,9,KGM,5,18.72,2026-11-20,2026-12-20,,\n\
         eggs,fresh_shell,\"9.000,5\",KGM,,18.72,2026-11-20,2026-12-20,,\n\
         eggs,fresh_shell,9,LTR,,18.72,2026-11-20,2026-12-20,,\n\
         eggs,fresh_shell,9,KGM,,18.72,2026-12-20,2026-11-25,,\n\
         eggs,fresh_shell,9,KGM,,18.72,2026-11-20,2026-12-20,28000,\n\
         cattle,live,9,,,18.72,2026-11-20,2026-12-20,,\n"
    );
    let report = tried(&supplier, path, CSV, wrong).await;
    let rows: std::collections::BTreeSet<u64> = codes(&report).iter().map(|(row, _, _)| *row).collect();
    assert_eq!(rows, (2..=7).collect(), "{report}");
    assert!(codes(&report).iter().all(|(_, column, _)| column.is_some()), "{report}");
}
