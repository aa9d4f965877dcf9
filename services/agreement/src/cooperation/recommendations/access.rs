//! Who may call what: this feature's rows of the role table.

use domain::agreement::{RECOMMENDATION_AUTHORS, RecommendationEvent, RecommendationState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_recommendation: CreateRecommendation, Create, "agreement.recommendations.write", Roles(RECOMMENDATION_AUTHORS), 2;
    list_recommendations: ListRecommendations, List, "agreement.recommendations.read", Anyone, 1;
    get_recommendation: GetRecommendation, Read, "agreement.recommendations.read", Anyone, 1;
    list_recommendation_transitions: ListRecommendationTransitions, List, "agreement.recommendations.read", Anyone, 1;
    transitions of RecommendationState as RecommendationEvent, "agreement.recommendations.write" {
        accept_recommendation: AcceptRecommendation = Accept, 2, [Duplicate];
        decline_recommendation: DeclineRecommendation = Decline, 2, [Duplicate];
        withdraw_recommendation: WithdrawRecommendation = Withdraw, 2;
    }
}
