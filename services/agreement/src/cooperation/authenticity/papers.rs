//! The papers that carry a code: contracts, orders, delivery notes; and what each is worth.

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::agreement::{
    AuthenticityCode, AuthenticityCodeError, CheckedContract, PaperKind, Progress, Worth, contract_worth,
    paper_worth,
};
use domain::shared::{Bilingual, Refusal, RefusalCode, Unmet, jakarta_date};
use service::Error;
use web::{ApiError, ProblemCode};

use crate::cooperation::contracts::{WholeContract, find_contract_by_code, find_contract_by_id};
use crate::outside::{find_call_off_by_code, find_shipment_by_code, logistics_is_fresh};
use crate::verification::standing;

/// A paper, and the contract it is or stands under.
#[derive(Debug)]
pub(crate) struct Paper {
    /// What it is.
    pub(crate) kind: PaperKind,
    /// Its number.
    pub(crate) number: String,
    /// What is traded on it, by codes.
    pub(crate) commodities: Vec<String>,
    /// The contract.
    pub(crate) contract: WholeContract,
    /// How far an order or a shipment has come.
    progress: Option<Progress>,
}

/// Reads a code as people type it.
///
/// # Errors
/// 422 `code-mistyped` for what looks like a code and is none; 404 for anything else.
pub(super) fn read_code(text: &str) -> Result<AuthenticityCode, Error> {
    text.parse().map_err(|error| {
        let typed = !text.is_empty()
            && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"- ".contains(&sign));
        match error {
            AuthenticityCodeError::Form if !typed || text.len() > 40 => Error::NotFound,
            AuthenticityCodeError::Form | AuthenticityCodeError::Check => mistyped(text).into(),
        }
    })
}

fn mistyped(text: &str) -> Refusal {
    let how = Bilingual::new(
        "Bandingkan setiap huruf dan angka dengan dokumennya, lalu ketik lagi. Bila dokumen memang bertuliskan kode ini, laporkan lewat /v1/authenticity-reports.",
        "Compare every letter and digit with the paper and type again. If the paper does show this code, report it at /v1/authenticity-reports.",
    );
    let required = Bilingual::new("kode seperti KAD-7H2M-9QXC-4", "a code such as KAD-7H2M-9QXC-4");
    let unmet = Unmet::new("code_typed_right", "code", Bilingual::same(text), required, how);
    Refusal::rule(RefusalCode::CodeMistyped, vec![unmet])
}

/// 404 for a code that no paper has: what it means for whoever holds one that shows it.
pub(super) fn never_issued() -> ApiError {
    ApiError::new(ProblemCode::NotFound).detail(Bilingual::new(
        "Tidak ada dokumen dengan kode ini. Bandingkan lagi dengan dokumen Anda; bila dokumen itu memang memuat kode \
         ini, dokumen itu tidak diterbitkan di sini: jangan serahkan barang atau uang, dan laporkan kepada koordinator \
         KAD di daerah Anda.",
        "No document has this code. Compare it with yours again; if your document does show this code, it was not issued \
         here: hand over neither goods nor money, and report it to the KAD coordinator of your region.",
    ))
}

/// The paper with a code; none where the code was never issued.
pub(crate) async fn find_paper(
    conn: &mut Connection,
    code: &AuthenticityCode,
) -> Result<Option<Paper>, Error> {
    let code = code.to_string();
    if let Some(contract) = find_contract_by_code(conn, &code).await? {
        let (kind, number) = (PaperKind::Contract, contract.row.number.clone());
        return Ok(Some(Paper { kind, number, commodities: Vec::new(), contract, progress: None }));
    }
    if let Some(order) = find_call_off_by_code(conn, &code).await? {
        let Some(progress) = order.progress() else { return Ok(None) };
        let Some(contract) = find_contract_by_id(conn, order.contract_id).await? else { return Ok(None) };
        let (kind, number, commodities) = (PaperKind::CallOff, order.number, order.commodities);
        return Ok(Some(Paper { kind, number, commodities, contract, progress: Some(progress) }));
    }
    let Some(shipment) = find_shipment_by_code(conn, &code).await? else { return Ok(None) };
    let Some(contract) = shipment.contract_ids.first() else { return Ok(None) };
    let progress = Some(shipment.progress());
    let Some(contract) = find_contract_by_id(conn, *contract).await? else { return Ok(None) };
    let (kind, number, commodities) = (PaperKind::DeliveryNote, shipment.number, shipment.commodities);
    Ok(Some(Paper { kind, number, commodities, contract, progress }))
}

impl Paper {
    /// What is traded under it on a day; of an order or a delivery note, what is on it.
    pub(super) fn commodities_on(&self, day: NaiveDate) -> Vec<String> {
        match self.kind {
            PaperKind::Contract => {
                self.contract.lines_on(day).iter().map(|line| line.commodity_code.clone()).collect()
            }
            PaperKind::CallOff | PaperKind::DeliveryNote => self.commodities.clone(),
        }
    }

    /// What it is worth now; none for a contract that has no code yet.
    pub(super) async fn worth(
        &self,
        conn: &mut Connection,
        now: DateTime<Utc>,
    ) -> Result<Option<Worth>, Error> {
        let (row, umbrella, day) = (&self.contract.row, &self.contract.umbrella, jakarta_date(now));
        let supplier = standing(conn, row.supplier_id, day).await?;
        let contract = CheckedContract {
            state: row.state,
            period: self.contract.period_on(day),
            outcome: row.outcome,
            agreement: umbrella.state,
            agreement_period: umbrella.period_on(day),
            supplier_verified: supplier.standing.is_verified(),
        };
        let Some(progress) = self.progress else { return Ok(contract_worth(&contract, day)) };
        let current = logistics_is_fresh(conn, now).await?;
        Ok(Some(paper_worth(progress, current, &contract, day)))
    }
}
