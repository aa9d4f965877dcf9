//! Rows of the amendments.

use std::collections::BTreeMap;

use api_types::agreement::{
    AmendmentChangeView, AmendmentEventData, AmendmentView, Attachment, CappedLineView, OrderingCapView,
    ReductionView, ValueReductionView,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{
    AmendmentCondition, AmendmentEvent, AmendmentState, Change, Reduction, Taken, TakenValue,
    amendment_condition, amendment_kinds,
};
use domain::shared::{
    AgreementId, AmendmentId, Bilingual, ContractId, ContractLineId, Id, Money, PartyId, Quantity, Role,
    TextHash,
};
use serde::de::DeserializeOwned;
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use super::reductions::{TakenOf, taken};
use super::subject::Subject;
use super::texts::{StoredText, StoredVersion, shown_value, unreadable};
use crate::cooperation::agreements::json;
use crate::cooperation::consents::{ConsentRow, consents_to};
use crate::cooperation::contracts::{Judged, References};
use crate::schema::{amendment, contract_text};

/// An amendment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = amendment, treat_none_as_null = true)]
pub(crate) struct AmendmentRow {
    pub(crate) id: AmendmentId,
    pub(crate) agreement_id: AgreementId,
    /// None where it changes the agreement itself.
    pub(crate) contract_id: Option<ContractId>,
    pub(crate) number: i32,
    pub(crate) state: AmendmentState,
    /// Who wrote it.
    pub(crate) party_id: PartyId,
    pub(crate) rationale: String,
    pub(crate) effective_date: NaiveDate,
    pub(crate) in_force_from: Option<NaiveDate>,
    pub(crate) open_until: Option<NaiveDate>,
    pub(crate) capped_version: Option<i64>,
    pub(crate) before: serde_json::Value,
    pub(crate) after: serde_json::Value,
    pub(crate) attachments: serde_json::Value,
    pub(crate) text: String,
    pub(crate) text_sha256: String,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A text of a contract as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = contract_text)]
pub(super) struct ContractTextRow {
    pub(super) contract_id: ContractId,
    number: i32,
    amendment_id: Option<AmendmentId>,
    in_force_from: NaiveDate,
    recorded_at: DateTime<Utc>,
    text_sha256: String,
    text: serde_json::Value,
}

impl ContractTextRow {
    pub(super) fn of(contract_id: ContractId, version: &StoredVersion) -> Self {
        Self {
            contract_id,
            number: version.number,
            amendment_id: version.amendment_id,
            in_force_from: version.in_force_from,
            recorded_at: version.recorded_at,
            text_sha256: version.text_sha256.clone(),
            text: json(&version.text),
        }
    }

    pub(super) fn read(self) -> Result<StoredVersion, Error> {
        Ok(StoredVersion {
            number: self.number,
            amendment_id: self.amendment_id,
            in_force_from: self.in_force_from,
            recorded_at: self.recorded_at,
            text_sha256: self.text_sha256,
            text: serde_json::from_value(self.text).map_err(|_| unreadable())?,
        })
    }
}

/// What amendments show of other things.
#[derive(Debug)]
pub(super) struct Known {
    taken: TakenOf,
    references: References,
}

impl Known {
    /// What some amendments show, in as many statements however many there are.
    pub(super) async fn of<'a>(
        conn: &mut Connection,
        amendments: impl IntoIterator<Item = &'a Amendment> + Clone,
    ) -> Result<Self, Error> {
        let taken = taken(conn, amendments.clone().into_iter().map(|one| &one.subject)).await?;
        let mut lines = Vec::new();
        for one in amendments {
            lines.extend(one.row.before()?.lines.into_iter().chain(one.row.after()?.lines));
        }
        Ok(Self { taken, references: References::of(conn, &lines).await? })
    }
}

/// An amendment with what it changes and who said yes to it.
#[derive(Debug, Clone)]
pub(super) struct Amendment {
    pub(super) row: AmendmentRow,
    pub(super) subject: Subject,
    pub(super) consents: Vec<ConsentRow>,
}

impl AmendmentRow {
    pub(super) fn before(&self) -> Result<StoredText, Error> {
        read(&self.before, "before")
    }

    pub(super) fn after(&self) -> Result<StoredText, Error> {
        read(&self.after, "after")
    }

    pub(super) fn text_hash(&self) -> Result<TextHash, Error> {
        self.text_sha256.parse().map_err(|_| damaged("text_sha256"))
    }

    pub(super) fn attached(&self) -> Result<Vec<Attachment>, Error> {
        read(&self.attachments, "attachments")
    }

    /// What dates derive about it.
    pub(super) fn condition(&self, day: NaiveDate) -> Option<AmendmentCondition> {
        amendment_condition(self.state, self.in_force_from, self.open_until, day)
    }

