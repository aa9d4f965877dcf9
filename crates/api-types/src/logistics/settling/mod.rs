//! What is settled after goods were received.

mod claim_rules;
mod claims;
mod losses;

pub use claim_rules::{ClaimRuleEventData, ClaimRuleView, CreateClaimRuleRequest, ListClaimRulesQuery};
pub use claims::{
    ClaimDecisionView, ClaimOfferView, ClaimSeenView, ClaimTermsRequest, ClaimView, CreateClaimRequest,
    DecideClaimRequest, ListClaimsQuery, RespondToClaimRequest,
};
pub use losses::{ListLossStatisticsQuery, LossStatisticView};
