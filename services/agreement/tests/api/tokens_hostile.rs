//! Hostile tokens against this service: none is accepted, none is answered with 5xx.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};
use testkit::{App, Caller, ISSUER, test_time};
use web::token::Signer;

use crate::start;

fn claims() -> Value {
    let now = test_time().timestamp();
    json!({"iss": ISSUER, "sub": "mallory", "aud": "kad", "exp": now + 600, "iat": now, "jti": "hostile",
        "client_id": "test", "scope": "*.*.*", "party": testkit::party(2), "region": "18.72",
        "roles": ["coordinator"]})
}

fn part(value: &Value) -> String {
    B64.encode(value.to_string())
}

/// Our claims with one of them changed; null takes it away.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

fn wrong_claims() -> Vec<Value> {
    let now = test_time().timestamp();
    let mut all: Vec<Value> =
        ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "party", "roles"]
            .into_iter()
            .map(|name| with(name, Value::Null))
            .collect();
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
        ("iat", json!(0)),
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
    let (header, payload, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
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
        let x = key["x"].as_str().unwrap();
        for secret in [x.as_bytes().to_vec(), B64.decode(x).unwrap(), key.to_string().into_bytes()] {
            let signed = format!("{}.{payload}", head("HS256", "at+jwt"));
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), signed.as_bytes());
            all.push(format!("{signed}.{}", B64.encode(tag)));
        }
    }
    all
}

async fn try_all(app: &App, tokens: Vec<String>) -> usize {
    let count = tokens.len();
    for token in tokens {
        let answer = Caller::new(&app.url, Some(token.clone())).get("/v1/parties").await;
        assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{token}");
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_tokens_are_all_refused() {
    let app = start().await;
    let good = app.sign(&claims());
    Caller::new(&app.url, Some(good.clone())).get("/v1/parties").await.expect(200);
    let known = app.stranger().get("/.well-known/jwks.json").await.expect(200).json["keys"].clone();
    let known = known.as_array().unwrap();

    let mut tokens: Vec<String> = wrong_claims().iter().map(|claims| app.sign(claims)).collect();
    tokens.extend(wrong_forms(&good, known));
    // A stranger's key: under the known name, under unknown ones (a flood), and as the header's own key.
    let (pkcs8, _) = web::token::generate_key("test").unwrap();
    tokens.push(Signer::new("test", &pkcs8).sign(&claims()).unwrap());
    for number in 0..30 {
        tokens.push(Signer::new(format!("unknown-{number}"), &pkcs8).sign(&claims()).unwrap());
    }
    for typ in ["JWT", "jwt", "id_token", "", "at+jwt2", "dpop+jwt"] {
        tokens.push(Signer::new("test", &pkcs8).sign_as(typ, &claims()).unwrap());
    }
    let refused = try_all(&app, tokens).await;
    assert!(refused >= 60, "{refused}");
}