    /// What differs between the two texts.
    pub(super) fn changes(&self) -> Result<Vec<Change>, Error> {
        let (before, after) = (self.before()?, self.after()?);
        Ok(match self.contract_id {
            Some(_) => before.of_contract()?.changes(&after.of_contract()?),
            None => before.of_agreement()?.changes(&after.of_agreement()?),
        })
    }

    /// The lines it reduces; none of an agreement.
    pub(super) fn reductions(&self) -> Result<Vec<Reduction>, Error> {
        if self.contract_id.is_none() {
            return Ok(Vec::new());
        }
        Ok(self.before()?.of_contract()?.reductions(&self.after()?.of_contract()?))
    }

    /// The largest amount that it reduces; none of an agreement.
    pub(super) fn value_reduction(&self) -> Result<Option<Money>, Error> {
        if self.contract_id.is_none() {
            return Ok(None);
        }
        Ok(self.before()?.of_contract()?.value_reduction(&self.after()?.of_contract()?))
    }

    /// Whether it takes anything away of a contract: a quantity, value, or days at its end.
    pub(super) fn takes_away(&self) -> Result<bool, Error> {
        Ok(!self.reductions()?.is_empty() || self.value_reduction()?.is_some() || self.ends_earlier()?)
    }

    /// What it holds back of its contract on a day, while it is proposed; rupiah for who reads prices.
    pub(crate) fn ordering_cap(
        &self,
        caller: &Caller,
        day: NaiveDate,
    ) -> Result<Option<OrderingCapView>, Error> {
        if self.capped_version.is_none() || !self.state.caps() || self.condition(day).is_some() {
            return Ok(None);
        }
        let lines = self.reductions()?.into_iter().map(|one| CappedLineView {
            contract_line_id: one.line,
            quantity: Quantity::from_stored(one.to, one.unit).into(),
        });
        Ok(Some(OrderingCapView {
            amendment_id: self.id,
            until_date: self.open_until,
            valid_until_date: self.after()?.delivers_until(),
            value_limit: shown_value(self.value_reduction()?.map(|limit| limit.0), caller),
            lines: lines.collect(),
        }))
    }

    /// Whether goods come by it until an earlier day than by the text it changes.
    pub(super) fn ends_earlier(&self) -> Result<bool, Error> {
        Ok(self.after()?.delivers_until() < self.before()?.delivers_until())
    }
}

impl Amendment {
    /// What the prices of both its texts are held against: until it is signed on a day, afterwards on that from which it holds.
    /// None of an agreement.
    pub(super) fn judged(&self, references: &References, day: NaiveDate) -> Result<Option<Judged>, Error> {
        let Some(whole) = self.subject.contract() else { return Ok(None) };
        let day = self.row.in_force_from.unwrap_or(day);
        Ok(Some(references.between(whole.row.regions()?, day)))
    }

