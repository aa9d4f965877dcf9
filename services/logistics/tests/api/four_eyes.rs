//! Four eyes on money: two persons of the buyer, and the supplier's word.

use chrono::TimeDelta;
use domain::shared::{ClientId, Id as _, Role};
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party};

use crate::seed::{eggs, rice};
use crate::trade::{Trade, consignment, events, item, item_id, truck};
use crate::{buyer, facilitator, metro, second_buyer, supplier};

/// A shipment of rice that has left.
async fn rice_on_the_road(trade: &Trade, tonnes: &str) -> Value {
    let order = trade.order(rice(), tonnes, "TNE").await;
    trade.departed(&order, json!([truck("BE 1", json!([item(&order, tonnes, "TNE")]))]), json!([])).await
}

fn all_of(shipment: &Value, tonnes: &str) -> Value {
    json!([{"shipment_item_id": item_id(shipment, 0), "weight": {"unit": "TNE", "accepted": tonnes}}])
}

/// A posted receipt of ten tonnes of rice, Rp 240 million; its address.
async fn posted(trade: &Trade) -> String {
    let shipment = rice_on_the_road(trade, "10").await;
    let answer = trade.post(&shipment, all_of(&shipment, "10")).await.expect(200);
    format!("/v1/receipts/{}", answer.id())
}

/// How many receipts wait for a caller by an action.
async fn waits(caller: &Caller, action: &str) -> usize {
    let work = caller.get(&format!("/v1/logistics-work-items?action={action}")).await.expect(200);
    work.json["items"].as_array().unwrap().len()
}

