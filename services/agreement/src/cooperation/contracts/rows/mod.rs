//! Rows of the contracts and their lines.

mod lines;

use api_types::agreement::{Attachment, ContractEventData, ContractView, FestivalTerms};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use diesel::sql_types;
use domain::agreement::{
    AgreementDays, AgreementState, ContractEvent, ContractOutcome, ContractState, ContractTerms,
    ContractType, DerivedCondition, Festival, contract_condition,
};
use domain::shared::{
    AgreementId, AmendmentId, Bilingual, Business, ContractId, Id, Money, PartyId, Period, RegionCode, Role,
    TextHash,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

pub(crate) use lines::ContractLineRow;

use super::access::WRITERS;
use super::queries;
use super::queries::schedules::Schedules;
use super::references::{Judged, References};
use crate::cooperation::agreements::{WHOLE_PAPERS, named_papers, suspended_by_the_other};
use crate::cooperation::amendments::{AmendmentRow, StoredText, StoredVersion, shown_value, version_at};
use crate::cooperation::consents::{ConsentRow, consents_to};
use crate::outside::FailedSeason;
use crate::schema::contract;
use crate::verification::Standings;

/// A contract as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = contract)]
#[diesel(treat_none_as_null = true)]
pub(crate) struct ContractRow {
    pub(crate) id: ContractId,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) agreement_id: AgreementId,
    #[diesel(column_name = type_)]
    pub(crate) contract_type: ContractType,
    pub(crate) state: ContractState,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) supplier_government_id: PartyId,
    pub(crate) buyer_government_id: PartyId,
    pub(crate) supplier_region_code: String,
    pub(crate) buyer_region_code: String,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: NaiveDate,
    pub(crate) attachments: serde_json::Value,
    pub(crate) text_sha256: String,
    pub(crate) round: i32,
    pub(crate) authenticity_code: Option<String>,
    pub(crate) suspended_by_party_id: Option<PartyId>,
    pub(crate) activated_at: Option<DateTime<Utc>>,
    pub(crate) activation_recorded_at: Option<DateTime<Utc>>,
    /// When it ended, as claimed: terminated, short by agreement, or fulfilled.
    #[diesel(column_name = terminated_at)]
    pub(crate) ended_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    #[diesel(column_name = termination_recorded_at)]
    pub(crate) end_recorded_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    /// What becomes of it, since its agreement is under notice.
    pub(crate) outcome: Option<ContractOutcome>,
    /// The last day on which it takes new orders then.
    pub(crate) orders_until: Option<NaiveDate>,
    pub(crate) breach_noticed_at: Option<DateTime<Utc>>,
    pub(crate) breach_noticed_by_party_id: Option<PartyId>,
    /// What the text names, as of agreements.
    pub(crate) text_format: i16,
    /// The largest amount it may reach; none where nothing limits that.
    pub(crate) value_limit_rupiah: Option<i64>,
    /// The day by which a trial is evaluated.
    #[diesel(column_name = evaluation_due_date)]
    pub(crate) evaluation_due: Option<NaiveDate>,
    /// The [`Festival`] of a hold.
    pub(crate) festival: Option<serde_json::Value>,
}

/// A contract with everything its view shows.
#[derive(Debug, Clone)]
pub(crate) struct WholeContract {
    pub(crate) row: ContractRow,
    /// Those of the first text; see [`WholeContract::lines_on`].
    pub(crate) lines: Vec<ContractLineRow>,
    /// Its texts once it was amended, the first one first.
    pub(crate) versions: Vec<StoredVersion>,
    /// The amendment that waits for somebody.
    pub(crate) open_amendment: Option<AmendmentRow>,
    pub(crate) consents: Vec<ConsentRow>,
    pub(crate) umbrella: Umbrella,
    pub(crate) signed_names: Vec<SignedName>,
    /// What its supplier's verification is worth; empty unless it is active.
    pub(crate) standings: Standings,
    /// What such goods cost.
    pub(crate) references: References,
    /// What its share lines commit.
    pub(crate) schedules: Schedules,
    /// The seasons of its lines that have failed, as the catalog has told.
    pub(crate) failed_seasons: Vec<FailedSeason>,
}

/// The legal name under which a business signed.
#[derive(Debug, Clone, QueryableByName)]
pub(crate) struct SignedName {
    #[diesel(sql_type = sql_types::Uuid)]
    pub(super) contract: ContractId,
    /// `supplier` or `buyer`.
    #[diesel(sql_type = sql_types::Text)]
    given_by: String,
    #[diesel(sql_type = sql_types::Text)]
    legal_name: String,
}

