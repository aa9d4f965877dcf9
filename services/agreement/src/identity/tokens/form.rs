//! Reading the form of an OAuth request: bounded, every field at most once, unknown fields ignored (RFC 6749).

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::shared::ClientId;
use web::raw_body;

use super::assertions;
use super::refusal::NoToken;

/// Largest form, in bytes: two tokens and a few words.
const LARGEST: usize = 32 * 1024;
/// How long a form may take to arrive.
const DEADLINE: Duration = Duration::from_secs(10);

/// The fields of a form, and the client as HTTP Basic names it.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: BTreeMap<String, String>,
    basic: Option<(String, String)>,
}

impl Form {
    /// Reads body and `Authorization` of a request.
    ///
    /// # Errors
    /// `invalid_request`; `invalid_client` for an unreadable `Authorization`.
    pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, NoToken> {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let media = header("content-type").unwrap_or("").split(';').next().unwrap_or("").trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(NoToken::invalid_request("Send the form as application/x-www-form-urlencoded."));
        }
        let basic = match request.headers().get("authorization") {
            None => None,
            Some(value) => Some(value.to_str().ok().and_then(basic).ok_or_else(NoToken::invalid_client)?),
        };
        let body = raw_body(request, payload, LARGEST, DEADLINE).await;
        let body = body.map_err(|_| NoToken::invalid_request("The form is too large or did not arrive."))?;
        let mut form = Self { fields: BTreeMap::new(), basic };
        for (name, value) in web_form(&body) {
            if value.contains('\0') {
                return Err(NoToken::invalid_request("No field may contain NUL."));
            }
            if !value.is_empty() && form.fields.insert(name, value).is_some() {
                return Err(NoToken::invalid_request("Give each field once."));
            }
        }
        Ok(form)
    }

    /// A field; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// `invalid_request`.
    pub(super) fn required(&self, name: &str) -> Result<&str, NoToken> {
        self.get(name).ok_or_else(|| NoToken::invalid_request(format!("The field {name} is missing.")))
    }

    /// Who sends the form, by what it says of itself and nothing has proved: the client it names, or whoever its token
    /// speaks of.
    pub(super) fn names(&self) -> String {
        let client = self.basic.as_ref().map(|(id, _)| id.as_str()).or_else(|| self.get("client_id"));
        let told =
            ["subject_token", "client_assertion", "token"].into_iter().find_map(|field| self.get(field));
        let told =
            told.and_then(assertions::read_unchecked).map(|(_, told)| format!("{} {}", told.iss, told.sub));
        client.map(ToOwned::to_owned).or(told).unwrap_or_default()
    }

    /// The same for the log: a client in the form of its id, and the person or machine that a signed statement speaks of.
    /// What is written in their places and is neither may be a secret that went astray.
    pub(super) fn names_for_log(&self) -> (Option<&str>, Option<String>) {
        let client = self.basic.as_ref().map(|(id, _)| id.as_str()).or_else(|| self.get("client_id"));
        let ours = ["service:agreement", "service:catalog", "service:logistics"];
        let client = client.filter(|id| id.parse::<ClientId>().is_ok() || ours.contains(id));
        let told = ["subject_token", "client_assertion"].into_iter().find_map(|field| self.get(field));
        let told = told.and_then(assertions::read_unchecked);
        (client, told.map(|(_, told)| format!("{}#{}", told.iss, told.sub)))
    }

    /// Client id and secret, from HTTP Basic or the form, never from both.
    ///
    /// # Errors
    /// `invalid_request`.
    pub(super) fn secret(&self) -> Result<Option<(&str, &str)>, NoToken> {
        let form = (self.get("client_id"), self.get("client_secret"));
        match (&self.basic, form) {
            (Some((id, _)), (Some(other), _)) if id != other => {
                Err(NoToken::invalid_request("Two different clients are named."))
            }
            (Some(_), (_, Some(_))) => Err(NoToken::invalid_request("Give the client secret in one place.")),
            (Some((id, secret)), _) => Ok(Some((id, secret))),
            (None, (Some(id), Some(secret))) => Ok(Some((id, secret))),
            (None, (None, Some(_))) => Err(NoToken::invalid_request("The field client_id is missing.")),
            (None, (_, None)) => Ok(None),
        }
    }
}

/// `Basic`, with both parts form-encoded (RFC 6749, section 2.3.1).
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id)?, decoded(secret)?))
}

fn decoded(part: &str) -> Option<String> {
    let (_, value) = web_form(format!("v={part}").as_bytes()).into_iter().next()?;
    (!value.contains('\0')).then_some(value)
}

/// The pairs of `application/x-www-form-urlencoded`.
fn web_form(body: &[u8]) -> Vec<(String, String)> {
    let url = |text: &[u8]| {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.iter();
        while let Some(byte) = rest.next() {
            match byte {
                b'+' => bytes.push(b' '),
                b'%' => match escaped(rest.as_slice()) {
                    Some(value) => {
                        bytes.push(value);
                        rest = rest.as_slice()[2..].iter();
                    }
                    None => bytes.push(b'%'),
                },
                other => bytes.push(*other),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            (url(&pair[..at]), url(pair.get(at + 1..).unwrap_or_default()))
        })
        .collect()
}

/// The byte that two hexadecimal digits name.
fn escaped(rest: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let value = digit(rest.first()?)? * 16 + digit(rest.get(1)?)?;
    u8::try_from(value).ok()
}
