//! What became of contracts, as they end: accepted quantities, and what is still open below them. From what logistics has
//! told; who asks has seen that it is fresh.

use std::collections::BTreeMap;

use api_types::agreement::{ClosingStatementView, OpenThingView};
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::{LineDelivery, OpenKind, OpenThing, StatedContract, StatedLine, check_fulfilment};
use domain::shared::{CanonicalText, ContractId, ContractLineId, Refusal, TextHash};
use service::Error;

use super::rows::ContractLineRow;
use super::rows::WholeContract;
use crate::cooperation::consents::ConsentRow;
use crate::outside::{accepted_by_day, open_call_offs, shipments_on_the_road};

/// Contracts with what became of their lines, in order of their ids, and what is open below them.
#[derive(Debug)]
pub(crate) struct Closing {
    /// What the lines promise by the text in force, and what was accepted.
    pub(crate) deliveries: BTreeMap<ContractId, Vec<LineDelivery>>,
    /// The same by the text signed last, whose day may be to come.
    pub(crate) promised: BTreeMap<ContractId, Vec<LineDelivery>>,
    /// Orders, then shipments.
    pub(crate) open: Vec<OpenThing>,
}

/// What became of some contracts by the terms in force on a day.
pub(crate) async fn closing_of(
    conn: &mut Connection,
    contracts: &[WholeContract],
    day: NaiveDate,
) -> Result<Closing, Error> {
    let ids: Vec<ContractId> = contracts.iter().map(|whole| whole.row.id).collect();
    let mut accepted: Accepted = BTreeMap::new();
    for (line, at, base) in accepted_by_day(conn, &ids).await? {
        accepted.entry(line).or_default().push((at, base));
    }
    let (mut deliveries, mut promised) = (BTreeMap::new(), BTreeMap::new());
    for whole in contracts {
        let all = |line: &ContractLineRow, taken: &[_]| whole.committed_in_all(line, day, taken);
        promised.insert(whole.row.id, delivered(&whole.last_text().text.lines, &accepted, all)?);
        let begun = |line: &ContractLineRow, taken: &[_]| whole.committed(line, day, taken);
        deliveries.insert(whole.row.id, delivered(whole.lines_on(day), &accepted, begun)?);
    }
    let orders = open_call_offs(conn, &ids).await?.into_iter().map(|order| OpenThing {
        kind: OpenKind::CallOff,
        id: order.id.to_string(),
        number: order.number,
        state: order.state.name(),
    });
    let mut open: Vec<OpenThing> = orders.collect();
    open.extend(shipments_on_the_road(conn, &ids).await?.into_iter().map(|shipment| OpenThing {
        kind: OpenKind::Shipment,
        id: shipment.id.to_string(),
        number: shipment.number,
        state: shipment.state.name(),
    }));
    Ok(Closing { deliveries, promised, open })
}

/// What was accepted on each line, by the day it was received.
type Accepted = BTreeMap<ContractLineId, Vec<(NaiveDate, i64)>>;

fn delivered(
    lines: &[ContractLineRow],
    accepted: &Accepted,
    committed: impl Fn(&ContractLineRow, &[(NaiveDate, i64)]) -> Option<i64>,
) -> Result<Vec<LineDelivery>, Error> {
    let line = |line: &ContractLineRow| {
        let taken = accepted.get(&line.id).map(Vec::as_slice).unwrap_or_default();
        Ok(LineDelivery {
            number: line.number,
            unit: line.unit,
            committed: committed(line, taken),
            under_tolerance_bp: line.under_tolerance()?,
            accepted: taken.iter().map(|(_, base)| base).sum(),
        })
    };
    lines.iter().map(line).collect()
}

impl Closing {
    /// Everything promised was accepted, by the text in force and by one that was signed for later, and nothing is open.
    pub(super) fn check_delivered(&self, whole: &WholeContract, day: NaiveDate) -> Result<(), Refusal> {
        let period = whole.period_on(day);
        for lines in [&self.deliveries, &self.promised] {
            let lines = lines.get(&whole.row.id).map(Vec::as_slice).unwrap_or_default();
            check_fulfilment(lines, &self.open, &period, day)?;
        }
        Ok(())
    }

    /// A contract as a statement shows it.
    pub(crate) fn stated(&self, whole: &WholeContract) -> StatedContract {
        let lines = self.deliveries.get(&whole.row.id).map(Vec::as_slice).unwrap_or_default();
        StatedContract {
            contract: whole.row.id,
            number: whole.row.number.clone(),
            state: whole.row.state,
            lines: lines.iter().map(StatedLine::from).collect(),
        }
    }
}

/// A statement as it is shown, with the consents given to it that still count.
pub(crate) fn statement_view(
    statement: CanonicalText,
    open: Vec<OpenThing>,
    consents: &[ConsentRow],
) -> ClosingStatementView {
    let hash: TextHash = statement.hash;
    let given = consents.iter().filter(|row| row.text_sha256 == hash.as_str());
    ClosingStatementView {
        text: statement.text,
        consents: given.map(|row| row.view(&hash)).collect(),
        open: open.into_iter().map(open_view).collect(),
        text_sha256: hash,
    }
}

fn open_view(thing: OpenThing) -> OpenThingView {
    OpenThingView { kind: thing.kind, id: thing.id, number: thing.number, state: thing.state.into() }
}
