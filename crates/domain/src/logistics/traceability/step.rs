//! What happens to goods, in the words of GS1's Core Business Vocabulary 2.0, as EPCIS 2.0 says why something was seen.
//!
//! Owns: which business step and which disposition each step of a shipment, each report of a vehicle and each record of goods is.
//! What moves no goods, such as the closing of a shipment, is no step here.

use crate::labels;
use crate::logistics::{ShipmentEvent, VehicleEventType};

labels! {
    /// A business step of the Core Business Vocabulary.
    pub enum BusinessStep {
        /// Goods come to be what they are traced as: a lot is sealed.
        Commissioning = "commissioning",
        /// Goods go onto vehicles.
        Loading = "loading",
        /// Goods stand ready to leave.
        StagingOutbound = "staging_outbound",
        /// Goods leave on their way to another party.
        Shipping = "shipping",
        /// A vehicle leaves a place.
        Departing = "departing",
        /// Goods are on their way.
        Transporting = "transporting",
        /// Goods wait on their way.
        Holding = "holding",
        /// Goods reach a place.
        Arriving = "arriving",
        /// Goods come off vehicles.
        Unloading = "unloading",
        /// Goods are counted and taken over.
        Receiving = "receiving",
        /// Goods are brought to where they are sold.
        Stocking = "stocking",
        /// Goods cease to be: animals that died on the way.
        Decommissioning = "decommissioning",
        /// A step that the vocabulary has no word for.
        Other = "other",
    }
}

labels! {
    /// The condition in which goods are after a step, in the words of the Core Business Vocabulary.
    pub enum Disposition {
        /// They have just come to be what they are traced as.
        Active = "active",
        /// They are in the middle of something.
        InProgress = "in_progress",
        /// They are on their way.
        InTransit = "in_transit",
        /// They were sent back.
        Returned = "returned",
        /// Customers can buy them.
        SellableAccessible = "sellable_accessible",
        /// They are no more.
        Destroyed = "destroyed",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

labels! {
    /// How a step relates to goods, as EPCIS has it.
    pub enum StepAction {
        /// From here on they exist as what they are traced as.
        Add = "add",
        /// They were seen.
        Observe = "observe",
        /// From here on they exist no more.
        Delete = "delete",
    }
}

/// Why goods were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepMeaning {
    /// How the step relates to the goods.
    pub action: StepAction,
    /// What was done.
    pub business_step: BusinessStep,
    /// How they are after it.
    pub disposition: Disposition,
}

impl StepMeaning {
    /// A lot was sealed.
    pub const SEALED: Self =
        Self { action: StepAction::Add, ..Self::seen(BusinessStep::Commissioning, Disposition::Active) };
    /// Goods were counted at the buyer's gate, and accepted.
    pub const RECEIVED: Self = Self::seen(BusinessStep::Receiving, Disposition::InProgress);
    /// Goods were brought to an outlet.
    pub const DISTRIBUTED: Self = Self::seen(BusinessStep::Stocking, Disposition::SellableAccessible);

    const fn seen(business_step: BusinessStep, disposition: Disposition) -> Self {
        Self { action: StepAction::Observe, business_step, disposition }
    }
}

impl ShipmentEvent {
    /// What a step of a shipment means for its goods; none where it moves none.
    pub const fn meaning(self) -> Option<StepMeaning> {
        use {BusinessStep as B, Disposition as D};
        let (step, disposition) = match self {
            Self::StartLoading => (B::Loading, D::InProgress),
            Self::MakeReady => (B::StagingOutbound, D::InProgress),
            Self::Depart => (B::Shipping, D::InTransit),
            Self::Divert => (B::Transporting, D::InTransit),
            Self::Arrive => (B::Arriving, D::InProgress),
            Self::StartUnloading => (B::Unloading, D::InProgress),
            Self::TurnBack => (B::Shipping, D::Returned),
            Self::ComeBack => (B::Receiving, D::Returned),
            Self::Lose => (B::Other, D::Unknown),
            Self::Receive | Self::Close | Self::Cancel => return None,
        };
        Some(StepMeaning::seen(step, disposition))
    }
}

impl VehicleEventType {
    /// What a report means for the goods on the vehicle.
    pub const fn meaning(self) -> StepMeaning {
        use {BusinessStep as B, Disposition as D};
        let (step, disposition) = match self {
            Self::LoadingStarted | Self::LoadingFinished => (B::Loading, D::InProgress),
            Self::Departed => (B::Departing, D::InTransit),
            Self::Checkpoint | Self::Diverted => (B::Transporting, D::InTransit),
            Self::RestStop | Self::Delayed | Self::Breakdown => (B::Holding, D::InTransit),
            Self::AnimalLoss => {
                let lost = StepMeaning::seen(B::Decommissioning, D::Destroyed);
                return StepMeaning { action: StepAction::Delete, ..lost };
            }
            Self::Arrived => (B::Arriving, D::InProgress),
            Self::UnloadingStarted | Self::UnloadingFinished => (B::Unloading, D::InProgress),
            Self::Returned => (B::Receiving, D::Returned),
        };
        StepMeaning::seen(step, disposition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_in_transit_and_what_arrives_is_not() {
        let shipped = ShipmentEvent::Depart.meaning().expect("a step");
        assert_eq!(
            (shipped.business_step, shipped.disposition),
            (BusinessStep::Shipping, Disposition::InTransit)
        );
        let came = ShipmentEvent::Arrive.meaning().expect("a step");
        assert_eq!((came.business_step, came.disposition), (BusinessStep::Arriving, Disposition::InProgress));
    }

    #[test]
    fn what_moves_no_goods_is_no_step() {
        let none = ShipmentEvent::ALL.iter().filter(|event| event.meaning().is_none());
        let none: Vec<_> = none.copied().collect();
        assert_eq!(none, [ShipmentEvent::Receive, ShipmentEvent::Close, ShipmentEvent::Cancel]);
    }

    #[test]
    fn goods_come_to_be_and_cease_to_be_once_each() {
        assert_eq!(StepMeaning::SEALED.action, StepAction::Add);
        let ending = VehicleEventType::ALL.iter().filter(|kind| kind.meaning().action != StepAction::Observe);
        assert_eq!(ending.copied().collect::<Vec<_>>(), [VehicleEventType::AnimalLoss]);
        assert_eq!(StepMeaning::DISTRIBUTED.disposition, Disposition::SellableAccessible);
    }
}
