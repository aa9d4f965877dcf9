//! Extractors: the first argument of every handler checks token, rate, function and form, in that order.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use domain::shared::{Bilingual, ClientId, PartyId, RegionCode, Role};
use domain::{say, words};
use futures_util::future::{FutureExt as _, LocalBoxFuture, Ready, ready};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::access::scope_covers;
use crate::address::caller_address;
use crate::body::{expect_media_type, header, malformed, raw_body};
use crate::limits::Charged;
use crate::parameters::Parameters;
use crate::token::{Claims, TokenError};
use crate::{Access, ApiError, Kind, Marks, Operation, Platform, ProblemCode, SecurityLine, Tags, Who, read};

/// Who calls, as the token says; object rights come from the database.
#[derive(Debug, Clone)]
pub struct Caller {
    claims: Arc<Claims>,
    marks: Marks,
}

impl Caller {
    /// From verified claims, and what stands for the names of persons that are shown to it.
    pub fn new(claims: Arc<Claims>, marks: Marks) -> Self {
        Self { claims, marks }
    }
    /// The party the caller speaks for.
    pub fn party(&self) -> PartyId {
        self.claims.party
    }
    /// Home region of the party.
    pub fn region(&self) -> Option<&RegionCode> {
        self.claims.region.as_ref()
    }
    /// Person or machine.
    pub fn subject(&self) -> &str {
        &self.claims.sub
    }
    /// Whether it is a machine client of a party.
    pub fn is_machine(&self) -> bool {
        self.claims.sub.parse::<ClientId>().is_ok()
    }
    /// Client the token was issued to.
    pub fn client(&self) -> &str {
        &self.claims.client_id
    }
    /// Who acted for a party, as everybody is told: see [`Marks::actor`].
    pub fn told_of(&self, party: PartyId, subject: &str) -> String {
        self.marks.actor(party, subject)
    }
    /// All claims.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
    /// Roles held in the party.
    pub fn roles(&self) -> &[Role] {
        &self.claims.roles
    }
    /// Whether the caller holds the role.
    pub fn has(&self, role: Role) -> bool {
        self.claims.roles.contains(&role)
    }
    /// Whether the caller is one of the platform's own services.
    pub fn is_service(&self) -> bool {
        self.has(Role::Service)
    }
    /// Whether the caller reads prices and amounts: who trades or accounts for trade.
    pub fn reads_prices(&self) -> bool {
        Role::COMMERCIAL.iter().any(|role| self.has(*role))
    }
    /// The first of `roles` the caller holds, for the history.
    pub fn acting_as(&self, roles: &[Role]) -> Option<Role> {
        roles.iter().copied().find(|role| self.has(*role))
    }
}

/// The idempotency key of a request and what it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// The `Idempotency-Key`.
    pub key: String,
    /// SHA-256 of method, path, query and raw body.
    pub fingerprint: Vec<u8>,
}

/// The circumstances of a write.
#[derive(Debug, Clone)]
pub struct RequestMeta {
    /// Who.
    pub caller: Caller,
    /// Which operation.
    pub access: Access,
    /// The request id.
    pub request_id: Uuid,
    /// From where.
    pub address: IpAddr,
    /// The idempotency key, for `POST`.
    pub key: Option<RequestKey>,
    /// The versions the client has seen, for changes.
    pub if_match: Option<Tags>,
}

/// A write: caller, key, precondition and the body, read and checked for form.
#[derive(Debug)]
pub struct Command<O, B> {
    /// The circumstances.
    pub meta: RequestMeta,
    /// The body.
    pub body: B,
    operation: PhantomData<O>,
}

/// A read: caller and query parameters (`()` where there are none).
#[derive(Debug)]
pub struct Query<O, Q> {
    /// Who; for public operations nobody.
    caller: Option<Caller>,
    /// Query parameters.
    pub params: Q,
    /// The request id.
    pub request_id: Uuid,
    operation: PhantomData<O>,
}

