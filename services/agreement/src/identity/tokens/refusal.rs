//! How the token endpoint says no: as RFC 6749, section 5.2, never as a problem document.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use api_types::agreement::TokenErrorView;
use db::{DbError, Fault};
use service::Error;
use web::{SecurityEvent, SecurityLine};

/// Why there is no token.
#[derive(Debug)]
pub(super) enum NoToken {
    /// The request or who sends it.
    Refused {
        /// Code of RFC 6749.
        error: &'static str,
        /// What to do.
        description: String,
    },
    /// Our side.
    Inside(Error),
}

impl NoToken {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self::Refused { error, description: description.into() }
    }

    /// The same for every reason a client is not believed, so that nobody learns which it was.
    pub(super) fn invalid_client() -> Self {
        Self::new("invalid_client", "The client is unknown or its credential does not match.")
    }

    pub(super) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    pub(super) fn invalid_grant(description: impl Into<String>) -> Self {
        Self::new("invalid_grant", description)
    }

    /// For whoever guards the platform; nothing where it is our side that failed, which the middleware sees by the status.
    pub(super) fn line(&self) -> SecurityLine {
        let reason = match self {
            Self::Refused { error, description } => format!("{error}: {description}"),
            Self::Inside(_) => "inside".to_owned(),
        };
        SecurityLine::new(SecurityEvent::SignInRefused, reason)
    }

    pub(super) fn response(self) -> HttpResponse {
        let (status, error, description) = match self {
            Self::Refused { error: "invalid_client", description } => {
                (StatusCode::UNAUTHORIZED, "invalid_client", description)
            }
            Self::Refused { error, description } => (StatusCode::BAD_REQUEST, error, description),
            Self::Inside(error) => {
                tracing::warn!(%error, "no token could be issued");
                let busy = matches!(error, Error::Db(_) | Error::Unavailable(..));
                let status =
                    if busy { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
                (status, "temporarily_unavailable", "Try again in a moment.".to_owned())
            }
        };
        let mut answer = HttpResponse::build(status);
        answer.insert_header(("cache-control", "no-store"));
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header(("www-authenticate", "Basic realm=\"kad\""));
        }
        answer.json(TokenErrorView { error: error.to_owned(), error_description: description })
    }
}

impl From<Error> for NoToken {
    fn from(error: Error) -> Self {
        Self::Inside(error)
    }
}
impl From<DbError> for NoToken {
    fn from(error: DbError) -> Self {
        Self::Inside(error.into())
    }
}
impl From<diesel::result::Error> for NoToken {
    fn from(error: diesel::result::Error) -> Self {
        Self::Inside(error.into())
    }
}
impl Fault for NoToken {
    fn database(&self) -> Option<&DbError> {
        if let Self::Inside(error) = self { error.database() } else { None }
    }
}
