//! Where a client's tokens come from.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::sync::Mutex;

use crate::ClientError;

/// Client credentials (RFC 6749, section 4.4).
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Address of the token endpoint.
    pub endpoint: String,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
}

/// A source of tokens.
#[derive(Debug, Clone, Default)]
pub enum TokenSource {
    /// None: public operations only.
    #[default]
    Nobody,
    /// A token that is given.
    Given(String),
    /// Tokens by client credentials, renewed a minute before they expire.
    Credentials(Arc<Renewing>),
}

/// Credentials and the token they last gave.
#[derive(Debug)]
pub struct Renewing {
    credentials: Credentials,
    current: Mutex<Option<(String, Instant)>>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: u64,
}

impl TokenSource {
    /// Tokens by client credentials.
    pub fn credentials(credentials: Credentials) -> Self {
        Self::Credentials(Arc::new(Renewing { credentials, current: Mutex::new(None) }))
    }

    /// Where it asks for tokens, if it does.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        match self {
            Self::Credentials(renewing) => Some(&renewing.credentials.endpoint),
            Self::Nobody | Self::Given(_) => None,
        }
    }

    /// The token to send, if any. Concurrent callers wait for one renewal.
    pub(crate) async fn token(&self, http: &reqwest::Client) -> Result<Option<String>, ClientError> {
        match self {
            Self::Nobody => Ok(None),
            Self::Given(token) => Ok(Some(token.clone())),
            Self::Credentials(renewing) => renewing.token(http).await.map(Some),
        }
    }

    /// Forgets the current token, so that the next call gets a new one.
    pub(crate) async fn forget(&self) {
        if let Self::Credentials(renewing) = self {
            *renewing.current.lock().await = None;
        }
    }
}

/// Exchanges a person's ID token of a trusted provider for a token of ours (RFC 8693).
///
/// # Errors
/// See [`ClientError`]; the sign-in may not be trusted, or belong to nobody here.
pub async fn exchange_token(agreement: &str, id_token: &str) -> Result<String, ClientError> {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
        ("subject_token", id_token),
    ];
    let http = crate::api::connection([agreement].into_iter())?;
    ask(&http, &format!("{}/oauth/token", agreement.trim_end_matches('/')), &form)
        .await
        .map(|answer| answer.access_token)
}

async fn ask(
    http: &reqwest::Client,
    endpoint: &str,
    form: &[(&str, &str)],
) -> Result<TokenAnswer, ClientError> {
    let unreachable = |error: reqwest::Error| ClientError::Unreachable(error.to_string());
    let answer = http.post(endpoint).form(form).send().await.map_err(unreachable)?;
    let status = answer.status();
    if status.is_success() {
        return answer.json().await.map_err(|error| ClientError::Unexpected(error.to_string()));
    }
    let text = answer.text().await.unwrap_or_default();
    let text = format!("token endpoint answered {status}: {text}");
    Err(if status.is_server_error() || status.as_u16() == 429 {
        ClientError::Unreachable(text)
    } else {
        ClientError::Unexpected(text)
    })
}

impl Renewing {
    async fn token(&self, http: &reqwest::Client) -> Result<String, ClientError> {
        let mut current = self.current.lock().await;
        if let Some((token, until)) = current.as_ref()
            && *until > Instant::now()
        {
            return Ok(token.clone());
        }
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.credentials.client_id.as_str()),
            ("client_secret", self.credentials.client_secret.as_str()),
        ];
        let answer = ask(http, &self.credentials.endpoint, &form).await?;
        let until = Instant::now() + Duration::from_secs(answer.expires_in.saturating_sub(60));
        *current = Some((answer.access_token.clone(), until));
        Ok(answer.access_token)
    }
}
