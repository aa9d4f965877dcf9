//! How needs are covered, equal to what plain loops find in what the API lists; gaps by index, however many there are.

use std::collections::BTreeMap;

use api_types::logistics::CallOffView;
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl as _;
use domain::shared::{Quantity, Role, Unit};
use serde_json::{Value, json};
use testkit::{Caller, eventually};

use crate::commitments::{Need, absolute, receive, share};
use crate::demands::{eggs, published};
use crate::story::register;

/// A quantity in base units.
fn base(quantity: &Value) -> i64 {
    let unit: Unit = quantity["unit"].as_str().unwrap().parse().unwrap();
    Quantity::parse(quantity["value"].as_str().unwrap(), unit).unwrap().base()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// What is needed and promised in each period of a line, found by loops over the demand and the commitments listed.
async fn recomputed(reader: &Caller, demand: &str, line: &Value) -> BTreeMap<String, (i64, i64)> {
    let whole = reader.get(demand).await.expect(200).json;
    let listed =
        reader.get(&format!("/v1/commitments?demand_id={}&limit=200", whole["id"].as_str().unwrap())).await;
    let mut periods = BTreeMap::new();
    for need in
        list(&whole["lines"]).iter().filter(|one| one["id"] == *line).flat_map(|one| list(&one["periods"]))
    {
        let mut committed = 0;
        for commitment in list(&listed.json["items"]).iter().filter(|one| one["demand_line_id"] == *line) {
            for promised in list(&commitment["promised"]) {
                let within = promised["first_date"].as_str() >= need["first_date"].as_str()
                    && promised["last_date"].as_str() <= need["last_date"].as_str();
                committed += if within { base(&promised["quantity"]) } else { 0 };
            }
        }
        periods.insert(need["period"].as_str().unwrap().to_owned(), (base(&need["quantity"]), committed));
    }
    periods
}

/// The coverage of the only line, the gaps listed, and what is recomputed, are one.
async fn agree(need: &Need) -> Value {
    let buyer = need.buyer();
    let plain = recomputed(&buyer, &need.demand, &need.line).await;
    let coverage = buyer.get(&format!("{}/coverage", need.demand)).await.expect(200).json["lines"][0].clone();
    let periods = list(&coverage["periods"]);
    let shown: BTreeMap<_, _> = periods
        .iter()
        .map(|one| {
            (one["period"].as_str().unwrap().to_owned(), (base(&one["need"]), base(&one["committed"])))
        })
        .collect();
    assert_eq!(shown, plain);
    let sum = |name: &str| periods.iter().map(|one| base(&one[name])).sum::<i64>();
    for name in ["need", "committed", "gap"] {
        assert_eq!(base(&coverage[name]), sum(name), "{name}");
    }
    for one in &periods {
        assert_eq!(base(&one["gap"]), (base(&one["need"]) - base(&one["committed"])).max(0), "{one}");
    }
    let regions = list(&coverage["regions"]);
    assert_eq!(base(&coverage["committed"]), regions.iter().map(|one| base(&one["committed"])).sum::<i64>());
    for reader in [need.buyer(), need.metro(), need.trade.as_(&need.trade.story.facilitator)] {
        let gaps = reader.get("/v1/demand-gaps?commodity_code=eggs&region_code=31").await.expect(200);
        let told: BTreeMap<_, _> = list(&gaps.json["items"])
            .iter()
            .map(|one| (one["period"].as_str().unwrap().to_owned(), base(&one["gap"])))
            .collect();
        let open = plain.iter().filter(|(_, (need, committed))| need > committed);
        assert_eq!(
            told,
            open.map(|(period, (need, committed))| (period.clone(), need - committed)).collect()
        );
    }
    coverage
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_and_gaps_equal_what_loops_recompute_after_every_step() {
    let need = Need::start().await;
    agree(&need).await;
    need.offered(&share(9000)).await;
    let coverage = agree(&need).await;
    assert_eq!(base(&coverage["committed"]), 0, "an offer commits nothing");
    need.accepted(&share(3333)).await;
    agree(&need).await;
    let weekly =
        need.accepted(&absolute(&[("2026-W50", "1.25"), ("2026-W51", "1.25"), ("2027-01", "30")])).await;
    let coverage = agree(&need).await;
    assert_eq!(coverage["periods"][1]["gap"]["value"], "0", "too much of January does not cover December");
    assert_eq!(coverage["gap"], coverage["periods"][0]["gap"]);
    let mut line = eggs(&[("2026-12", "12"), ("2027-01", "2"), ("2027-02", "7.000001")]);
    line["id"] = need.line.clone();
    let revised = json!({"rationale": "Berubah.", "lines": [line]});
    need.buyer().act(&format!("{}/versions", need.demand), revised).await.expect(200);
    agree(&need).await;
    let short = json!({"reason": "weather", "note": "Banjir.", "rolls_over": true});
    need.metro().act(&format!("{weekly}/short-closures"), short).await.expect(200);
    agree(&need).await;
    // Once it is closed nothing of it is open.
    need.trade.story.app.clock.set("2027-06-01T03:00:00Z".parse().unwrap());
    agree(&need).await;
    need.buyer().act(&format!("{}/closures", need.demand), json!({})).await.expect(200);
    let gaps = need.metro().get("/v1/demand-gaps").await.expect(200);
    assert_eq!(gaps.json["items"], json!([]));
}

/// An order of some kilograms of the contract's only line, as logistics tells it.
fn order(
    contract: &Value,
    number: u8,
    state: &str,
    kilograms: &str,
    accepted: &str,
    day: &str,
) -> CallOffView {
    let quantity = |value: &str| json!({"value": value, "unit": "KGM"});
    serde_json::from_value(json!({
        "id": format!("cof_{number:032x}"), "etag": "\"v1\"", "number": format!("SP/2026/{number:06}"),
        "authenticity_code": "KAD-0000-0000-0000-0", "contract_id": contract["id"], "contract_number": contract["number"],
        "agreement_id": contract["agreement_id"], "supplier_id": contract["supplier_id"], "buyer_id": contract["buyer_id"],
        "state": state, "requested_delivery_date": day,
        "destination": {"name": "Cipinang", "region_code": "31.75", "address": "Jl. Pisangan Lama 1"},
        "lines": [{"id": format!("col_{number:032x}"), "number": 1, "contract_line_id": contract["lines"][0]["id"],
            "commodity_code": "eggs", "form_code": "fresh", "quantity": quantity(kilograms), "packs": null,
            "proposed_quantity": null, "accepted": quantity(accepted), "open": quantity("0"), "over_tolerance_bp": 0}],
        "created_at": "2026-11-22T03:00:00Z", "updated_at": "2026-11-22T03:00:00Z",
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn contracts_orders_and_receipts_stand_beside_what_was_promised() {
    let need = Need::start().await;
    let contract = need.trade.active().await;
    let contract = need.buyer().get(&contract).await.expect(200).json;
    let path = need.accepted(&absolute(&[("2026-12", "4"), ("2027-01", "6")])).await;
    let links = json!({"contract_line_ids": [contract["lines"][0]["id"]]});
    need.metro().act(&format!("{path}/contract-lines"), links).await.expect(200);
    for (number, state, kilograms, accepted, day) in [
        (1, "accepted", "2500", "0", "2026-12-10"),
        (2, "closed_short", "1000", "400", "2026-12-31"),
        (3, "cancelled", "9000", "0", "2026-12-11"),
        (4, "issued", "700.5", "0", "2027-01-01"),
        (5, "received", "100", "100", "2027-02-01"),
    ] {
        let told =
            agreement::projections::CallOff::of(order(&contract, number, state, kilograms, accepted, day))
                .unwrap();
        let mut conn = need.trade.story.app.core.read().await.unwrap();
        service::Projected::keep(&told, &mut conn, 1).await.unwrap();
    }
    receive(&need.trade, &contract, 2400, "2026-12-12T03:00:00Z").await;
    receive(&need.trade, &contract, 300, "2026-12-31T17:00:00Z").await;
    let coverage =
        need.buyer().get(&format!("{}/coverage", need.demand)).await.expect(200).json["lines"][0].clone();
    let figures = |of: &Value, names: &[&str]| names.iter().map(|name| base(&of[*name])).collect::<Vec<_>>();
    let names = ["need", "committed", "contracted", "ordered", "accepted", "gap"];
    let grams = |kilograms: &[i64]| kilograms.iter().map(|one| one * 100).collect::<Vec<_>>();
    assert_eq!(figures(&coverage, &names), grams(&[300_000, 100_000, 90_000, 37_005, 27_000, 200_000]));
    let by_day = ["committed", "ordered", "accepted"];
    assert_eq!(figures(&coverage["periods"][0], &by_day), grams(&[40_000, 29_000, 24_000]));
    // The last receipt came on the first of January in Jakarta.
    assert_eq!(figures(&coverage["periods"][1], &by_day), grams(&[60_000, 7_005, 3_000]));
    let metro = coverage["regions"][0].clone();
    assert_eq!(metro["region_code"], "18.72");
    assert_eq!(figures(&metro, &names[1..5]), grams(&[100_000, 90_000, 37_005, 27_000]));
    assert_eq!(figures(&metro["periods"][1], &by_day), grams(&[60_000, 7_005, 3_000]));
    assert!(!coverage.to_string().contains("amount"), "no prices");
    // The committing region reads its own part, and of the whole what is needed, promised and open.
    let seen =
        need.metro().get(&format!("{}/coverage", need.demand)).await.expect(200).json["lines"][0].clone();
    assert_eq!((&seen["regions"], &seen["gap"]), (&coverage["regions"], &coverage["gap"]));
    assert_eq!((&seen["ordered"], &seen["periods"][0]["accepted"]), (&Value::Null, &Value::Null));
    let supplier = need.trade.as_(&need.trade.supplier);
    let other = supplier.get(&format!("{}/coverage", need.demand)).await.expect(200).json["lines"][0].clone();
    assert_eq!((&other["regions"], &other["committed"]), (&json!([]), &coverage["committed"]));
    let none = "dml_00000000000000000000000000000001";
    let none = need.buyer().get(&format!("{}/coverage?demand_line_id={none}", need.demand)).await.expect(200);
    assert_eq!(none.json["lines"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_are_filtered_paged_and_seen_by_partners_alone() {
    let need = Need::start().await;
    let another =
        register(&need.trade.story.app, "regional_enterprise", "PT Food Station", "31", &[Role::Buyer]).await;
    let another = need.trade.as_(&another);
    published(&another, vec![eggs(&[("2026-12", "1"), ("2027-03", "1")])]).await;
    let months = async |caller: &Caller, query: &str| {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = caller.get(&format!("/v1/demand-gaps?limit=2{query}{cursor}")).await.expect(200);
            found.extend(
                list(&page.json["items"]).iter().map(|one| one["period"].as_str().unwrap().to_owned()),
            );
            match page.json["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    };
    let all = ["2026-12", "2026-12", "2027-01", "2027-03"];
    let facilitator = need.trade.as_(&need.trade.story.facilitator);
    for reader in [&need.metro(), &need.trade.as_(&need.trade.story.jakarta), &facilitator] {
        assert_eq!(months(reader, "").await, all);
        assert_eq!(months(reader, "&from_date=2026-12-31&until_date=2027-01-01").await, all[..3]);
        assert_eq!(months(reader, "&from_date=2027-01-01&until_date=2027-02-28").await, ["2027-01"]);
        assert_eq!(months(reader, "&commodity_code=rice").await, [""; 0]);
        assert_eq!(months(reader, "&region_code=18.72").await, [""; 0]);
    }
    assert_eq!(months(&another, "").await, ["2026-12", "2027-03"], "a buyer sees its own alone");
    let supplier = need.trade.as_(&need.trade.supplier);
    assert_eq!(months(&supplier, "").await, [""; 0]);
    need.trade.verify("2030-01-01").await;
    assert_eq!(months(&supplier, "").await, all);
    let app = &need.trade.story.app;
    let malang =
        register(app, "regional_government", "Pemerintah Kota Malang", "35.73", &[Role::Coordinator]).await;
    assert_eq!(months(&need.trade.as_(&malang), "").await, [""; 0]);
    let waits = need.metro().get("/v1/agreement-work-items?action=create_commitment").await.expect(200);
    assert_eq!(list(&waits.json["items"]).len(), 2);
    need.offered(&share(100)).await;
    let waits = need.metro().get("/v1/agreement-work-items?action=create_commitment").await.expect(200);
    assert_eq!(waits.json["items"][0]["counterpart_name"], "PT Food Station");
    assert_eq!(list(&waits.json["items"]).len(), 1, "who has offered has answered");
}

#[derive(QueryableByName)]
struct Scans {
    #[diesel(sql_type = BigInt)]
    sequential: i64,
    #[diesel(sql_type = BigInt)]
    by_index: i64,
}

/// Weeks of needs of a hundred regions, those of Jakarta among them, and twenty goods; none of them is covered.
const MANY: &str = "
    begin;
    set local statement_timeout = 0;
    insert into demand (id, buyer_id, buyer_region_code, title, state, revision, published_at, version, created_at, updated_at)
    select gen_random_uuid(), demand.buyer_id, many.code, 'many', 'published', 1, now(), 1, now(), now()
    from (select code from region where length(code) = 5 and code <> '18.72' order by not starts_with(code, '31'), code limit 100) as many
    cross join (select buyer_id from demand limit 1) as demand;
    insert into demand_line (id, demand_id, number, commodity_code, form_code, unit, region_code, oversubscribed)
    select gen_random_uuid(), id, goods, case goods when 1 then 'eggs' else 'goods_' || goods end, 'fresh', 'TNE',
        buyer_region_code, false
    from demand cross join generate_series(1, 20) as goods where title = 'many';
    insert into open_need (line_id, first_day, last_day, demand_id, buyer_id, buyer_region_code, commodity_code, form_code,
        region_code, unit, code, need_base, committed_base)
    select line.id, week::date, week::date + 6, demand.id, demand.buyer_id, demand.buyer_region_code, line.commodity_code,
        'fresh', line.region_code, 'TNE', 'x', 1000, 0
    from demand join demand_line as line on line.demand_id = demand.id
    cross join generate_series(timestamp '2030-01-07', timestamp '2030-12-30', interval '7 days') as week
    where demand.title = 'many';
    commit;
    analyze open_need;";

#[tokio::test(flavor = "multi_thread")]
async fn gaps_among_a_hundred_thousand_needs_are_read_by_index() {
    let need = Need::start().await;
    // As many as the platform plans for where there is time: 514 regions, 30 commodities, 52 weeks.
    let long = std::env::var_os("KAD_LONG").is_some();
    let (regions, commodities) =
        if long { ("limit 514", "series(1, 30)") } else { ("limit 100", "series(1, 20)") };
    need.trade.seed(&MANY.replace("limit 100", regions).replace("series(1, 20)", commodities)).await;
    let scans = async || {
        let mut conn = need.trade.story.app.core.read().await.unwrap();
        let query = "select coalesce(seq_scan, 0) as sequential, coalesce(idx_scan, 0) as by_index
            from pg_stat_user_tables where relname = 'open_need'";
        diesel::sql_query(query).get_result::<Scans>(&mut conn).await.unwrap()
    };
    // What the publication looked at is counted first.
    let counted = async || Some(scans().await).filter(|one| one.sequential + one.by_index > 0);
    let before = eventually("the publication is counted", counted).await;
    let first = need.metro().get("/v1/demand-gaps?limit=200").await.expect(200);
    let jakarta = |one: &Value| one["buyer_region_code"].as_str().unwrap().starts_with("31");
    assert!(list(&first.json["items"]).iter().all(|one| jakarta(one) && one["commodity_code"] == "eggs"));
    assert_eq!(list(&first.json["items"]).len(), 200);
    let next = first.json["next_cursor"].as_str().unwrap().to_owned();
    let rest = need.metro().get(&format!("/v1/demand-gaps?limit=200&cursor={next}")).await.expect(200);
    assert_eq!(list(&rest.json["items"]).len(), 6 * 52 + 2 - 200, "six cities and regencies of Jakarta");
    let goods =
        "/v1/demand-gaps?commodity_code=eggs&region_code=31.71&from_date=2030-06-01&until_date=2030-06-30";
    assert_eq!(list(&need.metro().get(goods).await.expect(200).json["items"]).len(), 5);
    assert_eq!(
        list(&need.trade.as_(&need.trade.story.jakarta).get(goods).await.expect(200).json["items"]).len(),
        5
    );
    assert_eq!(list(&need.buyer().get("/v1/demand-gaps?limit=50").await.expect(200).json["items"]).len(), 50);
    let service = testkit::Actor::new(testkit::party(1), "31", &[Role::Service]);
    assert_eq!(list(&need.trade.as_(&service).get(goods).await.expect(200).json["items"]).len(), 5);
    if long {
        let metro = need.metro();
        let mut times = Vec::new();
        for _ in 0..300 {
            let since = std::time::Instant::now();
            metro.get(goods).await.expect(200);
            times.push(since.elapsed());
        }
        times.sort();
        println!("gaps: median {:?}, 99 of 100 within {:?}", times[150], times[297]);
    }
    let after = eventually("the reads are counted", async || {
        Some(scans().await).filter(|one| one.by_index > before.by_index + 5)
    });
    assert_eq!(after.await.sequential, before.sequential, "no need is looked for among all of them");
}
