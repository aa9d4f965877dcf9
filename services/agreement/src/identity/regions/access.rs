//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_regions: ListRegions, List, "agreement.regions.read", Anyone, 1;
    get_region: GetRegion, Read, "agreement.regions.read", Anyone, 1;
}
