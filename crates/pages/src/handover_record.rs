//! The handover record (berita acara serah terima): what was loaded and what became of it, measure by measure.

use api_types::logistics::{
    CountFigures, HandoverLineView, HandoverRecordView, HandoverVehicleView, RejectionFigures, WeightFigures,
};
use domain::logistics::Measure;
use domain::say;
use domain::shared::{Bilingual, NaturalUnit, Unit};
use domain::words::captions::{self, Caption};
use domain::words::{self, Language};
use maud::{Markup, html};

use crate::delivery_note::vehicle;
use crate::layout::page;
use crate::parts::{Column, Holds, Speaker, party, table};

/// The page of a handover record.
pub fn handover_record(view: &HandoverRecordView, language: Language) -> String {
    let speaker = Speaker(language);
    let title = speaker.say(captions::HANDOVER_RECORD);
    let below = html! {
        p.number { (view.number) }
        p.state { (speaker.say(captions::STATE)) ": " (speaker.pick(view.state)) }
    };
    let drivers =
        view.vehicles.iter().map(|vehicle| (vehicle.driver_name.as_deref(), vehicle.plate.as_str()));
    let content = html! {
        (speaker.header(title, &below, &speaker.code(&view.authenticity_code, &view.check_url)))
        section.sides {
            (speaker.side(captions::SENDER, &party(&view.supplier), None))
            (speaker.side(captions::RECEIVER, &party(&view.buyer), Some(&view.destination)))
            @if let Some(carrier) = &view.carrier { (speaker.side(captions::CARRIER, &party(carrier), None)) }
        }
        (facts(view, speaker))
        @if view.vehicles.is_empty() { section { p.note { (speaker.say(captions::NO_LINES)) } } }
        @for vehicle in &view.vehicles { (received(vehicle, speaker)) }
        @if let Some(note) = &view.note { (remark(note, speaker)) }
        (speaker.signatures(&view.supplier, drivers, &view.buyer))
    };
    page(language, &format!("{title} {}", view.number), &content)
}

fn facts(view: &HandoverRecordView, speaker: Speaker) -> Markup {
    let seen = if view.documents_seen { captions::YES } else { captions::NO };
    let answer = view.supplier_answer.map(|answer| speaker.begin(answer));
    html! {
        section {
            dl {
                (speaker.entry(captions::RECEIVED_ON, &speaker.pick(words::date_time(view.received_at))))
                (speaker.entry(captions::DELIVERY_NOTE_NUMBER, &view.delivery_note_number))
                (speaker.entry(captions::CONTRACTS, &view.contract_numbers.join(", ")))
                (speaker.entry(captions::PAPERS_FIRST, speaker.say(seen)))
                (speaker.entry_of(captions::SUPPLIER_ANSWER, answer.as_deref()))
                (speaker.entry_of(captions::TAKES_BACK, view.takes_back_number.as_deref()))
                (speaker.entry_of(captions::TAKEN_BACK_BY, view.taken_back_by_number.as_deref()))
            }
        }
    }
}

fn received(came: &HandoverVehicleView, speaker: Speaker) -> Markup {
    html! {
        section.long {
            (vehicle(&came.plate, came.driver_name.as_deref(), speaker))
            (table(&columns(speaker), &came.lines.iter().flat_map(|line| rows(line, speaker)).collect::<Vec<_>>()))
            @for line in &came.lines {
                @if !line.rejections.is_empty() { (reasons(line, speaker)) }
                @if let Some(note) = &line.note { (remark(note, speaker)) }
            }
        }
    }
}

fn remark(note: &str, speaker: Speaker) -> Markup {
    html! { p.note { (speaker.say(captions::NOTE)) ": " (note) } }
}

/// The parts that a load is divided into, in the order of the columns.
const PARTS: [Caption; 10] = [
    captions::LOADED,
    captions::ACCEPTED,
    captions::HELD,
    captions::REJECTED,
    captions::DEAD,
    captions::SLAUGHTERED,
    captions::REMOVED,
    captions::MISSING,
    captions::SHRINK,
    captions::SURPLUS,
];

fn columns(speaker: Speaker) -> Vec<Column> {
    let text = [captions::GOODS, captions::MEASURE]
        .map(|caption| Column { label: speaker.say(caption), holds: Holds::Words });
    let figures = PARTS.map(|caption| Column { label: speaker.say(caption), holds: Holds::Figures });
    text.into_iter().chain(figures).collect()
}

