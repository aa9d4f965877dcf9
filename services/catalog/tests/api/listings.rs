//! Listings.

use diesel_async::SimpleAsyncConnection as _;
use futures_util::future::join_all;
use serde_json::json;
use testkit::party;

use crate::blitar_supplier;
use crate::shelf::Shelf;

#[tokio::test(flavor = "multi_thread")]
async fn an_unapproved_small_business_product_is_not_listed() {
    let shelf = Shelf::start().await;
    for caller in [&shelf.supplier, &shelf.buyer] {
        let refused = shelf.list(caller).await.expect_problem(422, "curation-required");
        assert_eq!(refused.json["unmet"][0]["rule"], "curation_valid");
        assert_eq!(refused.json["unmet"][0]["found"], "no approval");
        assert!(refused.json["detail"].as_str().unwrap().starts_with("Submit the product for curation"));
    }
    shelf.in_review().await;
    shelf.list(&shelf.buyer).await.expect_problem(422, "curation-required");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_lists_an_approved_product_at_once_and_every_party_sees_it() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let created = shelf.list(&shelf.buyer).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!((&created.json["state"], &created.json["condition"]), (&json!("listed"), &json!("standing")));
    assert_eq!(created.json["price"], json!({"amount": 15000, "currency": "IDR"}));
    let blitar = shelf.app.caller(&blitar_supplier());
    assert_eq!(blitar.get(&path).await.expect(200).json, created.json);
    for filter in [
        format!("outlet_id={}", shelf.outlet),
        format!("variant_id={}", shelf.variant),
        format!("supplier_id={}&state=listed", party(10)),
    ] {
        let page = blitar.get(&format!("/v1/listings?{filter}")).await.expect(200);
        assert_eq!(page.json["items"], json!([created.json]), "{filter}");
    }
    shelf.list(&shelf.buyer).await.expect_problem(409, "duplicate");
    shelf.list(&blitar).await.expect_problem(403, "forbidden");
    let history = blitar.get(&format!("{path}/transitions")).await.expect(200);
    assert_eq!(history.json["items"][0]["event"], "list");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_supplier_asks_for_waits_for_the_operator() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let created = shelf.list(&shelf.supplier).await.expect(201);
    assert_eq!(created.json["state"], "pending");
    let path = created.header("location").to_owned();
    shelf.app.caller(&blitar_supplier()).get(&path).await.expect_problem(404, "not-found");
    let acceptances = format!("{path}/acceptances");
    shelf.supplier.act(&acceptances, json!({})).await.expect_problem(403, "forbidden");
    let stale = shelf.buyer.act_on(&acceptances, json!({}), "\"v9\"").await;
    stale.expect_problem(412, "precondition-failed");
    let accepted = shelf.buyer.act(&acceptances, json!({})).await.expect(200);
    assert_eq!(accepted.json["state"], "listed");
    let again = shelf.buyer.act(&acceptances, json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(again.json["allowed"], json!(["suspend_listing", "delist_listing"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_label_needs_curation_again() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let listed = shelf.list(&shelf.buyer).await.expect(201);
    let path = listed.header("location").to_owned();
    shelf.change_label().await;
    let changed = shelf.buyer.get(&path).await.expect(200);
    assert_eq!(
        (&changed.json["state"], &changed.json["condition"]),
        (&json!("listed"), &json!("label_changed"))
    );
    assert_ne!(changed.etag(), listed.etag());
    shelf.buyer.act(&format!("{path}/suspensions"), json!({"note": "Label baru"})).await.expect(200);
    let resumptions = format!("{path}/resumptions");
    let refused = shelf.buyer.act(&resumptions, json!({})).await.expect_problem(422, "curation-required");
    assert_eq!(refused.json["unmet"][0]["found"], "approval of another version");
    shelf.approved("2027-11-21").await;
    let resumed = shelf.buyer.act(&resumptions, json!({})).await.expect(200);
    assert_eq!((&resumed.json["state"], &resumed.json["condition"]), (&json!("listed"), &json!("standing")));
    assert_ne!(resumed.json["version_hash"], listed.json["version_hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_ended_yesterday_lists_nothing() {
    let shelf = Shelf::start().await;
    shelf.approved("2026-11-22").await;
    let listed = shelf.list(&shelf.buyer).await.expect(201);
    // Midnight in Jakarta.
    shelf.app.clock.set("2026-11-22T17:00:00Z".parse().unwrap());
    let buyer = shelf.app.caller(&crate::pasar_jaya());
    let lapsed = buyer.get(listed.header("location")).await.expect(200);
    assert_eq!(
        (&lapsed.json["condition"], &lapsed.json["state"]),
        (&json!("curation_lapsed"), &json!("listed"))
    );
    assert_ne!(lapsed.etag(), listed.etag());
    let other = json!({"name": "Jakmart Senen", "kind": "outlet", "region_code": "31"});
    let other = buyer.post("/v1/outlets", other).await.expect(201).id();
    let body = json!({"variant_id": shelf.variant, "outlet_id": other});
    let refused = buyer.post("/v1/listings", body).await.expect_problem(422, "curation-required");
    assert_eq!(refused.json["unmet"][0]["rule"], "curation_valid");
    let suspended = json!({"note": "Masa kurasi habis"});
    buyer.act(&format!("{}/suspensions", listed.header("location")), suspended).await.expect(200);
    let resumed = buyer.act(&format!("{}/resumptions", listed.header("location")), json!({})).await;
    let refused = resumed.expect_problem(422, "curation-required");
    assert_eq!(refused.json["unmet"][0]["found"], "approved 22 November 2026 to 22 November 2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn permits_that_lapse_later_show_and_bar_the_way_back() {
    let shelf = Shelf::start().await;
    shelf.approved("2030-01-01").await;
    let path = shelf.list(&shelf.buyer).await.expect(201).header("location").to_owned();
    // The P-IRT ends on 9 January 2028.
    shelf.app.clock.set("2028-01-10T03:00:00Z".parse().unwrap());
    let buyer = shelf.app.caller(&crate::pasar_jaya());
    assert_eq!(buyer.get(&path).await.expect(200).json["condition"], "permits_lapsed");
    let sold = json!({"note": "Izin habis"});
    buyer.act(&format!("{path}/suspensions"), sold).await.expect(200);
    let refused = buyer.act(&format!("{path}/resumptions"), json!({})).await;
    let refused = refused.expect_problem(422, "product-permits-missing");
    assert_eq!(refused.json["unmet"][0]["rule"], "food_permit_standing");
}

#[tokio::test(flavor = "multi_thread")]
async fn either_side_takes_a_listing_off_and_says_why() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let path = shelf.list(&shelf.buyer).await.expect(201).header("location").to_owned();
    let suspensions = format!("{path}/suspensions");
    shelf.supplier.act(&suspensions, json!({})).await.expect_problem(422, "validation-failed");
    shelf
        .app
        .caller(&blitar_supplier())
        .act(&suspensions, json!({"note": "x"}))
        .await
        .expect_problem(403, "forbidden");
    shelf.supplier.act(&suspensions, json!({"note": "Penarikan batch"})).await.expect(200);
    shelf.supplier.act(&format!("{path}/resumptions"), json!({})).await.expect_problem(403, "forbidden");
    shelf.buyer.act(&format!("{path}/resumptions"), json!({})).await.expect(200);
    shelf.buyer.act(&format!("{path}/delistings"), json!({"note": "Tidak laku"})).await.expect(200);
    shelf.app.caller(&blitar_supplier()).get(&path).await.expect_problem(404, "not-found");
    shelf.list(&shelf.buyer).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_outlet_and_a_withdrawn_product_list_nothing() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let path = shelf.list(&shelf.buyer).await.expect(201).header("location").to_owned();
    shelf.buyer.act(&format!("/v1/outlets/{}/closures", shelf.outlet), json!({})).await.expect(200);
    assert_eq!(shelf.buyer.get(&path).await.expect(200).json["condition"], "outlet_closed");
    shelf.list(&shelf.buyer).await.expect_problem(422, "outlet-closed");
    let withdrawals = format!("/v1/products/{}/withdrawals", shelf.product);
    shelf.supplier.act(&withdrawals, json!({"note": "Tidak diproduksi lagi"})).await.expect(200);
    let refused = shelf.list(&shelf.buyer).await.expect_problem(422, "outlet-closed");
    let rules: Vec<_> = refused.json["unmet"].as_array().unwrap().iter().map(|one| &one["rule"]).collect();
    assert_eq!(rules[..2], ["outlet_open", "product_published"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_is_approved_with_its_operator_not_by_its_name() {
    let shelf = Shelf::start().await;
    let channels = json!([{"chain": "Jakmart", "operator_party_id": party(20)}]);
    let body = json!({"variant_id": shelf.variant, "channels": channels});
    let path = shelf.supplier.post("/v1/curations", body).await.expect(201).header("location").to_owned();
    shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    shelf.curator.act(&format!("{path}/reviews"), crate::shelf::review()).await.expect(200);
    shelf.score(&path).await;
    let approval = crate::shelf::approval("2027-11-21");
    shelf.curator.act(&format!("{path}/decisions"), approval).await.expect(200);
    shelf.list(&shelf.buyer).await.expect(201);
    let borrower = shelf.app.caller(&testkit::Actor::new(party(21), "31", &[domain::shared::Role::Buyer]));
    let outlet = json!({"name": "Jakmart Palsu", "kind": "outlet", "chain": "Jakmart", "region_code": "31"});
    let outlet = borrower.post("/v1/outlets", outlet).await.expect(201).id();
    let body = json!({"variant_id": shelf.variant, "outlet_id": outlet});
    borrower.post("/v1/listings", body).await.expect_problem(422, "curation-required");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_is_named_by_field() {
    let shelf = Shelf::start().await;
    let nowhere = json!({"variant_id": shelf.variant, "outlet_id": "out_00000000000000000000000000000000"});
    let refused = shelf.buyer.post("/v1/listings", nowhere).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "unknown-outlet");
    let nothing = json!({"variant_id": "var_00000000000000000000000000000000", "outlet_id": shelf.outlet});
    let refused = shelf.buyer.post("/v1/listings", nothing).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "unknown-variant");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlet_set_aside_for_a_region_takes_products_of_its_suppliers_alone() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let listed = shelf.list(&shelf.buyer).await.expect(201);
    let outlet = format!("/v1/outlets/{}", shelf.outlet);
    let set_aside = async |region: &str| {
        let etag = shelf.buyer.get(&outlet).await.expect(200).etag().to_owned();
        let body = json!({"kind": "dedicated_outlet", "dedicated_region_code": region});
        shelf.buyer.patch(&outlet, body, &etag).await.expect(200);
        shelf.buyer.get(listed.header("location")).await.expect(200)
    };
    let others = set_aside("35.72").await;
    assert_eq!(others.json["condition"], "outlet_of_another_region");
    assert_ne!(others.etag(), listed.etag());
    let refused = shelf.list(&shelf.supplier).await.expect_problem(422, "outlet-of-another-region");
    let unmet = &refused.json["unmet"][0];
    assert_eq!(
        (&unmet["rule"], &unmet["found"], &unmet["required"]),
        (&json!("supplier_of_region"), &json!("Kota Metro"), &json!("Kota Blitar"))
    );
    assert_eq!(set_aside("18").await.json["condition"], "standing", "Metro lies in Lampung");
    assert_eq!(set_aside("18.72").await.json["condition"], "standing");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assortment_is_listed_before_the_opening_and_for_sale_from_its_day() {
    let shelf = Shelf::start().await;
    let outlet = json!({"name": "Jakmart Senen", "kind": "outlet", "chain": "Jakmart", "region_code": "31",
        "opens_date": "2027-01-02"});
    let outlet = shelf.buyer.post("/v1/outlets", outlet).await.expect(201).id();
    let shelf = Shelf { outlet, ..shelf };
    shelf.approved("2027-11-21").await;
    let body = |starts: &str| {
        let mut body = planned(&shelf, &shelf.outlet, 100);
        body["starts_date"] = json!(starts);
        body
    };
    let past = shelf.buyer.post("/v1/listings", body("2026-11-21")).await;
    let past = past.expect_problem(422, "validation-failed");
    assert_eq!(past.json["errors"][0]["pointer"], "/starts_date");
    let listed = shelf.buyer.post("/v1/listings", body("2027-01-04")).await.expect(201);
    let on = async |time: &str| {
        shelf.app.clock.set(time.parse().unwrap());
        let buyer = shelf.app.caller(&crate::pasar_jaya());
        buyer.get(listed.header("location")).await.expect(200).json["condition"].clone()
    };
    assert_eq!(on("2027-01-01T16:59:59Z").await, "outlet_not_open_yet");
    assert_eq!(on("2027-01-01T17:00:00Z").await, "not_started");
    assert_eq!(on("2027-01-03T16:59:59Z").await, "not_started");
    assert_eq!(on("2027-01-03T17:00:00Z").await, "standing");
}

/// A body that lists the variant of a shelf in an outlet with so many packages a month.
fn planned(shelf: &Shelf, outlet: &str, packages: u32) -> serde_json::Value {
    let volume = json!({"value": packages.to_string(), "unit": "H87"});
    json!({"variant_id": shelf.variant, "outlet_id": outlet, "monthly_volume": volume})
}

/// So many outlets of Jakmart.
async fn outlets(shelf: &Shelf, count: usize) -> Vec<String> {
    let mut made = Vec::new();
    for number in 0..count {
        let outlet = json!({"name": format!("Jakmart {number}"), "kind": "outlet", "chain": "Jakmart", "region_code": "31"});
        made.push(shelf.buyer.post("/v1/outlets", outlet).await.expect(201).id());
    }
    made
}

/// The variant of a shelf approved for the whole chain, with a ceiling of packages a month, from a day until another.
async fn of_the_chain(shelf: &Shelf, ceiling: &str, (from, until): (&str, &str)) {
    let channels = json!([{"chain": "Jakmart", "operator_party_id": party(20)}]);
    let body = json!({"variant_id": shelf.variant, "channels": channels});
    let path = shelf.supplier.post("/v1/curations", body).await.expect(201).header("location").to_owned();
    shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    shelf.curator.act(&format!("{path}/reviews"), crate::shelf::review()).await.expect(200);
    shelf.score(&path).await;
    let mut approval = crate::shelf::approval(until);
    approval["monthly_ceiling"]["value"] = json!(ceiling);
    approval["valid_from_date"] = json!(from);
    shelf.curator.act(&format!("{path}/decisions"), approval).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planned_over_all_outlets_stays_within_the_ceiling() {
    let shelf = Shelf::start().await;
    of_the_chain(&shelf, "1000", ("2026-11-22", "2027-11-21")).await;
    let outlets = outlets(&shelf, 3).await;
    let list = async |place: usize, packages| {
        shelf.buyer.post("/v1/listings", planned(&shelf, &outlets[place], packages)).await
    };
    let unsaid = json!({"variant_id": shelf.variant, "outlet_id": outlets[0]});
    let unsaid = shelf.buyer.post("/v1/listings", unsaid).await.expect_problem(422, "volume-ceiling-reached");
    assert_eq!(unsaid.json["unmet"][0]["rule"], "volume_planned");
    let weight = json!({"variant_id": shelf.variant, "outlet_id": outlets[0], "monthly_volume": {"value": "1", "unit": "KGM"}});
    let weight = shelf.buyer.post("/v1/listings", weight).await.expect_problem(422, "validation-failed");
    assert_eq!(weight.json["errors"][0]["pointer"], "/monthly_volume/unit");
    let first = list(0, 600).await.expect(201);
    assert_eq!(first.json["monthly_volume"], json!({"value": "600", "unit": "H87"}));
    let more = list(1, 401).await.expect_problem(422, "volume-ceiling-reached");
    assert_eq!(more.json["unmet"][0]["rule"], "within_volume_ceiling");
    list(1, 400).await.expect(201);
    // What leaves the shelf makes room, and comes back only as far as there is some.
    let path = first.header("location");
    shelf.buyer.act(&format!("{path}/suspensions"), json!({"note": "Stok habis"})).await.expect(200);
    list(2, 300).await.expect(201);
    let back = shelf.buyer.act(&format!("{path}/resumptions"), json!({})).await;
    back.expect_problem(422, "volume-ceiling-reached");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_who_list_at_once_as_many_are_listed_as_the_ceiling_holds() {
    let shelf = Shelf::start().await;
    of_the_chain(&shelf, "1000", ("2026-11-22", "2027-11-21")).await;
    let outlets = outlets(&shelf, 16).await;
    let list = |outlet: &String| shelf.buyer.post("/v1/listings", planned(&shelf, outlet, 100));
    let answers: Vec<_> = {
        let asked: Vec<_> =
            outlets.iter().map(|outlet| Box::pin(async move { list(outlet).await })).collect();
        join_all(asked).await
    };
    let listed = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(listed, 10);
    for refused in answers.into_iter().filter(|answer| answer.status != 201) {
        refused.expect_problem(422, "volume-ceiling-reached");
    }
    let page = shelf.supplier.get(&format!("/v1/listings?variant_id={}", shelf.variant)).await.expect(200);
    let standing = page.json["items"].as_array().unwrap().iter().filter(|one| one["condition"] == "standing");
    assert_eq!(standing.count(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_ceiling_that_follows_takes_the_later_listings_off_the_shelf() {
    let shelf = Shelf::start().await;
    of_the_chain(&shelf, "1000", ("2026-11-22", "2026-11-30")).await;
    of_the_chain(&shelf, "700", ("2026-12-01", "2027-11-21")).await;
    let outlets = outlets(&shelf, 2).await;
    let mut paths = Vec::new();
    for outlet in &outlets {
        let listed = shelf.buyer.post("/v1/listings", planned(&shelf, outlet, 500)).await.expect(201);
        paths.push(listed.header("location").to_owned());
    }
    let conditions = async |caller: &testkit::Caller| {
        let mut found = Vec::new();
        for path in &paths {
            found.push(caller.get(path).await.expect(200).json["condition"].as_str().unwrap().to_owned());
        }
        found.sort();
        found
    };
    assert_eq!(conditions(&shelf.buyer).await, ["standing", "standing"]);
    // The first approval ends, and the second goes on with less.
    shelf.app.clock.set("2026-11-30T17:00:00Z".parse().unwrap());
    let buyer = shelf.app.caller(&crate::pasar_jaya());
    assert_eq!(conditions(&buyer).await, ["standing", "volume_above_ceiling"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_from_before_ceilings_bounds_nothing() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let mut conn = shelf.app.core.db.own().await.unwrap();
    conn.batch_execute("update curation set monthly_ceiling = null, grade = null").await.unwrap();
    let body = json!({"variant_id": shelf.variant, "outlet_id": shelf.outlet});
    let listed = shelf.buyer.post("/v1/listings", body).await.expect(201);
    assert_eq!(
        (&listed.json["condition"], &listed.json["monthly_volume"]),
        (&json!("standing"), &serde_json::Value::Null)
    );
    // A later approval with a ceiling leaves on the shelf what was there without a volume.
    shelf.approved("2027-11-21").await;
    conn.batch_execute("update curation set valid_until_date = '2026-11-22' where monthly_ceiling is null")
        .await
        .unwrap();
    shelf.app.clock.set("2026-11-23T03:00:00Z".parse().unwrap());
    let buyer = shelf.app.caller(&crate::pasar_jaya());
    assert_eq!(buyer.get(listed.header("location")).await.expect(200).json["condition"], "standing");
}
