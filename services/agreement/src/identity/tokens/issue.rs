//! Issuing a token: the two grants of the token endpoint.

use std::net::IpAddr;

use api_types::agreement::TokenView;
use db::Connection;
use service::Core;
use uuid::Uuid;
use web::access::scope_covers;
use web::token::{AUDIENCE, Claims, LIFETIME, expiry};
use web::{SecurityEvent, SecurityLine};

use super::form::Form;
use super::grants::{self, Grant, Person};
use super::issuer::TokenIssuer;
use super::refusal::NoToken;
use super::{keys, queries};
use crate::identity::invitations::{Joined, accept};

/// The grant type of RFC 8693.
pub(super) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// Kinds of tokens that are exchanged.
const SUBJECT_TYPES: [&str; 2] =
    ["urn:ietf:params:oauth:token-type:id_token", "urn:ietf:params:oauth:token-type:jwt"];
/// What the exchange gives.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// A token for whoever sends the form.
///
/// # Errors
/// As RFC 6749, section 5.2.
pub(super) async fn issue_token(
    core: &Core,
    tokens: &TokenIssuer,
    form: &Form,
    address: IpAddr,
) -> Result<TokenView, NoToken> {
    match form.required("grant_type")? {
        "client_credentials" => {
            core.db
                .transact("issue_token", async |conn| {
                    let grant = grants::machine(core, tokens, conn, form).await?;
                    let grant = grant.ok_or_else(NoToken::invalid_client)?;
                    sign(core, tokens, conn, &grant, form.get("scope")).await
                })
                .await
        }
        EXCHANGE => exchange(core, tokens, form, address).await,
        _ => Err(NoToken::new("unsupported_grant_type", "Use client_credentials or the token exchange.")),
    }
}

async fn exchange(
    core: &Core,
    tokens: &TokenIssuer,
    form: &Form,
    address: IpAddr,
) -> Result<TokenView, NoToken> {
    let subject_token = form.required("subject_token")?;
    if !SUBJECT_TYPES.contains(&form.required("subject_token_type")?) {
        return Err(NoToken::invalid_request(format!("subject_token_type must be {}.", SUBJECT_TYPES[0])));
    }
    if form.get("requested_token_type").is_some_and(|wanted| wanted != ACCESS_TOKEN) {
        return Err(NoToken::invalid_request("Only access tokens are given."));
    }
    // The provider's keys may have to be fetched: before any transaction.
    let person = grants::person(core, tokens, subject_token).await?;
    let (mut token, joined) = core
        .db
        .transact("exchange_token", async |conn| {
            let invited = match form.get("invitation") {
                Some(code) => Some(accept_invitation(core, conn, &person, code).await?),
                None => None,
            };
            let scope = form.get("scope");
            let grant = match (form.get("party_id"), invited) {
                (asked, Some(joined)) if asked.is_none_or(|asked| asked == joined.party.to_string()) => {
                    grants::invited(conn, &person, joined.party).await?
                }
                (None, None) if grants::asks_as_guest(scope) => grants::guest(&person),
                (party, _) => grants::member(conn, &person, party).await?,
            };
            grants::use_up(conn, &person, core.clock.now()).await?;
            Ok::<_, NoToken>((sign(core, tokens, conn, &grant, scope).await?, invited))
        })
        .await?;
    if let Some(joined) = joined {
        tell_joined(&person, joined, address);
    }
    token.issued_token_type = Some(ACCESS_TOKEN.to_owned());
    Ok(token)
}

/// Tells whoever guards the platform that an invitation was taken up, and what was given by it.
fn tell_joined(person: &Person, joined: Joined, address: IpAddr) {
    let Some((invitation, membership)) = joined.now else { return };
    let made = [
        SecurityLine::new(SecurityEvent::InvitationUsed, "accepted").about(invitation.to_string()),
        SecurityLine::new(SecurityEvent::GrantGiven, "granted").about(membership.to_string()),
    ];
    for line in made {
        line.by_subject(person.name()).of_party(joined.party).from(address).write();
    }
}

/// Makes the person a member by an invitation.
async fn accept_invitation(
    core: &Core,
    conn: &mut Connection,
    person: &Person,
    code: &str,
) -> Result<Joined, NoToken> {
    let accepted = accept(core, conn, (&person.issuer, &person.subject), code).await?;
    accepted.ok_or_else(|| {
        NoToken::invalid_grant("The invitation is unknown, used, withdrawn or out of date; ask for another.")
    })
}

async fn sign(
    core: &Core,
    tokens: &TokenIssuer,
    conn: &mut Connection,
    grant: &Grant,
    wanted: Option<&str>,
) -> Result<TokenView, NoToken> {
    let scope = narrowed(&grant.scopes.join(" "), wanted)?;
    let now = core.clock.now();
    let claims = Claims {
        iss: tokens.issuer().to_owned(),
        sub: grant.subject.clone(),
        aud: AUDIENCE.to_owned(),
        exp: now.timestamp() + LIFETIME,
        iat: now.timestamp(),
        nbf: None,
        jti: core.clock.new_uuid().simple().to_string(),
        client_id: grant.client.clone(),
        scope,
        party: grant.party,
        region: grant.region.clone(),
        roles: grant.roles.clone(),
    };
    if grant.holder != Uuid::nil() {
        queries::remember_token(conn, &claims.jti, grant.holder, expiry(&claims), now).await?;
    }
    let signer = keys::signer(conn, tokens.key_secret(), now).await?;
    let token = signer.sign(&claims).map_err(|error| service::Error::Internal(error.to_string()))?;
    Ok(TokenView {
        access_token: token,
        token_type: "Bearer".to_owned(),
        expires_in: LIFETIME,
        scope: claims.scope,
        issued_token_type: None,
    })
}

/// The scopes asked for, each within what is granted; all of it when none is asked for.
fn narrowed(granted: &str, wanted: Option<&str>) -> Result<String, NoToken> {
    let Some(wanted) = wanted else { return Ok(granted.to_owned()) };
    let scopes: Vec<&str> = wanted.split(' ').filter(|scope| !scope.is_empty()).collect();
    if scopes.is_empty() || scopes.len() > 50 || scopes.iter().any(|scope| !scope_covers(granted, scope)) {
        return Err(NoToken::new("invalid_scope", format!("What can be had: {granted}")));
    }
    Ok(scopes.join(" "))
}
