//! Attacks every operation of a service, generated from its role table and its OpenAPI document: a new
//! operation is covered the moment it exists.

use domain::shared::Role;
use serde_json::{Value, json};
use web::{Access, Kind, Who};

use crate::{Actor, App, Caller, Response, fresh_key, party};

/// One documented operation, with ids in its path that nothing has.
#[derive(Debug, Clone)]
struct Target {
    access: Access,
    method: String,
    path: String,
    /// Names of the query parameters.
    parameters: Vec<String>,
    /// Names of the fields of the JSON body; empty where there is none.
    fields: Vec<String>,
    json_body: bool,
}

fn targets(operations: &[Access], document: &Value) -> Vec<Target> {
    let mut targets = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            let access =
                *operations.iter().find(|access| access.id == id).expect("an entry in the role table");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let of = |place: &str| {
                let named = parameters.iter().filter(|one| one["in"] == place);
                named.map(|one| one["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
            };
            let content = &operation["requestBody"]["content"];
            let body = [&content["application/json"], &content["application/merge-patch+json"]];
            let body = body.into_iter().find(|body| body.is_object());
            targets.push(Target {
                access,
                method: method.to_uppercase(),
                path: fill(path, &parameters, document),
                parameters: of("query"),
                fields: body.map(|body| fields(&body["schema"], document)).unwrap_or_default(),
                json_body: body.is_some(),
            });
        }
    }
    assert_eq!(targets.len(), operations.len(), "every operation is documented once");
    targets
}

/// The path with an id of the right kind that nothing has.
fn fill(path: &str, parameters: &[Value], document: &Value) -> String {
    let mut filled = path.to_owned();
    for parameter in parameters.iter().filter(|one| one["in"] == "path") {
        let schema = resolve(&parameter["schema"], document);
        let pattern = schema["pattern"].as_str().unwrap_or("");
        let value = match pattern.strip_prefix('^').and_then(|rest| rest.split_once("_[0-9a-f]{32}")) {
            Some((prefix, _)) => format!("{prefix}_{:032x}", 0xdead_beef_u64),
            None => "absent".to_owned(),
        };
        filled = filled.replace(&format!("{{{}}}", parameter["name"].as_str().expect("a name")), &value);
    }
    filled
}

fn resolve<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).expect("a reference that resolves"),
        None => schema,
    }
}

fn fields(schema: &Value, document: &Value) -> Vec<String> {
    let schema = resolve(schema, document);
    schema["properties"].as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

impl Target {
    async fn call(&self, caller: &Caller, query: &str, body: Option<Vec<u8>>) -> Response {
        let mut request = caller.request(&self.method, &format!("{}{query}", self.path));
        if matches!(self.access.kind, Kind::Create | Kind::Transition) {
            request = request.header("idempotency-key", fresh_key());
        }
        if matches!(self.access.kind, Kind::Transition | Kind::Patch | Kind::Delete) {
            request = request.header("if-match", "\"v1\"");
        }
        if let Some(body) = body {
            let media = if self.access.kind == Kind::Patch {
                "application/merge-patch+json"
            } else {
                "application/json"
            };
            request = request.header("content-type", media).body(body);
        }
        caller.send(request).await
    }

    fn empty_body(&self) -> Option<Vec<u8>> {
        self.json_body.then(|| b"{}".to_vec())
    }

    fn open(&self) -> bool {
        self.access.who == Who::Public || self.access.kind == Kind::Plain
    }
}

/// Somebody with every role that the operation asks for.
fn allowed(access: &Access) -> Actor {
    let roles: &[Role] = match access.who {
        Who::Roles(roles) => roles,
        _ => &[Role::Auditor],
    };
    Actor::new(party(4711), "18.72", roles)
}

/// Every operation: no token and a damaged one are 401; a role or a scope that is not enough is 403.
pub async fn refuses_strangers_and_wrong_roles(app: &App, operations: &[Access], document: &Value) {
    let damaged = Caller::new(&app.url, Some(format!("{}x", app.token(&Actor::service()))));
    for target in targets(operations, document).iter().filter(|target| !target.open()) {
        let id = target.access.id;
        for stranger in [&app.stranger(), &damaged] {
            let answer = target.call(stranger, "", target.empty_body()).await;
            assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{id}: {}", answer.text);
        }
        let narrow = allowed(&target.access).with_scope("other.things.read");
        let answer = target.call(&app.caller(&narrow), "", target.empty_body()).await;
        assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{id}: {}", answer.text);
        if let Who::Roles(roles) = target.access.who {
            let others: Vec<Role> = Role::ALL.iter().copied().filter(|role| !roles.contains(role)).collect();
            let wrong = Actor::new(party(4711), "18.72", &others);
            let answer = target.call(&app.caller(&wrong), "", target.empty_body()).await;
            assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{id}: {}", answer.text);
        }
    }
}

/// Texts and values that have broken other systems.
fn hostile_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!("\u{202e}gnp.exe"),
        json!("e\u{301}\u{fffd}\u{10ffff}"),
        json!("'; drop table party; --"),
        json!("../../etc/passwd"),
        json!("a".repeat(100_000)),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5e300),
        json!(true),
        json!([]),
        json!([[[[]]]]),
        json!({}),
        json!({"value": "1e3", "unit": "KGM"}),
        json!({"amount": i64::MAX, "currency": "IDR"}),
        json!("9999-99-99"),
        json!("+262142-12-31T23:59:59Z"),
        json!("0000-01-01"),
    ]
}

