//! What is settled after goods were received.

mod claims;
mod losses;
mod rules;

pub use claims::{
    ClaimDecisionView, ClaimOfferView, ClaimSeenView, ClaimTermsRequest, ClaimView, CreateClaimRequest,
    DecideClaimRequest, ListClaimsQuery, RespondToClaimRequest,
};
pub use losses::{ListLossStatisticsQuery, LossStatisticView};
pub use rules::{ClaimRuleEventData, ClaimRuleView, CreateClaimRuleRequest, ListClaimRulesQuery};
