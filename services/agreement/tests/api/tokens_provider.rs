//! Sign-ins of an OpenID provider that publishes its keys at an address, in every accepted algorithm; the
//! provider is slow, endless or gone at times.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use testkit::{App, ISSUER, Response, test_time};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::{metro, start_with};

const IDP: &str = "https://masuk.test";

/// What the provider answers when asked for its keys.
#[derive(Debug, Clone)]
enum Answer {
    Keys(Vec<Value>),
    Nothing,
    Endless,
    NoJson,
}

/// A provider at an address of its own.
struct Provider {
    url: String,
    answer: Arc<Mutex<Answer>>,
    asked: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
}

impl Provider {
    async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let answer = Arc::new(Mutex::new(answer));
        let (asked, sent) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let provider = Self { url, answer: answer.clone(), asked: asked.clone(), sent: sent.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                asked.fetch_add(1, Ordering::SeqCst);
                let now = answer.lock().unwrap().clone();
                tokio::spawn(reply(stream, now, sent.clone()));
            }
        });
        provider
    }

    fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn reply(mut stream: TcpStream, answer: Answer, sent: Arc<AtomicUsize>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
    let body = match answer {
        Answer::Keys(keys) => json!({ "keys": keys }).to_string(),
        Answer::NoJson => "<html>".to_owned(),
        Answer::Nothing => {
            // Says nothing until the other side has had enough.
            let _ = stream.read_u8().await;
            return;
        }
        Answer::Endless => {
            let blanks = [b' '; 64 * 1024];
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(&blanks).await.is_ok() {
                sent.fetch_add(blanks.len(), Ordering::SeqCst);
            }
            return;
        }
    };
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}

/// A provider that tells of itself and its keys.
pub(crate) struct Metadata {
    /// Its name.
    pub(crate) issuer: String,
    asked: Arc<AtomicUsize>,
}

impl Metadata {
    pub(crate) async fn start(jwks: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let metadata = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/keys")});
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(stream.read_u8().await.unwrap());
                }
                count.fetch_add(1, Ordering::SeqCst);
                let body = if request.starts_with(b"GET /keys") { &jwks } else { &metadata };
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        Self { issuer, asked }
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A key that signs, and how it is published.
struct Key {
    algorithm: Algorithm,
    kid: String,
    private: EncodingKey,
    public: Value,
}

impl Key {
    fn es256(kid: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
        // An uncompressed point: 4, then both coordinates.
        let point = pair.public_key().as_ref();
        let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (x, y) = (coordinate(&point[1..33]), coordinate(&point[33..]));
        Self {
            algorithm: Algorithm::ES256,
            kid: kid.to_owned(),
            private: EncodingKey::from_ec_der(pkcs8.as_ref()),
            public: json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y}),
        }
    }

    fn rs256(kid: &str) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
        // The RSAPrivateKey (RFC 8017) follows 26 bytes of wrapping; in the RSAPublicKey, the modulus begins
        // at the tenth byte and the exponent is 65537.
        let modulus = URL_SAFE_NO_PAD.encode(&pair.public_key().as_ref()[9..265]);
        Self {
            algorithm: Algorithm::RS256,
            kid: kid.to_owned(),
            private: EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..]),
            public: json!({"kty": "RSA", "kid": kid, "n": modulus, "e": "AQAB"}),
        }
    }

    fn eddsa(kid: &str) -> Self {
        let (pkcs8, public) = web::token::generate_key(kid).unwrap();
        let private = EncodingKey::from_ed_der(&pkcs8);
        Self { algorithm: Algorithm::EdDSA, kid: kid.to_owned(), private, public }
    }

    fn sign(&self, claims: &Value) -> String {
        self.sign_as(self.algorithm, &self.kid, claims)
    }

    fn sign_as(&self, algorithm: Algorithm, kid: &str, claims: &Value) -> String {
        let mut header = Header::new(algorithm);
        header.kid = Some(kid.to_owned());
        jsonwebtoken::encode(&header, claims, &self.private).unwrap()
    }
}

async fn trusting(provider: &Provider) -> App {
    let issuers = json!([{"issuer": IDP, "audience": "kad-web", "jwks_url": provider.url}]);
    let app = start_with([("KAD_TRUSTED_ISSUERS", issuers.to_string())]).await;
    let keeper = app.caller(&metro());
    let body = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "region_code": "18.72"});
    let party = keeper.post("/v1/parties", body).await.expect(201).id();
    let member = json!({"issuer": IDP, "subject": "siti", "display_name": "Siti", "roles": ["supplier"]});
    keeper.post(&format!("/v1/parties/{party}/memberships"), member).await.expect(201);
    app
}

fn sign_in(app: &App) -> Value {
    let now = app.core.clock.now().timestamp();
    let jti = app.core.clock.new_uuid();
    json!({"iss": IDP, "sub": "siti", "aud": "kad-web", "exp": now + 300, "iat": now, "jti": jti})
}

pub(crate) async fn exchange(app: &App, token: &str) -> Response {
    let fields = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
        ("subject_token", token),
    ];
    let stranger = app.stranger();
    stranger.send(stranger.request("POST", "/oauth/token").form(&fields)).await
}

