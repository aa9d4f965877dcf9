//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::{self, Aggregator, Coordinator, RegionalSigner, Supplier, TechnicalAgency};
use web::Who::{Anyone, Roles};
use web::operations;

/// Those who act in trade or for a government; files are theirs.
const BUSINESS: &[Role] = &[
    Coordinator,
    RegionalSigner,
    TechnicalAgency,
    Role::Facilitator,
    Supplier,
    Aggregator,
    Role::Buyer,
    Role::Receiver,
    Role::Curator,
    Role::Inspector,
    Role::VetOfficer,
    Role::Carrier,
    Role::FieldOfficer,
    Role::Client,
];

operations! {
    create_file: CreateFile, Create, "agreement.files.write", Roles(BUSINESS), 2, [FileQuotaReached];
    get_file: GetFile, Read, "agreement.files.read", Anyone, 1;
    upload_file_content: UploadFileContent, Put, "agreement.files.write", Roles(BUSINESS), 5, [FilesUnavailable];
    get_file_content: GetFileContent, Read, "agreement.files.read", Anyone, 2, [FilesUnavailable];
}
