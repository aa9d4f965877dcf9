//! Which roles fit which kind of party, who may grant them, and which scopes they give.
//!
//! Owns: the table party kind x role, the rule that the platform's roles and a government's roles are not
//! given away by others, and the scopes that follow from roles. Refuses: roles held by nobody outside the
//! platform (`service`), and a machine's role for people.

use crate::shared::{Bilingual, PartyKind, Refusal, RefusalCode, Role, Unmet};

use crate::{say, words};

/// Who shall hold the roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A person, through a membership.
    Person,
    /// A machine client.
    Machine,
}

/// The roles that fit a kind of party.
pub const fn roles_of_kind(kind: PartyKind) -> &'static [Role] {
    use Role as R;
    match kind {
        PartyKind::RegionalGovernment => &[
            R::Coordinator,
            R::RegionalSigner,
            R::TechnicalAgency,
            R::Curator,
            R::Inspector,
            R::VetOfficer,
            R::FieldOfficer,
            R::Auditor,
            R::PartyAdmin,
            R::Client,
        ],
        PartyKind::RegionalEnterprise => &[
            R::Supplier,
            R::Aggregator,
            R::Buyer,
            R::Receiver,
            R::Curator,
            R::Inspector,
            R::Carrier,
            R::FieldOfficer,
            R::PartyAdmin,
            R::Client,
        ],
        PartyKind::Company | PartyKind::Cooperative => &[
            R::Supplier,
            R::Aggregator,
            R::Buyer,
            R::Receiver,
            R::Carrier,
            R::FieldOfficer,
            R::PartyAdmin,
            R::Client,
        ],
        PartyKind::FarmerGroup => {
            &[R::Supplier, R::Aggregator, R::Carrier, R::FieldOfficer, R::PartyAdmin, R::Client]
        }
        PartyKind::Msme => &[R::Supplier, R::Carrier, R::FieldOfficer, R::PartyAdmin, R::Client],
        PartyKind::Facilitator => &[R::Facilitator, R::PartyAdmin, R::Client],
        PartyKind::AggregationHub => {
            &[R::Supplier, R::Aggregator, R::Receiver, R::Carrier, R::FieldOfficer, R::PartyAdmin, R::Client]
        }
        PartyKind::AuditBody => &[R::Auditor, R::PartyAdmin, R::Client],
        PartyKind::Carrier => &[R::Carrier, R::FieldOfficer, R::PartyAdmin, R::Client],
        PartyKind::CentralAgency => &[R::Inspector, R::VetOfficer, R::Auditor, R::PartyAdmin, R::Client],
        PartyKind::PlatformOperator => &[R::PlatformAdmin, R::Auditor, R::Client],
    }
}

/// Checks roles that `granter` wants to give in a party of this kind; `keeps` says whether the party is the granter's
/// own or kept by its region.
///
/// # Errors
/// `role-rule` with every unmet rule.
pub fn check_roles(
    kind: PartyKind,
    wanted: &[Role],
    holder: Holder,
    granter: &[Role],
    keeps: bool,
) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    // A machine decides nothing and lets nobody in.
    let fits = |role: &&Role| match holder {
        Holder::Person => **role != Role::Client,
        Holder::Machine => !role.decides() && !matches!(**role, Role::PlatformAdmin | Role::PartyAdmin),
    };
    let fitting: Vec<Role> = roles_of_kind(kind).iter().filter(fits).copied().collect();
    for role in wanted.iter().filter(|role| !fitting.contains(role)) {
        broken.push(misfit(kind, *role, &fitting));
    }
    let platform = granter.contains(&Role::PlatformAdmin);
    let within = !platform && !granter.contains(&Role::Coordinator);
    broken.extend(wanted.iter().filter(|role| within && role.decides()).map(|role| by_coordinator(*role)));
    if kind == PartyKind::PlatformOperator && !platform {
        broken.push(by_platform());
    }
    if kind == PartyKind::RegionalGovernment && !platform && !keeps {
        broken.push(by_own_region());
    }
    Refusal::unless_empty(RefusalCode::RoleRule, broken)
}