/// What was measured of goods, one row for each measure.
fn rows(line: &HandoverLineView, speaker: Speaker) -> Vec<Vec<Markup>> {
    let counts =
        [(Measure::Head, &line.heads), (Measure::Piece, &line.pieces), (Measure::Package, &line.packages)];
    let weights = [(Measure::Mass, &line.weight), (Measure::Volume, &line.volume)];
    let weighed = weights.into_iter().filter_map(|(measure, found)| {
        let found = found.as_ref()?;
        Some((measured(measure, Some(found.unit), speaker), weighed(found, speaker)))
    });
    let counted = counts.into_iter().filter_map(|(measure, found)| {
        Some((measured(measure, None, speaker), counted(found.as_ref()?, speaker)))
    });
    let row = |(measure, figures): (String, [Markup; 10])| {
        let goods = [goods(line, speaker), html! { (measure) }];
        goods.into_iter().chain(figures).collect()
    };
    weighed.chain(counted).map(row).collect()
}

fn goods(line: &HandoverLineView, speaker: Speaker) -> Markup {
    html! {
        (speaker.goods(&line.goods))
        @if let Some(grade) = &line.grade { small { (speaker.say(captions::GRADE)) ": " (speaker.pick(words::name(grade))) } }
    }
}

/// What is measured, and in which unit.
fn measured(measure: Measure, unit: Option<Unit>, speaker: Speaker) -> String {
    let measure = speaker.begin(measure);
    unit.map_or_else(|| measure.clone(), |unit| format!("{measure}, {}", speaker.pick(unit)))
}

/// A figure of a part; nothing where there is none of it, but for what was loaded and accepted.
fn part(at: usize, plain: &str, speaker: Speaker) -> Markup {
    html! { @if at < 2 || plain != "0" { (speaker.pick(words::number(plain))) } }
}

fn counted(found: &CountFigures, speaker: Speaker) -> [Markup; 10] {
    let loaded = found.loaded.unwrap_or_default();
    let (dead, slaughtered) = (found.dead, found.emergency_slaughtered);
    let parts = [
        loaded,
        found.accepted,
        found.held_excess,
        found.rejected,
        dead,
        slaughtered,
        0,
        found.missing,
        0,
        found.surplus,
    ];
    std::array::from_fn(|at| part(at, &parts[at].to_string(), speaker))
}

fn weighed(found: &WeightFigures, speaker: Speaker) -> [Markup; 10] {
    let (loaded, shrink) = (found.loaded.as_deref().unwrap_or("0"), found.shrink.as_deref().unwrap_or("0"));
    let (accepted, held, rejected) = (&found.accepted, &found.held_excess, &found.rejected);
    let parts =
        [loaded, accepted, held, rejected, "0", "0", &found.removed, &found.missing, shrink, &found.surplus];
    std::array::from_fn(|at| part(at, parts[at], speaker))
}

fn reasons(line: &HandoverLineView, speaker: Speaker) -> Markup {
    let all: Vec<String> = line.rejections.iter().map(|one| reason(one, speaker)).collect();
    html! { p.note { (speaker.say(captions::REASONS)) ": " (all.join("; ")) } }
}

fn reason(one: &RejectionFigures, speaker: Speaker) -> String {
    let natural = |figure: i64, unit| words::natural(&figure.to_string(), unit);
    let counted = [
        one.heads.map(|figure| natural(figure, NaturalUnit::Hea)),
        one.pieces.map(|figure| natural(figure, NaturalUnit::H87)),
        one.packages.map(packages),
    ];
    let weighed = [&one.weight, &one.volume].into_iter().flatten();
    let weighed = weighed.map(|quantity| words::natural(&quantity.value, quantity.unit.into()));
    let amounts: Vec<String> =
        weighed.chain(counted.into_iter().flatten()).map(|amount| speaker.pick(amount)).collect();
    format!("{} ({})", speaker.pick(one.reason), amounts.join(", "))
}

/// Counted packages: `12 kemasan`.
fn packages(figure: i64) -> Bilingual {
    match figure {
        1 => Bilingual::new("1 kemasan", "1 package"),
        _ => say!("{figure} kemasan", "{figure} packages", figure = figure),
    }
}

