//! Who may call what: this feature's rows of the role table.

use domain::catalog::OPERATORS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    put_sales_report: PutSalesReport, Put, "catalog.sales.write", Roles(OPERATORS), 2, [Duplicate];
    list_sales_reports: ListSalesReports, List, "catalog.sales.read", Anyone, 2;
    get_sales_report: GetSalesReport, Read, "catalog.sales.read", Anyone, 1;
}
