//! No role without its work: for every role there is a write or decision of its own that it can make, by the role table, by
//! the scopes it gives and by the kinds of parties it is held in, and one it cannot.

use domain::agreement::{granted_scopes, roles_of_kind};
use domain::shared::{PartyKind, Role};
use web::access::scope_covers;
use web::{Access, Kind, Who};

/// A write peculiar to the purpose of a role, and one that is another's.
fn own_and_other(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Coordinator => ("endorse_contract", "sign_agreement"),
        Role::RegionalSigner => ("sign_agreement", "endorse_contract"),
        Role::TechnicalAgency => ("check_verification_documents", "decide_supplier_verification"),
        Role::Facilitator => ("create_recommendation", "accept_recommendation"),
        Role::Supplier => ("accept_call_off", "issue_call_off"),
        Role::Aggregator => ("accept_call_off", "issue_call_off"),
        Role::Buyer => ("issue_call_off", "accept_call_off"),
        Role::Receiver => ("create_receipt", "issue_call_off"),
        Role::Curator => ("decide_curation", "submit_curation"),
        Role::Inspector => ("inspect_receipt", "post_receipt"),
        Role::VetOfficer => ("create_file", "depart_shipment"),
        Role::Carrier => ("depart_shipment", "create_shipment"),
        Role::FieldOfficer => ("put_vehicle_event", "create_shipment"),
        Role::Auditor => ("create_recommendation", "accept_recommendation"),
        Role::Client => ("create_product", "accept_call_off"),
        Role::PartyAdmin => ("create_membership", "create_party"),
        Role::PlatformAdmin => ("create_commodity", "create_call_off"),
        // The platform's own; it reads feeds and writes nothing.
        Role::Service => ("", "create_party"),
    }
}

fn operations() -> Vec<Access> {
    let mounts = [agreement::mount(None), catalog::mount(None), logistics::mount(None)];
    mounts.iter().flat_map(web::Mount::operations).collect()
}

/// Whether a role alone is enough to write by an operation.
fn can(role: Role, access: &Access) -> bool {
    let scope = granted_scopes(&[role]).join(" ");
    let writes = !matches!(access.kind, Kind::Read | Kind::List);
    let named = matches!(access.who, Who::Roles(roles) if roles.contains(&role));
    writes && named && scope_covers(&scope, access.scope)
}

#[test]
fn every_role_has_a_write_of_its_own_and_one_it_has_not() {
    let operations = operations();
    let find = |id: &str| {
        let found = operations.iter().find(|access| access.id == id);
        found.unwrap_or_else(|| panic!("{id} is not served"))
    };
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Service) {
        let (own, other) = own_and_other(role);
        assert!(can(role, find(own)), "{role} cannot {own}");
        assert!(!can(role, find(other)), "{role} can {other}");
        let held = PartyKind::ALL.iter().any(|kind| roles_of_kind(*kind).contains(&role));
        assert!(held, "{role} is held in no kind of party");
    }
}

#[test]
fn no_role_in_the_table_is_barred_by_its_scopes() {
    for access in operations() {
        let Who::Roles(roles) = access.who else { continue };
        for role in roles {
            assert!(
                scope_covers(&granted_scopes(&[*role]).join(" "), access.scope),
                "{role} may call {} and its tokens have no scope for it",
                access.id
            );
        }
    }
}
