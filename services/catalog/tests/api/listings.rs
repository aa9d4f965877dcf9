//! Listings.

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
    shelf.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
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
    let planned = shelf.buyer.post("/v1/outlets", outlet).await.expect(201).id();
    let shelf = Shelf { outlet: planned, ..shelf };
    shelf.approved("2027-11-21").await;
    let body =
        |starts: &str| json!({"variant_id": shelf.variant, "outlet_id": shelf.outlet, "starts_date": starts});
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
