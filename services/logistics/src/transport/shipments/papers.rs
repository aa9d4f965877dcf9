//! From a request to the rows of a journey's papers: every field checked, and that a paper says the same wherever it is shown.

use api_types::Check;
use api_types::logistics::JourneyPaperRequest;
use domain::shared::{CommodityCode, DateSense, Invalid, PartyId, ShipmentId, is_plain_number, paper_key};
use service::{Error, Tx};

use super::queries::{self, PaperElsewhere};
use super::rows::JourneyPaperRow;
use crate::outside::groups_of;

/// Checks a paper and completes it to a row.
pub(crate) fn paper(
    tx: &Tx<'_>,
    check: &mut Check,
    at: &str,
    shipment_id: ShipmentId,
    paper: &JourneyPaperRequest,
) -> JourneyPaperRow {
    let number = check.line(&format!("{at}/number"), &paper.number, 1..=100);
    let commodity = paper.commodity_code.as_deref();
    if let Some(heads) = paper.head_count {
        check.whole(&format!("{at}/head_count"), heads, 1..=1_000_000);
    }
    check.require(is_plain_number(&number), || {
        Invalid::new(
            format!("{at}/number"),
            "paper-number",
            "Tulis nomor dengan huruf A sampai Z dan angka, seperti pada dokumen.",
            "Write the number in the letters A to Z and digits, as on the paper.",
        )
    });
    let (from, until) = (paper.valid_from_date, paper.valid_until_date);
    check.date(&format!("{at}/valid_from_date"), from, DateSense::Begins, tx.today());
    check.optional_date(&format!("{at}/valid_until_date"), until, DateSense::Ends, tx.today());
    check.require(until.is_none_or(|until| until >= from), || {
        Invalid::new(
            format!("{at}/valid_until_date"),
            "period",
            "Tanggal akhir tidak boleh sebelum tanggal awal.",
            "The last day must not lie before the first.",
        )
    });
    JourneyPaperRow {
        id: tx.new_id(),
        shipment_id,
        kind: paper.r#type,
        number_key: paper_key(&number),
        number,
        issuer: check.optional_line(&format!("{at}/issuer"), paper.issuer.as_deref(), 1..=200),
        commodity_code: check.optional_line(&format!("{at}/commodity_code"), commodity, 2..=40),
        head_count: paper.head_count,
        heads_used: 0,
        origin_region_code: paper.origin_region_code.clone(),
        destination_region_code: paper.destination_region_code.clone(),
        valid_from: from,
        valid_until: until,
        sha256: paper.sha256.to_string(),
        confirmed_at: None,
        confirmed_by_party_id: None,
        confirmed_by: None,
        confirmed_as: None,
        confirmation_note: None,
        created_at: tx.now,
    }
}

/// Checks the papers of a plan and completes them to rows.
pub(super) fn papers(
    tx: &Tx<'_>,
    check: &mut Check,
    shipment: ShipmentId,
    papers: &[JourneyPaperRequest],
) -> Vec<JourneyPaperRow> {
    check.length("/journey_papers", papers, 0..=50);
    let at = |index: usize| format!("/journey_papers/{index}");
    papers.iter().enumerate().map(|(index, one)| paper(tx, check, &at(index), shipment, one)).collect()
}

/// Each paper is there once, and where another shipment of the supplier shows it, or goods have travelled under it, it says
/// the same there. What was given up binds nobody, and no plan binds another supplier. `at` gives the place of a paper. From here on nobody else adds papers until the transaction ends.
pub(crate) async fn expect_one_paper(
    tx: &mut Tx<'_>,
    supplier: PartyId,
    there: &[JourneyPaperRow],
    added: &[JourneyPaperRow],
    at: impl Fn(usize) -> String,
) -> Result<(), Error> {
    let Some(first) = added.first() else { return Ok(()) };
    queries::lock_papers(tx.conn).await?;
    let elsewhere = queries::same_papers_elsewhere(tx.conn, first.shipment_id, added).await?;
    let bound = |(row, state, whose): &PaperElsewhere| *whose == supplier || row.binds(*state);
    let mut check = Check::new();
    for (index, paper) in added.iter().enumerate() {
        let mut before = there.iter().chain(&added[..index]);
        check.require(!before.any(|other| other.is_same(paper)), || repeated(at(index)));
        let mut same = elsewhere.iter().filter(|other| other.0.is_same(paper) && bound(other));
        check.require(same.all(|(other, ..)| other.says() == paper.says()), || says_otherwise(at(index)));
        let shown = elsewhere.iter().filter(|other| bound(other)).map(|(other, ..)| other);
        let mut scans = there.iter().chain(&added[..index]).chain(shown);
        check.require(!scans.any(|other| other.has_scan_of(paper)), || scan_of_another(at(index)));
    }
    check.finish()?;
    expect_commodities(tx, added, at).await
}

/// The catalog has told of what each paper is for.
async fn expect_commodities(
    tx: &mut Tx<'_>,
    added: &[JourneyPaperRow],
    at: impl Fn(usize) -> String,
) -> Result<(), Error> {
    let codes: Vec<String> = added.iter().filter_map(|paper| paper.commodity_code.clone()).collect();
    let known = groups_of(tx.conn, &codes).await?;
    let mut check = Check::new();
    for (index, paper) in added.iter().enumerate() {
        let told = paper.commodity_code.as_ref().is_none_or(|code| known.contains_key(code));
        check.require(told, || CommodityCode::unknown(&format!("{}/commodity_code", at(index))));
    }
    check.finish().map_err(|unknown| Error::behind("catalog", unknown))
}

fn repeated(at: String) -> Invalid {
    Invalid::new(
        format!("{at}/number"),
        "repeated",
        "Dokumen ini sudah ada pada pengiriman ini; cukup sekali.",
        "This paper is on this shipment already; once is enough.",
    )
}

fn scan_of_another(at: String) -> Invalid {
    Invalid::new(
        format!("{at}/sha256"),
        "other-paper",
        "Hasil pindai ini sudah dipakai untuk dokumen dengan nomor lain; tulis nomor seperti pada dokumen aslinya, atau pindai dokumen yang benar.",
        "This scan is in use for a paper of another number; write the number as the original shows it, or scan the right paper.",
    )
}

fn says_otherwise(at: String) -> Invalid {
    Invalid::new(
        format!("{at}/number"),
        "other-paper",
        "Dokumen dengan nomor ini sudah dipakai dengan asal, tujuan, jumlah, atau masa berlaku lain; periksa dokumen aslinya.",
        "A paper of this number is in use with another origin, destination, number of heads or validity; look at the original.",
    )
}
