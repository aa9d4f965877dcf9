//! R22: a backup made while the services work is restored in a new place, and trade goes on there.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::ensure;
use api_types::Page;
use api_types::agreement::{
    ListAgreementsQuery, ListContractsQuery, ListPartiesQuery, ListSupplierVerificationsQuery,
    SupplierVerificationView,
};
use api_types::catalog::{ListOutletsQuery, ListProductsQuery};
use api_types::logistics::{
    ListCallOffsQuery, ListContractLinesQuery, ListReceiptsQuery, ListShipmentsQuery,
};
use serde_json::Value;
use standalone::backup::backup;
use standalone::demo::natural;

use crate::caller::Request;
use crate::trade::Trade;
use crate::writers::Writers;
use crate::{Figures, Plan, Shape, audit};

/// The restored lists are the same, every feed and reader goes on, and a new delivery reaches the report.
///
/// # Errors
/// When something differs, or stays behind.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (stack, trade) = Trade::start("origin", plan, Shape::SINGLE).await?;
    let working = stack.place().join("working");
    let load = Writers::start(&trade, plan, 4, u32::MAX);
    load.wait_for(u64::from(plan.pick(40_u32, 1000))).await;
    backup(&stack.databases, &working).await?;
    let told = load.stop().await?;
    audit::all_caught_up(&stack, Duration::from_secs(30)).await?;
    let before = lists(&trade).await?;
    let quiet = stack.place().join("quiet");
    backup(&stack.databases, &quiet).await?;

    // The one made under load is whole in itself; the one made in a quiet moment is equal to what it was made of.
    let restored = stack.restored(&working, "working", plan, Shape::SINGLE).await?;
    audit::nothing_is_half_done(&restored).await?;
    audit::all_caught_up(&restored, Duration::from_secs(30)).await?;
    drop(restored);
    let restored = stack.restored(&quiet, "restored", plan, Shape::SINGLE).await?;
    let compared = audit::told_is_true(&restored, &told).await?;
    let there = Trade::on(&restored, trade.reports.clone()).await?;
    let after = lists(&there).await?;
    for (list, page) in &before {
        ensure!(after.get(list) == Some(page), "{list} is not what it was");
    }
    let papers = scans(&there).await?;
    ensure!(!papers.is_empty() && papers == scans(&trade).await?, "the scans are not what they were");
    let since = Instant::now();
    there.deliver_rice("after-restore", 1000).await?;
    let reached = loop {
        let report = there.report().await?;
        if natural(&report, "rice") == Some("11") {
            break since.elapsed();
        }
        ensure!(
            since.elapsed() < Duration::from_secs(60),
            "the delivery does not reach the report: {report:?}"
        );
        crate::caller::pause().await;
    };
    audit::all_caught_up(&restored, Duration::from_secs(30)).await?;
    Ok(Figures::default()
        .with("writes before", compared)
        .with("lists compared", before.len())
        .with("scans compared", papers.len())
        .with("that differ", 0)
        .with("a new delivery is in the report after s", format!("{:.2}", reached.as_secs_f64())))
}

/// Lists of every service, as somebody who sees much reads them.
fn reads() -> Vec<Request> {
    /// The first page of a list.
    macro_rules! page {
        ($service:ident, $actor:literal, $list:ident, $query:ident) => {
            Request::$service($actor, |api| api.$list(&$query { limit: Some(200), ..Default::default() }))
        };
    }
    vec![
        page!(agreement, "metro.coordinator", list_parties, ListPartiesQuery),
        page!(agreement, "metro.coordinator", list_agreements, ListAgreementsQuery),
        page!(agreement, "metro.coordinator", list_contracts, ListContractsQuery),
        page!(catalog, "kpms", list_products, ListProductsQuery),
        page!(catalog, "pasar_jaya", list_outlets, ListOutletsQuery),
        page!(logistics, "dharma_jaya", list_contract_lines, ListContractLinesQuery),
        page!(logistics, "dharma_jaya", list_call_offs, ListCallOffsQuery),
        page!(logistics, "kuj", list_shipments, ListShipmentsQuery),
        page!(logistics, "dharma_jaya.receiver", list_receipts, ListReceiptsQuery),
    ]
}

/// The bytes of every scan that Metro's coordinator sees.
async fn scans(trade: &Trade) -> anyhow::Result<Vec<Vec<u8>>> {
    let query = ListSupplierVerificationsQuery { limit: Some(200), ..Default::default() };
    let list = Request::agreement("metro.coordinator", |api| api.list_supplier_verifications(&query));
    let page: Page<SupplierVerificationView> = trade.caller.done(&list).await?.read()?;
    let mut scans = Vec::new();
    for paper in page.items.iter().flat_map(|verification| &verification.documents) {
        let content = Request::agreement("metro.coordinator", |api| api.get_file_content(paper.file_id));
        scans.push(trade.caller.done(&content).await?.body);
    }
    Ok(scans)
}

async fn lists(trade: &Trade) -> anyhow::Result<BTreeMap<String, Value>> {
    let mut lists = BTreeMap::new();
    for read in reads() {
        let mut page = trade.caller.done(&read).await?.json();
        for item in page["items"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            // When a balance was asked for is no part of it.
            item.retain(|name, _| name != "as_of" && name != "known_at");
        }
        lists.insert(read.sent.path, page);
    }
    Ok(lists)
}
