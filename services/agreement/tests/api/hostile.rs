//! Every operation under attack; see `testkit::hostile`.

use crate::start;

fn document() -> serde_json::Value {
    web::document(&agreement::mount(None))
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_wrong_roles_are_refused_everywhere() {
    testkit::hostile::refuses_strangers_and_wrong_roles(&start().await, agreement::OPERATIONS, &document())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_bodies_break_nothing() {
    testkit::hostile::survives_hostile_bodies(&start().await, agreement::OPERATIONS, &document()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_queries_break_nothing() {
    testkit::hostile::survives_hostile_queries(&start().await, agreement::OPERATIONS, &document()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_tokens_are_all_refused_and_unknown_keys_ask_nobody() {
    testkit::hostile::refuses_hostile_tokens(&start().await, agreement::OPERATIONS, &document()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_answered_with_a_problem() {
    testkit::hostile::answers_with_problems_beneath_http(&start().await).await;
}