impl<O: Operation, Q: DeserializeOwned> Query<O, Q> {
    /// Reads a request whose accepted forms are judged by `accept`.
    pub(crate) fn read(
        request: &HttpRequest,
        accept: impl FnOnce(&HeaderMap) -> Result<(), ApiError>,
    ) -> Result<Self, ApiError> {
        let caller = authorise(request, &O::ACCESS)?;
        accept(request.headers())?;
        documented(request, &O::ACCESS)?;
        enter(request, &O::ACCESS)?;
        let params = read::query(request.query_string())?;
        Ok(Self { caller, params, request_id: request_id(request), operation: PhantomData })
    }
}

impl<O, Q> Query<O, Q> {
    /// Who calls.
    ///
    /// # Panics
    /// Never for operations that need a token: the extractor has checked it.
    pub fn caller(&self) -> &Caller {
        self.caller.as_ref().expect("only public operations have no caller")
    }
}

/// A write of raw bytes, at most `MOST` of them: caller, key where it creates, query parameters and the bytes.
#[derive(Debug)]
pub struct Upload<O, Q = NoParams, const MOST: usize = MAX_UPLOAD> {
    /// The circumstances.
    pub meta: RequestMeta,
    /// Query parameters.
    pub params: Q,
    /// The announced media type.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    operation: PhantomData<O>,
}

/// Largest upload where nothing else is said, in bytes.
pub const MAX_UPLOAD: usize = 5 * 1024 * 1024;

fn platform(request: &HttpRequest) -> Result<&Platform, ApiError> {
    request.app_data::<web::Data<Platform>>().map(|data| data.get_ref()).ok_or_else(|| {
        tracing::error!("the platform is not in the app data");
        ApiError::new(ProblemCode::Internal)
    })
}

/// The id of this request, given by the middleware.
pub(crate) fn request_id(request: &HttpRequest) -> Uuid {
    request.extensions().get::<RequestId>().map_or(Uuid::nil(), |id| id.0)
}

/// The operation that a request reached, in the request's extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named(pub(crate) &'static str);

/// That a request found no place among those under way, in its extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TurnedAway;

/// That a request brought a token of ours which does not count any more, in its extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WasGood;

/// The problem that a request was answered with, in its extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slug(pub(crate) &'static str);

/// The request id, in the request's extensions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(pub(crate) Uuid);

/// Whether the query is what the document says.
fn documented(request: &HttpRequest, access: &Access) -> Result<(), ApiError> {
    let parameters = request.app_data::<web::Data<Parameters>>();
    parameters.map_or(Ok(()), |known| known.check(access.id, request.query_string()))
}

/// A place among the requests under way, kept with the request until it is answered. Who reads a feed waits for news
/// most of the time and takes none.
fn enter(request: &HttpRequest, access: &Access) -> Result<(), ApiError> {
    if !access.scope.ends_with(".events.read") {
        let pass = platform(request)?.gate.enter().inspect_err(|_| turn_away(request))?;
        request.extensions_mut().insert(pass);
    }
    Ok(())
}

/// Marks a request that found no place.
fn turn_away(request: &HttpRequest) {
    request.extensions_mut().insert(TurnedAway);
}

/// Charges a stranger for a public operation.
fn charge(request: &HttpRequest, access: &Access, will_say_name: bool) -> Result<(), ApiError> {
    let platform = platform(request)?;
    request.extensions_mut().insert(Named(access.id));
    let address = stranger_address(request, platform);
    let charged = platform.limits.charge(access.id, address, access.cost, will_say_name);
    let (charged, ticket) = charged.inspect_err(|_| turn_away(request))?;
    let mut extensions = request.extensions_mut();
    extensions.insert(charged);
    if let Some(ticket) = ticket {
        extensions.insert(ticket);
    }
    Ok(())
}

