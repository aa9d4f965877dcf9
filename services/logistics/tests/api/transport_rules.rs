//! The rules kept as data start as the rows the domain describes.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use domain::logistics::{seed_allowances, seed_gate_rules};

use crate::start;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

async fn lines(app: &testkit::App, columns: &str, table: &str) -> Vec<String> {
    let mut conn = app.core.read().await.expect("a connection");
    let query = format!("select concat_ws('|', {columns}) as line from {table} order by id");
    let rows: Vec<Line> = diesel::sql_query(query).load(&mut conn).await.expect("rows");
    rows.into_iter().map(|row| row.line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_rows_of_the_domain() {
    let app = start().await;
    let rules: Vec<String> = seed_gate_rules()
        .into_iter()
        .map(|rule| {
            let (goods, route, needs) = (rule.goods, rule.route, rule.requirement);
            format!("{goods}|{route}|{needs}|{}|{}", rule.legal_basis, rule.valid.from)
        })
        .collect();
    let columns = "goods, route, supplier_kind, requirement, legal_basis, valid_from, valid_until";
    assert_eq!(lines(&app, columns, "gate_rule").await, rules);
    let allowances: Vec<String> = seed_allowances()
        .into_iter()
        .map(|row| {
            let route = row.route.map(|route| format!("{}|{}|", route.from_province, route.to_province));
            let to = row.hours_to.map(|hours| format!("{hours}|"));
            let (route, to) = (route.unwrap_or_default(), to.unwrap_or_default());
            let (kind, commodity, mode, from) = (row.kind, row.commodity, row.mode, row.hours_from);
            format!(
                "{kind}|{commodity}|{mode}|{route}{from}|{to}{}|{}|{}",
                row.basis_points, row.valid.from, row.source
            )
        })
        .collect();
    let columns = "kind, commodity_code, mode, from_province, to_province, hours_from, hours_to, basis_points, \
        valid_from, valid_until, source";
    assert_eq!(lines(&app, columns, "allowance").await, allowances);
}
