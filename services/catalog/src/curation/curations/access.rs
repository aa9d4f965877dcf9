//! Who may call what: this feature's rows of the role table.

use domain::catalog::{CurationEvent, CurationState, SELLERS};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_curation: CreateCuration, Create, "catalog.curations.write", Roles(SELLERS), 2, [NotYetKnown];
    list_curations: ListCurations, List, "catalog.curations.read", Anyone, 2;
    get_curation: GetCuration, Read, "catalog.curations.read", Anyone, 1;
    list_curation_curators: ListCurationCurators, List, "catalog.curations.read", Anyone, 1;
    list_curation_transitions: ListCurationTransitions, List, "catalog.curations.read", Anyone, 1;
    transitions of CurationState as CurationEvent, "catalog.curations.write" {
        submit_curation: SubmitCuration = Submit, 2, [ProductNotPublished];
        screen_curation: ScreenCuration = StartScreening, 2;
        request_curation_sample: RequestCurationSample = RequestSample, 2;
        receive_curation_sample: ReceiveCurationSample = ReceiveSample, 2;
        review_curation: ReviewCuration = StartReview, 2, [NotYetKnown, CurationPanelInvalid, CurationRule];
        withdraw_curation: WithdrawCuration = Withdraw, 2;
        score_curation: ScoreCuration = Score, 2, [NotYetKnown, CurationPanelInvalid];
        decide_curation: DecideCuration = Approve, 2, [CurationRule, CurationPanelInvalid, ProductNotPublished];
    }
}
