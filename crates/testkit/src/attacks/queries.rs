//! Every query parameter with every malicious value.

use serde_json::Value;
use web::Access;

use super::{allowed, check, panics, targets};
use crate::App;

const VALUES: &[&str] = &[
    "",
    "%00",
    "a%00b",
    "-1",
    "0",
    "201",
    "99999999999999999999",
    "%f0%9f%92%a9",
    "%ff",
    "'%20or%201=1--",
    "%25%25%25",
    "_",
    "9999-99-99",
    "%2B262142-12-31T23:59:59Z",
    "-262143-01-01T00:00:00Z",
    "AAAA",
    "null",
    "%e2%80%aegnp.exe",
    "%ef%bb%bf",
    "%ed%a0%80",
];

/// Every query parameter of every read with every malicious value: no 5xx, every refusal a problem, no panic.
///
/// # Panics
/// When one does harm.
pub async fn survives_malicious_queries(app: &App, operations: &[Access], document: &Value) {
    let panics = panics::seen();
    for target in targets(operations, document).iter().filter(|target| target.method == "GET") {
        if target.endless() {
            continue;
        }
        let caller = app.caller(&allowed(&target.access));
        let mut queries = vec!["?unknown=1".to_owned(), "?limit=1&limit=2".to_owned(), "?&&&==".to_owned()];
        for (name, _) in &target.query {
            queries.push(format!("?{name}={}", "x".repeat(5000)));
            queries.extend(VALUES.iter().map(|value| format!("?{name}={value}")));
        }
        for query in queries {
            let answer = target.call(&caller, &format!("{}{query}", target.absent_path()), None, "").await;
            check(&target.access, &query, &answer);
        }
    }
    assert_eq!(panics::seen(), panics, "the product has panicked");
}
