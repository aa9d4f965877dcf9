//! Rule tables through the API: rows are added by the platform's administrator, listed, read and ended, never edited.
//!
//! Owns the four operations of every such table and the reading of its rows by rules. They are read where they are needed,
//! in the transaction that judges by them: a row counts in every process from the moment it is committed. A table costs a
//! type of `domain` ([`DatedRule`]), a call of `api_types::dated_rows!`, a [`RuleTable`] and one of
//! [`rule_routes!`](crate::rule_routes).

use api_types::{Check, EndRuleRequest, ListQuery, NewRule};
use chrono::{DateTime, NaiveDate, Utc};
use db::dated::{self, DatedRow, Wanted};
use db::outbox::Audience;
use db::{Connection, DbError};
use domain::say;
use domain::shared::{
    Bilingual, DateSense, Dated, DatedRule, Id, Invalid, PartyId, Period, RuleHappened, check_ending,
    check_new_row, jakarta_date, overlap,
};
use serde_json::{Map, Value};
use web::{ApiError, Command, Etag, Operation, PageRequest, Reply, page};

use crate::{Core, Error, Tx};

/// The id of a row of a table.
pub type RowId<T> = <<T as RuleTable>::New as NewRule>::Id;

/// A rule table of a service.
pub trait RuleTable: 'static {
    /// What a row says. Its fields have the names of the wire.
    type Rule: DatedRule;
    /// The request of a new row.
    type New: NewRule + 'static;
    /// What is wrong with a new row by itself.
    fn check(_new: &Self::New, _check: &mut Check) {}

    /// What a new row names exists.
    fn expect_known(_conn: &mut Connection, _rule: &Self::Rule) -> impl Future<Output = Result<(), Error>> {
        std::future::ready(Ok(()))
    }

    /// What else is told when a row of this kind is added or ended: what is derived from it elsewhere.
    fn tell(_tx: &mut Tx<'_>, _rule: &Self::Rule) -> impl Future<Output = Result<(), Error>> {
        std::future::ready(Ok(()))
    }

    /// What the filters of a list ask for: rows that say one of these.
    fn alternatives(filters: Map<String, Value>) -> Vec<Value> {
        vec![Value::Object(filters)]
    }
}

/// The rows of a table that are in force on a day.
///
/// # Errors
/// Database errors; a row that is none of this release.
pub async fn rules_on<R: DatedRule>(conn: &Connection, day: NaiveDate) -> Result<Vec<Dated<R>>, Error> {
    let mut rows = rules(conn).await?;
    rows.retain(|row: &Dated<R>| row.holds_on(day));
    Ok(rows)
}

/// The rows in force at an instant, as they were then: what was added or ended later is left out. The rows the platform came
/// with were always there.
///
/// # Errors
/// Database errors; a row that is none of this release.
pub async fn rules_at<R: DatedRule>(conn: &Connection, at: DateTime<Utc>) -> Result<Vec<Dated<R>>, Error> {
    let mut rows = dated::all(conn, R::TABLE).await?;
    rows.retain(|row| row.created_by_party_id.is_none() || row.created_at <= at);
    for row in &mut rows {
        if row.ended_by_party_id.is_some() && row.ended_at.is_some_and(|ended| ended > at) {
            row.in_force_until_date = None;
        }
    }
    let mut rules = rows.into_iter().map(read).collect::<Result<Vec<Dated<R>>, Error>>()?;
    rules.retain(|row| row.holds_on(jakarta_date(at)));
    Ok(rules)
}

/// All rows of a table.
///
/// # Errors
/// Database errors; a row that is none of this release.
pub async fn rules<R: DatedRule>(conn: &Connection) -> Result<Vec<Dated<R>>, Error> {
    dated::all(conn, R::TABLE).await?.into_iter().map(read).collect()
}

fn read<R: DatedRule>(row: DatedRow) -> Result<Dated<R>, Error> {
    let in_force = days(&row);
    let rule = serde_json::from_value(row.content)
        .map_err(|error| Error::Internal(format!("row {} of {}: {error}", row.id, R::TABLE)))?;
    Ok(Dated { rule, in_force, source: row.source })
}

fn days(row: &DatedRow) -> Period {
    Period { from: row.in_force_from_date, until: row.in_force_until_date }
}