fn misfit(kind: PartyKind, role: Role, fitting: &[Role]) -> Unmet {
    let list = words::one_of(fitting.iter().copied());
    let how = say!(
        "Pilih peran yang sesuai untuk {kind}: {list}.",
        "Choose a role that fits this kind of party ({kind}): {list}.",
        kind = kind,
        list = list.clone(),
    );
    Unmet::new("role_fits_party", role.label(), kind, list, how)
}

fn by_coordinator(role: Role) -> Unmet {
    let how = Bilingual::new(
        "Peran yang memutuskan diberikan oleh koordinator daerah asal. Mintalah koordinator itu memberikannya.",
        "Roles that decide are granted by the coordinator of the home region. Ask that coordinator to grant it.",
    );
    Unmet::new("granted_by_coordinator", role.label(), Role::PartyAdmin, Role::Coordinator, how)
}

fn by_platform() -> Unmet {
    let how = Bilingual::new(
        "Mintalah administrator platform memberikan peran ini.",
        "Ask the platform's administrator to grant this role.",
    );
    let found = Bilingual::new("bukan administrator platform", "not the platform administrator");
    Unmet::new("granted_by_platform", "granter", found, Role::PlatformAdmin, how)
}

fn by_own_region() -> Unmet {
    let how = Bilingual::new(
        "Peran di sebuah pemerintah daerah diberikan oleh koordinator daerah itu sendiri atau administrator platform.",
        "Roles in a government are granted by that region's own coordinator or the platform's administrator.",
    );
    let found = Bilingual::new("daerah lain", "another region");
    let required = Bilingual::new("daerah yang sama", "the same region");
    Unmet::new("granted_by_own_region", "granter", found, required, how)
}

const SERVICES: [&str; 3] = ["agreement", "catalog", "logistics"];

/// The services in which a role changes anything; everybody may read all three, filtered by party.
const fn writes_in(role: Role) -> &'static [&'static str] {
    match role {
        Role::RegionalSigner | Role::Auditor | Role::PartyAdmin => &["agreement"],
        // Prices that were seen; claims that it mediates.
        Role::Facilitator => &SERVICES,
        Role::Curator => &["catalog"],
        Role::VetOfficer | Role::Inspector | Role::FieldOfficer => &["catalog", "logistics"],
        Role::Receiver | Role::Carrier => &["logistics"],
        Role::Client => &SERVICES,
        Role::Coordinator
        | Role::TechnicalAgency
        | Role::Supplier
        | Role::Aggregator
        | Role::Buyer
        | Role::PlatformAdmin
        | Role::Service => &SERVICES,
    }
}

/// The scopes of a person who is signed in and a member of nothing: to say who it is, to accept
/// or leave a membership, and to apply for a party.
pub const GUEST_SCOPES: [&str; 5] = [
    "agreement.me.read",
    "agreement.memberships.read",
    "agreement.memberships.write",
    "agreement.party_applications.read",
    "agreement.party_applications.write",
];

/// The scopes that roles give: reading everywhere, writing in the services they work in, and
/// files and their own memberships wherever they write.
pub fn granted_scopes(roles: &[Role]) -> Vec<String> {
    if roles.contains(&Role::Service) {
        return vec!["*.*.*".to_owned()];
    }
    let mut scopes = Vec::new();
    for service in SERVICES {
        scopes.push(format!("{service}.*.read"));
        if roles.iter().any(|role| writes_in(*role).contains(&service)) {
            scopes.push(format!("{service}.*.write"));
        }
    }
    let writes = roles.iter().any(|role| !writes_in(*role).is_empty());
    if writes && !roles.iter().any(|role| writes_in(*role).contains(&"agreement")) {
        scopes.push("agreement.files.write".to_owned());
        // Whoever is a member takes on new roles, and leaves.
        scopes.push("agreement.memberships.write".to_owned());
    }
    scopes
}

/// What two lists of scopes have in common; `*` stands for any segment.
pub fn narrow_scopes(granted: &[String], registered: &[String]) -> Vec<String> {
    let mut common: Vec<String> = Vec::new();
    for one in granted {
        for other in registered {
            if let Some(both) = intersect(one, other)
                && !common.contains(&both)
            {
                common.push(both);
            }
        }
    }
    common
}

