//! Who may see what, kind by kind, from the parties a thing names itself. Written from the documents, apart from the
//! services' own queries: where the two differ, one of them is wrong.

use serde_json::Value;

use crate::actors::Actor;
use crate::collected::{World, kind_of};

/// Whether somebody may see a thing.
///
/// # Panics
/// For a kind this table does not know: write it down here.
pub(crate) fn sees(world: &World, actor: &Actor, id: &str) -> bool {
    if actor.token.is_none() {
        return false;
    }
    let Some(thing) = world.get(id) else { return false };
    let is = |field: &str| thing[field] == actor.party;
    let any = |fields: &[&str]| fields.iter().any(|field| is(field));
    let below = |field: &str| thing[field].as_str().is_some_and(|above| sees(world, actor, above));
    let state = thing["state"].as_str().unwrap_or_default();
    match kind_of(id).unwrap_or_default() {
        // The directory, the shelves and the nomenclature are open to every party.
        "pty" | "out" | "cmd" => true,
        // Rules bind everybody, and everybody reads them.
        "alw" | "drq" | "gru" | "jrq" | "pru" | "yld" => true,
        // Members and machines: the party itself and who keeps its register.
        "mbr" | "cli" => is("party_id") || keeps(world, actor, &thing["party_id"]),
        // The platform's own services see the rest.
        _ if actor.is_service() => true,
        // A draft is its author's; then both sides, who facilitates and who audits.
        "agr" if state == "draft" => is("initiator_party_id"),
        "agr" => {
            any(&["initiator_party_id", "counterpart_party_id", "facilitator_party_id"])
                || list(thing, "auditor_party_ids").any(|auditor| *auditor == actor.party)
        }
        // Its two businesses, both governments and who facilitates.
        "ctr" => any(&[
            "supplier_id",
            "buyer_id",
            "supplier_government_id",
            "buyer_government_id",
            "facilitator_id",
        ]),
        // To whom it is given, and who reads the agreement.
        "bfg" => is("party_id") || below("agreement_id"),
        // The supplier, and who judges in its home region; the same for its papers.
        "svf" | "fil" => is("party_id") || judges(world, actor, &thing["party_id"]),
        // Drafts: the supplier and curators. Once published: every party.
        "prd" => state != "draft" || is("supplier_id") || actor.has("curator"),
        "var" => below("product_id"),
        "prm" => below("variant_id"),
        // The supplier; once handed in also the operator and its government.
        "cur" => {
            let judged = is("operator_party_id") || governs(world, actor, &thing["operator_party_id"]);
            is("supplier_id") || (thing["round"].as_i64() > Some(0) && judged)
        }
        "lst" => matches!(state, "listed" | "suspended") || any(&["supplier_id", "operator_party_id"]),
        // All trade: who sees the contract; a shipment also who carries it.
        "cof" | "ctl" => below("contract_id"),
        "shp" | "rcp" => {
            let mut contracts = list(thing, "contract_ids").filter_map(Value::as_str);
            is("carrier_party_id") || contracts.any(|contract| sees(world, actor, contract))
        }
        "vev" | "jpa" => below("shipment_id"),
        kind => panic!("who may see a {kind}? {thing}"),
    }
}

/// Whether somebody may see what hangs under a party and is its own: members and machines.
pub(crate) fn sees_inside(world: &World, actor: &Actor, party: &str) -> bool {
    let party_value = Value::String(party.to_owned());
    actor.token.is_some() && (actor.party == party || keeps(world, actor, &party_value))
}

/// Whether somebody may name a thing in what they write: businesses of both regions draft under an agreement that
/// they do not read.
pub(crate) fn names(world: &World, actor: &Actor, id: &str) -> bool {
    let of_region = |field: &str| world.get(id).is_some_and(|thing| thing[field] == actor.region);
    let drafts = kind_of(id) == Some("agr")
        && (of_region("initiator_region_code") || of_region("counterpart_region_code"));
    drafts || sees(world, actor, id)
}

fn list<'a>(thing: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    thing[field].as_array().into_iter().flatten()
}

fn region<'a>(world: &'a World, party: &Value) -> &'a str {
    party.as_str().and_then(|id| world.get(id)).and_then(|party| party["region_code"].as_str()).unwrap_or("-")
}

/// The coordinator of its region or of the province around it keeps a party's register, and the platform.
fn keeps(world: &World, actor: &Actor, party: &Value) -> bool {
    let home = region(world, party);
    let around =
        home == actor.region || home.strip_prefix(&actor.region).is_some_and(|rest| rest.starts_with('.'));
    actor.has("platform_admin") || (actor.has("coordinator") && around)
}

/// The technical agency and the coordinator of the home region judge suppliers.
fn judges(world: &World, actor: &Actor, party: &Value) -> bool {
    (actor.has("technical_agency") || actor.has("coordinator")) && region(world, party) == actor.region
}

/// A government of the same region.
fn governs(world: &World, actor: &Actor, party: &Value) -> bool {
    let own = world.get(&actor.party);
    own.is_some_and(|own| own["kind"] == "regional_government") && region(world, party) == actor.region
}