/// Where a stranger calls from; who cannot be told apart is counted as one.
pub(crate) fn stranger_address(request: &HttpRequest, platform: &Platform) -> IpAddr {
    caller_address(request, &platform.proxies).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// Token, rate, function: in that order. Gives the caller, or `None` for a public operation.
fn authorise(request: &HttpRequest, access: &Access) -> Result<Option<Caller>, ApiError> {
    if access.who == Who::Public {
        charge(request, access, false)?;
        return Ok(None);
    }
    let platform = platform(request)?;
    request.extensions_mut().insert(Named(access.id));
    let unauthenticated = || ApiError::new(ProblemCode::Unauthenticated);
    // A token is long: as bytes it is looked through in a twentieth of the time.
    let value = request.headers().get(AUTHORIZATION).and_then(|value| str::from_utf8(value.as_bytes()).ok());
    let value = value.ok_or_else(unauthenticated)?;
    let (scheme, token) = value.split_once(' ').ok_or_else(unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(unauthenticated());
    }
    let claims = platform.tokens.verify(token.trim()).map_err(|error| {
        if error == TokenError::NoKeys {
            return ApiError::new(ProblemCode::DependencyUnavailable);
        }
        let mut extensions = request.extensions_mut();
        if matches!(error, TokenError::Time | TokenError::Revoked) {
            extensions.insert(WasGood);
        }
        extensions.insert(SecurityLine::of_token(error, token.trim()));
        unauthenticated()
    })?;
    let caller = Caller::new(claims, platform.marks.clone());
    request.extensions_mut().insert(caller.clone());
    if !caller.is_service()
        && let Some(ticket) = platform.limits.take_client(caller.client(), access.cost)?
    {
        request.extensions_mut().insert(ticket);
    }
    let claims = caller.claims();
    if !access.allows(&claims.roles) || !scope_covers(&claims.scope, access.scope) {
        return Err(forbidden(access, claims));
    }
    Ok(Some(caller))
}

fn forbidden(access: &Access, claims: &Claims) -> ApiError {
    if !access.allows(&claims.roles)
        && let Who::Roles(roles) = access.who
    {
        let needed = words::one_of(roles.iter().copied());
        return ApiError::new(ProblemCode::Forbidden).detail(say!(
            "Permintaan ini memerlukan peran {needed}.",
            "This request needs the role {needed}.",
            needed = needed,
        ));
    }
    ApiError::new(ProblemCode::Forbidden).detail(say!(
        "Token Anda tidak memuat cakupan `{scope}`; mintalah token dengan cakupan itu.",
        "Your token does not carry the scope `{scope}`; ask for a token with it.",
        scope = Bilingual::same(access.scope),
    ))
}

fn meta(request: &HttpRequest, access: &Access) -> Result<RequestMeta, ApiError> {
    let caller = authorise(request, access)?.ok_or_else(|| ApiError::new(ProblemCode::Internal))?;
    let platform = platform(request)?;
    platform.gate.look().inspect_err(|_| turn_away(request))?;
    read::accept(request.headers())?;
    documented(request, access)?;
    let if_match = read::if_match(request.headers());
    if if_match.is_none() && matches!(access.kind, Kind::Transition | Kind::Patch | Kind::Delete) {
        return Err(ApiError::new(ProblemCode::PreconditionRequired));
    }
    let (request_id, address) = (request_id(request), stranger_address(request, platform));
    Ok(RequestMeta { caller, access: *access, request_id, address, key: None, if_match })
}

fn fingerprint(request: &HttpRequest, body: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [request.method().as_str(), request.path(), request.query_string()] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(body);
    hash.finalize().to_vec()
}

impl<O: Operation, B: DeserializeOwned + 'static> FromRequest for Command<O, B> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let access = O::ACCESS;
        let prepared = meta(request, &access).and_then(|meta| {
            let keyed = matches!(access.kind, Kind::Create | Kind::Transition);
            let key = if keyed { Some(read::idempotency_key(request.headers())?) } else { None };
            let media =
                if access.kind == Kind::Patch { "application/merge-patch+json" } else { "application/json" };
            if access.kind != Kind::Delete {
                expect_media_type(request.headers(), media)?;
            }
            let platform = platform(request)?;
            Ok((meta, key, platform.max_body, platform.body_deadline))
        });
        let (request, payload) = (request.clone(), web::Payload::from_request(request, payload));
        async move {
            let (mut meta, key, limit, deadline) = prepared?;
            let payload = payload
                .await
                .map_err(|_| malformed("Data kiriman tidak terbaca.", "The body cannot be read."))?;
            let raw = raw_body(&request, payload, limit, deadline).await?;
            enter(&request, &access)?;
            meta.key = key.map(|key| RequestKey { key, fingerprint: fingerprint(&request, &raw) });
            let body = if access.kind == Kind::Delete { read::json(b"null")? } else { read::json(&raw)? };
            Ok(Self { meta, body, operation: PhantomData })
        }
        .boxed_local()
    }
}

