//! Every scenario, as short as CI has patience for.

use chaos::Plan;

async fn holds(name: &str) {
    let plan = Plan::short(env!("CARGO_BIN_EXE_chaos"));
    match chaos::run(name, &plan).await {
        Ok(figures) => println!("{figures}"),
        Err(error) => panic!("{error:#}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_of_each_service_play_the_story_as_one() {
    holds("PAIR").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consumers_killed_at_any_moment_know_in_the_end_what_agreement_shows() {
    holds("R6").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clerks_on_the_last_tonnes_take_what_is_left_and_no_more() {
    holds("R8").await;
}