fn rule(refused: &Response) -> &str {
    refused.json["unmet"][0]["rule"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_threshold_who_captured_or_corrected_a_receipt_does_not_post_it() {
    let trade = Trade::start().await;
    let shipment = rice_on_the_road(&trade, "10").await;
    let path = trade.inspected(&shipment, all_of(&shipment, "10")).await;
    let postings = format!("{path}/postings");
    assert_eq!(
        (waits(&trade.buyer, "post_receipt").await, waits(&trade.poster, "post_receipt").await),
        (0, 1)
    );
    let refused = trade.buyer.act(&postings, json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(rule(&refused), "another_person_posts");
    assert_eq!(refused.json["unmet"][0]["found"], "the same person");
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["0"], "a refused posting draws nothing down");
    // The second person corrects it and has no fresh eyes either; a machine has none at all.
    let etag = trade.poster.get(&path).await.etag().to_owned();
    trade.poster.patch(&path, json!({"lines": all_of(&shipment, "10")}), &etag).await.expect(200);
    trade.poster.act(&postings, json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(waits(&trade.poster, "post_receipt").await, 0);
    let machine = buyer().named(&ClientId::from_uuid(uuid::Uuid::from_u128(9)).to_string());
    let machine = trade.app.caller(&machine);
    machine.act(&postings, json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(waits(&machine, "post_receipt").await, 0);
    let third = trade.app.caller(&buyer().named("a third person of the buyer"));
    assert_eq!(waits(&third, "post_receipt").await, 1);
    let shown = third.act(&postings, json!({})).await.expect(200).json;
    let hands = [&shown["captured_by"], &shown["corrected_by"][0], &shown["posted_by"]];
    let marks: std::collections::BTreeSet<_> = hands.iter().map(|mark| mark.as_str().unwrap()).collect();
    assert_eq!(marks.len(), 3, "three persons are told apart: {shown}");
    assert!(marks.iter().all(|mark| mark.starts_with("person-") && !mark.contains("buyer")));
}

#[tokio::test(flavor = "multi_thread")]
async fn up_to_the_threshold_one_person_may_receive_and_several_small_receipts_are_one_large() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let truckloads = json!([
        truck("BE 1", json!([item(&order, "2", "TNE")])),
        truck("BE 2", json!([item(&order, "2", "TNE")]))
    ]);
    let shipment = trade.departed(&order, truckloads, json!([])).await;
    let of = |vehicle: usize| json!([{"shipment_item_id": item_id(&shipment, vehicle), "weight": {"unit": "TNE", "accepted": "2"}}]);
    // Rp 48 million each: together above the threshold.
    let first = trade.inspected(&shipment, of(0)).await;
    assert_eq!(waits(&trade.buyer, "post_receipt").await, 1, "below the threshold one person may do it all");
    trade.buyer.act(&format!("{first}/postings"), json!({})).await.expect(200);
    let second = trade.inspected(&shipment, of(1)).await;
    assert_eq!(waits(&trade.buyer, "post_receipt").await, 0, "what came before counts with it");
    let refused = trade.buyer.act(&format!("{second}/postings"), json!({})).await;
    assert_eq!(rule(&refused.expect_problem(422, "four-eyes")), "another_person_posts");
    trade.poster.act(&format!("{second}/postings"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_threshold_another_person_takes_back_than_who_posted() {
    let trade = Trade::start().await;
    let path = posted(&trade).await;
    let wrong = json!({"note": "Salah timbang"});
    let reversals = format!("{path}/reversals");
    let refused = trade.poster.act(&reversals, wrong.clone()).await.expect_problem(422, "four-eyes");
    assert_eq!(rule(&refused), "another_person_reverses");
    trade.buyer.act(&reversals, wrong).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_supplier_confirms_and_nobody_else_does() {
    let trade = Trade::start().await;
    let path = posted(&trade).await;
    let shown = trade.supplier.get(&path).await.expect(200).json;
    let awaited = json!({"outcome": "awaited", "due_at": "2026-11-29T03:00:00Z", "answered_at": null,
        "objection_reason": null, "objection_note": null});
    assert_eq!(shown["supplier_answer"], awaited);
    let work = trade.supplier.get("/v1/logistics-work-items?action=confirm_receipt").await.expect(200).json;
    let item = &work["items"][0];
    assert_eq!((&item["subject"], &item["due_date"]), (&shown["id"], &json!("2026-11-29")));
    assert_eq!((&item["counterpart_name"], &item["overdue_days"]), (&json!("Food Station"), &json!(0)));
    let confirmations = format!("{path}/confirmations");
    for other in [buyer(), metro(), facilitator()] {
        let refused = trade.app.caller(&other).act(&confirmations, json!({})).await;
        refused.expect_problem(403, "forbidden");
    }
    // Who posted for the buyer does not answer for the supplier, in whatever party.
    let both = Actor::new(party(20), "18.72", &[Role::Supplier]).named(&second_buyer().subject);
    assert_eq!(waits(&trade.app.caller(&both), "confirm_receipt").await, 0);
    let refused = trade.app.caller(&both).act(&confirmations, json!({})).await;
    assert_eq!(rule(&refused.expect_problem(422, "four-eyes")), "one_person_one_party");
    let confirmed = trade.supplier.act(&confirmations, json!({})).await.expect(200).json;
    assert_eq!(
        (&confirmed["state"], &confirmed["supplier_answer"]["outcome"]),
        (&json!("confirmed"), &json!("confirmed"))
    );
    assert_eq!(confirmed["supplier_answer"]["answered_at"], "2026-11-22T03:00:00Z");
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["10"], "it counts on");
    let work = trade.supplier.get("/v1/logistics-work-items?action=confirm_receipt").await.expect(200).json;
    assert_eq!(work["items"], json!([]));
    let told = trade.app.feed(&buyer(), "/v1/logistics-events?types=id.kad.receipt.confirmed").await;
    assert_eq!(told.len(), 1);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["submit", "inspect", "post", "confirm"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_supplier_objects_with_a_reason_and_a_note_and_may_confirm_later() {
    let trade = Trade::start().await;
    let path = posted(&trade).await;
    let objections = format!("{path}/objections");
    let reason = json!({"reason": "weight_differs"});
    trade.supplier.act(&objections, reason).await.expect_problem(422, "validation-failed");
    let objection = json!({"reason": "weight_differs", "note": "Timbangan kami 10,2 ton"});
    trade.buyer.act(&objections, objection.clone()).await.expect_problem(403, "forbidden");
    let shown = trade.supplier.act(&objections, objection).await.expect(200).json;
    assert_eq!(
        (&shown["state"], &shown["supplier_answer"]["outcome"]),
        (&json!("objected"), &json!("objected"))
    );
    assert_eq!(shown["supplier_answer"]["objection_note"], "Timbangan kami 10,2 ton");
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["10"]);
    let work = trade.buyer.get("/v1/logistics-work-items?action=reverse_receipt").await.expect(200).json;
    assert_eq!(work["items"][0]["subject"], shown["id"]);
    assert_eq!(waits(&trade.poster, "reverse_receipt").await, 0, "who posted it does not take it back");
    let history = trade.app.caller(&metro()).get(&format!("{path}/transitions")).await.expect(200).json;
    let said = history["items"].as_array().unwrap().iter().find(|step| step["event"] == "object").unwrap();
    assert_eq!((&said["reason_code"], &said["actor_role"]), (&json!("weight_differs"), &json!("supplier")));
    let settled = trade.supplier.act(&format!("{path}/confirmations"), json!({})).await.expect(200).json;
    assert_eq!(
        (&settled["state"], &settled["supplier_answer"]["objection_reason"]),
        (&json!("confirmed"), &json!("weight_differs"))
    );
    let again = json!({"reason": "other", "note": "Lagi"});
    trade.supplier.act(&objections, again).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_confirms_when_the_window_has_run_from_the_record_and_not_before() {
    let mut trade = Trade::start().await;
    // Perishable goods: 48 hours, from the record and not from the day the posting claims.
    let order = trade.order(eggs(), "1000", "KGM").await;
    let load = json!([truck("BE 1", json!([item(&order, "1000", "KGM")]))]);
    let shipment = trade.departed(&order, load, json!([consignment()])).await;
    let lines =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "KGM", "accepted": "1000"}}]);
    let answer = trade.post(&shipment, lines).await.expect(200);
    let path = format!("/v1/receipts/{}", answer.id());
    assert_eq!(answer.json["supplier_answer"]["due_at"], "2026-11-24T03:00:00Z");
    let outcome = async |trade: &Trade| {
        let shown = trade.supplier.get(&path).await.expect(200);
        (shown.json["supplier_answer"]["outcome"].as_str().unwrap().to_owned(), shown.etag().to_owned())
    };
    trade.wait(TimeDelta::hours(48)).await;
    let (before, etag) = outcome(&trade).await;
    assert_eq!(before, "awaited");
    trade.wait(TimeDelta::seconds(1)).await;
    let (after, other_etag) = outcome(&trade).await;
    assert_eq!(after, "confirmed_by_silence");
    assert_ne!(etag, other_etag, "what is derived is part of the ETag");
    let work = trade.supplier.get("/v1/logistics-work-items?action=confirm_receipt").await.expect(200).json;
    assert_eq!(work["items"], json!([]));
    let objection = json!({"reason": "weight_differs", "note": "Terlambat"});
    let refused = trade.supplier.act(&format!("{path}/objections"), objection).await;
    assert_eq!(rule(&refused.expect_problem(422, "answer-window-closed")), "objection_within_window");
    trade.supplier.act(&format!("{path}/confirmations"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reversal_is_told_to_the_supplier_who_answers_it_and_silence_does_not() {
    let mut trade = Trade::start().await;
    let path = posted(&trade).await;
    trade.supplier.act(&format!("{path}/confirmations"), json!({})).await.expect(200);
    let wrong = json!({"note": "Truk lain yang datang"});
    let reversed = trade.buyer.act(&format!("{path}/reversals"), wrong).await.expect(200).json;
    assert_eq!((&reversed["state"], &reversed["reversal_answer"]), (&json!("reversed"), &json!("awaited")));
    assert_eq!(reversed["supplier_answer"], Value::Null);
    let by = format!("/v1/receipts/{}", reversed["reversed_by"].as_str().unwrap());
    let told = trade.app.feed(&supplier(), "/v1/logistics-events?types=id.kad.receipt.posted").await;
    assert_eq!(told.last().unwrap()["data"]["reverses"], reversed["id"]);
    let shown = trade.supplier.get(&by).await.expect(200).json;
    assert_eq!(
        (&shown["contract_ids"], &shown["posted_by"]),
        (&reversed["contract_ids"], &reversed["captured_by"])
    );
    let listed = format!("/v1/receipts?contract_id={}", reversed["contract_ids"][0].as_str().unwrap());
    let listed = trade.supplier.get(&listed).await.expect(200).json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2, "with the one that takes it back");
    trade.wait(TimeDelta::days(8)).await;
    let work = trade.supplier.get("/v1/logistics-work-items?action=confirm_receipt").await.expect(200).json;
    assert_eq!((&work["items"][0]["subject"], &work["items"][0]["overdue_days"]), (&shown["id"], &json!(1)));
    let objection = json!({"reason": "reversal_unfounded", "note": "Barang kami memang diterima"});
    let answered = trade.supplier.act(&format!("{by}/objections"), objection).await.expect(200).json;
    assert_eq!(answered["state"], "objected");
    assert_eq!(trade.buyer.get(&path).await.expect(200).json["reversal_answer"], "objected");
    let work = trade.buyer.get("/v1/logistics-work-items?action=reverse_receipt").await.expect(200).json;
    assert_eq!(work["items"], json!([]), "what takes back is not taken back");
    trade.supplier.act(&format!("{by}/confirmations"), json!({})).await.expect(200);
    assert_eq!(trade.buyer.get(&path).await.expect(200).json["reversal_answer"], "confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_person_posted_and_takes_back_of_a_shipment_adds_up() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let truckloads = json!([
        truck("BE 1", json!([item(&order, "2", "TNE")])),
        truck("BE 2", json!([item(&order, "2", "TNE")]))
    ]);
    let shipment = trade.departed(&order, truckloads, json!([])).await;
    // Rp 48 million each, captured by one person and posted by another.
    let mut reversals = Vec::new();
    for vehicle in 0..2 {
        let lines = json!([{"shipment_item_id": item_id(&shipment, vehicle), "weight": {"unit": "TNE", "accepted": "2"}}]);
        let posted = trade.post(&shipment, lines).await.expect(200);
        reversals.push(format!("/v1/receipts/{}/reversals", posted.id()));
    }
    let wrong = || json!({"note": "Salah timbang"});
    trade.poster.act(&reversals[0], wrong()).await.expect(200);
    let refused = trade.poster.act(&reversals[1], wrong()).await.expect_problem(422, "four-eyes");
    assert_eq!(rule(&refused), "another_person_reverses");
    trade.buyer.act(&reversals[1], wrong()).await.expect(200);
}