/// A write by anybody, without a token: the body, read and checked for form. It takes from the rate of its address.
#[derive(Debug)]
pub struct Open<O, B> {
    /// The body.
    pub body: B,
    operation: PhantomData<O>,
}

impl<O: Operation, B: DeserializeOwned + 'static> FromRequest for Open<O, B> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let access = O::ACCESS;
        let prepared = authorise(request, &access).and_then(|_| {
            read::accept(request.headers())?;
            documented(request, &access)?;
            expect_media_type(request.headers(), "application/json")?;
            let platform = platform(request)?;
            Ok((platform.max_body, platform.body_deadline))
        });
        let (request, payload) = (request.clone(), web::Payload::from_request(request, payload));
        async move {
            let (limit, deadline) = prepared?;
            let payload = payload
                .await
                .map_err(|_| malformed("Data kiriman tidak terbaca.", "The body cannot be read."))?;
            let raw = raw_body(&request, payload, limit, deadline).await?;
            enter(&request, &access)?;
            Ok(Self { body: read::json(&raw)?, operation: PhantomData })
        }
        .boxed_local()
    }
}

impl<O: Operation, Q: DeserializeOwned + 'static, const MOST: usize> FromRequest for Upload<O, Q, MOST> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let prepared = meta(request, &O::ACCESS).and_then(|meta| {
            let keyed = O::ACCESS.kind == Kind::Create;
            let key = if keyed { Some(read::idempotency_key(request.headers())?) } else { None };
            let platform = platform(request)?;
            let pass = platform.uploads.enter().inspect_err(|_| turn_away(request))?;
            request.extensions_mut().insert(pass);
            Ok((meta, key, read::query(request.query_string())?, platform.body_deadline))
        });
        let (request, payload) = (request.clone(), web::Payload::from_request(request, payload));
        async move {
            let (mut meta, key, params, deadline) = prepared?;
            let media_type = header(request.headers(), "content-type").unwrap_or("").to_owned();
            let payload = payload
                .await
                .map_err(|_| malformed("Data kiriman tidak terbaca.", "The body cannot be read."))?;
            let bytes = raw_body(&request, payload, MOST, deadline).await?;
            meta.key = key.map(|key| RequestKey { key, fingerprint: fingerprint(&request, &bytes) });
            Ok(Self { meta, params, media_type, bytes, operation: PhantomData })
        }
        .boxed_local()
    }
}

impl<O: Operation, Q: DeserializeOwned + 'static> FromRequest for Query<O, Q> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request, read::accept))
    }
}

/// Who signs in, or asks in the name of a client: a request of nobody until its body says whose, without a query.
#[derive(Debug)]
pub struct SignIn<O> {
    request: HttpRequest,
    operation: PhantomData<O>,
}

impl<O> SignIn<O> {
    /// Says whose request it is, before it is judged: refusals are counted by name and address.
    ///
    /// # Errors
    /// 429 where the name, or the address of somebody who was never believed there, has been refused too often.
    pub fn named(&self, name: &str) -> Result<(), ApiError> {
        let platform = platform(&self.request)?;
        let mut extensions = self.request.extensions_mut();
        let named = match extensions.get_mut::<Charged>() {
            Some(charged) => platform.limits.name(charged, name),
            None => Ok(()),
        };
        drop(extensions);
        named.inspect_err(|_| turn_away(&self.request))
    }

    /// From where.
    ///
    /// # Errors
    /// 500 where the platform is not in the app data.
    pub fn address(&self) -> Result<IpAddr, ApiError> {
        Ok(stranger_address(&self.request, platform(&self.request)?))
    }

    /// Notes what the log shall say of it, for as many of them as get a line.
    pub fn note(&self, line: SecurityLine) {
        self.request.extensions_mut().insert(line);
    }
}

impl<O: Operation> FromRequest for SignIn<O> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let result = charge(request, &O::ACCESS, true).and_then(|()| {
            read::accept(request.headers())?;
            documented(request, &O::ACCESS)?;
            enter(request, &O::ACCESS)?;
            read::query::<NoParams>(request.query_string())?;
            Ok(Self { request: request.clone(), operation: PhantomData })
        });
        ready(result)
    }
}

/// No query parameters at all; anything given is refused.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}
