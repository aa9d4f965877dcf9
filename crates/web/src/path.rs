//! What stands in the path.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::shared::Id;
use futures_util::future::{Ready, ready};

use crate::{ApiError, ProblemCode};

/// An id in the path; a wrong kind or form is 404, like something that does not exist.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: Id> FromRequest for Path<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().iter().next().and_then(|(_, text)| text.parse().ok());
        ready(id.map(Self).ok_or_else(|| ApiError::new(ProblemCode::NotFound)))
    }
}
