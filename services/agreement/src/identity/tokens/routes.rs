//! HTTP of the authorisation server; answers as RFC 6749, 7009, 7517 and 8414.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, get, post};
use api_types::agreement::{
    AuthorizationServerView, JwkSetView, RevocationRequest, TokenErrorView, TokenRequest, TokenView,
};
use db::token_keys;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::{NoParams, SignIn};
use web::{ApiError, Query, Reply};

use super::form::Form;
use super::{issue, revoke};
use crate::context::Context;
use crate::identity::tokens::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(issue_token).service(revoke_token).service(get_authorization_server).service(get_jwks);
}

/// Gives a token for ten minutes.
///
/// To machines by client credentials (a secret, or `private_key_jwt`), to people in exchange for the ID token
/// of a trusted OpenID provider (RFC 8693), for one party.
#[utoipa::path(tag = "tokens",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenView), (status = 400, body = TokenErrorView),
        (status = 401, body = TokenErrorView)))]
#[post("/oauth/token")]
async fn issue_token(
    sign_in: SignIn<op::IssueToken>,
    request: HttpRequest,
    payload: Payload,
    context: Data<Context>,
) -> HttpResponse {
    let issued = match Form::read(&request, payload).await {
        Ok(form) => match sign_in.named(&form.names()) {
            Ok(()) => issue::issue_token(&context.core, &context.tokens, &form).await,
            Err(too_often) => return HttpResponse::from_error(too_often),
        },
        Err(refused) => Err(refused),
    };
    match issued {
        Ok(token) => HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(token),
        Err(refused) => refused.response(),
    }
}

/// Ends a token (RFC 7009).
///
/// Clients prove who they are as for a token; a person's token needs nothing but itself.
#[utoipa::path(tag = "tokens",
    request_body(content = RevocationRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "It is not valid any more, or never was."),
        (status = 400, body = TokenErrorView), (status = 401, body = TokenErrorView)))]
#[post("/oauth/revoke")]
async fn revoke_token(
    sign_in: SignIn<op::RevokeToken>,
    request: HttpRequest,
    payload: Payload,
    context: Data<Context>,
) -> HttpResponse {
    let revoked = match Form::read(&request, payload).await {
        Ok(form) => match sign_in.named(&form.names()) {
            Ok(()) => revoke::revoke_token(&context.core, &context.tokens, &form).await,
            Err(too_often) => return HttpResponse::from_error(too_often),
        },
        Err(refused) => Err(refused),
    };
    match revoked {
        Ok(()) => HttpResponse::Ok().insert_header(("cache-control", "no-store")).finish(),
        Err(refused) => refused.response(),
    }
}

/// What this authorisation server offers (RFC 8414).
#[utoipa::path(tag = "tokens", responses((status = 200, body = AuthorizationServerView)))]
#[get("/.well-known/oauth-authorization-server")]
async fn get_authorization_server(
    _query: Query<op::GetAuthorizationServer, NoParams>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let list = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect::<Vec<_>>();
    let issuer = context.tokens.issuer();
    let methods = list(&["client_secret_basic", "client_secret_post", "private_key_jwt"]);
    Reply::json(&AuthorizationServerView {
        issuer: issuer.to_owned(),
        token_endpoint: context.tokens.endpoint(),
        revocation_endpoint: format!("{issuer}/oauth/revoke"),
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        grant_types_supported: list(&["client_credentials", issue::EXCHANGE]),
        response_types_supported: vec![],
        token_endpoint_auth_methods_supported: methods.clone(),
        token_endpoint_auth_signing_alg_values_supported: list(&["EdDSA", "ES256", "RS256"]),
        revocation_endpoint_auth_methods_supported: methods,
    })
}

/// The public keys tokens are signed with (RFC 7517), those of the last hour included.
#[utoipa::path(tag = "tokens", responses((status = 200, body = JwkSetView)))]
#[get("/.well-known/jwks.json")]
async fn get_jwks(_query: Query<op::GetJwks, NoParams>, context: Data<Context>) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let keys = token_keys::live_keys(&mut conn, context.core.clock.now()).await.map_err(Error::from)?;
    Reply::json(&JwkSetView { keys })
}
