//! P3: vehicles report their arrival, and their shipments arrive with it; or a rest, which moves nothing.

use anyhow::ensure;
use chrono::{Duration, SecondsFormat};
use serde_json::json;
use testkit::Caller;
use web::Clock;

use crate::contest::{Contest, Goals};
use crate::data::{
    BUYERS, BUYERS_FROM, CALL_OFFS, CONTRACTS, FIRST, Ids, LOGISTICS, PARTIES, SHIPMENTS, VEHICLES,
};
use crate::lab::Lab;
use crate::results::Figure;
use crate::statements::{self, Binding, FRESH, bind, bind_fresh};
use crate::wrk::Load;

const GOALS: Goals = Goals { at_16: 0.9, at_64: 1.2, cpu_us: None, p99_ms: None };
/// The phone's own ids.
const EVENTS: Ids = Ids { wire: "vev", table: "01900030" };

/// What vehicles report.
struct Report {
    /// What its figures are called.
    name: &'static str,
    /// The type of the event.
    kind: &'static str,
    /// What its shipment is afterwards.
    then: &'static str,
}

/// P3: the event, the arrival it brings, history, outbox, in one transaction.
pub(crate) async fn arrivals(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    reports(lab, Report { name: "p3-event", kind: "arrived", then: "arrived" }).await
}

/// P3: the event and the outbox, by a read and one statement; beside pgbench with both in a transaction.
pub(crate) async fn rests(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    reports(lab, Report { name: "p3-rest", kind: "rest_stop", then: "departed" }).await
}

async fn reports(lab: &Lab, report: Report) -> anyhow::Result<Vec<Figure>> {
    let Report { name, kind, then } = report;
    let database = lab.copied(&LOGISTICS).await?;
    let (half, orders) = (lab.size().shipments / 2, lab.size().orders());
    let tokens = lab.buyers()?;
    let now = Clock::system().now();
    let at = five_minutes_ago();
    // The last shipment is the sample's; ours are the next quarter, theirs the one after it.
    let sample = half * 2 - 1;
    let logged = lab
        .logged("logistics", &database, async |running| {
            let caller = Caller::new(&running.url, Some(tokens[(sample % BUYERS) as usize].clone()));
            let body = json!({"shipment_id": SHIPMENTS.wire(sample), "vehicle_id": VEHICLES.wire(sample * 2),
                "type": kind, "occurred_at": at});
            let answer = caller.put(&format!("/v1/vehicle-events/{}", EVENTS.wire(0)), body).await;
            ensure!(answer.status == 201, "the sample event: {}", answer.text);
            ensure!(answer.json["shipment_state"] == then, "the shipment is not {then}: {}", answer.text);
            Ok(())
        })
        .await?;
    let statements = statements::of_request(logged, &[&EVENTS.uuid(0), &SHIPMENTS.uuid(sample)])?;
    let mut bindings = [
        bind(EVENTS, 0, "u"),
        bind(SHIPMENTS, sample, "n"),
        bind(VEHICLES, sample * 2, "v"),
        bind(CONTRACTS, sample % 5000, "k"),
        bind(CALL_OFFS, sample % orders, "c"),
        bind(PARTIES, BUYERS_FROM + sample % BUYERS, "b"),
        bind(PARTIES, sample % 5000 % 2000, "p"),
    ]
    .concat();
    let number = format!("SJ/2025/{}", FIRST + sample);
    bindings.push(Binding { value: number, expression: "'SJ/2025/' || :n".to_owned() });
    bindings.extend(bind_fresh(&statements, now));
    let quarter = half / 2;
    let share = quarter / u64::from(2 * lab.options.rounds + 1);
    let head = format!(
        "{FRESH}\n\\set i :i + 1\n\\set s {} + mod(:run * {share} + :client_id + :clients * :i, {quarter})\n\
         \\set n {FIRST} + :s\n\\set v {FIRST} + 2 * :s\n\\set k {FIRST} + mod(:s, 5000)\n\
         \\set c {FIRST} + mod(:s, {orders})\n\\set b {FIRST} + {BUYERS_FROM} + mod(:s, {BUYERS})\n\
         \\set p {FIRST} + mod(mod(:s, 5000), 2000)",
        half + quarter
    );
    let script = statements::in_transaction(statements::script(&statements, &head, &bindings));
    let running = lab.start("logistics", &database).await?;
    let load = report_load(&running.url, tokens, (kind, &at), half, quarter);
    let contest = Contest { name, load, script, database: &database, goals: GOALS };
    let mut figures = contest.run(lab, &running)?;
    running.stop()?;
    lab.server.drop_database(&database).await?;
    for figure in &mut figures {
        figure.details.insert("statements".to_owned(), statements.len().into());
    }
    Ok(figures)
}

/// Events of one kind of the shipments `half..half + quarter`, which happened `at`, each reported by its buyer.
pub(super) fn report_load(
    url: &str,
    tokens: Vec<String>,
    (kind, at): (&str, &str),
    half: u64,
    quarter: u64,
) -> Load {
    let (shipment, vehicle) = (SHIPMENTS.wire_begin(), VEHICLES.wire_begin());
    let request = format!(
        "local n = {half} + k % {quarter}\n  \
         local body = string.format('{{\"shipment_id\":\"%s\",\"vehicle_id\":\"%s\",\"type\":\"{kind}\",\
         \"occurred_at\":\"{at}\"}}', id('{shipment}', n), id('{vehicle}', 2 * n))\n  \
         return ask('PUT', fresh('/v1/vehicle-events/vev_019200000000700080'), body, n % {BUYERS})"
    );
    Load { url: url.to_owned(), tokens, request, first: 0 }
}

/// When the events happened: in the past for the whole run, and recently enough to be taken.
pub(super) fn five_minutes_ago() -> String {
    (Clock::system().now() - Duration::minutes(5)).to_rfc3339_opts(SecondsFormat::Secs, true)
}
