//! The outbox: events written in the transaction of the change they tell of.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use domain::shared::{EventId, Id as _, PartyId};
use uuid::Uuid;

use crate::schema::outbox;
use crate::{Connection, DbError};

/// Who may see an event in the feed; the platform's own services see all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Every party.
    Everybody,
    /// These parties.
    Parties(Vec<Uuid>),
    /// Only the platform's services.
    Services,
}

impl Audience {
    /// These parties.
    pub fn of(parties: &[PartyId]) -> Self {
        Self::Parties(parties.iter().map(PartyId::uuid).collect())
    }

    /// The columns `everybody` and `audience`.
    fn stored(&self) -> (&bool, &[Uuid]) {
        match self {
            Self::Everybody => (&true, &[]),
            Self::Parties(parties) => (&false, parties),
            Self::Services => (&false, &[]),
        }
    }
}

/// An event to be pushed.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Its id.
    pub id: EventId,
    /// CloudEvents type, of the resource and what happened to it.
    pub r#type: String,
    /// Version of the shape of `data`.
    pub data_version: i16,
    /// Wire id of the resource.
    pub subject: String,
    /// Who may see it.
    pub audience: Audience,
    /// Ids and states; no personal data.
    pub data: serde_json::Value,
    /// When it is recorded.
    pub recorded_at: DateTime<Utc>,
    /// The request that caused it.
    pub request_id: Uuid,
}

