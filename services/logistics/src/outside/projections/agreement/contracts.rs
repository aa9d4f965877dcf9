//! Contracts with their lines, from the agreement service, and who may read them: the relationship that everything of the
//! trade is read by.

use std::collections::BTreeMap;

use api_types::WireMoney;
use api_types::agreement::{ContractQuery, ContractVersionView, ContractView, ListContractVersionsQuery};
use api_types::logistics::ContractTermsEventData;
use chrono::{DateTime, NaiveDate, Utc};
use client::{AgreementApi, ClientError};
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;
use domain::agreement::{ContractOutcome, ContractState, ContractType};
use domain::logistics::{ContractTermsHappened, ContractValue};
use domain::shared::{AgreementId, ContractId, ContractLineId, PartyId, PartyKind, Period, jakarta_date};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};
use web::Caller;

use super::contract_lines::{ContractLineRow, lines_of, text};
use super::texts::{later, stored, text_at, texts};
use crate::outside::projections::exact;
use crate::schema::{
    contract_line_lock, projected_agreement, projected_contract, projected_contract_line, projected_party,
};

/// A contract as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract, treat_none_as_null = true)]
pub struct ContractRow {
    /// Its id.
    pub id: ContractId,
    /// Number on the paper.
    pub number: String,
    /// The agreement above it.
    pub agreement_id: AgreementId,
    /// What it promises.
    pub kind: ContractType,
    /// Where it stands.
    pub state: ContractState,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The government of the supplier's side.
    pub supplier_government_id: PartyId,
    /// The government of the buyer's side.
    pub buyer_government_id: PartyId,
    /// Home region of the supplier.
    pub supplier_region_code: String,
    /// Home region of the buyer.
    pub buyer_region_code: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none for no end.
    pub valid_until: Option<NaiveDate>,
    /// Version in the agreement service.
    pub version: i64,
    /// The place in the agreement service's feed these terms were read at.
    pub terms_position: i64,
    /// When it was put into force, as claimed.
    pub activated_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    pub activation_recorded_at: Option<DateTime<Utc>>,
    /// What becomes of it, where its agreement is under notice or was terminated.
    pub outcome: Option<ContractOutcome>,
    /// The last day on which it takes new orders then.
    pub orders_until: Option<NaiveDate>,
    /// When it ended, as claimed.
    pub ended_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    pub end_recorded_at: Option<DateTime<Utc>>,
    /// The last days by its texts, once it was amended.
    pub texts: serde_json::Value,
    /// The last day on which a proposed amendment holds anything back.
    pub cap_ends: Option<NaiveDate>,
    /// The last day of delivery that it proposes.
    pub cap_valid_until: Option<NaiveDate>,
    /// The largest amount it may reach, in rupiah; none where nothing limits that.
    pub value_limit_rupiah: Option<i64>,
    /// The same by its texts, once it was amended.
    pub value_texts: serde_json::Value,
    /// The lower amount that a proposed amendment asks for.
    pub cap_value_rupiah: Option<i64>,
    /// The last day on which animals held for a festival are delivered, by the text signed last.
    pub festival_date: Option<NaiveDate>,
}

/// A contract with its lines, to be kept.
#[derive(Debug, Clone)]
pub struct WholeContract {
    /// The contract.
    pub row: ContractRow,
    /// All its lines.
    pub lines: Vec<ContractLineRow>,
}

/// A contract and who facilitates and audits its agreement.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Contract {
    pub(crate) row: ContractRow,
    facilitator_id: Option<PartyId>,
    auditor_ids: Option<Vec<PartyId>>,
}

impl ContractRow {
    /// Its period by the text in force on a day.
    pub(crate) fn period_on(&self, day: NaiveDate) -> Period {
        let amended = text_at(&texts::<NaiveDate>(&self.texts), day, DateTime::<Utc>::MAX_UTC).copied();
        Period { from: self.valid_from, until: amended.or(self.valid_until) }
    }

    /// The days on which goods may be wanted, asked on a day: by the text that will be in force then, no later than the festival
    /// that animals are held for, and no later than a proposed text says.
    pub(crate) fn delivers_on(&self, date: NaiveDate, today: NaiveDate) -> Period {
        let mut period = self.period_on(date);
        period.until = [period.until, self.festival_date].into_iter().flatten().min();
        if self.cap_ends.is_some_and(|ends| today <= ends) {
            period.until = [period.until, self.cap_valid_until].into_iter().flatten().min();
        }
        period
    }