    /// The view for a caller on a day; prices only for who trades or accounts for trade.
    pub(super) fn view(
        &self,
        caller: &Caller,
        day: NaiveDate,
        Known { taken, references }: &Known,
    ) -> Result<AmendmentView, Error> {
        let judged = self.judged(references, day)?;
        let row = &self.row;
        let text = row.text_hash()?;
        let shown = row.contract_id.is_none() || caller.reads_prices();
        let mut consents = consents_to(&self.consents, (row.id.uuid(), 1, &text));
        if !shown {
            consents.iter_mut().for_each(|consent| consent.text_sha256 = None);
        }
        let changes = row.changes()?;
        // Of what was settled the figures of today say nothing.
        let open = row.state.is_open();
        let waits = matches!(row.state, AmendmentState::Proposed | AmendmentState::Agreed);
        let reductions = if open { row.reductions()? } else { Vec::new() };
        let value = row.value_reduction()?.filter(|_| open && shown);
        Ok(AmendmentView {
            id: row.id,
            etag: self.etag(day).to_string(),
            agreement_id: row.agreement_id,
            contract_id: row.contract_id,
            number: row.number,
            state: row.state,
            condition: row.condition(day),
            party_id: row.party_id,
            rationale: row.rationale.clone(),
            effective_date: row.effective_date,
            in_force_from_date: row.in_force_from,
            open_until_date: row.open_until.filter(|_| waits),
            kinds: amendment_kinds(&changes),
            before: row.before()?.view(caller, judged.as_ref())?,
            after: row.after()?.view(caller, judged.as_ref())?,
            changes: changes.into_iter().map(|one| change(one, caller)).collect(),
            reductions: reductions.iter().map(|one| reduction(one, &taken.lines)).collect(),
            value_reduction: value.map(|limit| value_reduction(limit, taken.value_of(row.contract_id))),
            attachments: row.attached()?,
            text_sha256: shown.then_some(text),
            consents,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn change(change: Change, caller: &Caller) -> AmendmentChangeView {
    let shown = !change.tells_money() || caller.reads_prices();
    let words = |text: Option<Bilingual>| text.filter(|_| shown).map(Into::into);
    AmendmentChangeView {
        kind: change.kind,
        field: change.field.to_owned(),
        contract_line_id: change.line,
        before: words(change.before),
        after: words(change.after),
    }
}

fn reduction(one: &Reduction, taken: &BTreeMap<ContractLineId, Taken>) -> ReductionView {
    let figures = taken.get(&one.line).copied().unwrap_or_default();
    let Taken { accepted, open } = figures;
    let amount = |base| Quantity::from_stored(base, one.unit).into();
    ReductionView {
        contract_line_id: one.line,
        quantity: amount(one.to),
        accepted: amount(accepted),
        open: amount(open),
        fits: one.fits(figures),
    }
}

fn value_reduction(limit: Money, taken: TakenValue) -> ValueReductionView {
    let shown = |rupiah: i128| Money(i64::try_from(rupiah).unwrap_or(i64::MAX)).into();
    ValueReductionView {
        value_limit: limit.into(),
        accepted: shown(taken.accepted),
        open: shown(taken.open),
        fits: taken.fits(limit),
    }
}

impl Announced for Amendment {
    type Data = AmendmentEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> AmendmentEventData {
        AmendmentEventData {
            amendment_id: self.row.id,
            agreement_id: self.row.agreement_id,
            contract_id: self.row.contract_id,
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        self.subject.audience(conn).await
    }
}

impl Versioned for Amendment {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        match self.row.condition(day) {
            Some(condition) => Etag::with_derived(self.row.version, condition.label()),
            None => Etag::of(self.row.version),
        }
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_amendment(conn, &self.row, seen).await
    }
}

impl Stateful for Amendment {
    type State = AmendmentState;

    fn state(&self) -> AmendmentState {
        self.row.state
    }

    fn set_state(&mut self, state: AmendmentState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.subject.holds(caller, role)
    }

    /// Who wrote it proposes it and takes it back, anybody else of the two sides rejects it. The text of an agreement is
    /// confirmed, that of a contract endorsed.
    fn acting_role(&self, caller: &Caller, event: AmendmentEvent) -> Option<Role> {
        let wrote = caller.party() == self.row.party_id;
        let own = match event {
            AmendmentEvent::Propose | AmendmentEvent::Withdraw => wrote,
            AmendmentEvent::Reject => !wrote,
            AmendmentEvent::ConfirmText => self.row.contract_id.is_none(),
            AmendmentEvent::Endorse => self.row.contract_id.is_some(),
            AmendmentEvent::Sign => true,
        };
        event.roles().iter().copied().find(|role| own && Stateful::holds(self, caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.row.agreement_id)
    }

    fn not_theirs(&self, event: AmendmentEvent) -> Bilingual {
        match event {
            AmendmentEvent::Propose | AmendmentEvent::Withdraw => Bilingual::new(
                "Hanya pihak yang menyusun adendum ini yang mengusulkan atau menariknya kembali.",
                "Only the party that wrote this amendment proposes it or takes it back.",
            ),
            AmendmentEvent::Reject => Bilingual::new(
                "Adendum ditolak oleh pihak lain; yang menyusunnya dapat menariknya kembali (`/withdrawals`).",
                "An amendment is rejected by another party; who wrote it takes it back (`/withdrawals`).",
            ),
            AmendmentEvent::ConfirmText => Bilingual::new(
                "Naskah adendum kesepakatan disetujui koordinator kedua daerah; adendum kontrak disahkan (`/endorsements`).",
                "The coordinators of both regions confirm the text of an agreement's amendment; that of a contract is \
                 endorsed (`/endorsements`).",
            ),
            AmendmentEvent::Endorse => Bilingual::new(
                "Adendum kontrak disahkan koordinator kedua daerah; naskah adendum kesepakatan disetujui \
                 (`/text-confirmations`).",
                "The coordinators of both regions endorse the amendment of a contract; the text of an agreement's is \
                 confirmed (`/text-confirmations`).",
            ),
            AmendmentEvent::Sign => Bilingual::new(
                "Adendum ditandatangani pihak yang menandatangani naskah pertama: kedua usaha pada kontrak, penanda tangan \
                 kedua daerah pada kesepakatan.",
                "An amendment is signed by who signed the first text: both businesses of a contract, the signers of both \
                 regions of an agreement.",
            ),
        }
    }
}

fn read<T: DeserializeOwned>(stored: &serde_json::Value, column: &str) -> Result<T, Error> {
    serde_json::from_value(stored.clone()).map_err(|_| damaged(column))
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored amendment has an unreadable {column}"))
}
