//! The delivery note (surat jalan): what travels with the goods, for the driver's hand and for both gates.

use api_types::logistics::{
    DeliveryNoteItemView, DeliveryNoteVehicleView, DeliveryNoteView, JourneyPaperView,
};
use domain::shared::{Bilingual, Dimension};
use domain::words::{self, Language, captions};
use maud::{Markup, html};

use crate::layout::page;
use crate::parts::{Column, Holds, Speaker, party, table};

/// The page of a delivery note.
pub fn delivery_note(view: &DeliveryNoteView, language: Language) -> String {
    let speaker = Speaker(language);
    let title = speaker.say(captions::DELIVERY_NOTE);
    let below = html! {
        p.number { (view.number) }
        p.state { (speaker.say(captions::STATE)) ": " (speaker.pick(view.state)) }
    };
    let drivers =
        view.vehicles.iter().map(|vehicle| (vehicle.driver_name.as_deref(), vehicle.plate.as_str()));
    let content = html! {
        (speaker.header(title, &below, &speaker.code(&view.authenticity_code, &view.check_url)))
        section.sides {
            (speaker.side(captions::SENDER, &party(&view.supplier), Some(&view.origin)))
            (speaker.side(captions::RECEIVER, &party(&view.buyer), Some(&view.destination)))
            (speaker.side(captions::CARRIER, &carrier(view, speaker), None))
        }
        (journey(view, speaker))
        @for vehicle in &view.vehicles { (load(vehicle, speaker)) }
        (papers(&view.journey_papers, speaker))
        (speaker.signatures(&view.supplier, drivers, &view.buyer))
    };
    page(language, &format!("{title} {}", view.number), &content)
}

fn carrier(view: &DeliveryNoteView, speaker: Speaker) -> String {
    view.carrier.as_ref().map_or_else(|| speaker.say(captions::CARRIED_BY_SENDER).to_owned(), party)
}

fn journey(view: &DeliveryNoteView, speaker: Speaker) -> Markup {
    let at = |when: Option<_>| {
        when.map_or_else(
            || speaker.say(captions::NOT_YET).to_owned(),
            |at| speaker.pick(words::date_time(at)),
        )
    };
    html! {
        section {
            dl {
                (speaker.entry(captions::DEPARTED, &at(view.departed_at)))
                (speaker.entry(captions::ARRIVED, &at(view.arrived_at)))
                (speaker.entry(captions::MODE, &speaker.begin(view.mode)))
                (speaker.entry(captions::ORDERS, &view.call_off_numbers.join(", ")))
                (speaker.entry(captions::CONTRACTS, &view.contract_numbers.join(", ")))
            }
        }
    }
}

/// A vehicle: its plate, its driver and what is on it.
pub(crate) fn vehicle(plate: &str, driver: Option<&str>, speaker: Speaker) -> Markup {
    html! {
        h2 {
            (speaker.say(captions::VEHICLE)) " " (plate)
            @if let Some(driver) = driver { " · " (speaker.say(captions::DRIVER)) " " (driver) }
        }
    }
}

fn load(loaded: &DeliveryNoteVehicleView, speaker: Speaker) -> Markup {
    let column = |caption, holds| Column { label: speaker.say(caption), holds };
    let columns = [
        column(captions::GOODS, Holds::Words),
        column(captions::ORDER, Holds::References),
        column(captions::QUANTITY, Holds::Figures),
        column(captions::HEADS, Holds::Figures),
        column(captions::WEIGHT, Holds::Figures),
        column(captions::PACKAGES, Holds::Figures),
    ];
    let rows: Vec<Vec<Markup>> = loaded.items.iter().map(|item| row(item, speaker)).collect();
    html! {
        section.long {
            (vehicle(&loaded.plate, loaded.driver_name.as_deref(), speaker))
            @if !loaded.seals.is_empty() { p { (speaker.say(captions::SEALS)) ": " (loaded.seals.join(", ")) } }
            (table(&columns, &rows))
        }
    }
}

fn row(item: &DeliveryNoteItemView, speaker: Speaker) -> Vec<Markup> {
    let count = |figure: Option<i64>| html! { @if let Some(figure) = figure { (speaker.pick(words::count(figure))) } };
    // Where heads are the quantity, they stand there.
    let heads = item.heads.filter(|_| item.quantity.unit.dimension() != Dimension::Head);
    vec![
        speaker.goods(&item.goods),
        html! { @if let Some(number) = &item.call_off_number { (number) } },
        html! { (speaker.quantity(&item.quantity)) },
        count(heads),
        html! { @if let Some(weight) = &item.weight { (speaker.quantity(weight)) } },
        count(item.packages),
    ]
}

fn papers(papers: &[JourneyPaperView], speaker: Speaker) -> Markup {
    let column = |caption, holds| Column { label: speaker.say(caption), holds };
    let columns = [
        column(captions::PAPER, Holds::Words),
        column(captions::NUMBER, Holds::References),
        column(captions::ISSUER, Holds::Words),
        column(captions::HEADS, Holds::Figures),
        column(captions::VALID_UNTIL, Holds::Words),
        column(captions::CONFIRMED, Holds::Words),
    ];
    let rows: Vec<Vec<Markup>> = papers.iter().map(|paper| paper_row(paper, speaker)).collect();
    html! {
        section {
            h2 { (speaker.say(captions::PAPERS)) }
            @if papers.is_empty() { p.note { (speaker.say(captions::NO_PAPERS)) } } @else { (table(&columns, &rows)) }
        }
    }
}

