//! The slaughterhouse of Blitar is visited: one major finding, mended and seen to be mended.

use anyhow::Context as _;
use api_types::TransitionRequest;
use api_types::WireQuantity;
use api_types::catalog::{
    CreateFacilityRequest, DeclareFacilityPaperRequest, FacilityPaperView, FacilityView, FindingView,
    InspectionAnswerView, InspectionView, ListChecklistsQuery, ListFacilitiesQuery, ListFacilityPapersQuery,
    ListFindingsQuery, ListInspectionAnswersQuery, ListInspectionsQuery, PutInspectionAnswerRequest,
    ScheduleInspectionRequest, SubmitInspectionRequest, WireCapacity, WireParticipant,
};
use domain::catalog::{
    AnswerOutcome, CapacityPeriod, FacilityKind, FacilityPaperState, FindingState, InspectionSide,
    InspectionState,
};
use domain::shared::{FacilityId, InspectionId, Unit};
use web::Clock;

use super::super::player::{Player, action};
use super::super::sites::{DIMORO, Paper, Visit};
use super::{World, happened};

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let told = &DIMORO;
    let facility = register(player, world, told).await?;
    for paper in told.papers {
        show_paper(player, (told.keeper[1], told.agency), facility, *paper).await?;
    }
    let inspection = name_day(player, told, facility).await?;
    look(player, told, inspection).await?;
    mend(player, told, inspection).await
}

async fn register(player: &Player<'_>, world: &World, told: &Visit) -> anyhow::Result<FacilityId> {
    let ([owner, keeper], [name, address]) = (told.keeper, told.place);
    let query = ListFacilitiesQuery { owner_party_id: Some(world.party(owner)?), ..Default::default() };
    let same = |facility: &FacilityView| facility.name == name;
    let found = player.find(keeper, |services| services.catalog.list_facilities(&query), same).await?;
    let quantity = WireQuantity { value: told.heads.into(), unit: Unit::Hea };
    let body = CreateFacilityRequest {
        kind: FacilityKind::Slaughterhouse,
        name: name.into(),
        region_code: "35.72".into(),
        village: None,
        address: Some(address.into()),
        point: None,
        capacity: Some(WireCapacity { quantity, per: CapacityPeriod::Day }),
    };
    let registers = action(keeper, "registers the slaughterhouse, thirty head a day");
    Ok(player.create(found, registers, |services| services.catalog.create_facility(&body)).await?.id)
}

/// Shows a paper of a facility, and has the technical agency accept it.
pub(super) async fn show_paper(
    player: &Player<'_>,
    (keeper, agency): (&str, &str),
    facility: FacilityId,
    (kind, [number, issuer, issued], last): Paper,
) -> anyhow::Result<()> {
    let query = ListFacilityPapersQuery::default();
    let same = |paper: &FacilityPaperView| paper.number.as_deref() == Some(number);
    let list = player.find(keeper, |services| services.catalog.list_facility_papers(facility, &query), same);
    let found = list.await?;
    let body = DeclareFacilityPaperRequest {
        r#type: kind,
        number: number.into(),
        issuer: issuer.into(),
        issued_date: issued.parse()?,
        valid_from_date: None,
        valid_until_date: last.map(str::parse).transpose()?,
        sha256: None,
    };
    let what = format!("shows its {kind}");
    let shows = action(keeper, &what);
    let create =
        player.create(found, shows, |services| services.catalog.declare_facility_paper(facility, &body));
    let id = create.await?.id;
    let note = TransitionRequest::default();
    player
        .act(
            action(agency, "accepts the paper"),
            |services| services.catalog.get_facility_paper(id),
            |paper| paper.state != FacilityPaperState::Declared,
            |services, etag| services.catalog.accept_facility_paper(id, etag, &note),
        )
        .await?;
    Ok(())
}

async fn name_day(player: &Player<'_>, told: &Visit, facility: FacilityId) -> anyhow::Result<InspectionId> {
    let query = ListInspectionsQuery { facility_id: Some(facility), ..Default::default() };
    let called_off = |one: &InspectionView| one.state != InspectionState::Cancelled;
    let found =
        player.find(told.visitor, |services| services.catalog.list_inspections(&query), called_off).await?;
    let body = ScheduleInspectionRequest {
        facility_id: facility,
        scheduled_date: told.day.parse()?,
        note: Some("Kunjungan delegasi DKI Jakarta.".into()),
    };
    let names = action(told.visitor, "records the visit of 26 September 2025");
    Ok(player.create(found, names, |services| services.catalog.schedule_inspection(&body)).await?.id)
}

