//! What waits, and what bars it for another's doing.

use serde_json::json;

use crate::seed::{self, of, rice};
use crate::trade::{Trade, item, truck};

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_refused_for_anothers_doing_says_so_where_it_waits() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "5", "TNE").await;
    let load = json!([truck("BE 1", json!([item(&order, "5", "TNE")]))]);
    trade.plan(&order, load, json!([])).await.expect(201);
    let asked = trade.buyer.post("/v1/call-offs", seed::order(json!([of(rice(), "1", "TNE")]))).await;
    let asked = asked.expect(201).header("location").to_owned();
    trade.buyer.act(&format!("{asked}/issuances"), json!({})).await.expect(200);
    let blocked = async |action: &str| {
        let query = format!("/v1/logistics-work-items?action={action}");
        let waits = trade.supplier.get(&query).await.expect(200).json;
        let items = waits["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 1, "{waits}");
        let rules = items[0]["blocked_by"].as_array().unwrap().iter();
        rules.map(|one| one["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for action in ["load_shipment", "accept_call_off"] {
        assert_eq!(blocked(action).await, [""; 0], "{action}");
    }
    seed::tell(&trade.app, &seed::whole_contract(seed::contract_view("suspended", 5)), 50).await;
    seed::standing(&trade.app, "lapsed", None, 51).await;
    for action in ["load_shipment", "accept_call_off"] {
        assert_eq!(blocked(action).await, ["contract_active", "supplier_verified"], "{action}");
    }
    let refused = trade.supplier.act(&format!("{asked}/acceptances"), json!({})).await;
    refused.expect_problem(422, "contract-not-guaranteed");
}
