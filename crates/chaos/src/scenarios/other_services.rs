//! R16: each service is killed in turn; the others go on as if nothing had happened, and it catches up.

use std::time::Duration;

use anyhow::ensure;
use api_types::agreement::ListAgreementsQuery;
use api_types::catalog::ListProductsQuery;
use api_types::logistics::ListContractLinesQuery;

use crate::caller::Request;
use crate::trade::Trade;
use crate::writers::{self, Writers};
use crate::{AGREEMENT, CATALOG, Figures, LOGISTICS, Plan, Shape, audit};

/// The others answer reads and their own writes at the first try, and everybody is level again afterwards.
///
/// # Errors
/// When one does not.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("alone", plan, Shape::SINGLE).await?;
    let load = Writers::start(&trade, plan, 4, u32::MAX);
    let (mut kills, mut answered, mut slowest) = (0, 0, Duration::ZERO);
    for round in 0..plan.rounds(1, 10) {
        for victim in [AGREEMENT, CATALOG, LOGISTICS] {
            load.wait_for(10).await;
            // Everybody who acts below has signed in while that was possible.
            for request in requests(&trade, "") {
                trade.caller.token(request.actor).await?;
            }
            stack.kill(victim, 0)?;
            kills += 1;
            for number in 0..plan.pick(5, 50) {
                let key = format!("probe-{round}-{victim}-{number}");
                for request in requests(&trade, &key).into_iter().filter(|one| one.service != victim) {
                    let heard = trade.caller.once(&request).await?;
                    ensure!(
                        heard.is_success(),
                        "without {victim}, {} {}: {} {}",
                        request.sent.method,
                        request.sent.path,
                        heard.status,
                        heard.json()
                    );
                    answered += 1;
                }
            }
            stack.restart(victim, 0).await?;
            slowest = slowest.max(audit::caught_up_so_far(&stack, Duration::from_secs(30)).await?);
        }
    }
    let told = load.stop().await?;
    let compared = audit::told_is_true(&stack, &told).await?;
    audit::nothing_is_half_done(&stack).await?;
    audit::all_caught_up(&stack, Duration::from_secs(30)).await?;
    Ok(Figures::default()
        .with("kills", kills)
        .with("answered meanwhile", answered)
        .with("failed meanwhile", 0)
        .with("caught up in s, at most", format!("{:.2}", slowest.as_secs_f64()))
        .with("writes kept", compared))
}

fn requests(trade: &Trade, key: &str) -> Vec<Request> {
    let limit = Some(5);
    vec![
        Request::agreement("metro.coordinator", |api| {
            api.list_agreements(&ListAgreementsQuery { limit, ..Default::default() })
        }),
        writers::register_party(&format!("{key}-party")),
        Request::catalog("kpms", |api| api.list_products(&ListProductsQuery { limit, ..Default::default() })),
        writers::draft_product(&format!("{key}-product")),
        Request::logistics(trade.eggs.supplier, |api| {
            api.list_contract_lines(&ListContractLinesQuery { limit, ..Default::default() })
        }),
        trade.eggs.order(&format!("{key}-order"), 1),
    ]
}
