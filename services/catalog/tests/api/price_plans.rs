//! How the database answers for prices once there are many: never by reading all of them.

use api_types::catalog::{ListPriceObservationsQuery, PriceSeriesQuery};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use domain::catalog::SeriesPeriod;
use domain::shared::{PriceBasis, PriceLevel};

use crate::start;

/// A hundred thousand prices: 500 regions, 10 commodities, 20 weeks.
const MANY: &str = "
    insert into price_observation (id, commodity_code, form_code, region_code, level, price_basis, price_rupiah,
        observed_date, source, party_id, actor_subject, recorded_at)
    select gen_random_uuid(), 'goods_' || commodity, 'fresh', lpad((11 + region / 50)::text, 2, '0') || '.'
            || lpad((region % 50)::text, 2, '0'), 'consumer', 'per_kg_net', 20000 + (region * 7 + week * 13) % 9000,
        date '2026-07-06' + week * 7, 'a market', gen_random_uuid(), 'somebody', now()
    from generate_series(0, 499) as region, generate_series(0, 9) as commodity, generate_series(0, 19) as week;
    analyze price_observation";

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

/// A statement as [`catalog::price_plans`] gives it, with what is bound in its places.
fn filled(told: &str) -> String {
    let (statement, bound) = told.rsplit_once(" -- binds: ").expect("what is bound");
    let bound = bound.trim();
    let bound = bound.strip_prefix('[').and_then(|bound| bound.strip_suffix(']')).expect("a list");
    let mut values = Vec::new();
    // A list of texts is one value: its commas do not count.
    let (mut depth, mut value) = (0, String::new());
    for one in bound.chars() {
        match one {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if one == ',' && depth == 0 {
            values.push(std::mem::take(&mut value));
        } else {
            value.push(one);
        }
    }
    values.push(value);
    let mut text = statement.to_owned();
    for (place, value) in values.iter().enumerate().rev() {
        let value = value.trim();
        let literal = match value.strip_prefix('[') {
            Some(list) => format!("array[{}]::text[]", list.trim_end_matches(']').replace('"', "'")),
            None if value.parse::<i64>().is_ok() => value.to_owned(),
            None => format!("'{}'", value.trim_matches('"')),
        };
        text = text.replace(&format!("${}", place + 1), &literal);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_list_nor_a_series_reads_the_whole_table() {
    let app = start().await;
    let mut conn = app.core.read().await.unwrap();
    conn.batch_execute(MANY).await.unwrap();
    let list = |change: &dyn Fn(&mut ListPriceObservationsQuery)| {
        let mut query = ListPriceObservationsQuery::default();
        change(&mut query);
        catalog::price_plans::list(&query)
    };
    let series = |region: Option<&str>, grade: Option<&str>, period| {
        let query = PriceSeriesQuery {
            commodity_code: "goods_3".into(),
            form_code: "fresh".into(),
            grade: grade.map(str::to_owned),
            region_code: region.map(str::to_owned),
            level: PriceLevel::Consumer,
            price_basis: None,
            from_date: "2026-07-01".parse().unwrap(),
            until_date: "2026-12-31".parse().unwrap(),
            period,
        };
        catalog::price_plans::series(&query, PriceBasis::PerKgNet)
    };
    let statements = [
        list(&|_| ()),
        list(&|query| query.commodity_code = Some("goods_3".into())),
        list(&|query| query.region_code = Some("18.72".into())),
        list(&|query| query.region_code = Some("18".into())),
        list(&|query| {
            (query.commodity_code, query.region_code) = (Some("goods_3".into()), Some("18.01".into()));
        }),
        list(&|query| {
            query.from_date = Some("2026-08-03".parse().unwrap());
            query.until_date = Some("2026-08-09".parse().unwrap());
        }),
        series(None, None, SeriesPeriod::Week),
        series(Some("18"), None, SeriesPeriod::Week),
        series(Some("18.01"), None, SeriesPeriod::Day),
        series(Some("18.01"), Some("omega"), SeriesPeriod::Month),
    ];
    for told in statements {
        let statement = format!("explain {}", filled(&told));
        let plan: Vec<Line> = diesel::sql_query(&statement).load(&mut conn).await.expect(&statement);
        let plan: Vec<String> = plan.into_iter().map(|line| line.line).collect();
        assert!(plan.iter().any(|line| line.contains("Scan")), "{statement}: {plan:#?}");
        assert!(
            !plan.iter().any(|line| line.contains("Seq Scan on price_observation")),
            "{statement}: {plan:#?}"
        );
    }
    // The check sees what it looks for.
    let whole: Vec<Line> =
        diesel::sql_query("explain select max(source) from price_observation").load(&mut conn).await.unwrap();
    assert!(whole.iter().any(|line| line.line.contains("Seq Scan on price_observation")));
}
