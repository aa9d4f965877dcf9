//! What an amendment takes away, set against what is taken already, as logistics has told it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::agreement::{
    ContractState, CooperationLimit, LimitKind, Reduction, Taken, TakenValue, check_earliest_end,
    check_reductions, check_value_reduction, limit_on,
};
use domain::say;
use domain::shared::{
    Bilingual, CommodityCode, ContractId, ContractLineId, Refusal, RefusalCode, Unmet, jakarta_date,
};
use service::dated::rules;
use service::{Error, Tx};

use super::rows::Amendment;
use super::subject::Subject;
use crate::cooperation::contracts::{WholeContract, contracts_under};
use crate::outside::{
    OpenLine, accepted_by_line, accepted_rupiah, applied_version, expect_fresh_logistics, last_received_at,
    open_call_offs, open_lines, unless_late_news,
};

/// What is taken of contracts: of their lines, and of their values.
#[derive(Debug, Default)]
pub(super) struct TakenOf {
    pub(super) lines: BTreeMap<ContractLineId, Taken>,
    values: BTreeMap<ContractId, TakenValue>,
}

impl TakenOf {
    /// What is taken of the value of a contract.
    pub(super) fn value_of(&self, contract: Option<ContractId>) -> TakenValue {
        contract.and_then(|id| self.values.get(&id).copied()).unwrap_or_default()
    }
}

/// What is taken of what amendments change, as far as it is known here; nothing of agreements.
pub(super) async fn taken<'s>(
    conn: &mut Connection,
    subjects: impl IntoIterator<Item = &'s Subject>,
) -> Result<TakenOf, Error> {
    let contracts = subjects.into_iter().filter_map(Subject::contract);
    let contracts: BTreeMap<ContractId, &WholeContract> = contracts.map(|one| (one.row.id, one)).collect();
    let ids: Vec<ContractId> = contracts.keys().copied().collect();
    let mut taken = TakenOf::default();
    for (line, accepted) in accepted_by_line(conn, &ids).await? {
        taken.lines.entry(line).or_default().accepted = accepted;
    }
    for (contract, rupiah) in accepted_rupiah(conn, &ids).await? {
        taken.values.entry(contract).or_default().accepted = rupiah.into();
    }
    for open in open_lines(conn, &ids).await? {
        taken.lines.entry(open.line).or_default().open += open.base;
        let worth =
            contracts.get(&open.contract).map(|whole| whole.worth(&open)).transpose()?.unwrap_or_default();
        taken.values.entry(open.contract).or_default().open += worth;
    }
    Ok(taken)
}

impl WholeContract {
    /// What is open on an order, at the highest price of the text by which it is priced: as logistics counts it, in rupiah.
    fn worth(&self, open: &OpenLine) -> Result<i128, Error> {
        let latest = DateTime::<Utc>::MAX_UTC;
        let (at, recorded) = open.priced.unwrap_or((latest, latest));
        let lines = self.lines_at(jakarta_date(at), recorded);
        let line =
            lines.iter().chain(&self.last_text().text.lines).find(|line| line.id == open.line).cloned();
        let priced = line.map(|line| line.priced(open.base, open.variant)).transpose()?;
        Ok(priced.map_or(0, |goods| goods.value()))
    }
}

/// The amendment takes nothing away that is taken already: of a contract nothing that was accepted or is on order, of an
/// agreement no day and no commodity of a contract under it.
pub(super) async fn check_takes_nothing(tx: &mut Tx<'_>, amendment: &Amendment) -> Result<(), Error> {
    match &amendment.subject {
        Subject::Contract(whole, _) => of_contract(tx, amendment, whole).await,
        Subject::Agreement(_) => of_agreement(tx, amendment).await,
    }
}

async fn of_contract(tx: &mut Tx<'_>, amendment: &Amendment, whole: &WholeContract) -> Result<(), Error> {
    let row = &amendment.row;
    let shorter = row.after()?.valid_until < row.before()?.valid_until;
    if !row.takes_away()? && !shorter {
        return Ok(());
    }
    expect_fresh_logistics(tx.conn, tx.now).await?;
    let id = whole.row.id;
    let figures = taken(tx.conn, [&amendment.subject]).await?;
    let of = |one: Reduction| (one, figures.lines.get(&one.line).copied().unwrap_or_default());
    let against: Vec<(Reduction, Taken)> = row.reductions()?.into_iter().map(of).collect();
    check_reductions(&against).map_err(unless_late_news)?;
    if let Some(to) = row.value_reduction()? {
        check_value_reduction(id, to, figures.value_of(Some(id))).map_err(unless_late_news)?;
    }
    let after = row.after()?;
    if shorter {
        check_claims(tx, id, after.valid_until).await?;
    }
    if row.ends_earlier()? {
        check_orders(tx, id, after.delivers_until()).await?;
    }
    Ok(())
}

