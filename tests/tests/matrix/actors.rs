//! Who calls: the people of the story, strangers, an auditor, a machine, the services, and nobody.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client::exchange_token;
use journeys::Installation;
use serde_json::Value;
use standalone::demo::{ADMINISTRATOR, PEOPLE};
use testkit::Caller;

use crate::strangers::{self, STRANGERS};

/// Somebody who calls.
pub(crate) struct Actor {
    /// Name, for messages.
    pub(crate) name: String,
    /// The token; nobody has none.
    pub(crate) token: Option<String>,
    /// Party spoken for; empty for nobody.
    pub(crate) party: String,
    /// Home region of the party.
    pub(crate) region: String,
    /// Roles held.
    pub(crate) roles: Vec<String>,
    connections: Caller,
}

impl Actor {
    fn of(name: &str, token: String, connections: &Caller) -> anyhow::Result<Self> {
        let payload = token.split('.').nth(1).context("a token has three parts")?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload)?)?;
        let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
        let roles = claims["roles"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let roles = roles.map(str::to_owned).collect();
        let connections = connections.clone();
        Ok(Self {
            name: name.to_owned(),
            party: text("party"),
            region: text("region"),
            roles,
            token: Some(token),
            connections,
        })
    }

    fn nobody(connections: &Caller) -> Self {
        let (none, connections) = (String::new, connections.clone());
        Self {
            name: "nobody".to_owned(),
            token: None,
            party: none(),
            region: none(),
            roles: Vec::new(),
            connections,
        }
    }

    /// Whether it holds a role.
    pub(crate) fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }

    /// Whether it is one of the platform's own services.
    pub(crate) fn is_service(&self) -> bool {
        self.has("service")
    }

    /// Its way to call a service.
    pub(crate) fn at(&self, url: &str) -> Caller {
        self.connections.instead(url, self.token.clone())
    }
}

/// Of the story's people those who differ in what they may see; `KAD_LONG=1` takes all.
const TELLING: &[&str] = &[
    "metro.coordinator",
    "metro.signer",
    "metro.agency",
    "jakarta.coordinator",
    "blitar.coordinator",
    "blitar.agency",
    "bi.lampung",
    "kuj",
    "kpms",
    "blitar_eggs",
    "pasar_jaya",
    "pasar_jaya.curator",
    "pasar_jaya.receiver",
    "dharma_jaya",
];

/// Everybody, signed in.
///
/// # Errors
/// When somebody is not let in.
pub(crate) async fn sign_in(installation: &Installation) -> anyhow::Result<Vec<Actor>> {
    let all = std::env::var_os("KAD_LONG").is_some();
    let people = PEOPLE.iter().map(|person| person.subject).filter(|name| all || TELLING.contains(name));
    let strangers = STRANGERS.iter().map(|stranger| stranger.subject);
    let connections = Caller::new(installation.url(0), None);
    let mut actors = vec![Actor::nobody(&connections)];
    for subject in people.chain(strangers).chain([ADMINISTRATOR]) {
        actors.push(Actor::of(subject, token(installation, subject).await?, &connections)?);
    }
    let machine = strangers::machine_token(installation).await?;
    actors.push(Actor::of("machine of kuj", machine, &connections)?);
    let secret = installation.service_secret()?;
    let service = strangers::machine_sign_in(installation, "service:logistics", &secret).await?;
    actors.push(Actor::of("service", service, &connections)?);
    Ok(actors)
}

/// A token of one of the people.
///
/// # Errors
/// When the sign-in is refused.
pub(crate) async fn token(installation: &Installation, subject: &str) -> anyhow::Result<String> {
    let id_token = installation.issuer.id_token(subject)?;
    exchange_token(&installation.addresses.agreement, &id_token)
        .await
        .with_context(|| format!("{subject} signs in"))
}

/// A revoked token is refused by each service within the promised minute.
///
/// # Errors
/// When one still accepts it.
pub(crate) async fn a_revoked_token_ends_everywhere(installation: &Installation) -> anyhow::Result<()> {
    let token = token(installation, "kuj").await?;
    let lists = ["/v1/parties", "/v1/commodities", "/v1/call-offs"];
    let callers: Vec<_> =
        (0..3).map(|service| Caller::new(installation.url(service), Some(token.clone()))).collect();
    for (caller, list) in callers.iter().zip(lists) {
        ensure!(caller.get(list).await.status == 200, "{list} is open to a good token");
    }
    let stranger = Caller::new(installation.url(0), None);
    let revoked = stranger.send(stranger.request("POST", "/oauth/revoke").form(&[("token", &token)])).await;
    ensure!(revoked.status == 200, "{}", revoked.text);
    let since = Instant::now();
    for (caller, list) in callers.iter().zip(lists) {
        while caller.get(list).await.status != 401 {
            ensure!(
                since.elapsed() < Duration::from_secs(60),
                "{list} accepts a revoked token after a minute"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    println!("a revoked token was refused by all three after {:?}", since.elapsed());
    Ok(())
}
