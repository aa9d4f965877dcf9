//! Ending tokens before they expire: by their client (RFC 7009), or with their membership or client.

use db::token_keys;
use domain::shared::Id;
use serde_json::json;
use service::{Core, Error, Tx};
use web::token::expiry;

use super::desk::TokenDesk;
use super::form::Form;
use super::refusal::NoToken;
use super::{grants, keys, queries};
use db::outbox::Audience;

/// Ends a token of the client that sends the form. A person's token is ended by whoever holds it.
///
/// # Errors
/// `invalid_client`; `unauthorized_client` for a token of another. A token that is none is no error.
pub(super) async fn revoke_token(core: &Core, desk: &TokenDesk, form: &Form) -> Result<(), NoToken> {
    let token = form.required("token")?;
    let sender = core
        .db
        .transact("authenticate_client", async |conn| grants::machine(core, desk, conn, form).await)
        .await?;
    let Ok(claims) = desk.verifier().verify(token) else { return Ok(()) };
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
            let data = json!({"jti": claims.jti, "expires_at": expiry(&claims)});
            keys::push_event(core, conn, "token.revoked", claims.client_id.clone(), data).await
        })
        .await?;
    Ok(desk.learn(core).await?)
}

/// Ends every token of a membership or client, in the transaction that ends or changes it.
///
/// # Errors
/// Database errors.
pub(crate) async fn end_tokens(tx: &mut Tx<'_>, holder: impl Id) -> Result<(), Error> {
    for (jti, expires_at) in queries::take_tokens(tx.conn, holder.uuid()).await? {
        if expires_at > tx.now {
            token_keys::revoke(tx.conn, &jti, expires_at).await?;
            let data = json!({"jti": jti, "expires_at": expires_at});
            tx.push("token.revoked", holder, Audience::Services, data);
        }
    }
    Ok(())
}
