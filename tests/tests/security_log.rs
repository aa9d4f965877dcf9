//! What the log tells whoever guards the platform: each thing that concerns security, on a line with who and from where,
//! and never a secret.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::shared::TextHash;
use futures_util::future::join_all;
use journeys::Installation;
use reqwest::Method;
use serde_json::{Value, json};
use standalone::demo::ADMINISTRATOR;
use web::SecurityEvent;

const SECRET: &str = "5ec4e7-of-a-machine-that-nobody-shall-read-0123456789";
const NEXT_SECRET: &str = "5ec4e7-the-next-of-that-machine-0123456789abcdefgh";
/// What the test does not cause: it is told by a command, by a start on an older database, or tried elsewhere.
const ELSEWHERE: [SecurityEvent; 2] = [SecurityEvent::AdministratorMade, SecurityEvent::KeyEncrypted];

/// Calls agreement, and remembers what must not be in its log.
struct World {
    installation: Installation,
    http: reqwest::Client,
    secrets: Vec<String>,
    keys: u32,
}

impl World {
    async fn start() -> anyhow::Result<Self> {
        let installation = Installation::logging("security").await?;
        #[allow(clippy::disallowed_methods)]
        let http = reqwest::Client::builder().no_proxy().build()?;
        let secrets = vec![SECRET.to_owned(), NEXT_SECRET.to_owned(), installation.service_secret()?];
        Ok(Self { installation, http, secrets, keys: 0 })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.installation.addresses.agreement)
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<(u16, Value)> {
        let answer = self.http.post(self.url(path)).form(fields).send().await?;
        Ok((answer.status().as_u16(), answer.json().await.unwrap_or_default()))
    }

