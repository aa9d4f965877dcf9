//! Recalls: off every shelf in the second in which they are issued, and back when they are lifted.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party};

use crate::shelf::Shelf;
use crate::{blitar_supplier, metro};

fn recall(shelf: &Shelf) -> Value {
    json!({
        "variant_ids": [shelf.variant], "hazard": "undeclared_allergen",
        "reason": "Kacang tanah tidak tertulis pada label.", "advice": "Kembalikan ke gerai; uang diganti.",
    })
}

async fn issue(caller: &Caller, body: Value) -> Response {
    caller.post("/v1/recalls", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recalled_stands_on_no_shelf_until_it_is_lifted() {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    let listed = shelf.list(&shelf.buyer).await.expect(201);
    let path = listed.header("location").to_owned();
    let condition = async || shelf.buyer.get(&path).await.expect(200).json["condition"].clone();
    assert_eq!(condition().await, "standing");
    let issued = issue(&shelf.supplier, recall(&shelf)).await.expect(201);
    assert_eq!(condition().await, "recalled");
    assert_eq!(issued.json["outlet_ids"], json!([shelf.outlet]));
    // Every party reads it; nobody lists the goods meanwhile.
    let at = issued.header("location").to_owned();
    let blitar = shelf.app.caller(&blitar_supplier());
    assert_eq!(blitar.get(&at).await.expect(200).json, issued.json);
    let found =
        blitar.get(&format!("/v1/recalls?state=in_force&variant_id={}", shelf.variant)).await.expect(200);
    assert_eq!(found.json["items"], json!([issued.json]));
    shelf.buyer.act(&format!("{path}/suspensions"), json!({"note": "Ditarik"})).await.expect(200);
    let refused = shelf.buyer.act(&format!("{path}/resumptions"), json!({})).await;
    let refused = refused.expect_problem(422, "goods-recalled");
    assert_eq!(refused.json["unmet"][0]["rule"], "not_recalled");
    // Lifted by its maker, for a reason.
    let lift = format!("{at}/endings");
    blitar.act(&lift, json!({"note": "Selesai"})).await.expect_problem(403, "forbidden");
    shelf.supplier.act(&lift, json!({})).await.expect_problem(422, "validation-failed");
    let lifted = shelf.supplier.act(&lift, json!({"note": "Label diperbaiki"})).await.expect(200);
    assert_eq!(lifted.json["state"], "lifted");
    shelf.supplier.act(&lift, json!({"note": "Lagi"})).await.expect_problem(409, "state-conflict");
    shelf.buyer.act(&format!("{path}/resumptions"), json!({})).await.expect(200);
    assert_eq!(condition().await, "standing");
    let history = blitar.get(&format!("{at}/transitions")).await.expect(200);
    assert_eq!(history.json["items"][0]["event"], "lift");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_government_recalled_no_maker_lifts() {
    let shelf = Shelf::start().await;
    let metro = shelf.app.caller(&metro());
    let issued = issue(&metro, recall(&shelf)).await.expect(201);
    let lift = format!("{}/endings", issued.header("location"));
    shelf.supplier.act(&lift, json!({"note": "Aman"})).await.expect_problem(403, "forbidden");
    metro.act(&lift, json!({"note": "Hasil laboratorium bersih"})).await.expect(200);
    for stranger in [blitar_supplier(), Actor::new(party(90), "35.72", &[Role::Coordinator])] {
        issue(&shelf.app.caller(&stranger), recall(&shelf)).await.expect_problem(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recall_names_known_goods_of_one_maker_each_once() {
    let shelf = Shelf::start().await;
    let unknown = format!("var_{:032x}", 7);
    for (variants, pointer, code) in [
        (json!([]), "/variant_ids", "goods"),
        (json!([shelf.variant, shelf.variant]), "/variant_ids/1", "repeated"),
        (json!([shelf.variant, unknown]), "/variant_ids/1", "unknown-variant"),
    ] {
        let mut body = recall(&shelf);
        body["variant_ids"] = variants;
        let refused = issue(&shelf.supplier, body).await.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{}", refused.text);
    }
    let mut body = recall(&shelf);
    body["reason"] = json!(" ");
    let refused = issue(&shelf.supplier, body).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/reason");
}