    /// What it may reach by the text in force on a day, and what a proposed text or a later one lets be ordered less.
    pub(crate) fn value_on(&self, day: NaiveDate) -> ContractValue {
        let texts = texts::<Option<i64>>(&self.value_texts);
        let proposed = self.cap_value_rupiah.filter(|_| self.cap_ends.is_some_and(|ends| day <= ends));
        let cap = later(&texts, day).copied().flatten().chain(proposed).min();
        let limit = self.value_limit_at(day, DateTime::<Utc>::MAX_UTC);
        ContractValue::of(limit, cap.map(i128::from))
    }

    /// The same in both times, when nothing that was only proposed counts.
    pub(crate) fn value_at(&self, as_of: DateTime<Utc>, known_at: DateTime<Utc>) -> ContractValue {
        ContractValue::of(self.value_limit_at(jakarta_date(as_of), known_at), None)
    }

    fn value_limit_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> Option<i128> {
        let texts = texts::<Option<i64>>(&self.value_texts);
        text_at(&texts, day, known_at).copied().unwrap_or(self.value_limit_rupiah).map(i128::from)
    }

    /// Whether it had been put into force by a point of both times. What is not known (told by an earlier release) counts
    /// as so.
    pub(crate) fn commits_at(&self, as_of: DateTime<Utc>, known_at: DateTime<Utc>) -> bool {
        use ContractState as S;
        match (self.activated_at, self.activation_recorded_at) {
            (Some(activated), Some(recorded)) => activated <= as_of && recorded <= known_at,
            _ => !matches!(
                self.state,
                S::Draft | S::Submitted | S::ChangesRequested | S::Endorsed | S::Signed | S::Cancelled
            ),
        }
    }
}

impl ContractRow {
    /// Whether it had ended by a point of both times. Of what was told by an earlier release, its state says so.
    pub(crate) fn has_ended_at(&self, as_of: DateTime<Utc>, known_at: DateTime<Utc>) -> bool {
        use ContractState as S;
        match (self.ended_at, self.end_recorded_at) {
            (Some(ended), Some(recorded)) => ended <= as_of && recorded <= known_at,
            _ => matches!(self.state, S::Fulfilled | S::EndedShort | S::Closed | S::Terminated),
        }
    }
}

impl WholeContract {
    /// Reads a contract as it is now, with all its texts.
    pub(super) async fn read(api: &AgreementApi, id: ContractId) -> Result<Self, ClientError> {
        let view = api.get_contract(id, &ContractQuery::default()).await?.value;
        let (mut versions, mut query) = (Vec::new(), ListContractVersionsQuery::default());
        loop {
            let page = api.list_contract_versions(id, &query).await?.value;
            versions.extend(page.items);
            if page.next_cursor.is_none() {
                return Self::of(view, &versions);
            }
            query.cursor = page.next_cursor;
        }
    }

