//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_curation_grades: ListCurationGrades, List, "catalog.rules.read", Anyone, 1;
    create_curation_grades: CreateCurationGrades, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_curation_grades: GetCurationGrades, Read, "catalog.rules.read", Anyone, 1;
    end_curation_grades: EndCurationGrades, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
}
