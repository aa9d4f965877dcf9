//! What waits for a supplier.

use serde_json::json;

use crate::products::{chips, draft, publish, texts};
use crate::variants::pack;
use crate::{blitar_supplier, kpms, pasar_jaya, start};

#[tokio::test(flavor = "multi_thread")]
async fn drafts_and_ending_permits_wait_for_their_supplier_alone() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    draft(&supplier, chips("Draf")).await;
    let product = publish(&supplier, chips("Keripik")).await;
    let variant = supplier.post(&format!("{product}/variants"), pack("Keripik 250 g")).await.expect(201);
    let permits = format!("{}/permits", variant.header("location"));
    let permit = |number: &str, until: &str| {
        json!({"type": "home_food_permit", "number": number, "issuer": "Dinas Kesehatan",
            "issued_date": "2022-03-01", "valid_until_date": until})
    };
    let ending = supplier.post(&permits, permit("206187201001227", "2026-12-31")).await.expect(201);
    let items = supplier.get("/v1/catalog-work-items").await.expect(200);
    assert_eq!(texts(&items, "action"), ["add_permit", "publish_product"]);
    assert_eq!(items.json["items"][0]["subject"], ending.json["id"]);
    assert_eq!(items.json["items"][0]["since_at"], "2026-10-31T17:00:00Z");
    assert_eq!(items.json["items"][1]["subject_title"], "Draf");
    for other in [blitar_supplier(), pasar_jaya()] {
        assert_eq!(
            app.caller(&other).get("/v1/catalog-work-items").await.expect(200).json["items"],
            json!([])
        );
    }
    let drafts = supplier.get("/v1/catalog-work-items?action=publish_product").await.expect(200);
    assert_eq!(texts(&drafts, "subject_title"), ["Draf"]);
    // A later permit of the same type replaces it.
    supplier.post(&permits, permit("206187201001328", "2027-02-28")).await.expect(201);
    let items = supplier.get("/v1/catalog-work-items").await.expect(200);
    assert_eq!(texts(&items, "action"), ["publish_product"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_items_of_all_kinds_come_in_pages_without_gaps() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    for name in ["A1", "A2", "A3"] {
        draft(&supplier, chips(name)).await;
    }
    for (last_day, number) in [
        ("2026-12-31", "206187201001227"),
        ("2026-12-31", "206187201001328"),
        ("2026-11-01", "206187201001429"),
    ] {
        let product = publish(&supplier, chips("Keripik")).await;
        let variant = supplier.post(&format!("{product}/variants"), pack("Keripik")).await.expect(201);
        let body = json!({"type": "home_food_permit", "number": number, "issuer": "Dinas Kesehatan",
            "issued_date": "2022-03-01", "valid_until_date": last_day});
        supplier.post(&format!("{}/permits", variant.header("location")), body).await.expect(201);
    }
    let whole = supplier.get("/v1/catalog-work-items").await.expect(200);
    assert_eq!(whole.json["items"].as_array().unwrap().len(), 6);
    assert_eq!(whole.json["items"][0]["state"], "expired");
    for limit in 1..6 {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page =
                supplier.get(&format!("/v1/catalog-work-items?limit={limit}{cursor}")).await.expect(200);
            found.extend(page.json["items"].as_array().unwrap().clone());
            let Some(next) = page.json["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(&json!(found), &whole.json["items"], "in pages of {limit}");
    }
}
