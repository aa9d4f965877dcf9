//! Who may call what: this feature's rows of the role table.

use domain::agreement::{EVALUATORS, EvaluationEvent, EvaluationState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_evaluation: CreateEvaluation, Create, "agreement.evaluations.write", Roles(EVALUATORS), 2, [NotYetKnown, StateConflict, TrialRule, BackfillNotGranted, OccurredTimeInFuture, OccurredTimeBeforeCause, Duplicate, FourEyes, DependencyUnavailable];
    get_evaluation_figures: GetEvaluationFigures, Read, "agreement.evaluations.read", Anyone, 2, [DependencyUnavailable];
    list_evaluations: ListEvaluations, List, "agreement.evaluations.read", Anyone, 1;
    get_evaluation: GetEvaluation, Read, "agreement.evaluations.read", Anyone, 1;
    list_evaluation_transitions: ListEvaluationTransitions, List, "agreement.evaluations.read", Anyone, 1;
    fulfil_evaluation_condition: FulfilEvaluationCondition, Transition, "agreement.evaluations.write", Roles(EVALUATORS), 2, [StateConflict, Duplicate];
    transitions of EvaluationState as EvaluationEvent, "agreement.evaluations.write" {
        confirm_evaluation: ConfirmEvaluation = Confirm, 2;
        object_to_evaluation: ObjectToEvaluation = Object, 2;
    }
}