    /// What is kept of a contract.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag or a quantity that is none of ours.
    pub fn of(view: ContractView, versions: &[ContractVersionView]) -> Result<Self, ClientError> {
        let cap = view.ordering_cap;
        // A day longer than it can be signed: the last signature may be on its way here at midnight.
        let last = |until: NaiveDate| until.succ_opt().unwrap_or(until);
        let cap_ends = cap.as_ref().map(|cap| cap.until_date.map_or(NaiveDate::MAX, last));
        let mut lines = lines_of(view.id, view.lines, versions)?;
        for capped in cap.iter().flat_map(|cap| &cap.lines) {
            let base = exact(&capped.quantity)?.base();
            for line in lines.iter_mut().filter(|line| line.id == capped.contract_line_id) {
                (line.cap_base, line.cap_ends) = (Some(base), cap_ends);
            }
        }
        let amended = if versions.len() > 1 { versions } else { &[] };
        let festival = versions.last().map_or(view.festival.clone(), |last| last.festival.clone());
        let last_days: Vec<_> =
            amended.iter().map(|version| text(version, version.valid_until_date)).collect();
        let rupiah = |limit: &Option<WireMoney>| limit.as_ref().map(|limit| limit.amount);
        let values: Vec<_> =
            amended.iter().map(|version| text(version, rupiah(&version.value_limit))).collect();
        Ok(Self {
            lines,
            row: ContractRow {
                version: version_of(&view.etag)?,
                id: view.id,
                number: view.number,
                agreement_id: view.agreement_id,
                kind: view.r#type,
                state: view.state,
                supplier_id: view.supplier_id,
                buyer_id: view.buyer_id,
                supplier_government_id: view.supplier_government_id,
                buyer_government_id: view.buyer_government_id,
                supplier_region_code: view.supplier_region_code,
                buyer_region_code: view.buyer_region_code,
                valid_from: view.valid_from_date,
                valid_until: Some(view.valid_until_date),
                // Known once the event that told of it is.
                terms_position: 0,
                activated_at: view.activated_at,
                activation_recorded_at: view.activation_recorded_at,
                outcome: view.outcome,
                orders_until: view.orders_until_date,
                ended_at: view.ended_at,
                end_recorded_at: view.end_recorded_at,
                texts: stored(&last_days),
                cap_ends,
                cap_valid_until: cap.as_ref().map(|cap| cap.valid_until_date),
                value_limit_rupiah: rupiah(&view.value_limit),
                value_texts: stored(&values),
                cap_value_rupiah: cap.and_then(|cap| rupiah(&cap.value_limit)),
                festival_date: festival.map(|festival| festival.festival_date),
            },
        })
    }
}

impl Projected for WholeContract {
    fn keep<'a>(&'a self, conn: &'a mut Connection, position: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let row = ContractRow { terms_position: position, ..self.row.clone() };
            lock_contract(conn, row.id).await?;
            if keep_newer!(conn, projected_contract, id, &row)? {
                replace_lines(conn, row.id, &self.lines).await?;
                if row.cap_ends.is_some() {
                    tell_applied(conn, &row).await?;
                }
            }
            Ok(())
        })
    }
}

/// Whoever orders from its lines at this moment is done before its terms change, or waits and is judged by the new ones.
pub(crate) async fn lock_contract(conn: &mut Connection, contract: ContractId) -> Result<(), Error> {
    let lines = projected_contract_line::table
        .filter(projected_contract_line::contract_id.eq(contract))
        .select(projected_contract_line::id);
    let lock = contract_line_lock::table
        .filter(contract_line_lock::contract_line_id.eq_any(lines))
        .order(contract_line_lock::contract_line_id.asc())
        .select(contract_line_lock::contract_line_id)
        .for_no_key_update();
    lock.load::<ContractLineId>(conn).await?;
    Ok(())
}

/// Tells the agreement service that orders are judged by this version from now on: what is proposed may be signed once it
/// knows.
async fn tell_applied(conn: &Connection, row: &ContractRow) -> Result<(), Error> {
    let told = ContractTermsEventData { contract_id: row.id, contract_version: row.version };
    service::projection::tell(conn, row.id, ContractTermsHappened::Applied, told).await
}

