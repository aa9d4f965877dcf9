//! Receipts at the buyer's gate.

use api_types::TransitionRequest;
use api_types::logistics::{
    CaptureReceiptRequest, CountFigures, ObjectToReceiptRequest, ReceiptLineRequest, ReceiptView,
    RejectionFigures, ShipmentItemView, ShipmentView, WeightFigures,
};
use client::{Call, LogisticsApi};
use domain::logistics::{ObjectionReason, ReceiptState, RejectionReason, ShipmentState};
use domain::shared::{ReceiptId, Unit};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::{
    ASIDE, Move, ON, OVER, RECEIVES, SELLS, Shows, Step, actor, choose, circumstances, key, occurred, step,
    whole,
};
use crate::caller::Request;
use crate::trade::{all_accepted, kilograms, weighed};
use crate::trader::World;

type OnReceipt = for<'c> fn(&'c LogisticsApi, ReceiptId, &str, &TransitionRequest) -> Call<'c, ReceiptView>;

#[rustfmt::skip]
const RECEIPTS: &[Step<ReceiptState, OnReceipt>] = {
    use ReceiptState as S;
    &[
        step("hand in", ON, &[S::Draft], RECEIVES, LogisticsApi::submit_receipt),
        step("inspect", ON, &[S::Submitted], RECEIVES, LogisticsApi::inspect_receipt),
        step("post", ON, &[S::Inspected], RECEIVES, LogisticsApi::post_receipt),
        step("confirm", ASIDE, &[S::Posted, S::Objected], SELLS, LogisticsApi::confirm_receipt),
        step("reverse", ASIDE, &[S::Posted, S::Confirmed, S::Objected], RECEIVES, LogisticsApi::reverse_receipt),
        step("resolve", ON, &[S::Conflicted], RECEIVES, LogisticsApi::resolve_receipt),
        step("withdraw", OVER, &[S::Draft, S::Submitted, S::Inspected, S::Conflicted], RECEIVES, LogisticsApi::withdraw_receipt),
    ]
};

pub(super) fn names() -> Vec<&'static str> {
    let mut names = vec!["capture", "object"];
    names.extend(RECEIPTS.iter().map(|step| step.name));
    names
}

pub(super) fn receipt(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (receipt, step) = choose(world, &world.receipts, |receipt| receipt.state, RECEIPTS, dice)?;
    let said = occurred(world, &receipt.contract_ids, dice);
    let body = circumstances(said);
    let request = Request::logistics(actor(step.may, dice), |api| (step.call)(api, receipt.id, "*", &body));
    Some(Move { name: step.name, said, ..on_receipt(request, receipt, step.may) })
}

fn on_receipt(request: Request, receipt: &ReceiptView, may: &'static [&'static str]) -> Move {
    let (contracts, may) = (receipt.contract_ids.clone(), may.to_vec());
    Move { name: "object", request, shows: Shows::Receipt, contracts, may, begins: false, said: None }
}

pub(super) fn object(world: &World, dice: &mut StdRng) -> Option<Move> {
    let any = dice.random_ratio(1, 10);
    let posted = |receipt: &&ReceiptView| any || receipt.state == ReceiptState::Posted;
    let receipts: Vec<&ReceiptView> = world.receipts.iter().filter(posted).collect();
    let receipt = receipts.choose(dice)?;
    let said = occurred(world, &receipt.contract_ids, dice);
    let body = ObjectToReceiptRequest {
        reason: ObjectionReason::WeightDiffers,
        note: "because".to_owned(),
        occurred_at: said,
        documents: Vec::new(),
    };
    let by = actor(SELLS, dice);
    let request = Request::logistics(by, |api| api.object_to_receipt(receipt.id, "*", &body));
    Some(Move { said, ..on_receipt(request, receipt, SELLS) })
}

