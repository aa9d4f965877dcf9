//! Who may call what: this feature's rows of the role table.

use domain::logistics::{ClaimEvent, ClaimState};
use domain::shared::Role::{self, Aggregator, Buyer, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who claims for a business.
pub(super) const CLAIMS: &[Role] = &[Buyer, Supplier, Aggregator];

operations! {
    create_claim: CreateClaim, Create, "logistics.claims.write", Roles(CLAIMS), 3, [NotFound, ClaimRule, ClaimWindowClosed, StateConflict, Duplicate, FourEyes];
    list_claims: ListClaims, List, "logistics.claims.read", Anyone, 2;
    get_claim: GetClaim, Read, "logistics.claims.read", Anyone, 1;
    list_claim_transitions: ListClaimTransitions, List, "logistics.claims.read", Anyone, 1;
    transitions of ClaimState as ClaimEvent, "logistics.claims.write" {
        respond_to_claim: RespondToClaim = Respond, 2, [ClaimRule, ClaimWindowClosed];
        dispute_claim: DisputeClaim = Dispute, 2, [ClaimWindowClosed];
        mediate_claim: MediateClaim = Mediate, 2;
        accept_claim_offer: AcceptClaimOffer = Agree, 3, [ClaimRule, ClaimWindowClosed];
        decide_claim: DecideClaim = Decide, 3, [ClaimRule];
        withdraw_claim: WithdrawClaim = Withdraw, 2;
    }
}