/// What a contract shows of its agreement.
#[derive(Debug, Clone)]
pub(crate) struct Umbrella {
    pub(crate) state: AgreementState,
    pub(crate) days: AgreementDays,
    pub(crate) versions: Vec<StoredVersion>,
    pub(crate) facilitator: Option<PartyId>,
    pub(crate) auditors: Vec<PartyId>,
}

impl Umbrella {
    /// The period in which it holds, by its text on a day.
    pub(crate) fn period_on(&self, day: NaiveDate) -> Period {
        let mut days = self.days;
        if let Some(version) = version_at(&self.versions, day, DateTime::<Utc>::MAX_UTC) {
            days.period.until = Some(version.text.valid_until);
        }
        days.holds()
    }

    /// Its last day by the text signed last.
    pub(crate) fn last_day(&self) -> Option<NaiveDate> {
        self.versions.last().map_or(self.days.period.until, |last| Some(last.text.valid_until))
    }
}

impl ContractRow {
    /// It ends: from now on it commits nothing more than was accepted.
    pub(super) fn end(&mut self, occurred: DateTime<Utc>, now: DateTime<Utc>) {
        (self.ended_at, self.end_recorded_at) = (Some(occurred), Some(now));
    }

    pub(crate) fn period(&self) -> Period {
        Period { from: self.valid_from, until: Some(self.valid_until) }
    }

    pub(crate) fn text(&self) -> Result<TextHash, Error> {
        self.text_sha256.parse().map_err(|_| damaged("text_sha256"))
    }

    /// Home regions of supplier and buyer.
    pub(crate) fn regions(&self) -> Result<(RegionCode, RegionCode), Error> {
        let read = |code: &str| code.parse().map_err(|_| damaged("region_code"));
        Ok((read(&self.supplier_region_code)?, read(&self.buyer_region_code)?))
    }

    /// The festival that animals are held for.
    pub(crate) fn festival(&self) -> Result<Option<Festival>, Error> {
        let read = |stored: &serde_json::Value| serde_json::from_value(stored.clone());
        self.festival.as_ref().map(read).transpose().map_err(|_| damaged("festival"))
    }

    pub(super) fn attached(&self) -> Result<Vec<Attachment>, Error> {
        serde_json::from_value(self.attachments.clone()).map_err(|_| damaged("attachments"))
    }

    /// The terms everybody agrees on.
    pub(crate) fn terms(&self, lines: &[ContractLineRow]) -> Result<ContractTerms, Error> {
        Ok(ContractTerms {
            agreement: self.agreement_id,
            contract_type: self.contract_type,
            title: self.title.clone(),
            supplier: self.supplier_id,
            buyer: self.buyer_id,
            period: self.period(),
            value_limit: self.value_limit_rupiah.map(Money),
            lines: lines.iter().map(ContractLineRow::terms).collect::<Result<_, _>>()?,
            attachments: named_papers(self.attached()?, self.text_format),
            number: (self.text_format >= WHOLE_PAPERS).then(|| self.number.clone()),
            evaluation_due: self.evaluation_due,
            festival: self.festival()?,
        })
    }
}

impl WholeContract {
    /// The legal name under which a business signed; none before it has.
    pub(crate) fn signed_as(&self, business: Business) -> Option<String> {
        let name = self.signed_names.iter().find(|one| one.given_by == business.label());
        name.map(|one| one.legal_name.clone())
    }

    /// What the prices of a text are held against that holds, or shall hold, from a day on.
    pub(crate) fn judged(&self, from: NaiveDate, today: NaiveDate) -> Result<Judged, Error> {
        let day = if self.row.state.is_settled() { from } else { today };
        Ok(self.references.between(self.row.regions()?, day))
    }

    /// Its text on a day, as far as it was recorded by then; none where nothing was amended.
    pub(super) fn version_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> Option<&StoredVersion> {
        version_at(&self.versions, day, known_at)
    }

    /// The amendment whose text is in force on a day; none while the first text is.
    pub(super) fn amendment_on(&self, day: NaiveDate) -> Option<AmendmentId> {
        self.version_at(day, DateTime::<Utc>::MAX_UTC)?.amendment_id
    }

    /// All its texts, the first one first.
    pub(crate) fn texts(&self) -> Vec<StoredVersion> {
        if self.versions.is_empty() { vec![self.last_text()] } else { self.versions.clone() }
    }

