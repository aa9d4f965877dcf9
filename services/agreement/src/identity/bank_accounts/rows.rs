//! Rows of the bank accounts.

use api_types::agreement::BankAccountEventData;
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{BankAccountEvent, BankAccountState, TimeOfUse, last_four};
use domain::shared::{BankAccountId, Bilingual, Id, PartyId, Role, TextHash};
use service::{Announced, Error, Stateful, Versioned};
use web::Caller;

use super::{queries, visibility};
use crate::identity::regions::keeper_of_party;
use crate::schema::bank_account;

diesel::define_sql_function! {
    /// From when on another account of the party is the one to pay instead.
    fn bank_account_replaced_from(
        party: diesel::sql_types::Uuid,
        since: diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>;
}

/// A bank account as stored. What is printed of it does not hold its number.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = bank_account, treat_none_as_null = true)]
pub(super) struct BankAccountRow {
    pub(super) id: BankAccountId,
    pub(super) party_id: PartyId,
    pub(super) bank_code: String,
    pub(super) account_number: String,
    pub(super) account_hash: String,
    pub(super) holder_name: String,
    pub(super) proof_sha256: String,
    pub(super) note: Option<String>,
    pub(super) proposed_by: String,
    pub(super) state: BankAccountState,
    pub(super) in_use_from: Option<DateTime<Utc>>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// From when on another is the one to pay, as far as one is confirmed.
    #[diesel(
        select_expression = bank_account_replaced_from(bank_account::party_id, bank_account::in_use_from),
        skip_insertion,
        skip_update
    )]
    pub(super) in_use_until: Option<DateTime<Utc>>,
    /// The region whose coordinator may object.
    #[diesel(select_expression = keeper_of_party(bank_account::party_id), skip_insertion, skip_update)]
    pub(super) keeper_region_code: String,
}

impl BankAccountRow {
    /// When it is the one to pay.
    pub(super) fn time(&self) -> TimeOfUse {
        TimeOfUse { from: self.in_use_from, until: self.in_use_until }
    }

    /// Whether the caller coordinates the region that keeps its party.
    pub(super) fn is_kept_by(&self, caller: &Caller) -> bool {
        let home = caller.region().is_some_and(|region| region.as_str() == self.keeper_region_code);
        home && caller.has(Role::Coordinator)
    }
}

/// A hash as it was stored.
pub(super) fn stored_hash(text: &str) -> TextHash {
    // It was written from one.
    text.parse().unwrap_or_else(|_| TextHash::of_bytes(text.as_bytes()))
}

impl Announced for BankAccountRow {
    type Data = BankAccountEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> BankAccountEventData {
        BankAccountEventData {
            bank_account_id: self.id,
            party_id: self.party_id,
            state: self.state,
            last_four: last_four(&self.account_number).to_owned(),
            account_hash: stored_hash(&self.account_hash),
            in_use_from: self.in_use_from,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for BankAccountRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_bank_account(conn, self, seen).await
    }
}

impl Stateful for BankAccountRow {
    type State = BankAccountState;

    fn state(&self) -> BankAccountState {
        self.state
    }

    fn set_state(&mut self, state: BankAccountState) {
        self.state = state;
    }

    /// The coordinator of the home region; the other roles are the party's own.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        if role == Role::Coordinator {
            return self.is_kept_by(caller);
        }
        caller.party() == self.party_id && caller.has(role)
    }

    fn not_theirs(&self, event: BankAccountEvent) -> Bilingual {
        match event {
            BankAccountEvent::Object => Bilingual::new(
                "Keberatan atas rekening diajukan oleh koordinator daerah asal pihak itu.",
                "The coordinator of the party's home region objects to an account.",
            ),
            _ => Bilingual::new(
                "Rekening bank diatur oleh orang-orang pihak itu sendiri.",
                "Bank accounts are kept by the party's own people.",
            ),
        }
    }
}
