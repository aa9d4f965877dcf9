//! Who asks for a token, and what it may say: machines by secret or key, the platform's services, and people
//! by the sign-in of a trusted provider.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::{DateTime, TimeDelta, Utc};
use db::Connection;
use domain::agreement::{GUEST_SCOPES, granted_scopes, narrow_scopes};
use domain::shared::{ClientId, Id as _, PartyId, RegionCode, Role, TextHash};
use service::Core;
use uuid::Uuid;

use super::assertions;
use super::form::Form;
use super::issuer::TokenIssuer;
use super::queries;
use super::refusal::NoToken;
use crate::identity::clients::{ClientRow, find_client};
use crate::identity::memberships::{memberships_of_person, read_roles};
use crate::identity::parties::PartyRow;

/// The assertion type of RFC 7523.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long a client assertion may be valid at most.
const LONGEST_ASSERTION: TimeDelta = TimeDelta::minutes(15);

/// How old a sign-in may be.
const FRESH_SIGN_IN: TimeDelta = TimeDelta::minutes(10);

/// What a token may say.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    /// Person or machine.
    pub(super) subject: String,
    /// Client the token is issued to: a machine client, or a person's membership.
    pub(super) client: String,
    /// The membership or client that can be ended.
    pub(super) holder: Uuid,
    pub(super) party: PartyId,
    pub(super) region: Option<RegionCode>,
    pub(super) roles: Vec<Role>,
    pub(super) scopes: Vec<String>,
}

/// The machine that sends a form, believed; `None` when the form names no credential.
///
/// # Errors
/// `invalid_client`, without saying why.
pub(super) async fn machine(
    core: &Core,
    tokens: &TokenIssuer,
    conn: &mut Connection,
    form: &Form,
) -> Result<Option<Grant>, NoToken> {
    if let Some((id, secret)) = form.secret()? {
        let given = TextHash::of_bytes(secret.as_bytes());
        if let Some(service) = id.strip_prefix("service:") {
            return own_service(tokens, service, &given).map(Some);
        }
        return by_secret(conn, id, &given).await.map(Some);
    }
    match form.get("client_assertion") {
        None => Ok(None),
        Some(assertion) => {
            if form.get("client_assertion_type") != Some(JWT_BEARER) {
                let wanted = format!("client_assertion_type must be {JWT_BEARER}.");
                return Err(NoToken::invalid_request(wanted));
            }
            by_assertion(tokens, conn, form.get("client_id"), assertion, core.clock.now()).await.map(Some)
        }
    }
}

fn own_service(tokens: &TokenIssuer, name: &str, given: &TextHash) -> Result<Grant, NoToken> {
    let known = matches!(name, "agreement" | "catalog" | "logistics");
    if !same(given.as_str(), tokens.service_secret().as_str()) || !known {
        return Err(NoToken::invalid_client());
    }
    let roles = vec![Role::Service];
    Ok(Grant {
        subject: format!("service:{name}"),
        client: format!("service:{name}"),
        holder: Uuid::nil(),
        party: PartyId::from_uuid(Uuid::nil()),
        region: None,
        scopes: granted_scopes(&roles),
        roles,
    })
}

async fn by_secret(conn: &mut Connection, id: &str, given: &TextHash) -> Result<Grant, NoToken> {
    let found = match id.parse::<ClientId>() {
        Ok(id) => find_client(conn, id).await?,
        Err(_) => None,
    };
    // An unknown client is compared too, so that time tells nothing.
    let nobody = "0".repeat(64);
    let stored = found.as_ref().and_then(|(row, _)| row.secret_sha256.clone());
    let matches = same(given.as_str(), stored.as_deref().unwrap_or(&nobody));
    match found {
        Some((row, party)) if matches && stored.is_some() => Ok(of_client(row, party)),
        _ => Err(NoToken::invalid_client()),
    }
}

async fn by_assertion(
    tokens: &TokenIssuer,
    conn: &mut Connection,
    named: Option<&str>,
    assertion: &str,
    now: DateTime<Utc>,
) -> Result<Grant, NoToken> {
    let refuse = NoToken::invalid_client;
    let (_, claimed) = assertions::read_unchecked(assertion).ok_or_else(refuse)?;
    let id: ClientId = claimed.sub.parse().map_err(|_| refuse())?;
    if claimed.iss != claimed.sub || named.is_some_and(|named| named != claimed.sub) {
        return Err(refuse());
    }
    let (row, party) = find_client(conn, id).await?.ok_or_else(refuse)?;
    let jwk = row.public_jwk.as_ref().ok_or_else(refuse)?;
    let endpoint = tokens.endpoint();
    let audiences = [tokens.issuer(), &endpoint];
    let statement = assertions::check(assertion, jwk, &claimed.iss, &audiences, now).ok_or_else(refuse)?;
    let ends = DateTime::from_timestamp(statement.exp, 0).ok_or_else(refuse)?;
    let jti = statement.jti.filter(|jti| (1..=200).contains(&jti.len()) && !jti.contains('\0'));
    let jti = jti.ok_or_else(refuse)?;
    let short = ends <= now + LONGEST_ASSERTION && statement.iss == statement.sub;
    let keep_until = ends + TimeDelta::minutes(1);
    if !short || !queries::use_assertion(conn, id.uuid(), &jti, keep_until, now).await? {
        return Err(refuse());
    }
    Ok(of_client(row, party))
}

