//! R1: answers are lost, and the services are killed at named points of their work, while writers repeat.

use std::time::{Duration, Instant};

use anyhow::ensure;
use db::failpoint;
use rand::RngExt as _;
use rand::rngs::StdRng;

use crate::link::Mode;
use crate::trade::Trade;
use crate::writers::{Told, Writers};
use crate::{Figures, Plan, Shape, Stack, audit};

const WRITERS: u64 = 8;
const LOST: f64 = 0.3;
/// The ways whose answers are lost.
const LINKS: [&str; 3] = ["agreement", "catalog", "logistics"];

/// Commands are played, every one is answered in the end, and afterwards each is there once and says the same.
///
/// # Errors
/// When something is doubled, lost, half done or answered otherwise.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    ensure!(failpoint::ENABLED, "build with --features failpoints, so that services die at named points");
    let (mut stack, trade) = Trade::start("repeats", plan, Shape::SINGLE).await?;
    let each = plan.rounds(300, 10_000).div_ceil(8);
    let mut dice = plan.rng(100);
    for name in LINKS {
        stack.link(name).set(Mode::DropAnswers(LOST));
    }
    let load = Writers::start(&trade, plan, WRITERS, each);
    let since = Instant::now();
    let mut killed = [0_u32; failpoint::POINTS.len()];
    let mut armed = [None; 3];
    while !load.has_ended() && plan.has_time(since) {
        for (service, point) in armed.iter_mut().enumerate() {
            if point.is_none() {
                stack.kill(service, 0)?;
            } else if !stack.has_ended(service, 0)? {
                continue;
            }
            if let Some(died_at) = point.take() {
                killed[died_at] += 1;
            }
            *point = Some(launch_armed(&mut stack, service, &mut dice)?);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for service in 0..3 {
        stack.kill(service, 0)?;
        stack.restart(service, 0).await?;
    }
    let told = load.stop().await?;
    let dropped: u64 = LINKS.iter().map(|name| stack.link(name).dropped()).sum();
    for name in LINKS {
        stack.link(name).set(Mode::Pass);
    }
    let compared = judge(&stack, &trade, &told).await?;
    let points = failpoint::POINTS.iter().zip(killed).map(|(point, times)| format!("{point} {times}"));
    let repeated = told.iter().flatten().filter(|one| one.tries > 1).count();
    Ok(Figures::default()
        .with("commands", compared)
        .with("repeated", repeated)
        .with("answers dropped", dropped)
        .with("kills", killed.iter().sum::<u32>())
        .with("at", points.collect::<Vec<_>>().join(", "))
        .with("doubled", 0)
        .with("lost", 0)
        .with("replays that differ", 0))
}

/// Starts a service that will die at one of the points, chosen by dice, when it comes there for the nth time.
fn launch_armed(stack: &mut Stack, service: usize, dice: &mut StdRng) -> anyhow::Result<usize> {
    let chosen = dice.random_range(0..failpoint::POINTS.len());
    let passed = dice.random_range(0..30_u32);
    stack.launch(service, 0, Some(&format!("{}={passed}*off->return", failpoint::POINTS[chosen])))?;
    Ok(chosen)
}

async fn judge(stack: &Stack, trade: &Trade, told: &[Vec<Told>]) -> anyhow::Result<usize> {
    audit::nothing_is_half_done(stack).await?;
    let compared = audit::told_is_true(stack, told).await?;
    for one in told.iter().flatten().filter(|one| one.heard.is_success()) {
        let again = trade.caller.until_answered(&one.request, Duration::from_secs(30)).await?;
        let key = one.request.key();
        ensure!(again == one.heard, "{key} was answered {:?} and then {again:?}", one.heard);
    }
    audit::told_is_true(stack, told).await?;
    audit::all_caught_up(stack, Duration::from_secs(60)).await?;
    let internal = trade.caller.met.internal.load(std::sync::atomic::Ordering::Relaxed);
    ensure!(internal == 0, "{internal} answers were 500");
    Ok(compared)
}
