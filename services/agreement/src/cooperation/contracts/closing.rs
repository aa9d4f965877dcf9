//! What became of contracts, as they end: accepted quantities, and what is still open below them. From what logistics has
//! told; who asks has seen that it is fresh.

use std::collections::BTreeMap;

use api_types::agreement::{ClosingStatementView, OpenThingView};
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::{
    CanonicalText, LineDelivery, OpenKind, OpenThing, StatedContract, StatedLine, check_fulfilment,
};
use domain::shared::{ContractId, ContractLineId, Refusal, TextHash};
use service::Error;

use super::rows::{ContractLineRow, WholeContract};
use crate::cooperation::consents::ConsentRow;
use crate::outside::{accepted_by_line, open_call_offs, shipments_on_the_road};

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
    let accepted = accepted_by_line(conn, &ids).await?;
    let (mut deliveries, mut promised) = (BTreeMap::new(), BTreeMap::new());
    for whole in contracts {
        promised.insert(whole.row.id, delivered(&whole.last_text().text.lines, &accepted)?);
        deliveries.insert(whole.row.id, delivered(whole.lines_on(day), &accepted)?);
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

fn delivered(
    lines: &[ContractLineRow],
    accepted: &BTreeMap<ContractLineId, i64>,
) -> Result<Vec<LineDelivery>, Error> {
    let line = |line: &ContractLineRow| {
        Ok(LineDelivery {
            number: line.number,
            unit: line.unit,
            committed: line.quantity_base,
            under_tolerance_bp: line.under_tolerance()?,
            accepted: accepted.get(&line.id).copied().unwrap_or_default(),
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
