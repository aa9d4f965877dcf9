//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ListSalesReportsQuery, PutSalesReportRequest, SalesReportView};
use domain::shared::SalesReportId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The sales reports that the caller may read, in order of their periods.
    pub fn list_sales_reports(&self, query: &ListSalesReportsQuery) -> Call<'_, Page<SalesReportView>> {
        self.api.get("/v1/sales-reports").query(query)
    }

    /// One sales report, with the lines that the caller may read.
    pub fn get_sales_report(&self, id: SalesReportId) -> Call<'_, SalesReportView> {
        self.api.get(format!("/v1/sales-reports/{id}"))
    }

    /// Says what an outlet sold in a period, with an id of the shop's own.
    pub fn put_sales_report(
        &self,
        id: SalesReportId,
        body: &PutSalesReportRequest,
    ) -> Call<'_, SalesReportView> {
        self.api.put(format!("/v1/sales-reports/{id}")).json(body)
    }
}
