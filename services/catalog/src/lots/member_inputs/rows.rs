//! Rows of the inputs of members.

use api_types::catalog::{MemberInputView, PutMemberInputRequest};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::shared::{MemberId, MemberInputId, Money, PartyId};
use web::{Caller, Etag};

use crate::schema::member_input;

/// What was given, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = member_input)]
pub(super) struct MemberInputRow {
    pub(super) id: MemberInputId,
    pub(super) member_id: MemberId,
    pub(super) party_id: PartyId,
    pub(super) amount_rupiah: i64,
    pub(super) given_date: NaiveDate,
    pub(super) note: Option<String>,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) replaces_id: Option<MemberInputId>,
}

impl MemberInputRow {
    /// Whether a request says the same.
    pub(super) fn is_said_by(&self, body: &PutMemberInputRequest) -> bool {
        self.member_id == body.member_id
            && self.amount_rupiah == body.amount.amount
            && self.given_date == body.given_date
            && self.note.as_deref() == body.note.as_deref().map(str::trim)
            && self.replaces_id == body.replaces_input_id
    }

    /// The view for a caller, with whether it counts, and its ETag; amounts for those alone who read prices.
    pub(super) fn view(self, current: bool, caller: &Caller) -> (Etag, MemberInputView) {
        let etag = Etag::with_derived(1, if current { "current" } else { "replaced" });
        let view = MemberInputView {
            etag: etag.to_string(),
            id: self.id,
            member_id: self.member_id,
            party_id: self.party_id,
            amount: caller.reads_prices().then(|| Money(self.amount_rupiah).into()),
            given_date: self.given_date,
            note: self.note,
            replaces_input_id: self.replaces_id,
            current,
            recorded_at: self.recorded_at,
        };
        (etag, view)
    }
}
