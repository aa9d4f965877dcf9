//! Every scenario, as short as CI has patience for: so many rounds of each, however long they take.
//! `cargo run -p chaos -- all` plays them at length.

use chaos::Plan;

async fn holds(name: &str, rounds: u32) {
    let mut plan = Plan::short(env!("CARGO_BIN_EXE_chaos"));
    plan.rounds = Some(rounds);
    match chaos::run(name, &plan).await {
        Ok(figures) => println!("{figures}"),
        Err(error) => panic!("{error:#}"),
    }
}

macro_rules! scenarios {
    ($($sentence:ident $name:literal $rounds:literal)+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $sentence() {
            holds($name, $rounds).await;
        }
    )+};
}

// Rounds; commands for R1, requests for R18, kills for R6.
scenarios! {
    commands_whose_answers_are_lost_and_whose_services_are_killed_have_one_effect "R1" 120
    what_was_acknowledged_survives_every_crash "R4" 2
    each_committed_change_is_once_in_the_feed_and_in_causal_order "R5" 2
    consumers_killed_at_any_moment_know_in_the_end_what_agreement_shows "R6" 10
    clerks_on_the_last_tonnes_take_what_is_left_and_no_more "R8" 2
    without_postgresql_the_services_refuse_quickly_and_recover_by_themselves "R15" 1
    without_one_service_the_others_go_on_and_it_catches_up "R16" 1
    a_rolling_restart_is_unseen_after_one_repeat "R17" 1
    callers_that_go_away_leave_nothing_behind "R18" 200
    a_backup_is_restored_elsewhere_and_trade_goes_on "R22" 1
    orders_that_race_a_reduction_take_no_more_than_the_lower_text "R26" 2
    nobody_gets_by_any_order_of_steps_what_the_rules_prevent "TRADER" 3
    two_instances_of_each_service_play_the_story_as_one "PAIR" 1
}

/// The rules that the trader is tried against in the long run are still where the patches look for them.
#[test]
fn every_opposite_applies() {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    for entry in std::fs::read_dir(root.join("crates/chaos/opposites")).unwrap() {
        let patch = entry.unwrap().path();
        if patch.extension().is_some_and(|extension| extension == "patch") {
            let git = std::process::Command::new("git");
            let applies = { git }.current_dir(root).args(["apply", "--check"]).arg(&patch).status().unwrap();
            assert!(applies.success(), "make {} anew", patch.display());
        }
    }
}
