//! The wire of the catalog service, one file per resource.