/// One page of a table.
///
/// # Errors
/// 422 or 400 for a bad limit, cursor or day; database errors.
pub async fn list<T: RuleTable>(core: &Core, query: &impl ListQuery) -> Result<Reply, ApiError> {
    let request = PageRequest::<RowId<T>>::of(query)?;
    let mut filters: Map<String, Value> = serde_json::from_str(&query.filters()).unwrap_or_default();
    let as_of = filters.remove("as_of").and_then(|day| serde_json::from_value(day).ok());
    let mut check = Check::new();
    let as_of = check.optional_date("?as_of", as_of, DateSense::Asked, jakarta_date(core.clock.now()));
    check.finish().map_err(Error::from)?;
    let wanted = Wanted { table: T::Rule::TABLE, any_of: T::alternatives(filters), as_of };
    let conn = core.read().await?;
    let after = request.after.map(|id| id.uuid());
    let rows = dated::list(&conn, &wanted, after, request.fetch()).await.map_err(Error::from)?;
    let rows = page(&request, rows, |row| RowId::<T>::from_uuid(row.id));
    let items = rows.items.iter().map(view::<T>).collect();
    Reply::page(&api_types::Page { items, next_cursor: rows.next_cursor })
}

/// One row of a table.
///
/// # Errors
/// 404; database errors.
pub async fn get<T: RuleTable>(core: &Core, id: RowId<T>) -> Result<Reply, ApiError> {
    let conn = core.read().await?;
    let row = find::<T>(&conn, id).await?;
    Reply::ok(&Etag::of(row.version), &view::<T>(&row))
}

/// Adds a row; 201.
///
/// # Errors
/// 422 for a row that begins in the past or is wrong by itself, 409 `duplicate` where one of its key is in force.
pub async fn create<T: RuleTable, O: Operation>(
    core: &Core,
    path: &'static str,
    command: Command<O, T::New>,
) -> Result<Reply, ApiError> {
    let new = command.body;
    core.write(command.meta, async move |tx| {
        let row = new_row::<T>(tx, &new)?;
        let rule: Dated<T::Rule> = read(row.clone())?;
        T::expect_known(tx.conn, &rule.rule).await?;
        dated::lock(tx.conn).await?;
        for other in dated::all(tx.conn, T::Rule::TABLE).await? {
            let (id, known): (uuid::Uuid, Dated<T::Rule>) = (other.id, read(other)?);
            if rule.rule.meets(&known.rule) && overlap(rule.in_force, known.in_force) {
                return Err(Error::Duplicate(overlaps(RowId::<T>::from_uuid(id), known.in_force)));
            }
        }
        dated::insert(tx.conn, &row).await?;
        let id = RowId::<T>::from_uuid(row.id);
        tx.emit_to(id, Audience::Everybody, RuleHappened::Added, T::New::data(id, row.version))?;
        T::tell(tx, &rule.rule).await?;
        let location = format!("{path}/{id}");
        Ok(Reply::created(location, &Etag::of(row.version), &view::<T>(&row))?)
    })
    .await
}

/// Sets the last day of a row; 200.
///
/// # Errors
/// 404, 412, 422 for a day in the past or one that prolongs it.
pub async fn end<T: RuleTable, O: Operation>(
    core: &Core,
    id: RowId<T>,
    command: Command<O, EndRuleRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    core.write(command.meta, async move |tx| {
        dated::lock(tx.conn).await?;
        let mut row = find::<T>(tx.conn, id).await?;
        tx.expect(&Etag::of(row.version))?;
        let mut check = Check::new();
        let note = check.text("/note", &body.note, 1..=2000);
        let last = body.in_force_until_date;
        check.date("/in_force_until_date", last, DateSense::Ends, tx.today());
        check_ending(days(&row), last, tx.today()).into_iter().for_each(|invalid| check.push(invalid));
        check.finish()?;
        row.in_force_until_date = Some(last);
        row.version += 1;
        (row.ended_at, row.ending_note) = (Some(tx.now), Some(note));
        row.ended_by_party_id = Some(tx.caller().party().uuid());
        row.ended_by = Some(tx.caller().subject().to_owned());
        dated::end(tx.conn, &row).await?;
        tx.emit_to(id, Audience::Everybody, RuleHappened::Ended, T::New::data(id, row.version))?;
        let rule: Dated<T::Rule> = read(row.clone())?;
        T::tell(tx, &rule.rule).await?;
        Ok(Reply::ok(&Etag::of(row.version), &view::<T>(&row))?)
    })
    .await
}

async fn find<T: RuleTable>(conn: &Connection, id: RowId<T>) -> Result<DatedRow, Error> {
    let row: Result<Option<DatedRow>, DbError> = dated::find(conn, T::Rule::TABLE, id.uuid()).await;
    row?.ok_or(Error::NotFound)
}

