//! All SQL of the realisation report; the caller has been shown to be a reader of the agreement.

use chrono::{DateTime, Utc};
use db::Connection;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::shared::{AgreementId, Dimension, Id as _, Unit};
use service::Error;

/// Which facts count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// First instant that counts: the day of the signature begins.
    pub(super) since: DateTime<Utc>,
    /// First instant that does not count any more, by claimed time.
    pub(super) until: DateTime<Utc>,
    /// Last instant that counts, by recorded time; none for everything.
    pub(super) known_at: Option<DateTime<Utc>>,
}

/// What was accepted of one form of a commodity: a part of it that was measured alike, or, without `drawn_in`, all of it.
#[derive(Debug, QueryableByName)]
pub(super) struct AcceptedRow {
    #[diesel(sql_type = Text)]
    pub(super) commodity_code: String,
    #[diesel(sql_type = Text)]
    pub(super) form_code: String,
    /// What the contract lines of the part draw down in.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) drawn_in: Option<Dimension>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) mass_grams: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) heads: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) pieces: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) millilitres: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub(super) vehicles: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) amount_rupiah: i64,
}

/// What contracts commit of one form in one unit.
#[derive(Debug, QueryableByName)]
pub(super) struct CommittedRow {
    #[diesel(sql_type = Text)]
    pub(super) commodity_code: String,
    #[diesel(sql_type = Text)]
    pub(super) form_code: String,
    #[diesel(sql_type = Text)]
    pub(super) unit: Unit,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) quantity_base: Option<i64>,
}

const ACCEPTED: &str = "
    select commodity_code, form_code, drawn_in,
        sum(mass_grams)::bigint as mass_grams, sum(heads)::bigint as heads,
        sum(pieces)::bigint as pieces, sum(millilitres)::bigint as millilitres,
        count(distinct vehicle_id) filter
            (where coalesce(mass_grams, 0) + coalesce(heads, 0) + coalesce(pieces, 0) + coalesce(millilitres, 0) > 0)
            as vehicles,
        sum(amount_rupiah)::bigint as amount_rupiah
    from realized_line
    where agreement_id = $1 and received_at >= $2 and received_at < $3
        and ($4 is null or posted_at <= $4)
        and (reversed_at is null or reversed_at >= $3 or reversal_posted_at > $4)
    group by grouping sets ((commodity_code, form_code),
        (commodity_code, form_code, drawn_in,
            mass_grams is null, heads is null, pieces is null, millilitres is null))
    order by commodity_code, form_code";

/// Sums posted receipts that are not reversed, per form and, within it, per way of measuring: one statement over the
/// agreement's part of the index.
pub(super) async fn sum_accepted(
    conn: &mut Connection,
    agreement: AgreementId,
    moment: Moment,
) -> Result<Vec<AcceptedRow>, Error> {
    let query = diesel::sql_query(ACCEPTED)
        .bind::<SqlUuid, _>(agreement.uuid())
        .bind::<Timestamptz, _>(moment.since)
        .bind::<Timestamptz, _>(moment.until)
        .bind::<Nullable<Timestamptz>, _>(moment.known_at);
    Ok(query.load(conn).await?)
}

const RECORDED_LATER: &str = "
    select (select count(*) filter (where activated_at < $3 and activation_recorded_at >= $3
                and ($4 is null or activation_recorded_at <= $4))
            + count(*) filter (where terminated_at < $3 and termination_recorded_at >= $3
                and ($4 is null or termination_recorded_at <= $4)) from contract where agreement_id = $1)
            + (select count(*) from contract_text join contract on contract.id = contract_text.contract_id
                where contract.agreement_id = $1 and contract_text.amendment_id is not null
                    and contract_text.in_force_from::timestamp at time zone 'Asia/Jakarta' < $3
                    and contract_text.recorded_at >= $3 and ($4 is null or contract_text.recorded_at <= $4))
        as contracts, count(distinct receipt_id) as receipts from realized_line
    where agreement_id = $1 and received_at >= $2 and received_at < $3
        and ((posted_at >= $3 and ($4 is null or posted_at <= $4)
                and (reversed_at is null or reversed_at >= $3 or reversal_posted_at > $4))
            or (posted_at < $3 and reversed_at < $3 and reversal_posted_at >= $3
                and ($4 is null or reversal_posted_at <= $4)))";

