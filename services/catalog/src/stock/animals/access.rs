//! Who may call what: this feature's rows of the role table.

use domain::catalog::{AnimalEvent, AnimalState, GROWERS};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_animal: CreateAnimal, Create, "catalog.animals.write", Roles(GROWERS), 2, [Duplicate, NotYetKnown];
    list_animals: ListAnimals, List, "catalog.animals.read", Anyone, 2;
    get_animal: GetAnimal, Read, "catalog.animals.read", Anyone, 1;
    update_animal: UpdateAnimal, Patch, "catalog.animals.write", Roles(GROWERS), 2, [StateConflict, StockRule];
    list_animal_transitions: ListAnimalTransitions, List, "catalog.animals.read", Anyone, 1;
    transitions of AnimalState as AnimalEvent, "catalog.animals.write" {
        report_treatment_of_animal: ReportTreatmentOfAnimal = Treat, 2;
        report_recovery_of_animal: ReportRecoveryOfAnimal = Recover, 2;
        report_death_of_animal: ReportDeathOfAnimal = Die, 2;
    }
}