/// Checks the request and completes it to a row.
fn new_row<T: RuleTable>(tx: &Tx<'_>, new: &T::New) -> Result<DatedRow, Error> {
    let mut check = Check::new();
    let in_force = new.in_force();
    check.date("/in_force_from_date", in_force.from, DateSense::Begins, tx.today());
    check.optional_date("/in_force_until_date", in_force.until, DateSense::Ends, tx.today());
    check_new_row(in_force, tx.today()).into_iter().for_each(|invalid| check.push(invalid));
    let source = check.text(&format!("/{}", T::New::BASIS), new.basis(), 3..=500);
    T::check(new, &mut check);
    check.finish()?;
    let read = || -> Result<(Value, String), serde_json::Error> {
        let rule: T::Rule = serde_json::from_value(serde_json::to_value(new)?)?;
        Ok((serde_json::to_value(&rule)?, rule.key()))
    };
    let (content, key) =
        read().map_err(|error| Error::Internal(format!("a checked row of {}: {error}", T::Rule::TABLE)))?;
    Ok(DatedRow {
        id: tx.new_id::<RowId<T>>().uuid(),
        rule_table: T::Rule::TABLE.to_owned(),
        key,
        content,
        in_force_from_date: in_force.from,
        in_force_until_date: in_force.until,
        source,
        version: 1,
        created_at: tx.now,
        created_by_party_id: Some(tx.caller().party().uuid()),
        created_by: Some(tx.caller().subject().to_owned()),
        ended_at: None,
        ended_by_party_id: None,
        ended_by: None,
        ending_note: None,
    })
}

/// What is shown of a row: what it says, and what every row has.
fn view<T: RuleTable>(row: &DatedRow) -> Value {
    let mut view = row.content.as_object().cloned().unwrap_or_default();
    let party = |id: Option<uuid::Uuid>| id.map(PartyId::from_uuid);
    let every = serde_json::json!({
        "id": RowId::<T>::from_uuid(row.id),
        "etag": Etag::of(row.version).to_string(),
        "in_force_from_date": row.in_force_from_date,
        "in_force_until_date": row.in_force_until_date,
        T::New::BASIS: row.source,
        "created_at": row.created_at,
        "created_by_party_id": party(row.created_by_party_id),
        "ended_at": row.ended_at,
        "ended_by_party_id": party(row.ended_by_party_id),
        "ending_note": row.ending_note,
    });
    view.extend(every.as_object().cloned().unwrap_or_default());
    Value::Object(view)
}

fn overlaps(other: impl Id, in_force: Period) -> Invalid {
    let detail = say!(
        "Aturan `{other}` untuk hal yang sama sudah berlaku {days}; akhiri dahulu aturan itu, lalu lanjutkan dengan yang baru.",
        "The rule `{other}` for the same is in force {days} already; end that one first, then let another follow.",
        other = Bilingual::same(other.to_string()),
        days = &in_force,
    );
    Invalid::says("/in_force_from_date", "duplicate", detail)
}

/// Defines the handlers of a rule table and `$routes`, which registers them: list, create, get, end, each with the words
/// of the documents.
#[macro_export]
macro_rules! rule_routes {
    (
        $routes:ident of $table:ty, $id:ident, $tag:tt, $path:tt, $one:tt, $endings:tt;
        $query:ident, $new:ident, $view:ident;
        $(#[$list_doc:meta])* $list:ident ($list_op:ident);
        $(#[$create_doc:meta])* $create:ident ($create_op:ident);
        $(#[$get_doc:meta])* $get:ident ($get_op:ident);
        $(#[$end_doc:meta])* $end:ident ($end_op:ident);
    ) => {
        pub(crate) fn $routes(config: &mut ServiceConfig) {
            config.service($list).service($create).service($get).service($end);
        }

        $(#[$list_doc])*
        #[utoipa::path(tag = $tag, params($query), responses((status = 200, body = Page<$view>)))]
        #[get($path)]
        async fn $list(query: Query<op::$list_op, $query>, context: Data<Context>) -> Result<Reply, ApiError> {
            $crate::dated::list::<$table>(&context.core, &query.params).await
        }

        $(#[$create_doc])*
        #[utoipa::path(tag = $tag, request_body = $new, responses((status = 201, body = $view)))]
        #[post($path)]
        async fn $create(
            command: Command<op::$create_op, $new>,
            context: Data<Context>,
        ) -> Result<Reply, ApiError> {
            $crate::dated::create::<$table, _>(&context.core, $path, command).await
        }

        $(#[$get_doc])*
        #[utoipa::path(tag = $tag, params(("id" = $id, Path)), responses((status = 200, body = $view)))]
        #[get($one)]
        async fn $get(
            _query: Query<op::$get_op, NoParams>,
            id: Path<$id>,
            context: Data<Context>,
        ) -> Result<Reply, ApiError> {
            $crate::dated::get::<$table>(&context.core, id.0).await
        }

        $(#[$end_doc])*
        #[utoipa::path(tag = $tag, params(("id" = $id, Path)), request_body = EndRuleRequest,
            responses((status = 200, body = $view)))]
        #[post($endings)]
        async fn $end(
            command: Command<op::$end_op, EndRuleRequest>,
            id: Path<$id>,
            context: Data<Context>,
        ) -> Result<Reply, ApiError> {
            $crate::dated::end::<$table, _>(&context.core, id.0, command).await
        }
    };
}
