//! Who may call what: this feature's rows of the role table.

use domain::catalog::{GROWERS, PlotEvent, PlotState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_plot: CreatePlot, Create, "catalog.plots.write", Roles(GROWERS), 2, [Duplicate, NotYetKnown];
    list_plots: ListPlots, List, "catalog.plots.read", Anyone, 1;
    get_plot: GetPlot, Read, "catalog.plots.read", Anyone, 1;
    update_plot: UpdatePlot, Patch, "catalog.plots.write", Roles(GROWERS), 2, [StateConflict, Duplicate];
    list_plot_transitions: ListPlotTransitions, List, "catalog.plots.read", Anyone, 1;
    transitions of PlotState as PlotEvent, "catalog.plots.write" {
        retire_plot: RetirePlot = Retire, 2;
    }
}
