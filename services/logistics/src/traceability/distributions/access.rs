//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::{self, Buyer, FieldOfficer, Receiver};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who sends goods on from the buyer's gate.
const DISTRIBUTES: &[Role] = &[Receiver, Buyer, FieldOfficer];

operations! {
    create_distribution: CreateDistribution, Create, "logistics.distributions.write", Roles(DISTRIBUTES), 3, [NotYetKnown, DistributionExceedsReceived, Duplicate, FourEyes];
    list_distributions: ListDistributions, List, "logistics.distributions.read", Anyone, 2;
    get_distribution: GetDistribution, Read, "logistics.distributions.read", Anyone, 1;
}
