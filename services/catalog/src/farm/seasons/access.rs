//! Who may call what: this feature's rows of the role table.

use domain::catalog::{GROWERS, INPUT_GIVERS, SeasonEvent, SeasonState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_season: CreateSeason, Create, "catalog.seasons.write", Roles(GROWERS), 3, [Duplicate, NotYetKnown];
    list_seasons: ListSeasons, List, "catalog.seasons.read", Anyone, 2;
    get_season: GetSeason, Read, "catalog.seasons.read", Anyone, 1;
    list_season_transitions: ListSeasonTransitions, List, "catalog.seasons.read", Anyone, 1;
    give_season_input: GiveSeasonInput, Create, "catalog.seasons.write", Roles(INPUT_GIVERS), 2, [NotFound, StateConflict];
    list_season_inputs: ListSeasonInputs, List, "catalog.seasons.read", Anyone, 1;
    transitions of SeasonState as SeasonEvent, "catalog.seasons.write" {
        check_land_of_season: CheckLandOfSeason = CheckLand, 2;
        plant_season: PlantSeason = Plant, 2;
        record_growth_of_season: RecordGrowthOfSeason = Grow, 2;
        check_season_before_harvest: CheckSeasonBeforeHarvest = CheckBeforeHarvest, 2;
        harvest_season: HarvestSeason = Harvest, 2;
        close_season: CloseSeason = Close, 2;
        fail_season: FailSeason = Fail, 2;
    }
}
