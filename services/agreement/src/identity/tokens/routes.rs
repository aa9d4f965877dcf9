//! HTTP of the authorisation server; answers as RFC 6749, 7009, 7517 and 8414.

use std::net::IpAddr;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, get, post};
use api_types::agreement::{
    AuthorizationServerView, JwkSetView, RevocationRequest, TokenErrorView, TokenRequest, TokenView,
};
use db::token_keys;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::{NoParams, SignIn};
use web::{ApiError, Query, Reply, SecurityEvent, SecurityLine};

use super::form::Form;
use super::refusal::NoToken;
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
    let issued = judged(&sign_in, &request, payload, async |form, address| {
        issue::issue_token(&context.core, &context.tokens, form, address).await
    });
    match issued.await {
        Ok(token) => HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(token),
        Err(refused) => refused,
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
    let revoked = judged(&sign_in, &request, payload, async |form, address| {
        revoke::revoke_token(&context.core, &context.tokens, form, address).await
    });
    match revoked.await {
        Ok(()) => HttpResponse::Ok().insert_header(("cache-control", "no-store")).finish(),
        Err(refused) => refused,
    }
}

/// Reads the form, counts it by whom it names, and judges it; what is refused is noted for the log.
async fn judged<O, T>(
    sign_in: &SignIn<O>,
    request: &HttpRequest,
    payload: Payload,
    judge: impl AsyncFnOnce(&Form, IpAddr) -> Result<T, NoToken>,
) -> Result<T, HttpResponse> {
    let address = sign_in.address().map_err(HttpResponse::from_error)?;
    let form = Form::read(request, payload).await.map_err(|refused| {
        sign_in.note(refused.line());
        refused.response()
    })?;
    let (client, subject) = form.names_for_log();
    let named = |mut line: SecurityLine| {
        line = client.into_iter().fold(line, SecurityLine::by_client);
        subject.into_iter().fold(line, SecurityLine::by_subject)
    };
    if let Err(too_often) = sign_in.named(&form.names()) {
        sign_in.note(named(SecurityLine::new(SecurityEvent::LimitReached, "")));
        return Err(HttpResponse::from_error(too_often));
    }
    judge(&form, address).await.map_err(|refused| {
        sign_in.note(named(refused.line()));
        refused.response()
    })
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