    /// A token for a person, who may bring an invitation.
    async fn sign_in(&mut self, person: &str, invitation: Option<&str>) -> anyhow::Result<String> {
        let id_token = self.installation.issuer.id_token(person)?;
        let mut form = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
            ("subject_token", id_token.as_str()),
        ];
        form.extend(invitation.map(|code| ("invitation", code)));
        let (status, answer) = self.form("/oauth/token", &form).await?;
        ensure!(status == 200, "{person}: {status} {answer}");
        let token = answer["access_token"].as_str().context("a token")?.to_owned();
        self.secrets.extend([id_token, token.clone()]);
        Ok(token)
    }

    async fn call(
        &mut self,
        token: &str,
        method: Method,
        path: &str,
        body: Value,
    ) -> anyhow::Result<(u16, Value)> {
        self.keys += 1;
        let media = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let mut request = self.http.request(method.clone(), self.url(path)).bearer_auth(token);
        if method == Method::POST || method == Method::PATCH {
            request = request.header("content-type", media).body(body.to_string());
        }
        request =
            request.header("idempotency-key", format!("of-the-log-{}", self.keys)).header("if-match", "*");
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.json().await.unwrap_or_default()))
    }

    async fn made(&mut self, token: &str, path: &str, body: Value) -> anyhow::Result<Value> {
        let (status, made) = self.call(token, Method::POST, path, body).await?;
        ensure!([200, 201].contains(&status), "{path}: {status} {made}");
        Ok(made)
    }

    /// The lines of all three services that concern security, once one says this.
    async fn told(&self, event: SecurityEvent) -> anyhow::Result<Vec<Value>> {
        let deadline = Instant::now() + testkit::PATIENCE;
        loop {
            let mut lines = Vec::new();
            for service in 0..3 {
                let log = self.installation.log(service)?;
                let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
                let all = whole.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
                lines.extend(all.filter(|line| line["target"] == "security"));
            }
            if lines.iter().any(|line| line["event"] == event.name()) {
                return Ok(lines);
            }
            ensure!(Instant::now() < deadline, "no line says {}: {lines:#?}", event.name());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn id(made: &Value) -> anyhow::Result<String> {
    Ok(made["id"].as_str().with_context(|| format!("an id: {made}"))?.to_owned())
}

/// A machine from its first day to its last, and what it may not.
async fn a_machine(world: &mut World, admin: &str, party: &str) -> anyhow::Result<()> {
    let credential = TextHash::of_bytes(SECRET.as_bytes());
    let machine = json!({"name": "Mesin", "roles": ["supplier"], "secret_sha256": credential});
    let machine = id(&world.made(admin, &format!("/v1/parties/{party}/clients"), machine).await?)?;
    let right =
        [("grant_type", "client_credentials"), ("client_id", machine.as_str()), ("client_secret", SECRET)];
    let (status, answer) = world.form("/oauth/token", &right).await?;
    ensure!(status == 200, "{answer}");
    let token = answer["access_token"].as_str().context("a token")?.to_owned();
    world.secrets.push(token.clone());
    let parties = json!({"kind": "company", "legal_name": "PT Bukan Haknya", "region_code": "18.72"});
    let (status, _) = world.call(&token, Method::POST, "/v1/parties", parties).await?;
    ensure!(status == 403, "a supplier registers a party: {status}");

    let next = json!({"secret_sha256": TextHash::of_bytes(NEXT_SECRET.as_bytes())});
    world.made(admin, &format!("/v1/clients/{machine}/credential-changes"), next).await?;
    // The secret as a client and the client as a secret: whoever mistakes one for the other shall not have it logged.
    for (client, secret) in [(machine.as_str(), SECRET), (SECRET, machine.as_str())] {
        let form = [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret)];
        let (status, answer) = world.form("/oauth/token", &form).await?;
        ensure!(status == 401, "{status} {answer}");
    }
    let (status, _) = world.call(&token, Method::GET, "/v1/parties", Value::Null).await?;
    ensure!(status == 401, "the former secret's token: {status}");
    let (status, _) =
        world.call(admin, Method::DELETE, &format!("/v1/clients/{machine}"), Value::Null).await?;
    ensure!(status == 204, "{status}");
    Ok(())
}

/// People who are given roles, by a grant and by an invitation.
async fn people(world: &mut World, admin: &str, party: &str) -> anyhow::Result<()> {
    let member =
        json!({"issuer": "https://demo.kad.invalid", "subject": "log.member", "roles": ["supplier"]});
    let member = id(&world.made(admin, &format!("/v1/parties/{party}/memberships"), member).await?)?;
    let roles = json!({"roles": ["supplier", "party_admin"]});
    let path = format!("/v1/memberships/{member}");
    let (status, changed) = world.call(admin, Method::PATCH, &path, roles).await?;
    ensure!(status == 200, "{changed}");
    world.made(admin, &format!("{path}/endings"), json!({"note": "selesai"})).await?;

    let invitation = json!({"display_name": "Siti Rahma", "roles": ["supplier"]});
    let path = format!("/v1/parties/{party}/invitations");
    let used = world.made(admin, &path, invitation.clone()).await?;
    let code = used["code"].as_str().context("a code")?.to_owned();
    world.secrets.push(code.clone());
    let token = world.sign_in("log.invited", Some(&code)).await?;
    let unused = id(&world.made(admin, &path, invitation).await?)?;
    world.made(admin, &format!("/v1/invitations/{unused}/withdrawals"), json!({})).await?;

    // One client waits for news more often than it may, then ends its token and brings it once more.
    let waits = (0..17).map(|_| {
        let url = world.url("/v1/agreement-events?after=0&wait_ms=3000&types=id.kad.signing_key.changed");
        world.http.get(url).bearer_auth(&token).send()
    });
    let statuses: Vec<u16> = join_all(waits)
        .await
        .into_iter()
        .filter_map(Result::ok)
        .map(|answer| answer.status().as_u16())
        .collect();
    ensure!(statuses.contains(&429), "{statuses:?}");
    let (status, _) = world.form("/oauth/revoke", &[("token", token.as_str())]).await?;
    ensure!(status == 200, "{status}");
    let (status, _) = world.call(&token, Method::GET, "/v1/me", Value::Null).await?;
    ensure!(status == 401, "{status}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_what_concerns_security_and_no_secret() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let admin = world.sign_in(ADMINISTRATOR, None).await?;
    let party = json!({"kind": "company", "legal_name": "PT Catatan Aman", "region_code": "18.72"});
    let party = id(&world.made(&admin, "/v1/parties", party).await?)?;
    a_machine(&mut world, &admin, &party).await?;
    people(&mut world, &admin, &party).await?;

    for event in SecurityEvent::ALL.into_iter().filter(|event| !ELSEWHERE.contains(event)) {
        world.told(event).await?;
    }
    let lines = world.told(SecurityEvent::TokenEnded).await?;
    let known: BTreeSet<&str> = SecurityEvent::ALL.map(SecurityEvent::name).into();
    for line in &lines {
        let event = line["event"].as_str().context("an event")?;
        ensure!(
            known.contains(event) && line["reason"].as_str().is_some_and(|why| !why.is_empty()),
            "{line}"
        );
        ensure!(event == "key_rotated" || line["address"] == "127.0.0.1", "{line}");
        ensure!(
            event == "key_rotated" || line["request.id"].as_str().is_some_and(|id| id.len() == 36),
            "{line}"
        );
    }
    let of = |event: SecurityEvent| lines.iter().filter(move |line| line["event"] == event.name());
    let by = format!("https://demo.kad.invalid#{ADMINISTRATOR}");
    for event in [SecurityEvent::GrantEnded, SecurityEvent::InvitationMade, SecurityEvent::ClientRegistered] {
        let whole = |line: &Value| line["subject"] == by.as_str() && line["party"].is_string();
        ensure!(of(event).all(|line| whole(line) && line["about"].is_string()), "{lines:#?}");
    }
    ensure!(
        of(SecurityEvent::InvitationUsed)
            .all(|line| line["subject"] == "https://demo.kad.invalid#log.invited")
    );
    ensure!(of(SecurityEvent::LimitReached).any(|line| line["reason"] == "too-many-waits"), "{lines:#?}");
    let reasons: BTreeSet<&str> =
        of(SecurityEvent::TokenRefused).filter_map(|line| line["reason"].as_str()).collect();
    ensure!(reasons.contains("revoked"), "{reasons:?}");
    for service in 0..3 {
        let log = world.installation.log(service)?;
        for secret in &world.secrets {
            ensure!(!log.contains(secret.as_str()), "a secret stands in the log: {secret}");
            // Nor the part of a token that proves it.
            let proof = secret.rsplit('.').next().unwrap_or(secret);
            ensure!(proof.len() < 16 || !log.contains(proof), "a signature stands in the log: {proof}");
        }
    }
    Ok(())
}

#[test]
fn every_event_of_security_stands_in_the_table() {
    let page = include_str!("../../docs/OPERATIONS.md");
    for event in SecurityEvent::ALL {
        assert!(page.contains(&format!("| `{}` |", event.name())), "{} is missing", event.name());
    }
}
