//! R8: many buyers on the last tonnes of a contract line: as many orders are issued as fit, and what may still be
//! called off is never below zero, whoever looks, however many instances judge.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::logistics::{CallOffView, ContractLineQuery};
use domain::shared::CallOffId;
use futures_util::future::try_join_all;
use rand::RngExt as _;

use crate::caller::{Heard, Request};
use crate::trade::{Fact, Trade};
use crate::{Figures, Plan, Shape, Stack};

/// Clerks who issue at the same time.
const CLERKS: usize = 32;
/// Kilograms that are left for them.
const LEFT: u32 = 2_000;

/// How long a clerk goes on when told that there are too many at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// A draft that waits to be issued.
struct Draft {
    id: CallOffId,
    etag: String,
    kilograms: u32,
}

#[derive(Default)]
struct Counted {
    issued: u64,
    refused: u64,
}

/// Two instances judge; a reader watches the balance all the while.
///
/// # Errors
/// When more is issued than is left, an order that still fits is refused, or the balance falls below zero.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("last-tonne", plan, Shape::PAIR).await?;
    let trade = Trade::open(&stack).await?;
    let mut dice = plan.rng(8);
    leave(&trade, LEFT).await?;
    let mut drafts = Vec::new();
    let (since, mut rounds, mut all, looked) = (Instant::now(), 0, Counted::default(), AtomicU64::new(0));
    while rounds < plan.rounds(3, 200) && plan.has_time(since) {
        // One round in two, orders of one size; else of any.
        let even = rounds % 2 == 0;
        while drafts.len() < CLERKS {
            let kilograms = if even { LEFT / 4 } else { dice.random_range(LEFT / 20..=LEFT / 2) };
            let key = format!("last-{}-{rounds}-{}", plan.seed, drafts.len());
            drafts.push(draft(&trade, &key, kilograms).await?);
        }
        let (won, lost) = issue_all(&trade, drafts, rounds, &looked).await?;
        check(&trade, &won, &lost).await?;
        all.issued += u64::try_from(won.len())?;
        all.refused += u64::try_from(lost.len())?;
        for (number, order) in won.into_iter().enumerate() {
            let id = order.read::<CallOffView>()?.id;
            let fact = trade.eggs.fact(Fact::Cancel, id, order.etag()?);
            trade.caller.done(&fact.keyed(format!("release-{rounds}-{number}"))).await?;
        }
        ensure!(callable(&trade).await? == i64::from(LEFT), "cancelled orders give back what they held");
        // Small and large orders alike go on into the next round, so that sizes mix.
        drafts = if even { Vec::new() } else { lost };
        rounds += 1;
    }
    Ok(Figures::default()
        .with("clerks", CLERKS)
        .with("rounds", rounds)
        .with("issued", all.issued)
        .with("refused", all.refused)
        .with("balances read", looked.into_inner())
        .with("below zero", 0))
}

/// Orders all but so many kilograms.
async fn leave(trade: &Trade, kilograms: u32) -> anyhow::Result<()> {
    let rest = callable(trade).await? - i64::from(kilograms);
    let filler = draft(trade, "last-filler", u32::try_from(rest)?).await?;
    let fact = trade.eggs.fact(Fact::Issue, filler.id, &filler.etag);
    trade.caller.done(&fact).await?;
    ensure!(callable(trade).await? == i64::from(kilograms), "so much is left");
    Ok(())
}

async fn draft(trade: &Trade, key: &str, kilograms: u32) -> anyhow::Result<Draft> {
    let written = trade.caller.done(&trade.eggs.order(key, kilograms)).await?;
    Ok(Draft { id: written.read::<CallOffView>()?.id, etag: written.etag()?.to_owned(), kilograms })
}

/// Issues all at once and looks at the balance until all are answered; gives who won and who lost.
async fn issue_all(
    trade: &Trade,
    drafts: Vec<Draft>,
    round: u32,
    looked: &AtomicU64,
) -> anyhow::Result<(Vec<Heard>, Vec<Draft>)> {
    let done = AtomicBool::new(false);
    let watching = async {
        while !done.load(Ordering::SeqCst) {
            let left = callable(trade).await?;
            ensure!(left >= 0, "callable fell to {left} kg");
            looked.fetch_add(1, Ordering::SeqCst);
        }
        Ok::<_, anyhow::Error>(())
    };
    let issuing = async {
        let clerks = drafts.into_iter().enumerate().map(|(number, draft)| async move {
            let fact = trade.eggs.fact(Fact::Issue, draft.id, &draft.etag);
            let fact = fact.keyed(format!("issue-{round}-{number}"));
            let answer = trade.caller.until_answered(&fact, PATIENCE).await?;
            Ok::<_, anyhow::Error>((answer, draft))
        });
        let answers = try_join_all(clerks).await;
        done.store(true, Ordering::SeqCst);
        answers
    };
    let (answers, watched) = tokio::join!(issuing, watching);
    watched?;
    let (mut won, mut lost) = (Vec::new(), Vec::new());
    for (answer, draft) in answers? {
        if answer.is_success() {
            won.push(answer);
        } else {
            let known = answer.status == 409 && answer.text("code") == "balance-exceeded";
            ensure!(known, "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
            lost.push(draft);
        }
    }
    Ok((won, lost))
}

/// What was issued is what is gone, and none of the refused would still fit.
async fn check(trade: &Trade, won: &[Heard], lost: &[Draft]) -> anyhow::Result<()> {
    let mut issued = 0;
    for order in won {
        let lines = order.read::<CallOffView>()?.lines;
        issued += lines.first().context("an order has a line")?.quantity.value.parse::<i64>()?;
    }
    let left = callable(trade).await?;
    ensure!(left == i64::from(LEFT) - issued, "{issued} kg were issued, {left} kg are left of {LEFT}");
    ensure!(left >= 0, "callable fell to {left} kg");
    for order in lost {
        ensure!(i64::from(order.kilograms) > left, "{} kg were refused with {left} kg left", order.kilograms);
    }
    Ok(())
}

async fn callable(trade: &Trade) -> anyhow::Result<i64> {
    let (line, query) = (trade.eggs.line, ContractLineQuery::default());
    let balance = Request::logistics(trade.eggs.buyer, |api| api.get_contract_line_balance(line, &query));
    Ok(trade.caller.done(&balance).await?.text("callable").parse()?)
}
