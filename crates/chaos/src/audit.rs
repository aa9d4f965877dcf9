//! What must hold afterwards: what callers were told, compared with what the databases hold.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::ensure;
use standalone::databases::SERVICES;
use tokio_postgres::Client;

use crate::writers::Told;
use crate::{AGREEMENT, CATALOG, LOGISTICS, Stack};

/// Where each service keeps what writers create, and the column that holds the command's mark.
const MARKED: [(usize, &str, &str, &str); 4] = [
    (AGREEMENT, "party", "legal_name", "parties"),
    (CATALOG, "product", "name", "products"),
    (CATALOG, "outlet", "name", "outlets"),
    (LOGISTICS, "call_off", "destination_address", "call-offs"),
];

/// Questions whose answer is zero in a database without half-done writes.
const HALF_DONE: [(usize, &str, &str); 8] = [
    (
        LOGISTICS,
        "orders without their line",
        "call_off c where not exists \
     (select 1 from call_off_line l where l.call_off_id = c.id)",
    ),
    (
        LOGISTICS,
        "orders without event",
        "call_off c where not exists \
     (select 1 from outbox o where o.subject = 'cof_' || replace(c.id::text, '-', ''))",
    ),
    (
        LOGISTICS,
        "events without their order",
        "outbox o where o.subject like 'cof\\_%' and not exists \
     (select 1 from call_off c where o.subject = 'cof_' || replace(c.id::text, '-', ''))",
    ),
    (
        LOGISTICS,
        "transitions without event",
        "transition t where not exists \
     (select 1 from outbox o where o.request_id = t.request_id)",
    ),
    (
        AGREEMENT,
        "parties without event",
        "party p where p.legal_name like 'writer-%' and not exists \
     (select 1 from outbox o where o.subject like '%' || replace(p.id::text, '-', ''))",
    ),
    (
        CATALOG,
        "products without event",
        "product p where not exists \
     (select 1 from outbox o where o.subject like '%' || replace(p.id::text, '-', ''))",
    ),
    (
        CATALOG,
        "outlets without event",
        "outlet p where not exists \
     (select 1 from outbox o where o.subject like '%' || replace(p.id::text, '-', ''))",
    ),
    (
        LOGISTICS,
        "keys without their order",
        "idempotency_key k where k.key like 'writer-%' and not exists \
     (select 1 from call_off c where 'cof_' || replace(c.id::text, '-', '') \
      = convert_from(k.body, 'UTF8')::json ->> 'id')",
    ),
];

/// Nothing is half done: no effect without its event and no event, key or transition without its effect.
///
/// # Errors
/// When something is; the text says what.
pub async fn nothing_is_half_done(stack: &Stack) -> anyhow::Result<()> {
    for (service, what, from) in HALF_DONE {
        let count: i64 =
            stack.sql(service).await?.query_one(&format!("select count(*) from {from}"), &[]).await?.get(0);
        ensure!(count == 0, "{}: {count} {what}", SERVICES[service]);
    }
    Ok(())
}

/// What writers were told is what there is: each accepted command once, each refused one not at all, each stored
/// answer the bytes that were heard. Returns how many commands were compared.
///
/// # Errors
/// When something is missing, doubled or different.
pub async fn told_is_true(stack: &Stack, told: &[Vec<Told>]) -> anyhow::Result<usize> {
    let told: Vec<&Told> = told.iter().flatten().collect();
    for (service, table, column, collection) in MARKED {
        let held = marks(stack, service, table, column).await?;
        let created = told.iter().filter(|one| one.request.is_to(collection));
        for one in created {
            let key = one.request.key();
            let count = held.get(key).copied().unwrap_or(0);
            let wanted = i64::from(one.heard.is_success());
            ensure!(count == wanted, "{collection} {key} answered {}: {count} in {table}", one.heard.status);
        }
    }
    let mut facts: BTreeMap<String, i64> = BTreeMap::new();
    for one in told.iter().filter(|one| one.request.sent.if_match.is_some() && one.heard.is_success()) {
        *facts.entry(one.heard.text("id")).or_default() += 1;
    }
    facts_are_recorded_once(stack, &facts).await?;
    let mut clients = Vec::new();
    for service in 0..SERVICES.len() {
        clients.push(stack.sql(service).await?);
    }
    for one in &told {
        answer_is_stored(&clients[one.request.service], one).await?;
    }
    Ok(told.len())
}

