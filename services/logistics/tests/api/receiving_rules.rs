//! The rules of receiving kept as data start as the rows the domain describes.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use domain::logistics::{seed_receiving_rules, seed_weight_ranges};

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
    let figures: Vec<String> = seed_receiving_rules()
        .into_iter()
        .map(|rule| format!("{}|{}|{}|{}", rule.key, rule.value, rule.in_force.from, rule.source))
        .collect();
    let columns = "key, value, in_force_from_date, in_force_until_date, source";
    assert_eq!(lines(&app, columns, "receiving_rule").await, figures);
    let ranges: Vec<String> = seed_weight_ranges()
        .into_iter()
        .map(|row| {
            let form = row.form.map(|form| format!("{form}|")).unwrap_or_default();
            let (least, most, from) = (row.least_grams, row.most_grams, row.in_force.from);
            format!("{}|{form}{}|{least}|{most}|{from}|{}", row.commodity, row.measure, row.source)
        })
        .collect();
    let columns = "commodity_code, form_code, measure, least_grams, most_grams, in_force_from_date, \
        in_force_until_date, source";
    assert_eq!(lines(&app, columns, "weight_range").await, ranges);
}
