//! Rows of recommendation.

use api_types::agreement::{RecommendationAnswerView, RecommendationEventData, RecommendationView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{RecommendationEvent, RecommendationState, answered};
use domain::shared::{AgreementId, Bilingual, Id, PartyId, RecommendationId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::{queries, visibility};
use crate::cooperation::agreements::sides_of_agreement;
use crate::schema::recommendation;

/// A recommendation as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = recommendation, treat_none_as_null = true)]
pub(super) struct RecommendationRow {
    pub(super) id: RecommendationId,
    pub(super) agreement_id: AgreementId,
    pub(super) party_id: PartyId,
    pub(super) role: Role,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) state: RecommendationState,
    pub(super) answered_by_party_id: Option<PartyId>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// What each side answered, as its view shows it.
    pub(super) answers: serde_json::Value,
    /// The two governments of its agreement.
    #[diesel(select_expression = sides_of_agreement(recommendation::agreement_id), skip_insertion, skip_update)]
    pub(super) side_party_ids: Vec<PartyId>,
}

impl RecommendationRow {
    /// What each side has answered.
    pub(super) fn answered(&self) -> Result<Vec<RecommendationAnswerView>, Error> {
        let read = serde_json::from_value(self.answers.clone());
        read.map_err(|_| Error::Internal("a stored recommendation has unreadable answers".to_owned()))
    }

    /// Notes the answer of a side, and where it stands then.
    ///
    /// # Errors
    /// 409 where the side has answered.
    pub(super) fn answer(&mut self, new: RecommendationAnswerView) -> Result<RecommendationState, Error> {
        let mut answers = self.answered()?;
        let given: Vec<_> = answers.iter().map(|one| (one.party_id, one.answer)).collect();
        let to = answered(&given, (new.party_id, new.answer), &self.side_party_ids);
        let to = to.ok_or_else(|| {
            Error::duplicate(
                "",
                "Pemerintah Anda sudah menjawab rekomendasi ini; jawaban pihak lain masih ditunggu.",
                "Your government has answered this recommendation; the other side's answer is awaited.",
            )
        })?;
        answers.push(new);
        // A list of plain values: always writable as JSON.
        self.answers = serde_json::to_value(answers).unwrap_or_default();
        Ok(to)
    }

    pub(super) fn view(self) -> Result<RecommendationView, Error> {
        Ok(RecommendationView {
            answers: self.answered()?,
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            agreement_id: self.agreement_id,
            party_id: self.party_id,
            role: self.role,
            title: self.title,
            body: self.body,
            state: self.state,
            answered_by_party_id: self.answered_by_party_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl Announced for RecommendationRow {
    type Data = RecommendationEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> RecommendationEventData {
        RecommendationEventData {
            recommendation_id: self.id,
            agreement_id: self.agreement_id,
            party_id: self.party_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for RecommendationRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_recommendation(conn, self, seen).await
    }
}

impl Stateful for RecommendationRow {
    type State = RecommendationState;

    fn state(&self) -> RecommendationState {
        self.state
    }

    fn set_state(&mut self, state: RecommendationState) {
        self.state = state;
    }

    /// Coordinators of the two sides answer; the role it was given in is its author's.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let me = caller.party();
        let place = match role {
            Role::Coordinator => self.side_party_ids.contains(&me),
            _ => me == self.party_id && role == self.role,
        };
        place && caller.has(role)
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.agreement_id)
    }

    fn not_theirs(&self, event: RecommendationEvent) -> Bilingual {
        match event {
            RecommendationEvent::Withdraw => Bilingual::new(
                "Hanya pemberi rekomendasi yang dapat menariknya kembali.",
                "Only who gave the recommendation takes it back.",
            ),
            _ => Bilingual::new(
                "Rekomendasi dijawab oleh koordinator kedua pemerintah pada kesepakatan ini.",
                "Recommendations are answered by the coordinators of the two governments of the agreement.",
            ),
        }
    }
}
