//! A phone reports a truck of eggs near Bakauheni and, forty minutes later, in Jakarta: nobody's report of deliveries changes by
//! it, and both coordinators find a signal and say what it was.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::WirePlace;
use api_types::logistics::{
    AssessSignalRequest, ListShipmentsQuery, ListSignalsQuery, ListVehicleEventsQuery,
    PutVehicleEventRequest, ShipmentView, SignalView,
};
use domain::logistics::{SignalFinding, SignalKind, VehicleEventType};
use domain::shared::ContractId;

use super::super::player::{Player, action, pause};
use super::World;
use super::deliveries::own_id;

/// How long a signal may take from the report that shows it.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the phone said: when, where by name, and by its own position.
const REPORTS: [(&str, &str, WirePlace); 2] = [
    (
        "2022-07-11T19:00:00+07:00",
        "Pelabuhan Bakauheni",
        WirePlace { longitude_e7: 1_057_540_000, latitude_e7: -58_710_000 },
    ),
    (
        "2022-07-11T19:40:00+07:00",
        "Cakung",
        WirePlace { longitude_e7: 1_069_370_000, latitude_e7: -61_850_000 },
    ),
];

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let (contract, _) = world.contract("kuj-eggs")?;
    let query = ListShipmentsQuery { contract_id: Some(contract), ..Default::default() };
    let shipment = player.find("kuj", |services| services.logistics.list_shipments(&query), |_| true).await?;
    report(player, &shipment.context("the eggs were sent")?).await?;
    let signal = raised(player, contract).await?;
    for (coordinator, government, note) in [
        (
            "metro.coordinator",
            "metro",
            "Telepon sopir kedua ikut kapal cepat; timbang di Cakung sesuai surat jalan.",
        ),
        (
            "jakarta.coordinator",
            "jakarta",
            "Gudang Cakung menerima truk ini pukul 08.00; jam di telepon keliru.",
        ),
    ] {
        let government = world.party(government)?;
        let finding = AssessSignalRequest { finding: SignalFinding::Explained, note: note.into() };
        player
            .act(
                action(coordinator, "assesses the signal of an impossible speed"),
                |services| services.logistics.get_signal(signal.id),
                |view: &SignalView| view.assessments.iter().any(|one| one.party_id == government),
                |services, etag| services.logistics.assess_signal(signal.id, etag, &finding),
            )
            .await?;
    }
    Ok(())
}

async fn report(player: &Player<'_>, shipment: &ShipmentView) -> anyhow::Result<()> {
    let vehicle = shipment.vehicles.first().context("a shipment has a vehicle")?;
    let every = ListVehicleEventsQuery::default();
    for (at, place, point) in REPORTS {
        let body = PutVehicleEventRequest {
            shipment_id: shipment.id,
            vehicle_id: vehicle.id,
            r#type: VehicleEventType::Checkpoint,
            occurred_at: at.parse()?,
            heads: None,
            place: Some(place.into()),
            point: Some(point),
            note: None,
        };
        let id = own_id(&format!("report of {place}"), at)?;
        let found = player
            .find(
                "kuj",
                |services| services.logistics.list_shipment_vehicle_events(shipment.id, &every),
                |event| event.id == id,
            )
            .await?;
        let reports = action("kuj", "reports a truck from the road");
        player.create(found, reports, |services| services.logistics.put_vehicle_event(id, &body)).await?;
    }
    Ok(())
}

/// The signal of the speed, which follows the reports in a moment.
async fn raised(player: &Player<'_>, contract: ContractId) -> anyhow::Result<SignalView> {
    let query = ListSignalsQuery {
        kind: Some(SignalKind::ImpliedSpeed),
        contract_id: Some(contract),
        ..Default::default()
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found =
            player.find("metro.coordinator", |services| services.logistics.list_signals(&query), |_| true);
        if let Some(signal) = found.await? {
            return Ok(signal);
        }
        ensure!(Instant::now() < deadline, "the impossible speed of a truck raises a signal");
        pause().await;
    }
}
