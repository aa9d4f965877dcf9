//! Forged tokens: none is accepted, none is answered with 5xx, and a flood of unknown keys asks nobody.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};
use web::token::Signer;
use web::{Access, Kind, Who};

use super::targets;
use crate::{App, Caller, ISSUER, test_time};

/// Tokens of keys nobody knows, in the flood.
const FLOOD: usize = 500;

fn claims() -> Value {
    let now = test_time().timestamp();
    json!({"iss": ISSUER, "sub": "mallory", "aud": "kad", "exp": now + 600, "iat": now, "jti": "forged",
        "client_id": "test", "scope": "*.*.*", "party": crate::party(2), "region": "18.72",
        "roles": ["coordinator"]})
}

fn part(value: &Value) -> String {
    B64.encode(value.to_string())
}

/// Our claims with one of them changed; null takes it away.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match (value, claims.as_object_mut()) {
        (Value::Null, Some(members)) => drop(members.remove(name)),
        (value, _) => claims[name] = value,
    }
    claims
}

fn wrong_claims() -> Vec<Value> {
    let now = test_time().timestamp();
    let needed = ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "party", "roles"];
    let mut all: Vec<Value> = needed.into_iter().map(|name| with(name, Value::Null)).collect();
    for (name, value) in [
        ("iss", json!("https://elsewhere.test")),
        ("iss", json!("")),
        ("iss", json!(format!("{ISSUER}/"))),
        ("iss", json!(1)),
        ("aud", json!("another")),
        ("aud", json!("KAD")),
        ("aud", json!("")),
        ("aud", json!({"kad": true})),
        ("exp", json!(now - 31)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!("never")),
        ("exp", json!(i64::MAX)),
        ("exp", json!(1e300)),
        ("exp", json!(now + 10 * 365 * 86_400)),
        ("iat", json!(now + 3600)),
        ("iat", json!(now - 901)),
        ("iat", json!(0)),
        ("iat", json!(i64::MIN)),
        ("iat", json!("x")),
        ("nbf", json!(now + 31)),
        ("nbf", json!("x")),
        ("party", json!("pty_1")),
        ("party", json!("agr_00000000000000000000000000000001")),
        ("party", json!(["pty_00000000000000000000000000000001"])),
        ("roles", json!(["root"])),
        ("roles", json!("coordinator")),
        ("region", json!("'; drop table party")),
        ("scope", json!(["*.*.*"])),
        ("sub", json!({})),
        ("client_id", json!(7)),
    ] {
        all.push(with(name, value));
    }
    all
}

/// Tokens that are broken in form, header or signature, made from a good one.
fn wrong_forms(good: &str, known: &[Value]) -> Vec<String> {
    let mut parts = good.split('.');
    let mut next = || parts.next().expect("a token has three parts");
    let (header, payload, signature) = (next(), next(), next());
    let head = |alg: &str, typ: &str| part(&json!({"alg": alg, "typ": typ, "kid": "test"}));
    let mut all = vec![
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        "....".to_owned(),
        header.to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{good}.{signature}"),
        format!("{good}="),
        format!("{header}.{payload}.{}", &signature[..signature.len() - 2]),
        format!("{header}.{payload}.{}", "A".repeat(86)),
        format!("{header}.{}.{signature}", part(&with("sub", json!("admin")))),
        format!("{header}.!!!.{signature}"),
        format!("%00{good}"),
        "A".repeat(9000),
        format!("{header}.{}.{signature}", "A".repeat(9000)),
    ];
    for alg in ["none", "None", "NONE", "", "HS512", "RS256", "ES256", "PS256", "EdDSA2"] {
        all.push(format!("{}.{payload}.", head(alg, "at+jwt")));
        all.push(format!("{}.{payload}.{signature}", head(alg, "at+jwt")));
    }
    // The public key as the secret of an HMAC, in the spellings a careless library takes.
    for key in known {
        let x = key["x"].as_str().expect("an Ed25519 key");
        let raw = B64.decode(x).expect("base64");
        for secret in [x.as_bytes().to_vec(), raw, key.to_string().into_bytes()] {
            let signed = format!("{}.{payload}", head("HS256", "at+jwt"));
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), signed.as_bytes());
            all.push(format!("{signed}.{}", B64.encode(tag)));
        }
    }
    all
}

async fn refuse(app: &App, path: &str, tokens: &[String]) {
    let caller = app.stranger();
    for token in tokens {
        let answer = caller.instead(&app.url, Some(token.clone())).get(path).await;
        assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{token}");
    }
}

/// A list that everybody with a token may read.
fn open_list(operations: &[Access], document: &Value) -> String {
    let all = targets(operations, document);
    let mut open = all.iter().filter(|target| {
        target.access.kind == Kind::List && target.access.who == Who::Anyone && target.path_ids.is_empty()
    });
    open.find(|target| !target.endless()).expect("a service lists something").template.clone()
}

/// Every forged token is 401 at a list every good token reads. A flood of unknown keys costs no question to anybody:
/// it is refused the same while the database is away. The app is of no use afterwards.
///
/// # Panics
/// When one is accepted, or refused as anything else.
pub async fn refuses_forged_tokens(app: &App, operations: &[Access], document: &Value) {
    let path = open_list(operations, document);
    let good = app.sign(&claims());
    Caller::new(&app.url, Some(good.clone())).get(&path).await.expect(200);

    let mut tokens: Vec<String> = wrong_claims().iter().map(|claims| app.sign(claims)).collect();
    tokens.extend(wrong_forms(&good, &app.public_keys().await));
    // A stranger's key under the known name, with every wrong type too.
    let (pkcs8, _) = web::token::generate_key("test").expect("a key");
    let stranger = Signer::new("test", &pkcs8);
    tokens.push(stranger.sign(&claims()).expect("the key signs"));
    for typ in ["JWT", "jwt", "id_token", "", "at+jwt2", "dpop+jwt"] {
        tokens.push(stranger.sign_as(typ, &claims()).expect("the key signs"));
        tokens.push(app.sign_as(typ, &claims()));
    }
    assert!(tokens.len() >= 60, "{}", tokens.len());
    refuse(app, &path, &tokens).await;

    app.close_database().await;
    let unknown = (0..FLOOD).map(|number| Signer::new(format!("unknown-{number}"), &pkcs8).sign(&claims()));
    let unknown: Vec<String> = unknown.map(|token| token.expect("the key signs")).collect();
    refuse(app, &path, &unknown).await;
    Caller::new(&app.url, Some(good)).get(&path).await.expect(503);
}
