//! Rows of the shipments, and a shipment with everything on it, as it moves.

use api_types::logistics::ShipmentEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::logistics::{JourneyPaperKind, ShipmentEvent, ShipmentState, TransportMode};
use domain::shared::{
    AgreementId, Bilingual, CallOffId, CallOffLineId, ConsolidationLotId, ContractId, ContractLineId,
    Dimension, FacilityId, Id, JourneyPaperId, PartyId, Role, ShipmentId, ShipmentItemId, Unit, VariantId,
    VehicleId, is_same_paper,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use super::visibility::readers;
use crate::ordering::Portion;
use crate::schema::{journey_paper, shipment, shipment_item, vehicle};

/// A shipment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = shipment, treat_none_as_null = true)]
pub(crate) struct ShipmentRow {
    pub(crate) id: ShipmentId,
    pub(crate) number: String,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) carrier_party_id: Option<PartyId>,
    pub(crate) state: ShipmentState,
    pub(crate) origin_region_code: String,
    pub(crate) origin_place: Option<String>,
    pub(crate) destination_region_code: String,
    pub(crate) destination_place: Option<String>,
    pub(crate) mode: TransportMode,
    pub(crate) departed_at: Option<DateTime<Utc>>,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) origin_facility_id: Option<FacilityId>,
    /// The day of which it was last made ready; none before, and while it is loaded again.
    pub(crate) ready_date: Option<NaiveDate>,
    pub(crate) expected_arrival_at: Option<DateTime<Utc>>,
}

/// A vehicle of a shipment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = vehicle)]
pub(crate) struct VehicleRow {
    pub(crate) id: VehicleId,
    pub(crate) shipment_id: ShipmentId,
    pub(crate) number: i32,
    pub(crate) plate: String,
    pub(crate) driver_name: Option<String>,
    pub(crate) departed_at: Option<DateTime<Utc>>,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
    pub(crate) seals: Vec<String>,
}

/// Goods for one order line on one vehicle as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = shipment_item)]
pub(crate) struct ItemRow {
    pub(crate) id: ShipmentItemId,
    pub(crate) shipment_id: ShipmentId,
    pub(crate) vehicle_id: VehicleId,
    pub(crate) number: i32,
    pub(crate) call_off_line_id: CallOffLineId,
    pub(crate) call_off_id: CallOffId,
    pub(crate) contract_line_id: ContractLineId,
    pub(crate) contract_id: ContractId,
    pub(crate) agreement_id: AgreementId,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) quantity_base: i64,
    pub(crate) quantity_unit: Unit,
    pub(crate) heads: Option<i64>,
    pub(crate) weight_base: Option<i64>,
    pub(crate) weight_unit: Option<Unit>,
    pub(crate) packages: Option<i64>,
    pub(crate) variant_id: Option<VariantId>,
    pub(crate) received: bool,
    pub(crate) consolidation_lot_id: Option<ConsolidationLotId>,
    pub(crate) production_date: Option<NaiveDate>,
}

impl ItemRow {
    /// Says how many heads there are of it.
    pub(super) fn set_heads(&mut self, heads: i64) {
        match self.quantity_unit.dimension() {
            Dimension::Head => self.quantity_base = heads,
            _ => self.heads = Some(heads),
        }
    }

    /// What the papers say was loaded in one measure, in its base unit.
    pub(crate) fn loaded_in(&self, dimension: Dimension) -> Option<i64> {
        if self.quantity_unit.dimension() == dimension {
            return Some(self.quantity_base);
        }
        match dimension {
            Dimension::Head => self.heads,
            Dimension::Mass => self.weight_base,
            Dimension::Piece | Dimension::Volume => None,
        }
    }
}

/// A paper of the journey as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = journey_paper)]
pub(crate) struct JourneyPaperRow {
    pub(crate) id: JourneyPaperId,
    pub(crate) shipment_id: ShipmentId,
    pub(crate) kind: JourneyPaperKind,
    pub(crate) number: String,
    pub(crate) number_key: String,
    pub(crate) issuer: Option<String>,
    pub(crate) commodity_code: Option<String>,
    pub(crate) head_count: Option<i64>,
    pub(crate) heads_used: i64,
    pub(crate) origin_region_code: String,
    pub(crate) destination_region_code: String,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) sha256: String,
    pub(crate) confirmed_at: Option<DateTime<Utc>>,
    pub(crate) confirmed_by_party_id: Option<PartyId>,
    pub(crate) confirmed_by: Option<String>,
    pub(crate) confirmed_as: Option<Role>,
    pub(crate) confirmation_note: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