fn paper_row(paper: &JourneyPaperView, speaker: Speaker) -> Vec<Markup> {
    let shown = |text: Option<Bilingual>| html! { @if let Some(text) = text { (speaker.pick(text)) } };
    vec![
        html! { (speaker.begin(paper.r#type)) },
        html! { (paper.number) },
        html! { @if let Some(issuer) = &paper.issuer { (issuer) } },
        shown(paper.head_count.map(words::count)),
        shown(paper.valid_until_date.map(words::date)),
        shown(paper.confirmed_at.map(words::date_time)),
    ]
}

#[cfg(test)]
pub(crate) mod tests {
    use api_types::WireQuantity;
    use api_types::logistics::{NamedGoodsView, NamedPartyView, NamedPlaceView};
    use domain::logistics::{ShipmentState, TransportMode};
    use domain::shared::{Id as _, PartyId, ShipmentId, Unit};
    use uuid::Uuid;

    use super::*;
    use crate::qr::tests::read;

    pub(crate) const ADDRESS: &str = "https://kad.example/v1/authenticity/KAD-7H2M-9QXC-0V4T-1";

    pub(crate) fn named(number: u128, name: &str) -> NamedPartyView {
        NamedPartyView { id: PartyId::from_uuid(Uuid::from_u128(number)), legal_name: Some(name.to_owned()) }
    }

    pub(crate) fn place(region: &str) -> NamedPlaceView {
        NamedPlaceView {
            region_code: "31".to_owned(),
            region_name: region.to_owned(),
            place: Some("Kramat Jati".to_owned()),
            facility_name: None,
        }
    }

    pub(crate) fn cattle() -> NamedGoodsView {
        NamedGoodsView {
            commodity_code: "cattle".to_owned(),
            commodity_name: Bilingual::new("sapi", "cattle").into(),
            form_code: "live".to_owned(),
            form_name: Bilingual::new("sapi hidup", "live cattle").into(),
            variant_name: None,
        }
    }

    fn quantity(value: &str, unit: Unit) -> WireQuantity {
        WireQuantity { value: value.to_owned(), unit }
    }

    fn note() -> DeliveryNoteView {
        let item = DeliveryNoteItemView {
            goods: cattle(),
            call_off_number: Some("SP/2026/000007".to_owned()),
            quantity: quantity("30", Unit::Hea),
            heads: Some(30),
            weight: Some(quantity("10500", Unit::Kgm)),
            packages: None,
        };
        let driver_name = Some("Agus <img src=x onerror=alert(1)>".to_owned());
        DeliveryNoteView {
            shipment_id: ShipmentId::from_uuid(Uuid::from_u128(1)),
            number: "SJ/2026/000123".to_owned(),
            state: ShipmentState::Departed,
            authenticity_code: "KAD-7H2M-9QXC-0V4T-1".to_owned(),
            check_url: ADDRESS.to_owned(),
            supplier: named(2, "PT SUJ"),
            buyer: named(3, "Perumda Dharma Jaya"),
            carrier: None,
            origin: place("Kota Metro"),
            destination: place("DKI Jakarta"),
            mode: TransportMode::Road,
            departed_at: Some("2026-11-21T14:00:00Z".parse().expect("an instant")),
            arrived_at: None,
            call_off_numbers: vec!["SP/2026/000007".to_owned()],
            contract_numbers: vec!["PKS/2026/000123".to_owned()],
            vehicles: vec![DeliveryNoteVehicleView {
                plate: "BE 8123 FK".to_owned(),
                driver_name,
                seals: vec!["SGL-1".to_owned(), "<b>SGL-2".to_owned()],
                items: vec![item],
            }],
            journey_papers: Vec::new(),
        }
    }

    #[test]
    fn a_delivery_note_names_goods_sides_and_vehicles_as_people_do() {
        let page = delivery_note(&note(), Language::Indonesian);
        for said in [
            "<h1>Surat Jalan</h1>",
            "SJ/2026/000123",
            "Status: berangkat",
            "30 ekor",
            "10.500 kg",
            "Sapi hidup",
            "21 November 2026 pukul 21.00 WIB",
            "diangkut sendiri oleh pengirim",
            "Kendaraan BE 8123 FK",
            "Tidak ada dokumen",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
        assert!(
            !page.contains("data-label=\"Ekor\"") && !page.contains("Kemasan"),
            "said already, or nothing: {page}"
        );
        let english = delivery_note(&note(), Language::English);
        for said in
            ["<h1>Delivery Note</h1>", "30 head", "10,500 kg", "Live cattle", "21 November 2026 at 21:00 WIB"]
        {
            assert!(english.contains(said), "{said} in {english}");
        }
        assert_eq!((read(&page), read(&english)), (ADDRESS.to_owned(), ADDRESS.to_owned()));
    }

    #[test]
    fn the_seals_of_a_vehicle_stand_above_its_goods() {
        let page = delivery_note(&note(), Language::English);
        assert!(page.contains("<p>Seals: SGL-1, &lt;b&gt;SGL-2</p>"), "{page}");
    }

    #[test]
    fn who_signs_is_the_sender_each_driver_and_the_receiver() {
        let mut view = note();
        view.vehicles.push(DeliveryNoteVehicleView {
            plate: "B 9 X".to_owned(),
            driver_name: None,
            seals: Vec::new(),
            items: Vec::new(),
        });
        let page = delivery_note(&view, Language::English);
        assert_eq!(page.matches("Name and signature").count(), 4, "{page}");
    }

    #[test]
    fn what_a_name_says_is_text_and_a_page_is_small() {
        let page = delivery_note(&note(), Language::English);
        assert!(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;"), "{page}");
        assert!(page.len() < 20_000, "{} bytes", page.len());
    }
}
