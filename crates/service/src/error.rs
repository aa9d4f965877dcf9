//! The one error of operations: closed and free of transport; mapped to a problem in one place.

use api_types::FeedPlace;
use db::DbError;
use domain::shared::{Bilingual, IllegalTransition, Invalid, Refusal};
use web::{ApiError, Etag, ProblemCode};

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Absent, or not the caller's to see.
    #[error("not found")]
    NotFound,
    /// The caller sees it, and this is not theirs to do.
    #[error("forbidden: {}", .0.en)]
    Forbidden(Bilingual),
    /// Fields that cannot be accepted.
    #[error("{} invalid fields", .0.len())]
    Invalid(Vec<Invalid>),
    /// Rules that are not met.
    #[error("refused: {}", .0.code)]
    Refused(Box<Refusal>),
    /// The state does not allow it.
    #[error(transparent)]
    State(#[from] IllegalTransition),
    /// Something with the same identity exists.
    #[error("duplicate")]
    Duplicate(Invalid),
    /// The caller has seen another version.
    #[error("version is {}", .0)]
    Version(Etag),
    /// What it says otherwise, unless news of another service's feed is on its way here: judged again by
    /// [`crate::Core::write`].
    #[error("perhaps behind {feed}: {otherwise}")]
    Behind {
        /// The feed.
        feed: &'static str,
        /// What is said where all of it has been read.
        otherwise: Box<Self>,
    },
    /// Something has not arrived from another service, and how far its feed has been read here.
    #[error("not yet known: {}", .0.en)]
    NotYetKnown(Bilingual, Option<FeedPlace>),
    /// The same key is at work.
    #[error("key in progress")]
    KeyInProgress,
    /// The key belongs to another request.
    #[error("key reused")]
    KeyReused,
    /// Something this needs cannot be reached; seconds to wait.
    #[error("unavailable: {}", .0.en)]
    Unavailable(Bilingual, u32),
    /// The database.
    #[error(transparent)]
    Db(DbError),
    /// A transport error made by a helper of `web`.
    #[error("{0}")]
    Api(ApiError),
    /// Our mistake.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A duplicate, naming the field that collides.
    pub fn duplicate(pointer: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Duplicate(Invalid::new(pointer, "duplicate", id, en))
    }

    /// One field that cannot be accepted.
    pub fn field(pointer: &str, code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Invalid(vec![Invalid::new(pointer, code, id, en)])
    }

    /// Whether it says something of what was to be done: our own database was not away, busy or full.
    pub(crate) fn says_of_what_it_is_about(&self) -> bool {
        use DbError as E;
        !matches!(
            self,
            Self::Db(E::Unavailable(_) | E::Overloaded | E::Conflict | E::Locked | E::Full(_) | E::Broken(_))
        )
    }

    /// Turns the absence of what a request names into a refusal of the field that names it.
    #[must_use]
    pub fn when_not_found(self, unknown: impl FnOnce() -> Self) -> Self {
        if matches!(self, Self::NotFound) { unknown() } else { self }
    }

    /// Turns the violation of a unique constraint into a duplicate of a field.
    #[must_use]
    pub fn when_unique(self, constraint: &str, duplicate: impl FnOnce() -> Self) -> Self {
        match &self {
            Self::Db(DbError::Unique { constraint: found }) if found == constraint => duplicate(),
            _ => self,
        }
    }
}

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}
impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        Self::Db(error.into())
    }
}
impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}
impl From<Vec<Invalid>> for Error {
    fn from(invalid: Vec<Invalid>) -> Self {
        Self::Invalid(invalid)
    }
}
impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl db::Fault for Error {
    fn database(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::new(ProblemCode::NotFound),
            Error::Forbidden(why) => Self::new(ProblemCode::Forbidden).detail(why),
            Error::Invalid(invalid) => Self::invalid(invalid),
            Error::Refused(refusal) => Self::refused(*refusal),
            Error::State(illegal) => Self::state_conflict(illegal),
            Error::Duplicate(field) => Self::new(ProblemCode::Duplicate).fields(vec![field]),
            Error::Version(current) => Self::precondition_failed(current),
            Error::Behind { otherwise, .. } => (*otherwise).into(),
            Error::NotYetKnown(what, place) => Self::not_yet_known(what, place),
            Error::KeyInProgress => Self::new(ProblemCode::IdempotencyInProgress).retry_after(1),
            Error::KeyReused => Self::new(ProblemCode::IdempotencyKeyReused),
            Error::Unavailable(why, seconds) => {
                Self::new(ProblemCode::DependencyUnavailable).detail(why).retry_after(seconds)
            }
            Error::Db(error) => of_database(&error),
            Error::Api(error) => error,
            Error::Internal(what) => {
                tracing::error!(error = what, "internal error");
                Self::new(ProblemCode::Internal)
            }
        }
    }
}

fn of_database(error: &DbError) -> ApiError {
    match error {
        DbError::Overloaded | DbError::Timeout | DbError::Conflict => {
            tracing::warn!(%error, "overloaded");
            ApiError::new(ProblemCode::Overloaded)
        }
        DbError::Locked => {
            tracing::warn!(%error, "a row is held");
            ApiError::new(ProblemCode::ResourceBusy)
        }
        DbError::Full(_) => {
            tracing::error!(%error, "the database's disk is full");
            ApiError::new(ProblemCode::StorageFull).retry_after(60)
        }
        DbError::Broken(_) => {
            tracing::error!(%error, "the database's disk fails");
            ApiError::new(ProblemCode::StorageFailing).retry_after(60)
        }
        DbError::Unavailable(_) => {
            tracing::warn!(%error, "database unavailable");
            ApiError::new(ProblemCode::DependencyUnavailable).retry_after(5)
        }
        DbError::Unique { constraint } => {
            tracing::info!(constraint, "duplicate");
            ApiError::new(ProblemCode::Duplicate)
        }
        DbError::OutOfRange(_) => ApiError::new(ProblemCode::ValidationFailed).detail(Bilingual::new(
            "Ada tanggal atau waktu yang terlalu jauh; periksa penulisan tahunnya.",
            "A date or time lies too far away; look at its year again.",
        )),
        DbError::ForeignKey { .. } | DbError::Other(_) => {
            tracing::error!(%error, "database error");
            ApiError::new(ProblemCode::Internal)
        }
    }
}
