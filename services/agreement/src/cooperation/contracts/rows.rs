//! Rows of the contracts and their lines.

use api_types::agreement::{Attachment, ContractEventData, ContractLineView, ContractView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use diesel::sql_types;
use domain::agreement::{
    AgreementDays, AgreementState, Business, ContractEvent, ContractLineTerms, ContractOutcome,
    ContractState, ContractTerms, ContractType, DerivedCondition, contract_condition,
};
use domain::shared::{
    AgreementId, AmendmentId, Bilingual, CommodityCode, ContractId, ContractLineId, Id, Money, PartyId,
    Period, PriceBasis, Quantity, RegionCode, Role, TextHash, Unit,
};
use serde::{Deserialize, Serialize};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::access::WRITERS;
use super::queries;
use crate::cooperation::agreements::{WHOLE_PAPERS, named_papers, suspended_by_the_other};
use crate::cooperation::amendments::{AmendmentRow, StoredText, StoredVersion, version_at};
use crate::cooperation::consents::{ConsentRow, consents_to};
use crate::schema::{contract, contract_line};
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
}

/// A line of a contract as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = contract_line)]
pub(crate) struct ContractLineRow {
    pub(crate) id: ContractLineId,
    pub(crate) contract_id: ContractId,
    pub(crate) number: i32,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) unit: Unit,
    pub(crate) quantity_base: Option<i64>,
    pub(crate) over_tolerance_bp: i32,
    pub(crate) price_rupiah: i64,
    pub(crate) price_basis: PriceBasis,
    pub(crate) description: Option<String>,
    pub(crate) under_tolerance_bp: i32,
    /// The amendment that brought it; none for a line of the first text.
    pub(crate) amendment_id: Option<AmendmentId>,
    /// Other forms that it may be met in, in order.
    #[serde(default)]
    pub(crate) also_form_codes: Vec<String>,
}

impl ContractLineRow {
    pub(crate) fn quantity(&self) -> Option<Quantity> {
        self.quantity_base.map(|base| Quantity::from_stored(base, self.unit))
    }

    pub(crate) fn commodity(&self) -> Result<CommodityCode, Error> {
        self.commodity_code.parse().map_err(|_| damaged("commodity_code"))
    }

    fn tolerance(&self) -> Result<u16, Error> {
        u16::try_from(self.over_tolerance_bp).map_err(|_| damaged("over_tolerance_bp"))
    }

    pub(super) fn under_tolerance(&self) -> Result<u16, Error> {
        u16::try_from(self.under_tolerance_bp).map_err(|_| damaged("under_tolerance_bp"))
    }

    pub(crate) fn terms(&self) -> Result<ContractLineTerms, Error> {
        let form = |code: &String| code.parse().map_err(|_| damaged("form_code"));
        Ok(ContractLineTerms {
            commodity: self.commodity()?,
            form: form(&self.form_code)?,
            also_forms: self.also_form_codes.iter().map(form).collect::<Result<_, _>>()?,
            unit: self.unit,
            quantity: self.quantity(),
            over_tolerance_bp: self.tolerance()?,
            under_tolerance_bp: self.under_tolerance()?,
            price: Money(self.price_rupiah),
            price_basis: self.price_basis,
            drawdown: self.unit.dimension(),
            description: self.description.clone(),
        })
    }

    pub(crate) fn view(&self, caller: &Caller) -> Result<ContractLineView, Error> {
        Ok(ContractLineView {
            id: self.id,
            number: self.number,
            quantity: self.quantity().map(Into::into),
            over_tolerance_bp: self.tolerance()?,
            under_tolerance_bp: self.under_tolerance()?,
            price: caller.reads_prices().then(|| Money(self.price_rupiah).into()),
            price_basis: self.price_basis,
            commodity_code: self.commodity_code.clone(),
            form_code: self.form_code.clone(),
            also_form_codes: self.also_form_codes.clone(),
            unit: self.unit,
            description: self.description.clone(),
        })
    }
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
}

impl Umbrella {
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
            lines: lines.iter().map(ContractLineRow::terms).collect::<Result<_, _>>()?,
            attachments: named_papers(self.attached()?, self.text_format),
            number: (self.text_format >= WHOLE_PAPERS).then(|| self.number.clone()),
        })
    }
}

impl WholeContract {
    /// The legal name under which a business signed; none before it has.
    pub(crate) fn signed_as(&self, business: Business) -> Option<String> {
        let name = self.signed_names.iter().find(|one| one.given_by == business.label());
        name.map(|one| one.legal_name.clone())
    }

    /// Its text on a day, as far as it was recorded by then; none where nothing was amended.
    fn version_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> Option<&StoredVersion> {
        version_at(&self.versions, day, known_at)
    }

    /// The amendment whose text is in force on a day; none while the first text is.
    pub(super) fn amendment_on(&self, day: NaiveDate) -> Option<AmendmentId> {
        self.version_at(day, DateTime::<Utc>::MAX_UTC)?.amendment_id
    }

    /// All its texts, the first one first.
    pub(super) fn texts(&self) -> Vec<StoredVersion> {
        if self.versions.is_empty() { vec![self.last_text()] } else { self.versions.clone() }
    }

    /// The lines in force on a day.
    pub(crate) fn lines_on(&self, day: NaiveDate) -> &[ContractLineRow] {
        self.version_at(day, DateTime::<Utc>::MAX_UTC).map_or(&self.lines, |one| &one.text.lines)
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
                lines: self.lines.clone(),
                commodities: Vec::new(),
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
        let waits = self.open_amendment.as_ref().filter(|_| self.row.state.is_amended());
        let open_amendment_id = waits.map(|one| one.id);
        let ordering_cap = waits.map(|one| one.ordering_cap(day)).transpose()?.flatten();
        let (supplier_signed_as, buyer_signed_as) =
            (self.signed_as(Business::Supplier), self.signed_as(Business::Buyer));
        let (mut row, mut lines) = (self.row, self.lines);
        let (mut text, mut said_yes_to) = (row.text()?, (row.id.uuid(), row.round));
        let (mut terms_number, mut amendment_id) = (1, None);
        if let Some(version) = shown {
            (terms_number, amendment_id) = (version.number, version.amendment_id);
            (row.title, row.valid_until, lines) =
                (version.text.title, version.text.valid_until, version.text.lines);
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
            lines: lines.iter().map(|line| line.view(caller)).collect::<Result<_, _>>()?,
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
        let condition = self.condition(day).map(DerivedCondition::label);
        let amended = self.version_at(day, DateTime::<Utc>::MAX_UTC).map(|one| one.number.to_string());
        match (condition, amended) {
            (None, None) => Etag::of(self.row.version),
            (Some(derived), None) => Etag::with_derived(self.row.version, derived),
            (condition, Some(number)) => {
                Etag::with_derived(self.row.version, &format!("{} {number}", condition.unwrap_or_default()))
            }
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

pub(super) fn another_side() -> Bilingual {
    Bilingual::new(
        "Langkah ini dilakukan oleh pihak atau peran lain dalam kontrak ini.",
        "Another party or another role of this contract takes this step.",
    )
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored contract has an unreadable {column}"))
}
