//! Rows of the members.

use api_types::agreement::{MemberEventData, MemberView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{MemberEvent, MemberState, Sex};
use domain::shared::{Bilingual, Id, MemberId, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag, Reply};

use super::{queries, visibility};
use crate::schema::member;

/// A member as stored; nothing prints it.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = member, treat_none_as_null = true)]
pub(super) struct MemberRow {
    pub(super) id: MemberId,
    pub(super) party_id: PartyId,
    pub(super) number: Option<String>,
    pub(super) name: Option<String>,
    pub(super) nik_hash: Option<String>,
    pub(super) nik_last_four: Option<String>,
    pub(super) village_code: Option<String>,
    pub(super) sex: Option<Sex>,
    pub(super) consent_date: Option<NaiveDate>,
    pub(super) state: MemberState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// The last day on which it was one.
    pub(super) left_date: Option<NaiveDate>,
}

impl MemberRow {
    /// Removes the person; id, party and times stay.
    pub(super) fn forget(&mut self) {
        (self.number, self.name, self.nik_hash, self.nik_last_four) = (None, None, None, None);
        (self.village_code, self.sex, self.consent_date) = (None, None, None);
    }

    /// Refuses callers of another party: who reads the roll does not keep it.
    pub(super) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.party_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(keepers_own())) }
    }

    pub(super) fn view(self) -> MemberView {
        MemberView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            party_id: self.party_id,
            state: self.state,
            number: self.number,
            name: self.name,
            nik_last_four: self.nik_last_four,
            village_code: self.village_code,
            sex: self.sex,
            consent_date: self.consent_date,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    /// The answer with what is kept of it for a repeat: the same without the person, of whom nothing lies outside the table.
    pub(super) fn reply(
        self,
        answer: impl Fn(&MemberView) -> Result<Reply, web::ApiError>,
    ) -> Result<Reply, Error> {
        let mut kept = self.clone();
        kept.forget();
        Ok(answer(&self.view())?.kept_as(answer(&kept.view())?))
    }
}

impl Announced for MemberRow {
    type Data = MemberEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> MemberEventData {
        MemberEventData {
            member_id: self.id,
            party_id: self.party_id,
            state: self.state,
            left_date: self.left_date,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self.party_id).await
    }
}

impl Versioned for MemberRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_member(conn, self, seen).await
    }
}

impl Stateful for MemberRow {
    type State = MemberState;

    fn state(&self) -> MemberState {
        self.state
    }

    fn set_state(&mut self, state: MemberState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.party_id && caller.has(role)
    }

    fn not_theirs(&self, _: MemberEvent) -> Bilingual {
        keepers_own()
    }
}

fn keepers_own() -> Bilingual {
    Bilingual::new(
        "Daftar anggota diubah hanya oleh koperasi atau kelompok tani pemiliknya.",
        "A roll of members is changed by its own cooperative or farmer group alone.",
    )
}