/// What was recorded of the days of a report after the last of them.
#[derive(Debug, QueryableByName)]
pub(super) struct RecordedLater {
    /// How often a contract came into force, was amended, or ended.
    #[diesel(sql_type = BigInt)]
    pub(super) contracts: i64,
    /// Receipts that count, or count no more because they were taken back.
    #[diesel(sql_type = BigInt)]
    pub(super) receipts: i64,
}

/// What moves the figures of a report since its last day.
pub(super) async fn count_recorded_later(
    conn: &mut Connection,
    agreement: AgreementId,
    moment: Moment,
) -> Result<RecordedLater, Error> {
    let query = diesel::sql_query(RECORDED_LATER)
        .bind::<SqlUuid, _>(agreement.uuid())
        .bind::<Timestamptz, _>(moment.since)
        .bind::<Timestamptz, _>(moment.until)
        .bind::<Nullable<Timestamptz>, _>(moment.known_at);
    Ok(query.get_result(conn).await?)
}

/// Of a contract that was amended, the lines of the text in force on the last day, as far as it was signed by then.
const COMMITTED: &str = "
    with texts as (
        select distinct on (contract_text.contract_id) contract_text.contract_id, contract_text.text,
            contract_text.in_force_from
        from contract_text join contract on contract.id = contract_text.contract_id
        where contract.agreement_id = $1 and (contract_text.amendment_id is null
            or (contract_text.in_force_from::timestamp at time zone 'Asia/Jakarta' < $2
                and ($3 is null or contract_text.recorded_at <= $3)))
        order by contract_text.contract_id, contract_text.number desc
    ), lines as (
        select line.id, line.contract_id, line.commodity_code, line.form_code, line.unit,
            coalesce(line.quantity_base, share_committed(line.id, $2, $3, contract.valid_until, null)) as quantity_base
        from contract_line line join contract on contract.id = line.contract_id
        where contract.agreement_id = $1 and line.amendment_id is null
            and not exists (select from texts where texts.contract_id = line.contract_id)
        union all
        select substr(said->>'id', 5)::uuid, texts.contract_id, said->>'commodity_code', said->>'form_code',
            said->>'unit', coalesce((said->>'quantity_base')::bigint, share_committed(substr(said->>'id', 5)::uuid,
                $2, $3, (texts.text->>'valid_until')::date, texts.in_force_from))
        from texts cross join lateral jsonb_array_elements(texts.text->'lines') said
    )
    select line.commodity_code, line.form_code, line.unit,
        sum(case when line.quantity_base is null or going.goes_on then line.quantity_base
            else least(line.quantity_base, taken.accepted) end)::bigint as quantity_base
    from contract join lines line on line.contract_id = contract.id
    cross join lateral (select coalesce(contract.terminated_at is null or contract.terminated_at >= $2
        or contract.termination_recorded_at > $3, false) as goes_on) going
    cross join lateral (select coalesce(sum(counted), 0) as accepted from (
        select div(sum(accepted_base) * max(yield_output), max(yield_input)) as counted from realized_line
        where agreement_id = $1 and contract_line_id = line.id and received_at < $2
            and ($3 is null or posted_at <= $3)
            and (reversed_at is null or reversed_at >= $2 or reversal_posted_at > $3)
        group by call_off_line_id) by_order) taken
    where contract.agreement_id = $1 and contract.activated_at < $2
        and ($3 is null or contract.activation_recorded_at <= $3)
        and (going.goes_on or taken.accepted > 0)
    group by line.commodity_code, line.form_code, line.unit
    order by line.commodity_code, line.form_code, line.unit";

/// Sums what contracts that were activated commit, per form and unit: one that has ended nothing more than was accepted.
pub(super) async fn sum_committed(
    conn: &mut Connection,
    agreement: AgreementId,
    moment: Moment,
) -> Result<Vec<CommittedRow>, Error> {
    let query = diesel::sql_query(COMMITTED)
        .bind::<SqlUuid, _>(agreement.uuid())
        .bind::<Timestamptz, _>(moment.until)
        .bind::<Nullable<Timestamptz>, _>(moment.known_at);
    Ok(query.load(conn).await?)
}