/// The delegation answers the checklist on the spot.
async fn look(player: &Player<'_>, told: &Visit, id: InspectionId) -> anyhow::Result<()> {
    let came = happened(told.times[0])?;
    let took_part = |side, [name, position]: [&str; 2]| WireParticipant {
        side,
        name: name.into(),
        position: position.into(),
    };
    let [inspector, owner] = told.participants;
    let handed_in = SubmitInspectionRequest {
        participants: vec![
            took_part(InspectionSide::Inspector, inspector),
            took_part(InspectionSide::Owner, owner),
        ],
        occurred_at: Some(told.times[1].parse()?),
        note: None,
    };
    let visit = player
        .act(
            action(told.visitor, "begins the inspection"),
            |services| services.catalog.get_inspection(id),
            |view| view.state != InspectionState::Scheduled,
            |services, etag| services.catalog.start_inspection(id, etag, &came),
        )
        .await?;
    if visit.state == InspectionState::Started {
        answer(player, told, &visit).await?;
    }
    player
        .act(
            action(told.visitor, "hands in what it saw: one major finding"),
            |services| services.catalog.get_inspection(id),
            |view| view.state != InspectionState::Started,
            |services, etag| services.catalog.submit_inspection(id, etag, &handed_in),
        )
        .await?;
    Ok(())
}

async fn answer(player: &Player<'_>, told: &Visit, visit: &InspectionView) -> anyhow::Result<()> {
    let of_kind = ListChecklistsQuery { facility_kind: Some(visit.facility_kind), ..Default::default() };
    let list = player
        .find(
            told.visitor,
            |services| services.catalog.list_checklists(&of_kind),
            |list| list.version == visit.checklist_version,
        )
        .await?
        .context("the checklist of the visit is listed")?;
    let (query, id) = (ListInspectionAnswersQuery::default(), visit.id);
    for item in list.items {
        let same = |answer: &InspectionAnswerView| answer.item_code == item.code;
        let answered =
            player.find(told.visitor, |services| services.catalog.list_inspection_answers(id, &query), same);
        if answered.await?.is_some() {
            continue;
        }
        let [code, seen] = told.not_met;
        let met = item.code != code;
        let body = PutInspectionAnswerRequest {
            inspection_id: id,
            item_code: item.code,
            outcome: if met { AnswerOutcome::Met } else { AnswerOutcome::NotMet },
            note: (!met).then(|| seen.to_owned()),
            photos: Vec::new(),
            readings: Vec::new(),
            replaces_answer_id: None,
            captured_at: told.times[0].parse()?,
        };
        let own = Clock::system().new_id();
        let answers = action(told.visitor, "answers one thing of the checklist");
        player.send(answers, |services| services.catalog.put_inspection_answer(own, &body)).await?;
    }
    Ok(())
}

/// The owner mends what was found, the visitors see it, and the inspection is closed.
async fn mend(player: &Player<'_>, told: &Visit, inspection: InspectionId) -> anyhow::Result<()> {
    let query = ListFindingsQuery { inspection_id: Some(inspection), ..Default::default() };
    let found = player.find(told.visitor, |services| services.catalog.list_findings(&query), |_| true);
    let id = found.await?.context("the visit found something")?.id;
    let [what, when] = told.mended;
    let mended = TransitionRequest { note: Some(what.into()), ..happened(when)? };
    let seen = happened(told.verified)?;
    player
        .act(
            action(told.keeper[1], "mends the roof of the lairage"),
            |services| services.catalog.get_finding(id),
            |finding: &FindingView| finding.state != FindingState::Open,
            |services, etag| services.catalog.act_on_finding(id, etag, &mended),
        )
        .await?;
    player
        .act(
            action(told.visitor, "sees that it is mended"),
            |services| services.catalog.get_finding(id),
            |finding: &FindingView| finding.state != FindingState::Acted,
            |services, etag| services.catalog.verify_finding(id, etag, &seen),
        )
        .await?;
    player
        .act(
            action(told.visitor, "closes the inspection"),
            |services| services.catalog.get_inspection(inspection),
            |view| view.state != InspectionState::Submitted,
            |services, etag| services.catalog.close_inspection(inspection, etag, &seen),
        )
        .await?;
    Ok(())
}