fn intersect(one: &str, other: &str) -> Option<String> {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split('.').collect(), other.split('.').collect());
    if one.len() != 3 || other.len() != 3 {
        return None;
    }
    let segments = one.iter().zip(&other).map(|pair| match pair {
        (&"*", right) => Some(*right),
        (left, &"*") => Some(*left),
        (left, right) if left == right => Some(*left),
        _ => None,
    });
    Some(segments.collect::<Option<Vec<&str>>>()?.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_roles_is_as_agreed() {
        let mut table = String::new();
        for kind in PartyKind::ALL {
            let roles = roles_of_kind(*kind).iter().map(|role| role.label()).collect::<Vec<_>>().join(" ");
            table.push_str(&format!("{kind}: {roles}\n"));
        }
        let expected = "\
regional_government: coordinator regional_signer technical_agency curator inspector vet_officer field_officer auditor party_admin client
regional_enterprise: supplier aggregator buyer receiver curator inspector carrier field_officer party_admin client
company: supplier aggregator buyer receiver carrier field_officer party_admin client
farmer_group: supplier aggregator carrier field_officer party_admin client
cooperative: supplier aggregator buyer receiver carrier field_officer party_admin client
msme: supplier carrier field_officer party_admin client
facilitator: facilitator party_admin client
aggregation_hub: supplier aggregator receiver carrier field_officer party_admin client
audit_body: auditor party_admin client
carrier: carrier field_officer party_admin client
central_agency: inspector vet_officer auditor party_admin client
platform_operator: platform_admin auditor client
";
        assert_eq!(table, expected);
    }

    #[test]
    fn nobody_outside_the_platform_is_given_the_service_role() {
        for kind in PartyKind::ALL {
            assert!(!roles_of_kind(*kind).contains(&Role::Service), "{kind}");
        }
    }

    fn rules(kind: PartyKind, wanted: &[Role], granter: Role, keeps: bool) -> Vec<String> {
        match check_roles(kind, wanted, Holder::Person, &[granter], keeps) {
            Ok(()) => vec![],
            Err(refusal) => refusal.unmet.into_iter().map(|unmet| unmet.rule).collect(),
        }
    }

    #[test]
    fn a_coordinator_makes_no_platform_admin_and_no_officer_of_another_government() {
        use PartyKind as K;
        assert!(rules(K::Company, &[Role::Supplier], Role::Coordinator, false).is_empty());
        assert_eq!(rules(K::Company, &[Role::PlatformAdmin], Role::Coordinator, true), ["role_fits_party"]);
        assert_eq!(
            rules(K::PlatformOperator, &[Role::PlatformAdmin], Role::Coordinator, true),
            ["granted_by_platform"]
        );
        assert_eq!(
            rules(K::RegionalGovernment, &[Role::Coordinator], Role::Coordinator, false),
            ["granted_by_own_region"]
        );
        assert!(rules(K::RegionalGovernment, &[Role::Coordinator], Role::Coordinator, true).is_empty());
        assert!(rules(K::PlatformOperator, &[Role::PlatformAdmin], Role::PlatformAdmin, false).is_empty());
        assert_eq!(rules(K::Company, &[Role::Client], Role::Coordinator, true), ["role_fits_party"]);
    }

    fn owned(scopes: &[&str]) -> Vec<String> {
        scopes.iter().map(|&scope| scope.to_owned()).collect()
    }

    #[test]
    fn a_client_gets_at_most_what_its_roles_and_its_registration_give() {
        let granted = granted_scopes(&[Role::Receiver]);
        assert_eq!(
            granted,
            owned(&[
                "agreement.*.read",
                "catalog.*.read",
                "logistics.*.read",
                "logistics.*.write",
                "agreement.files.write",
                "agreement.memberships.write"
            ])
        );
        let registered = owned(&["logistics.receipts.*", "*.*.read", "catalog.products.write"]);
        assert_eq!(
            narrow_scopes(&granted, &registered),
            owned(&[
                "agreement.*.read",
                "catalog.*.read",
                "logistics.receipts.read",
                "logistics.*.read",
                "logistics.receipts.write"
            ])
        );
        assert!(narrow_scopes(&granted, &owned(&["x", "a.b.c.d", ""])).is_empty());
    }
}