/// What came off a shipment: as loaded, with losses that add up, or anything. Mostly once, sometimes on two phones.
pub(super) fn capture(world: &World, dice: &mut StdRng) -> Option<Move> {
    use ShipmentState::{Arrived, Departed, Diverted, Unloading};
    let any = dice.random_ratio(1, 10);
    let here =
        |shipment: &&ShipmentView| any || [Departed, Diverted, Arrived, Unloading].contains(&shipment.state);
    let shipments: Vec<&ShipmentView> = world.shipments.iter().filter(here).collect();
    let shipment = shipments.choose(dice)?;
    let begun = world.receipts.iter().any(|receipt| {
        let given_up = [ReceiptState::Withdrawn, ReceiptState::Reversed].contains(&receipt.state);
        receipt.shipment_id == shipment.id && !given_up
    });
    if begun && !dice.random_ratio(1, 3) {
        return None;
    }
    let mut items: Vec<_> = shipment.vehicles.iter().flat_map(|vehicle| &vehicle.items).collect();
    if items.len() > 1 && dice.random_ratio(1, 4) {
        items.truncate(1);
    }
    let lines = items.into_iter().map(|item| received(item, dice)).collect();
    let said = occurred(world, &shipment.contract_ids, dice);
    let body = CaptureReceiptRequest {
        shipment_id: shipment.id,
        received_at: said,
        documents_seen: true,
        lines,
        note: None,
    };
    let request = Request::logistics(actor(RECEIVES, dice), |api| api.create_receipt(&body)).keyed(key(dice));
    let (contracts, may) = (shipment.contract_ids.clone(), RECEIVES.to_vec());
    Some(Move { name: "capture", request, shows: Shows::Receipt, contracts, may, begins: false, said })
}

/// What became of goods, in the unit they are traded in.
#[derive(Debug, Default)]
struct Fate {
    accepted: u32,
    missing: u32,
    rejected: u32,
    surplus: u32,
    dead: u32,
}

impl Fate {
    /// Mostly all is accepted, or most of it; now and then the losses add up to anything.
    fn of(loaded: u32, alive: bool, dice: &mut StdRng) -> Self {
        let mut fate = Self::default();
        match dice.random_range(0..12) {
            0..7 => {}
            7 => fate.missing = dice.random_range(0..=loaded),
            8 => fate.rejected = dice.random_range(0..=loaded),
            9 => fate.surplus = dice.random_range(1..=loaded + 100),
            10 if alive => fate.dead = dice.random_range(0..=loaded),
            _ => {
                fate.missing = dice.random_range(0..=loaded);
                fate.rejected = dice.random_range(0..=loaded);
            }
        }
        let gone = fate.missing + fate.rejected + fate.dead;
        Self { accepted: (loaded + fate.surplus).saturating_sub(gone), ..fate }
    }

    fn weight(&self, per_unit: u32) -> WeightFigures {
        let figure = |part: u32| (part * per_unit).to_string();
        WeightFigures {
            rejected: figure(self.rejected),
            removed: figure(self.dead),
            missing: figure(self.missing),
            surplus: figure(self.surplus),
            ..all_accepted(self.accepted * per_unit)
        }
    }

    fn heads(&self) -> CountFigures {
        CountFigures {
            accepted: self.accepted.into(),
            rejected: self.rejected.into(),
            dead: self.dead.into(),
            missing: self.missing.into(),
            surplus: self.surplus.into(),
            ..CountFigures::default()
        }
    }
}

fn received(item: &ShipmentItemView, dice: &mut StdRng) -> ReceiptLineRequest {
    let (loaded, alive) = (whole(&item.quantity.value), item.quantity.unit == Unit::Hea);
    let fate = Fate::of(loaded, alive, dice);
    let per_head = item.weight.as_ref().map_or(350, |weight| whole(&weight.value) / loaded.max(1));
    let per_unit = if alive { per_head } else { 1 };
    let rejections = match fate.rejected {
        0 => Vec::new(),
        rejected => vec![RejectionFigures {
            reason: RejectionReason::BelowGrade,
            heads: alive.then_some(rejected.into()),
            pieces: None,
            packages: None,
            weight: Some(kilograms(rejected * per_unit)),
            volume: None,
        }],
    };
    ReceiptLineRequest {
        heads: alive.then(|| fate.heads()),
        rejections,
        note: Some("because".to_owned()),
        ..weighed(item.id, fate.weight(per_unit))
    }
}
