//! Who may call what: this feature's rows of the role table.

use domain::catalog::SELLERS;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_image: CreateImage, Create, "catalog.images.write", Roles(SELLERS), 2, [FileQuotaReached, NotYetKnown];
    get_image: GetImage, Read, "catalog.images.read", Anyone, 1;
    upload_image_content: UploadImageContent, Put, "catalog.images.write", Roles(SELLERS), 20, [FilesUnavailable];
    get_image_content: GetImageContent, Read, "catalog.images.read", Anyone, 1, [FilesUnavailable];
}