/// Bodies that are not even JSON, or more than JSON should be.
fn hostile_bodies() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        b"{".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"\xff\xfe".to_vec(),
        br#"{"a":"\ud800"}"#.to_vec(),
        br#"{"note":"a\u0000b"}"#.to_vec(),
        br#"{"note":1e400}"#.to_vec(),
        br#"{"note":"a","note":"b"}"#.to_vec(),
        "{\"a\":".repeat(20_000).into_bytes(),
        vec![b' '; 300 * 1024],
    ]
}

/// Every write with every hostile body, and each field with every hostile value: a problem document that
/// is no 5xx, always.
pub async fn survives_hostile_bodies(app: &App, operations: &[Access], document: &Value) {
    for target in targets(operations, document).iter().filter(|target| target.json_body) {
        let caller = app.caller(&allowed(&target.access));
        let mut bodies = hostile_bodies();
        for value in hostile_values() {
            let body: serde_json::Map<String, Value> =
                target.fields.iter().map(|field| (field.clone(), value.clone())).collect();
            bodies.push(Value::Object(body).to_string().into_bytes());
            for field in &target.fields {
                bodies.push(json!({field: value.clone()}).to_string().into_bytes());
            }
        }
        for body in bodies {
            let shown = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
            let answer = target.call(&caller, "", Some(body)).await;
            check(&target.access, &shown, &answer);
        }
    }
}

/// Every query parameter with every hostile value.
pub async fn survives_hostile_queries(app: &App, operations: &[Access], document: &Value) {
    let values = [
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
    ];
    for target in targets(operations, document).iter().filter(|target| target.method == "GET") {
        // A stream has no end to wait for.
        if target.path.ends_with("/stream") {
            continue;
        }
        let caller = app.caller(&allowed(&target.access));
        let mut queries = vec!["?unknown=1".to_owned(), "?limit=1&limit=2".to_owned(), "?&&&==".to_owned()];
        for parameter in &target.parameters {
            let long = format!("?{parameter}={}", "x".repeat(5000));
            queries.push(long);
            queries.extend(values.iter().map(|value| format!("?{parameter}={value}")));
        }
        for query in queries {
            let answer = target.call(&caller, &query, None).await;
            check(&target.access, &query, &answer);
        }
    }
}

fn check(access: &Access, sent: &str, answer: &Response) {
    let id = access.id;
    assert!(answer.status < 500, "{id} with {sent}: {} {}", answer.status, answer.text);
    if answer.status >= 400 && access.kind != Kind::Plain {
        assert_eq!(answer.header("content-type"), "application/problem+json", "{id} with {sent}");
        let known = web::PROBLEM_TYPES.iter().any(|known| known.slug == answer.code());
        assert!(known, "{id} with {sent}: {}", answer.text);
    }
}
