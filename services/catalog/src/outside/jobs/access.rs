//! Who may call what: this feature's rows of the role table.

use web::Who::Anyone;
use web::operations;

operations! {
    list_catalog_jobs: ListCatalogJobs, List, "catalog.jobs.read", Anyone, 1;
    get_catalog_job: GetCatalogJob, Read, "catalog.jobs.read", Anyone, 1;
    cancel_catalog_job: CancelCatalogJob, Create, "catalog.jobs.write", Anyone, 1, [NotFound, StateConflict];
}
