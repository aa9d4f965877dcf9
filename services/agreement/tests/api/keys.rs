//! Signing keys at rest: encrypted by a secret that is not in the database.

use agreement::{KeySecret, rotate_signing_key};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use testkit::{App, ISSUER, Response, ServiceUnderTest};
use web::{Clock, Environment, Platform};

use crate::{start, start_with};

const SECRET: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const OTHER: &str = "decade00decade00decade00decade00decade00decade00decade00decade00";

#[derive(Debug, diesel::QueryableByName)]
struct Stored {
    #[diesel(sql_type = diesel::sql_types::Text)]
    kid: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Binary>)]
    pkcs8: Option<Vec<u8>>,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Binary>)]
    sealed: Option<Vec<u8>>,
}

/// What whoever copies the database has.
async fn stored(app: &App) -> Vec<Stored> {
    let mut conn = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    let all = diesel::sql_query("select kid, pkcs8, sealed from signing_secret order by signs_from, kid");
    all.get_results(&mut conn).await.unwrap()
}

async fn service_token(app: &App) -> Response {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "service:catalog"),
        ("client_secret", "a-secret-for-tests-only-0123456789"),
    ];
    let stranger = app.stranger();
    stranger.send(stranger.request("POST", "/oauth/token").form(&form)).await
}

fn kid(answer: &Response) -> String {
    let token = answer.json["access_token"].as_str().unwrap();
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

/// Why a process does not start on the database of an app.
async fn refusal<const N: usize>(app: &App, variables: [(&str, String); N]) -> String {
    let nowhere = "http://127.0.0.1:9".to_owned();
    let settings = service::Settings {
        database_url: app.database_url.clone(),
        connections: 2,
        issuer: ISSUER.to_owned(),
        agreement_url: nowhere.clone(),
        catalog_url: nowhere.clone(),
        logistics_url: nowhere,
        service_secret: "a-secret-for-tests-only-0123456789".to_owned(),
        files: String::new(),
    };
    let platform = Platform::new(ISSUER, Clock::system());
    match agreement::build(&Environment::of(variables), &settings, &platform).await {
        Err(error) => format!("{error:#}"),
        Ok(_) => panic!("it starts"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signing_key_is_encrypted_from_its_first_day() {
    let app = start_with([("KAD_KEY_SECRET", SECRET.to_owned())]).await;
    let answer = service_token(&app).await.expect(200);
    let [row] = &stored(&app).await[..] else { panic!("one key") };
    assert_eq!(row.kid, kid(&answer));
    assert!(row.pkcs8.is_none() && row.sealed.is_some(), "{row:?}");
    let second = rotate_signing_key(&app.core, &KeySecret::of(Some(SECRET)).unwrap()).await.unwrap();
    let rows = stored(&app).await;
    assert!(
        rows.iter().all(|row| row.pkcs8.is_none()) && rows.iter().any(|row| row.kid == second),
        "{rows:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_lay_open_are_encrypted_at_the_first_start_with_a_secret_and_go_on_signing() {
    let app = start().await;
    let before = kid(&service_token(&app).await.expect(200));
    let open = stored(&app).await.remove(0).pkcs8.expect("it lies open");
    let service =
        ServiceUnderTest { name: "agreement", migrations: agreement::migrations, build: agreement::build };
    let closed = app.another(&service, [("KAD_KEY_SECRET", SECRET.to_owned())]).await.unwrap();
    assert_eq!(kid(&service_token(&closed).await.expect(200)), before, "the same key signs");
    let row = stored(&app).await.remove(0);
    let sealed = row.sealed.expect("it is encrypted");
    assert!(row.pkcs8.is_none());
    // Nothing of the private half, which is its last 32 bytes and more.
    assert!(!sealed.windows(8).any(|part| open.windows(8).any(|whole| part == whole)));
    let again = app.another(&service, [("KAD_KEY_SECRET", SECRET.to_owned())]).await.unwrap();
    assert_eq!(kid(&service_token(&again).await.expect(200)), before);
    assert_eq!(stored(&app).await.remove(0).sealed, Some(sealed), "once");
    // Who was not given the secret signs no more, and says nothing of it to strangers.
    let told = service_token(&app).await;
    assert!(told.status >= 500 && !told.text.contains("KAD_KEY_SECRET"), "{}", told.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_secret_or_with_another_encrypted_keys_refuse_the_start_and_say_what_to_do() {
    let app = start_with([("KAD_KEY_SECRET", SECRET.to_owned())]).await;
    let before = stored(&app).await.remove(0).sealed;
    for told in [refusal(&app, []).await, refusal(&app, [("KAD_KEY_SECRET", OTHER.to_owned())]).await] {
        assert!(told.contains("KAD_KEY_SECRET") && told.contains("key-secret"), "{told}");
        assert!(told.contains("signing_secret") && !told.contains(OTHER), "{told}");
    }
    let short = refusal(&app, [("KAD_KEY_SECRET", "short".to_owned())]).await;
    assert!(short.contains("too short") && short.contains("openssl rand"), "{short}");
    let wrong = rotate_signing_key(&app.core, &KeySecret::of(Some(OTHER)).unwrap()).await.unwrap_err();
    assert!(wrong.to_string().contains("KAD_KEY_SECRET"), "{wrong}");
    assert_eq!(stored(&app).await.remove(0).sealed, before, "nothing was changed");
    service_token(&app).await.expect(200);
}