async fn marks(
    stack: &Stack,
    service: usize,
    table: &str,
    column: &str,
) -> anyhow::Result<BTreeMap<String, i64>> {
    let question =
        format!("select {column}, count(*) from {table} where {column} like 'writer-%' group by 1");
    let rows = stack.sql(service).await?.query(&question, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

async fn facts_are_recorded_once(stack: &Stack, facts: &BTreeMap<String, i64>) -> anyhow::Result<()> {
    const FACTS: &str = "select count(*) from transition where subject_id = $1::text::uuid and from_state <> to_state and version_before > 0";
    let client = stack.sql(LOGISTICS).await?;
    for (order, wanted) in facts {
        let id = order.trim_start_matches("cof_");
        let count: i64 = client.query_one(FACTS, &[&id]).await?.get(0);
        ensure!(count == *wanted, "{order}: {wanted} facts acknowledged, {count} recorded");
    }
    Ok(())
}

/// The bytes kept for repeats are those that were heard; refusals are not kept.
async fn answer_is_stored(client: &Client, told: &Told) -> anyhow::Result<()> {
    const KEPT: &str = "select status, etag, location, body from idempotency_key where key = $1";
    let key = told.request.key();
    let rows = client.query(KEPT, &[&key]).await?;
    ensure!(rows.len() == usize::from(told.heard.is_success()), "{key}: {} answers are kept", rows.len());
    let Some(row) = rows.first() else { return Ok(()) };
    let heard = &told.heard;
    let same = row.get::<_, i16>(0) == i16::try_from(heard.status)?
        && row.get::<_, Option<String>>(1) == heard.etag
        && row.get::<_, Option<String>>(2) == heard.location
        && row.get::<_, Vec<u8>>(3) == heard.body;
    ensure!(same, "{key}: the answer that is kept is not the one that was heard");
    Ok(())
}

/// The length of a service's feed, which is gapless from 1, with each event once and each subject's events in the
/// order they were written.
///
/// # Errors
/// When it is not.
pub async fn feed_is_whole(stack: &Stack, service: usize) -> anyhow::Result<i64> {
    const FEED: &str = "select count(*), coalesce(max(position), 0), count(distinct position), \
                        (select position from feed_head) from outbox";
    const DISORDER: &str = "select count(*) from (select seq, lag(seq) over \
                            (partition by subject order by position) as before from outbox) s where before > seq";
    settle(stack, service).await?;
    let client = stack.sql(service).await?;
    let row = client.query_one(FEED, &[]).await?;
    let (count, last, distinct, head): (i64, i64, i64, i64) =
        (row.get(0), row.get(1), row.get(2), row.get(3));
    let name = SERVICES[service];
    ensure!(
        count == last && count == distinct && count == head,
        "{name}: {count} events, {distinct} positions up to {last}, head {head}"
    );
    let disorder: i64 = client.query_one(DISORDER, &[]).await?.get(0);
    ensure!(disorder == 0, "{name}: {disorder} events stand before an earlier one of their subject");
    Ok(count)
}

/// Waits until every committed event has its position.
async fn settle(stack: &Stack, service: usize) -> anyhow::Result<()> {
    const LEFT: &str = "select count(*) from outbox where position is null";
    let client = stack.sql(service).await?;
    let since = Instant::now();
    loop {
        let left: i64 = client.query_one(LEFT, &[]).await?.get(0);
        if left == 0 {
            return Ok(());
        }
        ensure!(
            since.elapsed() < Duration::from_secs(30),
            "{left} events of {} get no position",
            SERVICES[service]
        );
        crate::caller::pause().await;
    }
}

/// Waits until every feed is whole and every service has applied all of the feeds it reads; for a quiet stack.
///
/// # Errors
/// When a feed is not whole, or one stays behind for longer than `patience`.
pub async fn all_caught_up(stack: &Stack, patience: Duration) -> anyhow::Result<Duration> {
    for service in 0..SERVICES.len() {
        feed_is_whole(stack, service).await?;
    }
    caught_up_so_far(stack, patience).await
}

/// Waits until every service has applied as many events of each feed it reads as there are now, while writers may
/// go on; returns how long it took.
///
/// # Errors
/// When one stays behind for longer than `patience`.
pub async fn caught_up_so_far(stack: &Stack, patience: Duration) -> anyhow::Result<Duration> {
    let since = Instant::now();
    let mut lengths: Vec<i64> = Vec::new();
    for service in 0..SERVICES.len() {
        lengths.push(stack.sql(service).await?.query_one("select count(*) from outbox", &[]).await?.get(0));
    }
    loop {
        let behind = behind(stack, &lengths).await?;
        if behind.is_empty() {
            return Ok(since.elapsed());
        }
        ensure!(since.elapsed() < patience, "{}", behind.join(", "));
        crate::caller::pause().await;
    }
}

/// Who has not applied so many events of a feed it reads.
async fn behind(stack: &Stack, lengths: &[i64]) -> anyhow::Result<Vec<String>> {
    let mut behind = Vec::new();
    for (reader, name) in SERVICES.into_iter().enumerate() {
        let rows = stack.sql(reader).await?.query("select source, position from feed_cursor", &[]).await?;
        ensure!(!rows.is_empty(), "{name} reads no feed");
        for row in rows {
            let (source, position): (String, i64) = (row.get(0), row.get(1));
            let length = SERVICES.iter().position(|one| *one == source).map_or(0, |place| lengths[place]);
            if position < length {
                behind.push(format!("{name} is at {position} of {length} of {source}"));
            }
        }
    }
    Ok(behind)
}

/// How far each service has read the feeds of the others, what failed there last, and how much of them is parked: for whoever
/// looks why something was not yet known.
///
/// # Errors
/// When PostgreSQL does not answer.
pub async fn feeds_told(stack: &Stack) -> anyhow::Result<String> {
    const READ: &str = "select c.source || ' at ' || c.position || ', last heard of at ' || coalesce(c.contacted_at::text, 'no time') \
                        || ', ' || c.failures || ' failures ' || coalesce(c.failure, '') || ', parked: ' || \
                        coalesce((select string_agg(p.position || ' ' || p.reason, '; ') from parked_event p \
                        where p.source = c.source), 'nothing') from feed_cursor c order by c.source";
    let mut told = Vec::new();
    for (reader, name) in SERVICES.into_iter().enumerate() {
        let rows = stack.sql(reader).await?.query(READ, &[]).await?;
        told.extend(rows.iter().map(|row| format!("{name} reads {}", row.get::<_, String>(0))));
    }
    Ok(told.join("\n"))
}

/// No session is left in a transaction with nothing to do; a transaction that is just ending is given a moment.
///
/// # Errors
/// When one stays.
pub async fn nobody_is_idle_in_transaction(stack: &Stack) -> anyhow::Result<()> {
    const IDLE: &str = "select count(*) from pg_stat_activity where state like 'idle in transaction%' \
                        and state_change < now() - interval '1 second'";
    let client = stack.sql(LOGISTICS).await?;
    let since = Instant::now();
    let mut idle: i64 = 0;
    while since.elapsed() < Duration::from_secs(3) {
        idle = client.query_one(IDLE, &[]).await?.get(0);
        crate::caller::pause().await;
    }
    ensure!(idle == 0, "{idle} sessions are idle in a transaction");
    Ok(())
}
