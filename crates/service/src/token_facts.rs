//! What tokens are checked by, keys and revocations, read from agreement's feed apart from everything else: no event of
//! anything else that cannot be applied, and no long rebuild, keeps a revocation waiting.

use std::rc::Rc;

use api_types::agreement::AgreementFeedEvent;
use api_types::{EventError, EventGroup, EventView, FeedEvent, event_type};
use chrono::{DateTime, Utc};
use client::{Api, ClientError};
use db::{Connection, token_keys};

use crate::consumer::Projection;
use crate::projection::{Fetched, Keeping, Projected};

/// The resources of agreement's feed that tokens are checked by.
const RESOURCES: [&str; 2] = ["signing_key", "token"];

/// Follows keys and revocations.
#[derive(Debug, Clone, Copy)]
pub struct TokenFacts;

/// An event of a key or a token, and when it was recorded.
#[derive(Debug)]
pub struct TokenFact {
    recorded_at: DateTime<Utc>,
    event: AgreementFeedEvent,
}

impl FeedEvent for TokenFact {
    fn read(event: &EventView) -> Result<Option<Self>, EventError> {
        let known = AgreementFeedEvent::read(event)?;
        Ok(known.map(|known| Self { recorded_at: event.time, event: known }))
    }

    fn groups() -> Vec<EventGroup> {
        AgreementFeedEvent::groups().into_iter().filter(|group| RESOURCES.contains(&group.resource)).collect()
    }

    fn resources() -> &'static [(&'static str, &'static [&'static str])] {
        AgreementFeedEvent::resources()
    }
}

impl Projection for TokenFacts {
    type Event = TokenFact;

    const CURSOR: Option<&'static str> = Some("agreement/tokens");

    fn types(&self) -> Option<String> {
        let kinds = TokenFact::groups().into_iter().flat_map(|group| {
            group.happened.iter().map(move |happened| event_type(group.resource, happened))
        });
        Some(kinds.collect::<Vec<_>>().join(","))
    }

    async fn fetch(&self, _: &Api, fact: TokenFact) -> Result<Option<Fetched>, ClientError> {
        Ok(Some(Rc::new(fact)))
    }

    fn forget<'a>(&'a self, _: &'a mut Connection) -> Keeping<'a> {
        // A key that signed and a token that was revoked stay so, whatever became of the data.
        Box::pin(async { Ok(()) })
    }
}

impl Projected for TokenFact {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            match &self.event {
                AgreementFeedEvent::SigningKey(_, key) => {
                    token_keys::put_key(conn, &key.kid, &key.jwk, self.recorded_at, key.retired_at).await?;
                }
                AgreementFeedEvent::Token(_, token) => {
                    token_keys::revoke(conn, &token.jti, token.expires_at).await?;
                }
                _ => {}
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_tokens_are_checked_by_is_asked_for() {
        assert_eq!(TokenFacts.types().as_deref(), Some("id.kad.signing_key.changed,id.kad.token.revoked"));
    }
}