#[cfg(test)]
mod tests {
    use api_types::WireQuantity;
    use domain::logistics::{Answer, ReceiptState, RejectionReason};
    use domain::shared::{Id as _, ReceiptId, ShipmentId};
    use uuid::Uuid;

    use super::*;
    use crate::delivery_note::tests::{ADDRESS, cattle, named, place};
    use crate::qr::tests::read;

    fn herd() -> HandoverLineView {
        let weight = WeightFigures {
            unit: Unit::Kgm,
            loaded: Some("10500".to_owned()),
            accepted: "9112.5".to_owned(),
            held_excess: "0".to_owned(),
            rejected: "350".to_owned(),
            removed: "350".to_owned(),
            missing: "0".to_owned(),
            shrink: Some("687.5".to_owned()),
            surplus: "0".to_owned(),
        };
        let heads =
            CountFigures { loaded: Some(30), accepted: 28, rejected: 1, dead: 1, ..CountFigures::default() };
        let sick = RejectionFigures {
            reason: RejectionReason::Sick,
            heads: Some(1),
            pieces: None,
            packages: None,
            weight: Some(WireQuantity { value: "350".to_owned(), unit: Unit::Kgm }),
            volume: None,
        };
        HandoverLineView {
            goods: cattle(),
            call_off_number: None,
            accepted: WireQuantity { value: "28".to_owned(), unit: Unit::Hea },
            grade: None,
            heads: Some(heads),
            pieces: None,
            packages: None,
            weight: Some(weight),
            volume: None,
            rejections: vec![sick],
            note: Some("Dilihat <b>dokter</b> hewan.".to_owned()),
        }
    }

    fn record() -> HandoverRecordView {
        HandoverRecordView {
            receipt_id: ReceiptId::from_uuid(Uuid::from_u128(1)),
            number: "BAST/2026/000009".to_owned(),
            state: ReceiptState::Posted,
            shipment_id: ShipmentId::from_uuid(Uuid::from_u128(2)),
            delivery_note_number: "SJ/2026/000123".to_owned(),
            authenticity_code: "KAD-7H2M-9QXC-0V4T-1".to_owned(),
            check_url: ADDRESS.to_owned(),
            supplier: named(2, "PT SUJ"),
            buyer: named(3, "Perumda Dharma Jaya"),
            carrier: None,
            destination: place("DKI Jakarta"),
            received_at: "2026-11-22T02:30:00Z".parse().expect("an instant"),
            documents_seen: true,
            supplier_answer: Some(Answer::Confirmed),
            takes_back_number: None,
            taken_back_by_number: None,
            contract_numbers: vec!["PKS/2026/000123".to_owned()],
            vehicles: vec![HandoverVehicleView {
                plate: "BE 1".to_owned(),
                driver_name: None,
                lines: vec![herd()],
            }],
            note: None,
        }
    }

    #[test]
    fn every_figure_stands_below_its_part_and_parts_of_nothing_are_left_out() {
        let page = handover_record(&record(), Language::Indonesian);
        for said in [
            "<h1>Berita Acara Serah Terima</h1>",
            "BAST/2026/000009",
            "Status: dibukukan",
            "data-label=\"Diterima\">9.112,5</td>",
            "data-label=\"Diterima\">28</td>",
            "data-label=\"Mati\">1</td>",
            "data-label=\"Susut\">687,5</td>",
            "Alasan penolakan: sakit (350 kg, 1 ekor)",
            "Berat, kilogram",
            "22 November 2026 pukul 09.30 WIB",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
        for nothing in ["Hilang", "Potong paksa", "Lebih", "Ditahan"] {
            assert!(!page.contains(nothing), "{nothing} in {page}");
        }
        assert!(page.contains("&lt;b&gt;dokter&lt;/b&gt;") && page.len() < 20_000, "{} bytes", page.len());
        assert_eq!(read(&page), ADDRESS);
    }

    #[test]
    fn a_record_that_takes_another_back_names_it() {
        let view = HandoverRecordView {
            vehicles: Vec::new(),
            takes_back_number: Some("BAST/2026/000008".to_owned()),
            ..record()
        };
        let page = handover_record(&view, Language::English);
        for said in ["BAST/2026/000008", "Takes back the handover record", "holds no goods of its own"] {
            assert!(page.contains(said), "{said} in {page}");
        }
    }
}