impl JourneyPaperRow {
    /// Whether two rows are of one paper, on whatever shipments.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && is_same_paper(&self.number, self.issuer.as_deref(), &other.number, other.issuer.as_deref())
    }

    /// Whether it shows the scan of another paper of its kind under a number of its own.
    pub(crate) fn has_scan_of(&self, other: &Self) -> bool {
        self.kind == other.kind && self.sha256 == other.sha256 && !self.is_same(other)
    }

    /// Whether what this row says of its paper binds another supplier's shipments: goods travelled under it. Of papers for
    /// heads, heads did; whoever only writes a number down takes it from nobody.
    pub(super) fn binds(&self, shipment: ShipmentState) -> bool {
        shipment.has_left() && (self.heads_used > 0 || self.head_count.is_none())
    }

    /// What a paper says, which is the same wherever it is shown.
    pub(crate) fn says(&self) -> impl PartialEq {
        let route = (self.origin_region_code.clone(), self.destination_region_code.clone());
        (route, self.commodity_code.clone(), self.head_count, self.valid_from, self.valid_until)
    }
}

/// A shipment with everything on it.
#[derive(Debug, Clone)]
pub(crate) struct WholeShipment {
    pub(crate) row: ShipmentRow,
    pub(crate) vehicles: Vec<VehicleRow>,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) papers: Vec<JourneyPaperRow>,
}

impl WholeShipment {
    /// The orders it serves, each once, in order of id.
    pub(crate) fn call_offs(&self) -> Vec<CallOffId> {
        distinct(self.items.iter().map(|item| item.call_off_id))
    }

    /// Itself and what it follows from: whoever has acted on one of these for a party acts on none for another.
    pub(crate) fn followed(&self) -> Vec<uuid::Uuid> {
        let orders = self.call_offs().into_iter().map(|order| order.uuid());
        [self.row.id.uuid()].into_iter().chain(orders).collect()
    }

    /// Its goods, as their orders are judged by them.
    pub(crate) fn goods(&self) -> Vec<Portion> {
        let goods = |item: &ItemRow| Portion {
            item: item.id,
            line: item.call_off_line_id,
            loaded: item.quantity_base,
            accepted: 0,
        };
        self.items.iter().map(goods).collect()
    }

    /// The contracts it serves, each once, in order of id.
    pub(crate) fn contracts(&self) -> Vec<ContractId> {
        distinct(self.items.iter().map(|item| item.contract_id))
    }
}

impl ShipmentRow {
    /// The party that a role on this shipment belongs to.
    pub(super) fn party_of(&self, role: Role) -> Option<PartyId> {
        match role {
            Role::Supplier | Role::Aggregator => Some(self.supplier_id),
            Role::Buyer | Role::Receiver => Some(self.buyer_id),
            Role::Carrier => self.carrier_party_id,
            _ => None,
        }
    }

    /// Whether a party trades the goods or drives them: others who may read it are governments and facilitators.
    pub(crate) fn is_moved_by(&self, party: PartyId) -> bool {
        [Role::Supplier, Role::Buyer, Role::Carrier].iter().any(|role| self.party_of(*role) == Some(party))
    }
}

impl Announced for WholeShipment {
    type Data = ShipmentEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> ShipmentEventData {
        ShipmentEventData {
            shipment_id: self.row.id,
            state: self.row.state,
            version: self.row.version,
            contract_ids: self.contracts(),
            call_off_ids: self.call_offs(),
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Parties(readers(conn, self.row.id).await?))
    }
}

impl Versioned for WholeShipment {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, _: NaiveDate) -> Etag {
        self.current_etag()
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_shipment(conn, &self.row, seen).await
    }
}

impl Stateful for WholeShipment {
    type State = ShipmentState;

    fn state(&self) -> ShipmentState {
        self.row.state
    }

    fn set_state(&mut self, state: ShipmentState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.row.party_of(role) == Some(caller.party()) && caller.has(role)
    }

    /// An officer in the field acts for whichever party of the step it works for.
    fn acting_role(&self, caller: &Caller, event: ShipmentEvent) -> Option<Role> {
        let of_a_party = || event.roles().iter().any(|role| self.row.party_of(*role) == Some(caller.party()));
        event.roles().iter().copied().find(|role| match role {
            Role::FieldOfficer => caller.has(Role::FieldOfficer) && of_a_party(),
            role => self.holds(caller, *role),
        })
    }

    fn agreement(&self) -> Option<AgreementId> {
        self.items.first().map(|item| item.agreement_id)
    }

    fn not_theirs(&self, _: ShipmentEvent) -> Bilingual {
        another_side()
    }
}

/// What is said to somebody who may read a shipment and whose step this is not.
pub(crate) fn another_side() -> Bilingual {
    Bilingual::new(
        "Langkah ini dilakukan oleh pihak lain dalam pengiriman ini.",
        "Another side of this shipment takes this step.",
    )
}

/// Each once, in order.
pub(crate) fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}
