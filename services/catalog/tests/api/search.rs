//! Search by words, as people write them.

use serde_json::json;
use testkit::Caller;

use crate::products::{chips, draft, publish, texts};
use crate::{kpms, pasar_jaya, start};

async fn found(caller: &Caller, query: &str) -> Vec<String> {
    let page = caller.get(&format!("/v1/products?q={query}")).await.expect(200);
    texts(&page, "name").into_iter().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn misspelt_and_inflected_words_are_found() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    for name in ["Sambal Terasi", "Keripik Pisang Cokelat", "Keripik Singkong", "Gula Aren", "Makanan Ringan"]
    {
        publish(&supplier, chips(name)).await;
    }
    assert_eq!(found(&buyer, "sambel").await, ["Sambal Terasi"]);
    assert_eq!(found(&buyer, "kripik+pisang").await, ["Keripik Pisang Cokelat"]);
    assert_eq!(found(&buyer, "KERIPIK").await.len(), 2);
    assert_eq!(found(&buyer, "gula-aren").await, ["Gula Aren"]);
    assert_eq!(found(&buyer, "makan").await, ["Makanan Ringan"]);
    assert_eq!(found(&buyer, "semen").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn exact_words_come_first_then_stems_then_similar_words_and_shorter_names_before_longer() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    let mut described = chips("Bumbu Dapur");
    described["description"] = json!("untuk sambal");
    publish(&supplier, described).await;
    for name in ["Sambel Ijo", "Sambal Bawang Merah", "Sambal"] {
        publish(&supplier, chips(name)).await;
    }
    assert_eq!(found(&buyer, "sambal").await, ["Sambal", "Sambal Bawang Merah", "Bumbu Dapur", "Sambel Ijo"]);
    assert_eq!(found(&buyer, "sambel").await[0], "Sambel Ijo");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_keeps_to_what_the_caller_sees_and_to_the_filters() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    draft(&supplier, chips("Sambal Rahasia")).await;
    publish(&supplier, chips("Sambal Biasa")).await;
    assert_eq!(found(&buyer, "sambal").await, ["Sambal Biasa"]);
    assert_eq!(found(&supplier, "sambal").await.len(), 2);
    assert_eq!(found(&supplier, "sambal&state=draft").await, ["Sambal Rahasia"]);
    assert_eq!(found(&buyer, "sambal&commodity_code=eggs").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_product_is_found_by_its_new_name() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let path = draft(&supplier, chips("Sambal")).await;
    supplier.patch(&path, json!({"name": "Rendang"}), "\"v1\"").await.expect(200);
    assert_eq!(found(&supplier, "rendeng").await, ["Rendang"]);
    assert_eq!(found(&supplier, "sambal").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_say_little_and_signs_that_say_nothing_do_no_harm() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    draft(&supplier, chips("Dari Hati")).await;
    draft(&supplier, chips("Keripik dari Pisang")).await;
    assert_eq!(found(&supplier, "dari").await, ["Dari Hati", "Keripik dari Pisang"]);
    assert_eq!(found(&supplier, "pisang+dari+keripik").await, ["Keripik dari Pisang"]);
    for hostile in ["%27%20%7C%20%21%3A%2A", "%25", "%28%28", "%E2%80%AE", &"a".repeat(101)] {
        supplier.get(&format!("/v1/products?q={hostile}")).await.expect_problem(422, "validation-failed");
    }
    for harmless in ["keripik%27+%26+%21pisang", "%2A%3A+keripik", "%C2%B2+keripik", "1e400+keripik"] {
        supplier.get(&format!("/v1/products?q={harmless}")).await.expect(200);
    }
}
