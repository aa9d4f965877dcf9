//! What can be done with machine clients. Ending one, or changing its credential, ends its tokens.

use api_types::Check;
use api_types::agreement::{ChangeClientCredentialRequest, CreateClientRequest, PublicJwk};
use domain::agreement::{ClientHappened, Holder, MOST_MACHINES, check_room};
use domain::shared::{ClientId, Invalid, PartyId, TextHash};
use service::{Error, Tx, Versioned as _};
use web::{Command, Reply};

use super::queries;
use super::rows::ClientRow;
use crate::context::Context;
use crate::identity::clients::access::op;
use crate::identity::memberships::{check_grant, granted_roles, keeps, keeps_in_sight};
use crate::identity::parties::{PartyRow, find_party, lock_party};
use crate::identity::tokens::{end_tokens, usable_key};

/// Registers a machine client of a party; 201.
pub(super) async fn create_client(
    context: &Context,
    party: PartyId,
    command: Command<op::CreateClient, CreateClientRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let party = find_party(tx.conn, party).await?.ok_or(Error::NotFound)?;
            keeps(tx.caller(), &party)?;
            let mut check = Check::new();
            let name = check.line("/name", &body.name, 1..=120);
            let roles = granted_roles(&mut check, &body.roles);
            let scopes = body.scopes.as_deref().map(|scopes| read_scopes(&mut check, scopes));
            let (secret_sha256, public_jwk) =
                read_credential(&mut check, body.secret_sha256.as_ref(), body.public_jwk.as_ref());
            check.finish()?;
            check_grant(tx.caller(), &party, &body.roles, Holder::Machine)?;
            lock_party(tx.conn, party.id).await?;
            check_room(queries::count_clients(tx.conn, party.id).await?, MOST_MACHINES)?;
            let row = ClientRow {
                id: tx.new_id(),
                party_id: party.id,
                name,
                roles,
                scopes,
                secret_sha256,
                public_jwk,
                credential_changed_at: tx.now,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            queries::insert_client(tx.conn, &row).await?;
            tx.emit(&row, ClientHappened::Registered).await?;
            Ok(Reply::created(format!("/v1/clients/{}", row.id), &row.etag(tx.today()), &row.view())?)
        })
        .await
}

/// Replaces the credential; the former one, and tokens got by it, end. 200.
pub(super) async fn change_client_credential(
    context: &Context,
    id: ClientId,
    command: Command<op::ChangeClientCredential, ChangeClientCredentialRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, party) = load(tx, id).await?;
            check_grant(tx.caller(), &party, &[], Holder::Machine)?;
            tx.expect(&row.etag(tx.today()))?;
            let mut check = Check::new();
            (row.secret_sha256, row.public_jwk) =
                read_credential(&mut check, body.secret_sha256.as_ref(), body.public_jwk.as_ref());
            check.finish()?;
            row.credential_changed_at = tx.now;
            tx.change(&mut row, ClientHappened::CredentialChanged).await?;
            end_tokens(tx, row.id).await?;
            Ok(Reply::ok(&row.etag(tx.today()), &row.view())?)
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// Ends a machine client and its tokens; 204.
pub(super) async fn delete_client(
    context: &Context,
    id: ClientId,
    command: Command<op::DeleteClient, ()>,
) -> Result<Reply, web::ApiError> {
    let reply = context
        .core
        .write(command.meta, async move |tx| {
            let (row, party) = load(tx, id).await?;
            check_grant(tx.caller(), &party, &[], Holder::Machine)?;
            tx.expect(&row.etag(tx.today()))?;
            end_tokens(tx, row.id).await?;
            queries::delete_client(tx.conn, id).await?;
            tx.emit(&row, ClientHappened::Ended).await?;
            Ok(Reply::no_content())
        })
        .await?;
    context.tokens.learn(&context.core).await?;
    Ok(reply)
}

/// The client, locked: absent for who neither keeps nor is the party, forbidden for who only is it.
async fn load(tx: &mut Tx<'_>, id: ClientId) -> Result<(ClientRow, PartyRow), Error> {
    let (row, party) = queries::lock_client(tx.conn, id).await?.ok_or(Error::NotFound)?;
    keeps_in_sight(tx.caller(), &party)?;
    Ok((row, party))
}

/// Scopes of three segments each, `*` for any.
fn read_scopes(check: &mut Check, scopes: &[String]) -> Vec<String> {
    check.length("/scopes", scopes, 1..=30);
    let segment = |part: &str| {
        part == "*" || (!part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    for (index, scope) in scopes.iter().enumerate() {
        let parts: Vec<&str> = scope.split('.').collect();
        check.require(
            scope.len() <= 100 && parts.len() == 3 && parts.iter().all(|part| segment(part)),
            || {
                Invalid::new(
                    format!("/scopes/{index}"),
                    "scope",
                    "Tulis cakupan seperti `logistics.call_offs.write`; `*` mewakili bagian apa saja.",
                    "Write a scope like `logistics.call_offs.write`; `*` stands for any part.",
                )
            },
        );
    }
    scopes.to_vec()
}

/// Exactly one credential, in the form it is stored in.
fn read_credential(
    check: &mut Check,
    secret: Option<&TextHash>,
    key: Option<&PublicJwk>,
) -> (Option<String>, Option<serde_json::Value>) {
    check.require(secret.is_some() != key.is_some(), || {
        Invalid::new(
            "",
            "one-credential",
            "Isi salah satu saja: `secret_sha256` atau `public_jwk`.",
            "Give exactly one of `secret_sha256` and `public_jwk`.",
        )
    });
    let key = key.and_then(|key| serde_json::to_value(key).ok());
    check.require(key.as_ref().is_none_or(usable_key), || {
        Invalid::new(
            "/public_jwk",
            "unusable-key",
            "Gunakan kunci publik Ed25519, P-256, atau RSA paling sedikit 2048 bit.",
            "Use a public key of Ed25519, P-256, or RSA of at least 2048 bits.",
        )
    });
    (secret.map(ToString::to_string), key)
}
