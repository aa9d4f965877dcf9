//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    get_demand_coverage: GetDemandCoverage, Read, "agreement.demands.read", Anyone, 5;
    get_demand_forecasts: GetDemandForecasts, Read, "agreement.demands.read", Anyone, 5;
    list_demand_gaps: ListDemandGaps, List, "agreement.demands.read", Anyone, 2;
}
