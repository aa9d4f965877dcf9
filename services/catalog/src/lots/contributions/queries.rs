//! All SQL of the contributions; who may read them stands in `lots::visibility`.

use std::collections::BTreeMap;

use api_types::catalog::ListContributionsQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::{count, exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::shared::{ConsolidationLotId, ContributionId};
use service::Error;
use web::Caller;

use super::rows::{Contribution, ContributionRow, GradingRow};
use crate::lots::visibility::visible_within;
use crate::schema::{consolidation_lot, contribution, contribution_grading};

type Said = Box<dyn BoxableExpression<contribution::table, Pg, SqlType = Bool>>;

/// A contribution, whether it counts, and how it was sorted last.
pub(super) type Shown = (ContributionRow, bool, Option<GradingRow>);

/// Whether a contribution counts: no other has taken its place.
fn is_current() -> Said {
    let later = diesel::alias!(contribution as later);
    let replaced = later.filter(later.field(contribution::replaces_id).eq(contribution::id.nullable()));
    Box::new(not(exists(replaced)))
}

/// Whether something was said of how it is sorted.
fn is_graded() -> Said {
    let said = contribution_grading::table.filter(contribution_grading::contribution_id.eq(contribution::id));
    Box::new(exists(said))
}

/// What was said last of how some contributions are sorted.
async fn gradings_of(
    mut conn: &Connection,
    ids: &[ContributionId],
) -> Result<BTreeMap<ContributionId, GradingRow>, Error> {
    let rows: Vec<GradingRow> = contribution_grading::table
        .filter(contribution_grading::contribution_id.eq_any(ids))
        .distinct_on(contribution_grading::contribution_id)
        .order((contribution_grading::contribution_id, contribution_grading::lot_version.desc()))
        .select(GradingRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.contribution_id, row)).collect())
}

/// The contributions of a lot that count, in order of their ids.
pub(in crate::lots) async fn current_contributions(
    conn: &mut Connection,
    lot: ConsolidationLotId,
) -> Result<Vec<Contribution>, Error> {
    let rows: Vec<ContributionRow> = contribution::table
        .filter(contribution::lot_id.eq(lot))
        .filter(is_current())
        .order(contribution::id)
        .select(ContributionRow::as_select())
        .load(conn)
        .await?;
    let ids: Vec<ContributionId> = rows.iter().map(|row| row.id).collect();
    let gradings = gradings_of(conn, &ids).await?;
    let whole = |row: ContributionRow| {
        let grading = gradings.get(&row.id).map(GradingRow::grading).transpose()?;
        Ok(Contribution { row, grading })
    };
    rows.into_iter().map(whole).collect()
}

/// How many members brought what counts of some lots; lots without any are left out.
pub(in crate::lots) async fn members_of(
    mut conn: &Connection,
    lots: &[ConsolidationLotId],
) -> Result<BTreeMap<ConsolidationLotId, i64>, Error> {
    let rows: Vec<(ConsolidationLotId, i64)> = contribution::table
        .filter(contribution::lot_id.eq_any(lots))
        .filter(is_current())
        .group_by(contribution::lot_id)
        .select((contribution::lot_id, count(contribution::member_id).aggregate_distinct()))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().collect())
}

pub(in crate::lots) async fn insert_gradings(
    conn: &mut Connection,
    rows: &[GradingRow],
) -> Result<(), Error> {
    diesel::insert_into(contribution_grading::table).values(rows).execute(conn).await?;
    Ok(())
}

/// What stands under an id, if anything.
pub(super) async fn find_contribution(conn: &Connection, id: ContributionId) -> Result<Option<Shown>, Error> {
    let stored = contribution::table
        .filter(contribution::id.eq(id))
        .select((ContributionRow::as_select(), is_current()));
    let mut shared = conn;
    let Some((row, current)) = stored.first(&mut shared).await.optional()? else { return Ok(None) };
    Ok(Some((row, current, gradings_of(conn, &[id]).await?.remove(&id))))
}

/// How many contributions a lot has, those replaced among them.
pub(super) async fn count_contributions(
    mut conn: &Connection,
    lot: ConsolidationLotId,
) -> Result<i64, Error> {
    let all = contribution::table.filter(contribution::lot_id.eq(lot));
    Ok(all.count().get_result(&mut conn).await?)
}

/// Inserts a contribution; false when its id is taken.
pub(super) async fn insert_contribution(conn: &mut Connection, row: &ContributionRow) -> Result<bool, Error> {
    let inserting = diesel::insert_into(contribution::table).values(row);
    let inserting = inserting.on_conflict(contribution::id).do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

pub(super) async fn list_contributions(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListContributionsQuery,
    after: Option<ContributionId>,
    limit: i64,
) -> Result<Vec<Shown>, Error> {
    let seen = consolidation_lot::table.filter(visible_within(caller)).select(consolidation_lot::id);
    let mut statement = contribution::table
        .filter(contribution::lot_id.eq_any(seen.into_boxed::<Pg>()))
        .order(contribution::id.asc())
        .limit(limit)
        .select((ContributionRow::as_select(), is_current()))
        .into_boxed();
    if let Some(lot) = query.consolidation_lot_id {
        statement = statement.filter(contribution::lot_id.eq(lot));
    }
    if let Some(member) = query.member_id {
        statement = statement.filter(contribution::member_id.eq(member));
    }
    match query.graded {
        Some(true) => statement = statement.filter(is_graded()),
        Some(false) => statement = statement.filter(not(is_graded())),
        None => {}
    }
    match query.current {
        Some(true) => statement = statement.filter(is_current()),
        Some(false) => statement = statement.filter(not(is_current())),
        None => {}
    }
    if let Some(after) = after {
        statement = statement.filter(contribution::id.gt(after));
    }
    let rows: Vec<(ContributionRow, bool)> = statement.load(conn).await?;
    let ids: Vec<ContributionId> = rows.iter().map(|(row, _)| row.id).collect();
    let mut gradings = gradings_of(conn, &ids).await?;
    Ok(rows.into_iter().map(|(row, current)| (gradings.remove(&row.id), row, current)).map(shown).collect())
}

fn shown((grading, row, current): (Option<GradingRow>, ContributionRow, bool)) -> Shown {
    (row, current, grading)
}
