//! Ending tokens before they expire: by their client (RFC 7009), or with their membership or client.

use std::net::IpAddr;

use api_types::agreement::TokenEventData;
use db::outbox::Audience;
use db::token_keys;
use domain::agreement::TokenHappened;
use domain::shared::Id;
use service::{Core, Emitted, Error, Tx};
use web::token::expiry;
use web::{SecurityEvent, SecurityLine};

use super::form::Form;
use super::issuer::TokenIssuer;
use super::refusal::NoToken;
use super::{grants, queries};

/// Ends a token of the client that sends the form. A person's token is ended by whoever holds it.
///
/// # Errors
/// `invalid_client`; `unauthorized_client` for a token of another. A token that is none is no error.
pub(super) async fn revoke_token(
    core: &Core,
    tokens: &TokenIssuer,
    form: &Form,
    address: IpAddr,
) -> Result<(), NoToken> {
    let token = form.required("token")?;
    let sender = core
        .db
        .transact("authenticate_client", async |conn| grants::machine(core, tokens, conn, form).await)
        .await?;
    let Ok(claims) = tokens.verifier().verify(token) else { return Ok(()) };
    match sender {
        Some(sender) if sender.client != claims.client_id => {
            return Err(NoToken::new("unauthorized_client", "This is the token of another client."));
        }
        None if !claims.client_id.starts_with("mbr_") => return Err(NoToken::invalid_client()),
        _ => {}
    }
    core.db
        .transact("revoke_token", async |conn| {
            token_keys::revoke(conn, &claims.jti, expiry(&claims)).await?;
            let data = TokenEventData { jti: claims.jti.clone(), expires_at: expiry(&claims) };
            let (subject, happened) = (&claims.client_id, TokenHappened::Revoked);
            core.emit(conn, Emitted { subject, audience: Audience::Services, happened, data }).await
        })
        .await?;
    SecurityLine::new(SecurityEvent::TokenEnded, "revoked").by(&claims).from(address).write();
    Ok(tokens.learn(core).await?)
}

/// Ends every token of a membership or client, in the transaction that ends or changes it.
///
/// # Errors
/// Database errors.
pub(crate) async fn end_tokens(tx: &mut Tx<'_>, holder: impl Id) -> Result<(), Error> {
    for (jti, expires_at) in queries::take_tokens(tx.conn, holder.uuid()).await? {
        if expires_at > tx.now {
            token_keys::revoke(tx.conn, &jti, expires_at).await?;
            let data = TokenEventData { jti, expires_at };
            tx.emit_to(holder, Audience::Services, TokenHappened::Revoked, data)?;
        }
    }
    Ok(())
}