fn of_client(row: ClientRow, party: PartyRow) -> Grant {
    let mut roles = read_roles(&row.roles);
    let scopes = granted_scopes(&roles);
    let scopes = match &row.scopes {
        Some(registered) => narrow_scopes(&scopes, registered),
        None => scopes,
    };
    if !roles.contains(&Role::Client) {
        roles.push(Role::Client);
    }
    Grant {
        subject: row.id.to_string(),
        client: row.id.to_string(),
        holder: row.id.uuid(),
        party: party.id,
        region: party.region_code.parse().ok(),
        roles,
        scopes,
    }
}

/// Issuer and subject of a sign-in, checked, and what it is known by when it comes again.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) issuer: String,
    pub(super) subject: String,
    sign_in: TextHash,
}

impl Person {
    /// As a token's `sub` names it.
    pub(super) fn name(&self) -> String {
        format!("{}#{}", self.issuer, self.subject)
    }
}

/// The person an external token speaks of.
///
/// # Errors
/// `invalid_grant`, without saying why.
pub(super) async fn person(core: &Core, tokens: &TokenIssuer, token: &str) -> Result<Person, NoToken> {
    let refuse =
        || NoToken::invalid_grant("The subject token is not one of a trusted provider, or not valid now.");
    let (kid, claimed) = assertions::read_unchecked(token).ok_or_else(refuse)?;
    let trusted = tokens.trusted(&claimed.iss).ok_or_else(refuse)?;
    let jwk = trusted.key(core, kid.as_deref()).await?.ok_or_else(refuse)?;
    let now = core.clock.now();
    let statement = assertions::check(token, &jwk, &trusted.issuer, &[&trusted.audience], now);
    let statement = statement.ok_or_else(refuse)?;
    if statement.sub.is_empty() || statement.sub.chars().count() > 200 || statement.sub.contains('\0') {
        return Err(refuse());
    }
    let mine =
        statement.is_issued_to(&trusted.audience) && statement.is_fresh(now, FRESH_SIGN_IN.num_seconds());
    if !mine {
        return Err(refuse());
    }
    let named = statement.jti.as_deref().unwrap_or(token);
    let sign_in = TextHash::of_bytes(format!("{}\n{named}", statement.iss).as_bytes());
    Ok(Person { issuer: statement.iss, subject: statement.sub, sign_in })
}

/// A sign-in is used once: what was exchanged is exchanged no second time.
///
/// # Errors
/// `invalid_grant`.
pub(super) async fn use_up(
    conn: &mut Connection,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<(), NoToken> {
    let keep_until = now + FRESH_SIGN_IN + TimeDelta::minutes(1);
    match queries::use_assertion(conn, Uuid::nil(), person.sign_in.as_str(), keep_until, now).await? {
        true => Ok(()),
        false => Err(NoToken::invalid_grant("This sign-in was used already; sign in again.")),
    }
}

/// What a person may do for one party: the one named, or the one joined first, so that no later membership keeps anybody out;
/// what a guest may, where there is none.
///
/// # Errors
/// `invalid_grant` for no membership in the party named.
pub(super) async fn member(
    conn: &mut Connection,
    person: &Person,
    party: Option<&str>,
) -> Result<Grant, NoToken> {
    let mut all = memberships_of_person(conn, &person.issuer, &person.subject).await?;
    if let Some(party) = party {
        all.retain(|(row, _)| row.party_id.to_string() == party);
    }
    // What waits for a second person or for the person itself is of no use yet.
    all.retain(|(row, _)| !row.roles.is_empty());
    all.sort_unstable_by_key(|(row, _)| (row.created_at, row.id));
    let Some((row, of)) = all.into_iter().next() else {
        return match party {
            None => Ok(guest(person)),
            Some(_) => Err(NoToken::invalid_grant(
                "This person is no member of the party in party_id, or its roles wait to be confirmed and accepted; see /v1/me.",
            )),
        };
    };
    let roles = read_roles(&row.roles);
    Ok(Grant {
        subject: row.person(),
        client: row.id.to_string(),
        holder: row.id.uuid(),
        party: of.id,
        region: of.region_code.parse().ok(),
        scopes: granted_scopes(&roles),
        roles,
    })
}

/// What a person may do who has just taken up an invitation: what members of the party may, or what a guest may while the
/// roles wait for a second person.
///
/// # Errors
/// As [`member`].
pub(super) async fn invited(
    conn: &mut Connection,
    person: &Person,
    party: PartyId,
) -> Result<Grant, NoToken> {
    let all = memberships_of_person(conn, &person.issuer, &person.subject).await?;
    if all.iter().any(|(row, _)| row.party_id == party && row.roles.is_empty()) {
        return Ok(guest(person));
    }
    member(conn, person, Some(&party.to_string())).await
}

/// What a person may do who is a member of nothing: say who it is, accept a membership or leave it, and
/// apply for a party of its own business.
pub(super) fn guest(person: &Person) -> Grant {
    Grant {
        // Each person has a rate limit of its own.
        client: format!("guest:{}", &TextHash::of_bytes(person.name().as_bytes()).as_str()[..32]),
        subject: person.name(),
        holder: Uuid::nil(),
        party: PartyId::from_uuid(Uuid::nil()),
        region: None,
        roles: Vec::new(),
        scopes: GUEST_SCOPES.map(str::to_owned).to_vec(),
    }
}

/// Whether nothing but a guest's scopes is asked for.
pub(super) fn asks_as_guest(wanted: Option<&str>) -> bool {
    wanted.is_some_and(|wanted| {
        let mut scopes = wanted.split(' ').filter(|scope| !scope.is_empty()).peekable();
        scopes.peek().is_some() && scopes.all(|scope| GUEST_SCOPES.contains(&scope))
    })
}

fn same(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}