/// Replaces the lines of a contract. A line that left a draft goes; its lock may stay.
async fn replace_lines(
    conn: &mut Connection,
    contract: ContractId,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    use projected_contract_line as l;
    let kept: Vec<ContractLineId> = lines.iter().map(|line| line.id).collect();
    diesel::delete(l::table)
        .filter(l::contract_id.eq(contract))
        .filter(l::id.ne_all(&kept))
        .execute(conn)
        .await?;
    for line in lines {
        let upsert = diesel::insert_into(l::table).values(line).on_conflict(l::id).do_update().set(line);
        upsert.prepared().execute(conn).await?;
    }
    let locks: Vec<_> = kept.into_iter().map(|id| contract_line_lock::contract_line_id.eq(id)).collect();
    diesel::insert_into(contract_line_lock::table)
        .values(locks)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Ids of contracts, to filter what hangs under them.
pub(crate) type VisibleContracts = projected_contract::BoxedQuery<'static, Pg, Uuid>;

/// The contracts that a caller may read: its two businesses, the governments of both sides and of the businesses' home
/// regions, the facilitator and the auditors of its agreement; services read all.
pub(crate) fn visible_contracts(caller: &Caller) -> VisibleContracts {
    let ids = projected_contract::table.select(projected_contract::id).into_boxed();
    if caller.is_service() {
        return ids;
    }
    let party = caller.party();
    let above = projected_agreement::facilitator_id
        .eq(party)
        .or(projected_agreement::auditor_ids.contains(vec![party]));
    let above = projected_agreement::table.filter(above).select(projected_agreement::id);
    let governed = || {
        projected_party::table
            .filter(projected_party::id.eq(party))
            .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
            .select(projected_party::region_code)
    };
    ids.filter(
        projected_contract::supplier_id
            .eq(party)
            .or(projected_contract::buyer_id.eq(party))
            .or(projected_contract::supplier_government_id.eq(party))
            .or(projected_contract::buyer_government_id.eq(party))
            .or(projected_contract::agreement_id.eq_any(above))
            .or(projected_contract::supplier_region_code.eq_any(governed()))
            .or(projected_contract::buyer_region_code.eq_any(governed())),
    )
}

impl Contract {
    /// Who facilitates its agreement.
    pub(crate) fn facilitator(&self) -> Option<PartyId> {
        self.facilitator_id
    }

    /// Everybody who may read it.
    pub(crate) async fn readers(&self, mut conn: &Connection) -> Result<Vec<PartyId>, Error> {
        let row = &self.row;
        let mut readers =
            vec![row.supplier_id, row.buyer_id, row.supplier_government_id, row.buyer_government_id];
        readers.extend(self.facilitator_id);
        readers.extend(self.auditor_ids.iter().flatten());
        let governments: Vec<PartyId> = projected_party::table
            .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
            .filter(projected_party::region_code.eq_any([&row.supplier_region_code, &row.buyer_region_code]))
            .select(projected_party::id)
            .load(&mut conn)
            .await?;
        readers.extend(governments);
        Ok(readers)
    }
}

/// A contract that the caller may read.
pub(crate) async fn find_contract(
    mut conn: &Connection,
    caller: &Caller,
    id: ContractId,
) -> Result<Option<Contract>, Error> {
    let found = projected_contract::table
        .left_join(
            projected_agreement::table.on(projected_agreement::id.eq(projected_contract::agreement_id)),
        )
        .filter(projected_contract::id.eq(id))
        .filter(projected_contract::id.eq_any(visible_contracts(caller)))
        .select((
            ContractRow::as_select(),
            projected_agreement::facilitator_id.nullable(),
            projected_agreement::auditor_ids.nullable(),
        ))
        .first(&mut conn)
        .await;
    Ok(found.optional()?)
}

/// Contracts by id, whoever asks: the caller has checked what hangs under them.
pub(crate) async fn contracts_by_id(
    mut conn: &Connection,
    ids: &[ContractId],
) -> Result<BTreeMap<ContractId, Contract>, Error> {
    let found: Vec<Contract> = projected_contract::table
        .left_join(
            projected_agreement::table.on(projected_agreement::id.eq(projected_contract::agreement_id)),
        )
        .filter(projected_contract::id.eq_any(ids))
        .select((
            ContractRow::as_select(),
            projected_agreement::facilitator_id.nullable(),
            projected_agreement::auditor_ids.nullable(),
        ))
        .load(&mut conn)
        .await?;
    Ok(found.into_iter().map(|contract| (contract.row.id, contract)).collect())
}

/// The lines of contracts.
pub(crate) async fn contract_lines_of(
    mut conn: &Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<ContractLineId, ContractLineRow>, Error> {
    let rows: Vec<ContractLineRow> = projected_contract_line::table
        .filter(projected_contract_line::contract_id.eq_any(contracts))
        .select(ContractLineRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Contract lines by id, whoever asks: the caller has checked what hangs under them.
pub(crate) async fn lines_by_id(
    mut conn: &Connection,
    ids: &[ContractLineId],
) -> Result<BTreeMap<ContractLineId, ContractLineRow>, Error> {
    let rows: Vec<ContractLineRow> = projected_contract_line::table
        .filter(projected_contract_line::id.eq_any(ids))
        .select(ContractLineRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