    /// The lines in force on a day.
    pub(crate) fn lines_on(&self, day: NaiveDate) -> &[ContractLineRow] {
        self.lines_at(day, DateTime::<Utc>::MAX_UTC)
    }

    /// The same, as far as it was recorded by then.
    pub(crate) fn lines_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> &[ContractLineRow] {
        self.version_at(day, known_at).map_or(&self.lines, |one| &one.text.lines)
    }

    /// The day by which a trial is evaluated, by the text in force on a day.
    pub(crate) fn evaluation_due_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        let version = self.version_at(day, DateTime::<Utc>::MAX_UTC);
        version.map_or(self.row.evaluation_due, |one| one.text.evaluation_due)
    }

    /// The period in force on a day.
    pub(crate) fn period_on(&self, day: NaiveDate) -> Period {
        let version = self.version_at(day, DateTime::<Utc>::MAX_UTC);
        let until = version.map_or(self.row.valid_until, |one| one.text.valid_until);
        Period { from: self.row.valid_from, until: Some(until) }
    }

    /// The text that an amendment signed last made, or the first: what the next one changes.
    pub(crate) fn last_text(&self) -> StoredVersion {
        self.versions.last().cloned().unwrap_or_else(|| StoredVersion {
            number: 1,
            amendment_id: None,
            in_force_from: self.row.valid_from,
            recorded_at: self.row.activation_recorded_at.unwrap_or(self.row.created_at),
            text_sha256: self.row.text_sha256.clone(),
            text: StoredText {
                title: self.row.title.clone(),
                valid_from: self.row.valid_from,
                valid_until: self.row.valid_until,
                value_limit_rupiah: self.row.value_limit_rupiah,
                lines: self.lines.clone(),
                commodities: Vec::new(),
                evaluation_due: self.row.evaluation_due,
                festival: self.row.festival().ok().flatten(),
            },
        })
    }

    pub(crate) fn condition(&self, day: NaiveDate) -> Option<DerivedCondition> {
        let umbrella = (self.umbrella.state, &self.umbrella.period_on(day));
        let noticed = self.row.orders_until.is_some();
        let verified = self.standings.is_verified(self.row.supplier_id, day);
        contract_condition((self.row.state, &self.period_on(day), noticed), umbrella, verified, day)
    }

    /// The view for a caller; prices only for who trades or accounts for trade.
    pub(crate) fn view(self, caller: &Caller, day: NaiveDate) -> Result<ContractView, Error> {
        self.view_at(caller, day, (day, DateTime::<Utc>::MAX_UTC))
    }

    /// The same with the text that was in force on a day, as far as it was recorded by then.
    pub(super) fn view_at(
        self,
        caller: &Caller,
        day: NaiveDate,
        (as_of, known_at): (NaiveDate, DateTime<Utc>),
    ) -> Result<ContractView, Error> {
        let (etag, condition) = (self.etag(day).to_string(), self.condition(day));
        let shown = self.version_at(as_of, known_at).cloned();
        let text = shown.clone().unwrap_or_else(|| self.last_text());
        let judged = self.judged(text.in_force_from, day)?;
        let lines = self.line_views(caller, &text, known_at, &judged)?;
        let festival = text.text.festival.map(festival_view);
        let waits = self.open_amendment.as_ref().filter(|_| self.row.state.is_amended());
        let open_amendment_id = waits.map(|one| one.id);
        let ordering_cap = waits.map(|one| one.ordering_cap(caller, day)).transpose()?.flatten();
        let (supplier_signed_as, buyer_signed_as) =
            (self.signed_as(Business::Supplier), self.signed_as(Business::Buyer));
        let mut row = self.row;
        let (mut text, mut said_yes_to) = (row.text()?, (row.id.uuid(), row.round));
        let (mut terms_number, mut amendment_id) = (1, None);
        if let Some(version) = shown {
            (terms_number, amendment_id) = (version.number, version.amendment_id);
            (row.title, row.valid_until, row.evaluation_due) =
                (version.text.title, version.text.valid_until, version.text.evaluation_due);
            row.value_limit_rupiah = version.text.value_limit_rupiah;
            if let Some(amendment) = version.amendment_id {
                text = version.text_sha256.parse().map_err(|_| damaged("amended"))?;
                said_yes_to = (amendment.uuid(), 1);
            }
        }
        let mut consents = consents_to(&self.consents, (said_yes_to.0, said_yes_to.1, &text));
        if !caller.reads_prices() {
            consents.iter_mut().for_each(|consent| consent.text_sha256 = None);
        }
        Ok(ContractView {
            etag,
            condition,
            attachments: row.attached()?,
            consents,
            terms_number,
            amendment_id,
            open_amendment_id,
            ordering_cap,
            lines,
            festival,
            text_sha256: caller.reads_prices().then_some(text),
            id: row.id,
            number: row.number,
            title: row.title,
            agreement_id: row.agreement_id,
            r#type: row.contract_type,
            state: row.state,
            supplier_id: row.supplier_id,
            buyer_id: row.buyer_id,
            supplier_signed_as,
            buyer_signed_as,
            supplier_government_id: row.supplier_government_id,
            buyer_government_id: row.buyer_government_id,
            facilitator_id: self.umbrella.facilitator,
            supplier_region_code: row.supplier_region_code,
            buyer_region_code: row.buyer_region_code,
            valid_from_date: row.valid_from,
            valid_until_date: row.valid_until,
            value_limit: shown_value(row.value_limit_rupiah, caller),
            evaluation_due_date: row.evaluation_due,
            authenticity_code: row.authenticity_code,
            suspended_by_party_id: row.suspended_by_party_id,
            outcome: row.outcome,
            orders_until_date: row.orders_until,
            breach_noticed_at: row.breach_noticed_at,
            breach_noticed_by_party_id: row.breach_noticed_by_party_id,
            activated_at: row.activated_at,
            activation_recorded_at: row.activation_recorded_at,
            ended_at: row.ended_at,
            end_recorded_at: row.end_recorded_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl ContractRow {
    /// Whether the caller may write the text: the two businesses, and the coordinators who help them.
    pub(crate) fn may_write(&self, caller: &Caller) -> bool {
        WRITERS.iter().any(|role| self.holds(caller, *role))
    }

    /// Whether the caller holds a role in the party of the contract that the role belongs to.
    pub(crate) fn holds(&self, caller: &Caller, role: Role) -> bool {
        let party = caller.party();
        let place = match role {
            Role::Supplier | Role::Aggregator => party == self.supplier_id,
            Role::Buyer => party == self.buyer_id,
            Role::Coordinator => party == self.supplier_government_id || party == self.buyer_government_id,
            _ => false,
        };
        place && caller.has(role)
    }
}

impl Announced for WholeContract {
    type Data = ContractEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> ContractEventData {
        ContractEventData {
            contract_id: self.row.id,
            agreement_id: self.row.agreement_id,
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        self.readers(conn).await
    }
}

impl Versioned for WholeContract {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        let condition = self.condition(day).map(DerivedCondition::label).unwrap_or_default();
        let amended = self.version_at(day, DateTime::<Utc>::MAX_UTC);
        let number = amended.map(|one| format!(" {}", one.number)).unwrap_or_default();
        let from = amended.map_or(self.row.valid_from, |one| one.in_force_from);
        let judged = self.judged(from, day).map(|judged| judged.mark(self.lines_on(day)));
        match format!("{condition}{number}{}", judged.unwrap_or_default()).as_str() {
            "" => Etag::of(self.row.version),
            derived => Etag::with_derived(self.row.version, derived),
        }
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_contract(conn, &self.row, seen).await
    }
}

impl Stateful for WholeContract {
    type State = ContractState;

    fn state(&self) -> ContractState {
        self.row.state
    }

    fn set_state(&mut self, state: ContractState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.row.holds(caller, role)
    }

    /// A suspension is lifted by the government that suspended.
    fn acting_role(&self, caller: &Caller, event: ContractEvent) -> Option<Role> {
        let suspended_by = self.row.suspended_by_party_id.filter(|_| event == ContractEvent::Reinstate);
        if suspended_by.is_some_and(|by| by != caller.party()) {
            return None;
        }
        event.roles().iter().copied().find(|role| Stateful::holds(self, caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.row.agreement_id)
    }

    fn not_theirs(&self, event: ContractEvent) -> Bilingual {
        if event == ContractEvent::Reinstate { suspended_by_the_other() } else { another_side() }
    }
}

/// A festival as it is shown.
pub(crate) fn festival_view(festival: Festival) -> FestivalTerms {
    let Festival { name, festival_date, hold_from_date } = festival;
    FestivalTerms { name, festival_date, hold_from_date }
}

pub(super) fn another_side() -> Bilingual {
    Bilingual::new(
        "Langkah ini dilakukan oleh pihak atau peran lain dalam kontrak ini.",
        "Another party or another role of this contract takes this step.",
    )
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored contract has an unreadable {column}"))
}
