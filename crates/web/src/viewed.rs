//! A read of something that is also a page: the same operation and the same view, as JSON or for people.
//!
//! `Accept` decides, by [`read::prefers_page`]. What a page may do is the least there is: it shows itself, in its own style.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponseBuilder};
use futures_util::future::{Ready, ready};
use serde::Serialize;

use crate::extract::NoParams;
use crate::{ApiError, Caller, Etag, Language, Operation, Query, Reply, language_of, read};

/// What an answer depends on that has both forms.
pub(crate) const DEPENDS_ON: &str = "Accept, Accept-Language";

/// A form of an answer that has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON.
    Data,
    /// A page in a language.
    Page(Language),
}

/// A read without parameters, and the form in which it is to be answered.
#[derive(Debug)]
pub struct Viewed<O> {
    query: Query<O, NoParams>,
    form: Form,
}

impl<O: Operation> Viewed<O> {
    /// Who calls.
    ///
    /// # Panics
    /// Never for operations that need a token: the extractor has checked it.
    pub fn caller(&self) -> &Caller {
        self.query.caller()
    }

    /// 200 with a view of what has this version: as JSON, or as the page that is made of it. The `ETag` names what is sent.
    ///
    /// # Errors
    /// As [`Reply::created`].
    pub fn reply<T: Serialize>(
        &self,
        version: i64,
        view: &T,
        page: impl FnOnce(&T, Language) -> String,
    ) -> Result<Reply, ApiError> {
        let mut reply = Reply::json(view)?;
        if let Form::Page(language) = self.form {
            reply.body = page(view, language).into_bytes();
        }
        let etag = Etag::with_derived(version, &reply.body);
        Ok(Reply { etag: Some(etag.to_string()), form: Some(self.form), ..reply })
    }
}

impl<O: Operation> FromRequest for Viewed<O> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let (form, query) = if read::prefers_page(headers) {
            (Form::Page(language_of(headers)), Query::read(request, |_| Ok(())))
        } else {
            (Form::Data, Query::read(request, read::accept))
        };
        ready(query.map(|query| Self { query, form }))
    }
}

/// Gives an answer the headers of a page.
pub(crate) fn dress(response: &mut HttpResponseBuilder, language: Language) {
    let policy = format!(
        "default-src 'none'; style-src {}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        pages::style_source()
    );
    response
        .content_type("text/html; charset=utf-8")
        .insert_header(("content-language", language.tag()))
        .insert_header(("vary", DEPENDS_ON))
        .insert_header(("content-security-policy", policy))
        .insert_header(("referrer-policy", "no-referrer"));
}