#[track_caller]
fn refused(answer: &Response, status: u16, error: &str) {
    assert_eq!((answer.status, answer.json["error"].as_str()), (status, Some(error)), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_of_every_accepted_algorithm_are_believed_by_keys_asked_for_once() {
    let keys = [Key::eddsa("ed"), Key::es256("ec"), Key::rs256("rsa")];
    let provider = Provider::start(Answer::Keys(keys.iter().map(|key| key.public.clone()).collect())).await;
    let app = trusting(&provider).await;
    for key in &keys {
        exchange(&app, &key.sign(&sign_in(&app))).await.expect(200);
    }
    let [ed, ec, rsa] = &keys;
    for hostile in [
        Key::es256("ec").sign(&sign_in(&app)),
        Key::rs256("rsa").sign(&sign_in(&app)),
        ec.sign_as(Algorithm::ES256, "rsa", &sign_in(&app)),
        rsa.sign_as(Algorithm::RS256, "ec", &sign_in(&app)),
        rsa.sign_as(Algorithm::RS512, "rsa", &sign_in(&app)),
        rsa.sign_as(Algorithm::PS256, "rsa", &sign_in(&app)),
        ed.sign_as(Algorithm::EdDSA, "ec", &sign_in(&app)),
    ] {
        refused(&exchange(&app, &hostile).await, 400, "invalid_grant");
    }
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_key_is_asked_for_once_a_minute_and_known_ones_outlive_the_provider() {
    let (old, new) = (Key::es256("old"), Key::rs256("new"));
    let provider = Provider::start(Answer::Keys(vec![old.public.clone()])).await;
    let app = trusting(&provider).await;
    exchange(&app, &old.sign(&sign_in(&app))).await.expect(200);
    provider.answers(Answer::Keys(vec![old.public.clone(), new.public.clone()]));
    for _ in 0..20 {
        refused(&exchange(&app, &new.sign(&sign_in(&app))).await, 400, "invalid_grant");
    }
    assert_eq!(provider.asked(), 1, "a flood of strange keys does not reach the provider");
    app.clock.set(test_time() + TimeDelta::seconds(61));
    exchange(&app, &new.sign(&sign_in(&app))).await.expect(200);
    exchange(&app, &old.sign(&sign_in(&app))).await.expect(200);
    assert_eq!(provider.asked(), 2);

    provider.answers(Answer::NoJson);
    app.clock.set(test_time() + TimeDelta::hours(2));
    exchange(&app, &new.sign(&sign_in(&app))).await.expect(200);
    assert_eq!(provider.asked(), 3, "keys older than an hour are asked for again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_without_an_end_or_without_an_answer_costs_a_bounded_time_and_memory() {
    let key = Key::es256("ec");
    let provider = Provider::start(Answer::Endless).await;
    let app = trusting(&provider).await;
    refused(&exchange(&app, &key.sign(&sign_in(&app))).await, 503, "temporarily_unavailable");
    let sent = provider.sent.load(Ordering::SeqCst);
    assert!((1..64 * 1024 * 1024).contains(&sent), "{sent} bytes were taken");
    for (minutes, answer) in [(2, Answer::Nothing), (4, Answer::NoJson)] {
        provider.answers(answer);
        app.clock.set(test_time() + TimeDelta::minutes(minutes));
        refused(&exchange(&app, &key.sign(&sign_in(&app))).await, 503, "temporarily_unavailable");
    }
    assert_eq!(provider.asked(), 3);
    provider.answers(Answer::Keys(vec![key.public.clone()]));
    app.clock.set(test_time() + TimeDelta::minutes(6));
    exchange(&app, &key.sign(&sign_in(&app))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_proves_itself_by_a_key_of_every_accepted_algorithm() {
    let provider = Provider::start(Answer::Nothing).await;
    let app = trusting(&provider).await;
    let keeper = app.caller(&metro());
    let party = keeper.get("/v1/parties").await.expect(200).json["items"][0]["id"].clone();
    let party = party.as_str().unwrap().to_owned();
    let ask = async |assertion: String| {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion.as_str()),
        ];
        let stranger = app.stranger();
        stranger.send(stranger.request("POST", "/oauth/token").form(&fields)).await
    };
    for (own, strange) in [(Key::es256("m"), Key::es256("m")), (Key::rs256("m"), Key::rs256("m"))] {
        let mut public = own.public.clone();
        public.as_object_mut().unwrap().remove("kid");
        let body = json!({"name": "Mesin", "roles": ["supplier"], "public_jwk": public});
        let id = keeper.post(&format!("/v1/parties/{party}/clients"), body).await.expect(201).id();
        let now = test_time().timestamp();
        let claims = |jti: &str| {
            json!({"iss": id, "sub": id, "aud": format!("{ISSUER}/oauth/token"), "exp": now + 60,
                "iat": now, "jti": jti})
        };
        ask(own.sign(&claims("one"))).await.expect(200);
        refused(&ask(own.sign(&claims("one"))).await, 401, "invalid_client");
        refused(&ask(strange.sign(&claims("two"))).await, 401, "invalid_client");
    }
}