/// Pushes an event; it becomes visible in the feed once the transaction has committed and the
/// sequencer has given it a position.
///
/// # Errors
/// Database errors.
pub async fn push(mut conn: &Connection, event: NewEvent) -> Result<(), DbError> {
    let (everybody, audience) = event.audience.stored();
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(event.id),
            outbox::type_.eq(event.r#type),
            outbox::data_version.eq(event.data_version),
            outbox::subject.eq(event.subject),
            outbox::audience.eq(audience),
            outbox::everybody.eq(everybody),
            outbox::data.eq(event.data),
            outbox::recorded_at.eq(event.recorded_at),
            outbox::request_id.eq(event.request_id),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// An insert that returns a column, and an event for what it inserted, as one statement.
pub(crate) struct WithEvent<I> {
    insert: I,
    event: NewEvent,
}

impl<I> WithEvent<I> {
    pub(crate) fn new(insert: I, event: NewEvent) -> Self {
        Self { insert, event }
    }
}

impl<I: QueryFragment<Pg>> QueryFragment<Pg> for WithEvent<I> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let (everybody, audience) = self.event.audience.stored();
        out.push_sql("with done as (");
        self.insert.walk_ast(out.reborrow())?;
        out.push_sql(
            ") insert into outbox (id, type, data_version, subject, audience, everybody, data, recorded_at, request_id) select ",
        );
        out.push_bind_param::<sql_types::Uuid, _>(&self.event.id)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Text, _>(&self.event.r#type)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::SmallInt, _>(&self.event.data_version)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Text, _>(&self.event.subject)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Array<sql_types::Uuid>, _>(audience)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Bool, _>(everybody)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Jsonb, _>(&self.event.data)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Timestamptz, _>(&self.event.recorded_at)?;
        out.push_sql(", ");
        out.push_bind_param::<sql_types::Uuid, _>(&self.event.request_id)?;
        out.push_sql(" from done");
        Ok(())
    }
}

impl<I: QueryId> QueryId for WithEvent<I> {
    type QueryId = WithEvent<I::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = I::HAS_STATIC_QUERY_ID;
}

/// What the type of a snapshot ends with: a resource as it was last told of, for somebody who reads it from now on.
pub const SNAPSHOT: &str = "snapshot";

const SHOW: &str = "
    insert into outbox
        (id, type, data_version, subject, audience, everybody, data, recorded_at, request_id)
    select gen_random_uuid(), regexp_replace(last.type, '[^.]*$', $3), last.data_version, last.subject, $2, false,
        last.data, last.recorded_at, last.request_id
    from unnest($1) with ordinality as shown (subject, place)
    cross join lateral
        (select * from outbox where outbox.subject = shown.subject order by seq desc limit 1) as last
    order by shown.place";

/// Pushes an event for the platform's own services that follows from what another service told, not from a request: its id and
/// time are the database's.
///
/// # Errors
/// Database errors.
pub async fn tell_services(
    mut conn: &Connection,
    r#type: &str,
    data_version: i16,
    subject: &str,
    data: &serde_json::Value,
) -> Result<(), DbError> {
    let tell = "
        insert into outbox (id, type, data_version, subject, audience, everybody, data, recorded_at, request_id)
        values (gen_random_uuid(), $1, $2, $3, '{}', false, $4, now(), gen_random_uuid())";
    diesel::sql_query(tell)
        .bind::<sql_types::Text, _>(r#type)
        .bind::<sql_types::SmallInt, _>(data_version)
        .bind::<sql_types::Text, _>(subject)
        .bind::<sql_types::Jsonb, _>(data)
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Tells parties of resources that they read from now on, as they were last told of; resources that were never told of
/// are left out. One statement for a thousand of them.
///
/// # Errors
/// Database errors.
pub async fn show(mut conn: &Connection, subjects: &[String], to: &[PartyId]) -> Result<(), DbError> {
    let to: Vec<Uuid> = to.iter().map(PartyId::uuid).collect();
    for some in subjects.chunks(1000).filter(|_| !to.is_empty()) {
        diesel::sql_query(SHOW)
            .bind::<sql_types::Array<sql_types::Text>, _>(some)
            .bind::<sql_types::Array<sql_types::Uuid>, _>(&to)
            .bind::<sql_types::Text, _>(SNAPSHOT)
            .execute(&mut conn)
            .await?;
    }
    Ok(())
}

/// A sequenced event as the feed serves it.
#[derive(Debug, Clone, Queryable, QueryableByName)]
#[diesel(check_for_backend(Pg))]
pub struct SequencedEvent {
    /// Its id.
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: Uuid,
    /// Gapless position.
    #[diesel(sql_type = sql_types::Nullable<sql_types::BigInt>)]
    pub position: Option<i64>,
    /// Type.
    #[diesel(sql_type = sql_types::Text)]
    pub r#type: String,
    /// Version of the shape of `data`.
    #[diesel(sql_type = sql_types::SmallInt)]
    pub data_version: i16,
    /// Resource.
    #[diesel(sql_type = sql_types::Text)]
    pub subject: String,
    /// Ids and states.
    #[diesel(sql_type = sql_types::Jsonb)]
    pub data: serde_json::Value,
    /// When recorded.
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Whose eyes read the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// One of the platform's services: everything, gapless.
    Service,
    /// A party: what it may see, increasing.
    Party(Uuid),
}

/// Two ranges of one index, merged in their order until there are enough.
const OF_A_PARTY: &str = "
    select o.id, o.position, o.type, o.data_version, o.subject, o.data, o.recorded_at
    from (
        select position from feed_reader where party_id = $1 and position > $2
        union all
        select position from feed_reader
        where party_id = '00000000-0000-0000-0000-000000000000' and position > $2
    ) as seen
    join outbox o on o.position = seen.position
    where cardinality($3) = 0 or o.type = any($3)
    order by seen.position limit $4";

/// Who may see an event that was numbered.
#[derive(Debug, Clone, Queryable)]
pub struct Heard {
    /// Its position.
    pub position: i64,
    /// Whether everybody may see it.
    pub everybody: bool,
    /// Else who may.
    pub audience: Vec<Uuid>,
}

/// Who may see what comes after a position, at most a thousand events, in order.
///
/// # Errors
/// Database errors.
pub async fn heard(conn: &mut Connection, after: i64) -> Result<Vec<Heard>, DbError> {
    let heard = outbox::table
        .filter(outbox::position.gt(after))
        .order(outbox::position.asc())
        .limit(1000)
        .select((outbox::position.assume_not_null(), outbox::everybody, outbox::audience));
    Ok(heard.load(conn).await?)
}

/// Events after a position, in order, at most `limit`; `types` empty means all.
///
/// # Errors
/// Database errors.
pub async fn after(
    conn: &mut Connection,
    reader: Reader,
    position: i64,
    types: &[String],
    limit: i64,
) -> Result<Vec<SequencedEvent>, DbError> {
    if let Reader::Party(party) = reader {
        return Ok(diesel::sql_query(OF_A_PARTY)
            .bind::<sql_types::Uuid, _>(party)
            .bind::<sql_types::BigInt, _>(position)
            .bind::<sql_types::Array<sql_types::Text>, _>(types)
            .bind::<sql_types::BigInt, _>(limit)
            .load(conn)
            .await?);
    }
    let mut query = outbox::table
        .filter(outbox::position.gt(position))
        .order(outbox::position.asc())
        .limit(limit)
        .select((
            outbox::id,
            outbox::position,
            outbox::type_,
            outbox::data_version,
            outbox::subject,
            outbox::data,
            outbox::recorded_at,
        ))
        .into_boxed();
    if !types.is_empty() {
        query = query.filter(outbox::type_.eq_any(types));
    }
    Ok(query.load(conn).await?)
}

const PUSH_STAGED: &str = "
    insert into outbox (id, type, data_version, subject, audience, everybody, data, recorded_at, request_id)
    select gen_random_uuid(), $1, $2, $3 || '_' || replace(id::text, '-', ''), $4, $5, event, $6, $7
    from staged order by line";

/// Pushes an event for every row of the table [`crate::STAGED`], in their order: of what its `id` names, with what its `event`
/// tells. `like` says everything else, and `prefix` what ids of the kind begin with.
///
/// # Errors
/// Database errors.
pub async fn push_staged(mut conn: &Connection, prefix: &str, like: &NewEvent) -> Result<(), DbError> {
    let (everybody, audience) = like.audience.stored();
    diesel::sql_query(PUSH_STAGED)
        .bind::<sql_types::Text, _>(&like.r#type)
        .bind::<sql_types::SmallInt, _>(like.data_version)
        .bind::<sql_types::Text, _>(prefix)
        .bind::<sql_types::Array<sql_types::Uuid>, _>(audience)
        .bind::<sql_types::Bool, _>(everybody)
        .bind::<sql_types::Timestamptz, _>(like.recorded_at)
        .bind::<sql_types::Uuid, _>(like.request_id)
        .execute(&mut conn)
        .await?;
    Ok(())
}
