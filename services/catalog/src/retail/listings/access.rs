//! Who may call what: this feature's rows of the role table.

use domain::catalog::{LISTING_SIDES, ListingEvent, ListingState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_listing: CreateListing, Create, "catalog.listings.write", Roles(LISTING_SIDES), 2, [Duplicate, NotYetKnown, GoodsRecalled, OutletClosed, OutletOfAnotherRegion, ProductNotPublished, ProductPermitsMissing, CurationRequired, VolumeCeilingReached];
    list_listings: ListListings, List, "catalog.listings.read", Anyone, 2;
    get_listing: GetListing, Read, "catalog.listings.read", Anyone, 1;
    list_listing_transitions: ListListingTransitions, List, "catalog.listings.read", Anyone, 1;
    transitions of ListingState as ListingEvent, "catalog.listings.write" {
        accept_listing: AcceptListing = List, 2, [NotYetKnown, GoodsRecalled, OutletClosed, OutletOfAnotherRegion, ProductNotPublished, ProductPermitsMissing, CurationRequired, VolumeCeilingReached];
        suspend_listing: SuspendListing = Suspend, 2;
        resume_listing: ResumeListing = Resume, 2, [NotYetKnown, GoodsRecalled, OutletClosed, OutletOfAnotherRegion, ProductNotPublished, ProductPermitsMissing, CurationRequired, VolumeCeilingReached];
        delist_listing: DelistListing = Delist, 2;
    }
}
