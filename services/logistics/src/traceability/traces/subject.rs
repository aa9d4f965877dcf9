//! What is traced.

use api_types::AskedTime;
use api_types::logistics::ListTracesQuery;
use chrono::{DateTime, Utc};
use domain::catalog::animal_tag_key;
use domain::shared::{
    ConsolidationLotId, DistributionId, FacilityId, OutletId, ReceiptId, ShipmentId, VariantId,
};
use service::Error;

/// The one thing whose goods are traced.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    Lot(ConsolidationLotId),
    /// An animal, by the letters and digits of its tag.
    Animal(String),
    Receipt(ReceiptId),
    Variant(VariantId),
    Shipment(ShipmentId),
    Distribution(DistributionId),
    Outlet(OutletId),
    Facility(FacilityId),
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) subject: Subject,
    /// The last moment of which records count; all count without one.
    pub(super) known_at: Option<DateTime<Utc>>,
}

impl Asked {
    /// What a query asks for.
    ///
    /// # Errors
    /// `validation-failed` where it asks for nothing, or for several things.
    pub(super) fn of(query: &ListTracesQuery) -> Result<Self, Error> {
        let known_at = query.known_at.map(AskedTime::instant);
        Ok(Self { subject: Subject::of(query)?, known_at })
    }

    /// Whether something recorded at a time is to be shown.
    pub(super) fn knows(&self, recorded_at: DateTime<Utc>) -> bool {
        self.known_at.is_none_or(|known_at| recorded_at <= known_at)
    }
}

impl Subject {
    fn of(query: &ListTracesQuery) -> Result<Self, Error> {
        let tag = query.animal_tag.as_deref().map(animal_tag_key);
        let asked = [
            ("?lot_id", query.lot_id.map(Self::Lot)),
            ("?animal_tag", tag.map(Self::Animal)),
            ("?receipt_id", query.receipt_id.map(Self::Receipt)),
            ("?variant_id", query.variant_id.map(Self::Variant)),
            ("?shipment_id", query.shipment_id.map(Self::Shipment)),
            ("?distribution_id", query.distribution_id.map(Self::Distribution)),
            ("?outlet_id", query.outlet_id.map(Self::Outlet)),
            ("?facility_id", query.facility_id.map(Self::Facility)),
        ];
        let mut asked = asked.into_iter().filter_map(|(pointer, subject)| Some((pointer, subject?)));
        match (asked.next(), asked.next()) {
            (Some((pointer, Self::Animal(key))), None) if key.is_empty() => Err(no_tag(pointer)),
            (Some((_, subject)), None) => Ok(subject),
            (_, Some((pointer, _))) => Err(one_alone(pointer)),
            (None, None) => Err(of_what()),
        }
    }
}

fn of_what() -> Error {
    Error::field(
        "?lot_id",
        "required",
        "Sebutkan satu hal yang ditelusuri: lot, tanda hewan, penerimaan, varian, pengiriman, penyaluran, gerai, atau fasilitas.",
        "Name one thing to trace: a lot, the tag of an animal, a receipt, a variant, a shipment, a distribution, an outlet or a facility.",
    )
}

fn one_alone(pointer: &str) -> Error {
    Error::field(
        pointer,
        "one-alone",
        "Telusuri satu hal saja dalam satu permintaan; hapus parameter ini atau yang lainnya.",
        "Trace one thing in one request; leave out this parameter or the other one.",
    )
}

fn no_tag(pointer: &str) -> Error {
    Error::field(
        pointer,
        "tag",
        "Tulis nomor tanda telinga dengan huruf dan angka.",
        "Write the number of the ear tag in letters and digits.",
    )
}