/// A contract outlives its last goods.
async fn check_claims(tx: &mut Tx<'_>, contract: ContractId, until: NaiveDate) -> Result<(), Error> {
    let limits = rules::<CooperationLimit>(tx.conn).await?;
    let window = limit_on(&limits, LimitKind::ClaimsWindow, tx.today()).unwrap_or_default();
    let last = last_received_at(tx.conn, contract).await?.map(jakarta_date);
    check_earliest_end(until, last, window).map_err(unless_late_news)
}

/// Goods that are on order come until the last day on which any do.
async fn check_orders(tx: &mut Tx<'_>, contract: ContractId, until: NaiveDate) -> Result<(), Error> {
    let orders = open_call_offs(tx.conn, &[contract]).await?;
    let later = orders.iter().filter(|order| order.requested_delivery_date > until);
    let unmet = later.map(|order| {
        let how = say!(
            "Pesanan {number} akan dikirim pada {day}. Selesaikan atau tutup lebih dahulu, atau pilih hari terakhir yang \
             mencakupnya.",
            "Order {number} is to be delivered on {day}. Finish or close it first, or choose a last day that covers it.",
            number = Bilingual::same(&order.number),
            day = order.requested_delivery_date,
        );
        let required = say!("paling lambat {until}", "{until} at the latest", until = until);
        Unmet::new("orders_within_period", order.id, order.requested_delivery_date, required, how)
    });
    Refusal::unless_empty(RefusalCode::AmendmentRule, unmet.collect()).map_err(unless_late_news)
}

/// Contracts that have not ended lie within their agreement and its commodities.
async fn of_agreement(tx: &mut Tx<'_>, amendment: &Amendment) -> Result<(), Error> {
    let after = amendment.row.after()?;
    let covered = after.of_agreement()?.commodities;
    let contracts = contracts_under(tx.conn, amendment.row.agreement_id).await?;
    // What is only written is judged when it comes into force.
    let bound =
        |whole: &&WholeContract| whole.row.state.is_amended() || whole.row.state == ContractState::Signed;
    let going_on = contracts.iter().filter(bound);
    let mut unmet = Vec::new();
    for whole in going_on {
        let until = whole.last_text().text.valid_until;
        if until > after.valid_until {
            unmet.push(outlives(whole, until, after.valid_until));
        }
        // Whatever it trades from that day on, by the text in force then and by later ones.
        let from = amendment.row.effective_date;
        let later =
            whole.versions.iter().filter(|one| one.in_force_from > from).flat_map(|one| &one.text.lines);
        let lines = whole.lines_on(from).iter().chain(later);
        let goods: BTreeSet<CommodityCode> = lines.map(|line| line.commodity()).collect::<Result<_, _>>()?;
        unmet.extend(goods.difference(&covered).map(|code| not_covered(whole, code)));
    }
    Ok(Refusal::unless_empty(RefusalCode::AmendmentRule, unmet)?)
}

fn outlives(whole: &WholeContract, found: NaiveDate, until: NaiveDate) -> Unmet {
    let how = say!(
        "Kontrak {number} berlaku sampai {found}. Akhiri atau ubah dulu kontrak itu, atau pilih hari terakhir yang \
         mencakupnya.",
        "Contract {number} holds until {found}. End or amend it first, or choose a last day that covers it.",
        number = Bilingual::same(&whole.row.number),
        found = found,
    );
    let required = say!("paling lambat {until}", "{until} at the latest", until = until);
    Unmet::new("contracts_within_period", whole.row.id, found, required, how)
}

fn not_covered(whole: &WholeContract, code: &CommodityCode) -> Unmet {
    let how = say!(
        "Kontrak {number} memperdagangkan {goods}. Akhiri atau ubah dulu kontrak itu, atau biarkan komoditas ini tercakup.",
        "Contract {number} trades {goods}. End or amend it first, or leave this commodity covered.",
        number = Bilingual::same(&whole.row.number),
        goods = code,
    );
    let required = Bilingual::new("komoditas yang tercakup", "a commodity that is covered");
    Unmet::new("contracts_covered", whole.row.id, code, required, how)
}

/// Logistics has told that it holds back what the amendment reduces; what is ordered since fits into both texts.
pub(super) async fn expect_capped(tx: &mut Tx<'_>, amendment: &Amendment) -> Result<(), Error> {
    let (Some(version), Some(contract)) = (amendment.row.capped_version, amendment.row.contract_id) else {
        return Ok(());
    };
    let applied = applied_version(tx.conn, contract).await?;
    if applied.is_some_and(|applied| applied >= version) {
        return Ok(());
    }
    Err(Error::not_yet_known("logistics", &contract.to_string()))
}
