//! Who may see what, kind by kind, from the parties a thing names itself. Written from the documents, apart from the
//! services' own queries: where the two differ, one of them is wrong.

use domain::shared::PartyKind;
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
        // The directory, the shelves, the nomenclature, the prices that were seen and facilities with their papers are open to
        // every party; numbers of papers are not.
        "pty" | "out" | "cmd" | "pob" | "fac" | "fpa" | "rca" => true,
        // Rules bind everybody, and everybody reads them.
        "alw" | "cgr" | "ckl" | "clr" | "cpl" | "drq" | "fli" | "fqu" | "frl" | "gdl" | "gru" | "hfl"
        | "ltr" | "hyl" | "imq" | "jrq" | "lwc" | "ppr" | "pru" | "pyt" | "rpr" | "rru" | "sgr" | "srq"
        | "tth" | "vtr" | "wra" | "yld" => true,
        // Members: the services, too, which keep who judges.
        "mbr" if actor.is_service() => true,
        // Members and machines: the party itself and who keeps its register.
        "mbr" | "cli" | "inv" => is("party_id") || keeps(world, actor, &thing["party_id"]),
        // Corrections: the party and the coordinator who keeps it.
        "pco" => is("party_id") || (actor.has("coordinator") && is_home(world, actor, &thing["party_id"])),
        // Applications: the coordinator of the region they are for; the applicant is no member of anything.
        "pap" => actor.has("coordinator") && is_region(actor, thing["party"]["region_code"].as_str()),
        // Sales: who runs the outlet, and the makers of what was sold.
        "sal" if !actor.is_service() => {
            is("operator_party_id")
                || thing["lines"]
                    .as_array()
                    .is_some_and(|lines| lines.iter().any(|line| line["supplier_id"] == actor.party))
        }
        // Members of a cooperative are people: who keeps its roll, and the coordinator who keeps it; no service.
        "mem" => {
            let keeps_roll = ["party_admin", "aggregator", "supplier"].iter().any(|role| actor.has(role));
            (is("party_id") && keeps_roll)
                || (actor.has("coordinator") && is_home(world, actor, &thing["party_id"]))
        }
        // Jobs: who asked for them; no service.
        "job" => is("party_id"),
        // The platform's own services see the rest.
        _ if actor.is_service() => true,
        // What it is, also who reads a contract under it.
        "agr" => sees_whole(world, actor, id) || trades_under(world, actor, id),
        // Its two businesses, both governments and those of the businesses' homes, who facilitates and who audits.
        "ctr" => {
            any(&[
                "supplier_id",
                "buyer_id",
                "supplier_government_id",
                "buyer_government_id",
                "facilitator_id",
            ]) || governs(world, actor, &thing["supplier_id"])
                || governs(world, actor, &thing["buyer_id"])
                || thing["agreement_id"].as_str().is_some_and(|above| audits(world, actor, above))
        }
        // Who sees the trial.
        "evl" => below("contract_id"),
        // Who sees the contract it changes, or the agreement whole.
        "amd" if thing["contract_id"].is_string() => below("contract_id"),
        "amd" => thing["agreement_id"].as_str().is_some_and(|above| sees_whole(world, actor, above)),
        // Coordinators of the governments that vouch for the paper; of an unknown code, of the region where it was seen.
        "arp" => {
            let near = thing["contract_id"].is_null() && is_region(actor, thing["region_code"].as_str());
            actor.has("coordinator") && (near || any(&["supplier_government_id", "buyer_government_id"]))
        }
        // Who reads the agreement whole.
        "rec" => thing["agreement_id"].as_str().is_some_and(|above| sees_whole(world, actor, above)),
        // The buyer; once published its government, and whom an agreement over the goods brings together with its region.
        "dem" => {
            let told = !thing["published_at"].is_null();
            is("buyer_id")
                || (told
                    && (governs(world, actor, &thing["buyer_id"]) || is_partner_over(world, actor, thing)))
        }
        // Who reads the agreement whole, the buyer and its government, the supplier named.
        "cmt" => {
            any(&["buyer_id", "supplier_id"])
                || governs(world, actor, &thing["buyer_id"])
                || thing["agreement_id"].as_str().is_some_and(|above| sees_whole(world, actor, above))
        }
        // To whom it is given, and who reads the agreement whole.
        "bfg" => {
            is("party_id")
                || thing["agreement_id"].as_str().is_some_and(|above| sees_whole(world, actor, above))
        }
        // The supplier, and who judges in its home region; the same for its papers. Once handed in also its whole
        // government and the auditors of its agreements.
        "svf" | "fil" if is("party_id") || judges(world, actor, &thing["party_id"]) => true,
        "svf" => {
            let supplier = &thing["party_id"];
            state != "draft" && (governs(world, actor, supplier) || audits_trade_of(world, actor, supplier))
        }
        "fil" => false,
        // Whose it is, the coordinator who keeps it, the buyers of its signed contracts and the coordinators of both sides.
        "bnk" => reads_accounts(world, actor, &thing["party_id"]),
        // Drafts: the supplier and curators. Once published: every party.
        "prd" => state != "draft" || is("supplier_id") || actor.has("curator"),
        "var" => below("product_id"),
        "prm" => below("variant_id"),
        // The supplier; once handed in also the operator, and the governments of both.
        "cur" => {
            let governed = ["operator_party_id", "supplier_id"];
            let governed = governed.iter().any(|side| governs(world, actor, &thing[*side]));
            is("supplier_id") || (thing["round"].as_i64() > Some(0) && (is("operator_party_id") || governed))
        }
        // The owner, and who reads a variant that shows it or a curation it was sent with.
        "img" => {
            let sent = |kind: &str| {
                let mut all = world.objects.iter().filter(|(of, _)| kind_of(of) == Some(kind));
                all.any(|(of, whole)| {
                    list(whole, "image_ids").any(|one| *one == id) && sees(world, actor, of)
                })
            };
            is("party_id") || sent("var") || sent("cur")
        }
        // The operator, the supplier, and the governments of the operator's region and of that the outlet is set aside for.
        "oex" => {
            let own = world.get(&actor.party);
            let government = own.is_some_and(|own| own["kind"] == "regional_government");
            any(&["operator_party_id", "supplier_id"])
                || governs(world, actor, &thing["operator_party_id"])
                || (government && thing["dedicated_region_code"] == actor.region.as_str())
        }
        // The owner and its government; what is grown for a contract also its buyer and both governments.
        "plt" => is("owner_party_id") || governs(world, actor, &thing["owner_party_id"]),
        "ssn" => {
            let contract = thing["contract_id"].as_str().and_then(|id| world.get(id));
            let sides = ["buyer_id", "supplier_government_id", "buyer_government_id"];
            let trades = contract.is_some_and(|one| sides.iter().any(|side| one[*side] == actor.party));
            is("owner_party_id") || governs(world, actor, &thing["owner_party_id"]) || trades
        }
        "sni" | "hfc" => below("season_id"),
        // The owner of the facility, who inspects, and the governments of its region and province.
        "ins" | "fnd" => any(&["owner_party_id", "inspector_party_id"]) || governs_place(world, actor, thing),
        "ian" => below("inspection_id"),
        // Drafts: the supplier. Once published: every party.
        "off" => state != "draft" || is("supplier_id"),
        // The owner and its government, who reads the offer it belongs to once that is public, and buyers whose holds name it.
        "anm" => {
            let offer = thing["offer_id"].as_str().and_then(|offer| world.get(offer));
            let held = |hold: &Value| {
                hold["buyer_id"] == actor.party
                    && list(hold, "animals").any(|named| named["animal_id"] == thing["id"])
            };
            let holds = world.objects.iter().filter(|(id, _)| kind_of(id) == Some("hld"));
            is("owner_party_id")
                || (thing["offer_id"].is_null() && governs(world, actor, &thing["owner_party_id"]))
                || offer.is_some_and(|offer| offer["state"] != "draft")
                || holds.map(|(_, hold)| hold).any(held)
        }
        "wgh" => below("animal_id"),
        // Both sides, and the governments of both sides of the contract.
        "hld" => {
            let contract = thing["contract_id"].as_str().and_then(|id| world.get(id));
            let sides = ["supplier_government_id", "buyer_government_id"];
            let vouches = contract.is_some_and(|one| sides.iter().any(|side| one[*side] == actor.party));
            any(&["supplier_id", "buyer_id"]) || vouches
        }
        // The hub, the cooperative, and the governments of the hub's region and province.
        "lot" => any(&["hub_party_id", "cooperative_party_id"]) || governs_place(world, actor, thing),
        // What members bring: who runs the lot, and the coordinator who keeps their cooperative.
        "con" => {
            let lot = thing["consolidation_lot_id"].as_str().and_then(|id| world.get(id));
            lot.is_some_and(|lot| {
                let runs =
                    ["hub_party_id", "cooperative_party_id"].iter().any(|side| lot[*side] == actor.party);
                runs || (actor.has("coordinator") && is_home(world, actor, &lot["cooperative_party_id"]))
            })
        }
        // Members' accounts: their own party, and the coordinator who keeps it.
        "min" | "mst" => {
            is("party_id") || (actor.has("coordinator") && is_home(world, actor, &thing["party_id"]))
        }
        "lst" => matches!(state, "listed" | "suspended") || any(&["supplier_id", "operator_party_id"]),
        // All trade: who sees the contract; a shipment also who carries it.
        "clm" | "cof" | "ctl" | "stl" | "pay" => below("contract_id"),
        // Both governments of the agreement and its auditors; nobody who trades.
        "sig" => thing["agreement_id"].as_str().is_some_and(|above| {
            let sides = ["initiator_party_id", "counterpart_party_id"];
            let agreement = world.get(above);
            let government = agreement.is_some_and(|one| sides.iter().any(|side| one[*side] == actor.party));
            government || audits(world, actor, above)
        }),
        "shp" | "rcp" => {
            let mut contracts = list(thing, "contract_ids").filter_map(Value::as_str);
            is("carrier_party_id") || contracts.any(|contract| sees(world, actor, contract))
        }
        "vev" | "jpa" => below("shipment_id"),
        // What went on of a receipt: who sees the receipt.
        "dst" => below("receipt_id"),
        kind => panic!("who may see a {kind}? {thing}"),
    }
}

/// Whether somebody sees a shipment with goods of a lot.
pub(crate) fn got_of(world: &World, actor: &Actor, lot: &str) -> bool {
    let shipments = world.objects.iter().filter(|(id, _)| kind_of(id) == Some("shp"));
    let items = |shipment: &Value| {
        let vehicles = list(shipment, "vehicles").flat_map(|vehicle| list(vehicle, "items"));
        vehicles.into_iter().any(|item| item["consolidation_lot_id"] == lot)
    };
    shipments.into_iter().any(|(id, shipment)| items(shipment) && sees(world, actor, id))
}

/// Whether somebody may see a thing with all that hangs under it: of an agreement the text, the history and the report.
pub(crate) fn sees_whole(world: &World, actor: &Actor, id: &str) -> bool {
    if kind_of(id) != Some("agr") || actor.is_service() {
        return sees(world, actor, id);
    }
    let Some(thing) = world.get(id) else { return false };
    let is = |field: &str| thing[field] == actor.party;
    // A draft is its author's; then both sides, who facilitates and who audits.
    let told = thing["state"] != "draft";
    let party = is("initiator_party_id")
        || (told && (is("counterpart_party_id") || is("facilitator_party_id") || audits(world, actor, id)));
    actor.token.is_some() && party
}

/// Whether an agreement that was signed and has not ended brings somebody together with the buyer's region of a demand over
/// goods of it: as the other government or a verified supplier of its region, as who facilitates or audits.
fn is_partner_over(world: &World, actor: &Actor, demand: &Value) -> bool {
    let buyer = demand["buyer_region_code"].as_str().unwrap_or("-");
    let agreements = world.objects.iter().filter(|(id, _)| kind_of(id) == Some("agr"));
    agreements.map(|(_, agreement)| agreement).any(|agreement| {
        let held = matches!(agreement["state"].as_str(), Some("signed" | "active" | "suspended"))
            && !matches!(agreement["condition"].as_str(), Some("expired" | "ended"));
        let over = list(demand, "lines")
            .any(|line| list(agreement, "commodities").any(|goods| *goods == line["commodity_code"]));
        let other_side = [("initiator", "counterpart"), ("counterpart", "initiator")];
        held && over
            && other_side.iter().any(|(own, facing)| {
                let region = |side: &str| agreement[format!("{side}_region_code")].as_str().unwrap_or("-");
                let verified = lies_in(&actor.region, region(own)) && is_verified(world, &actor.party);
                lies_in(buyer, region(facing))
                    && (verified
                        || agreement[format!("{own}_party_id")] == actor.party
                        || agreement["facilitator_party_id"] == actor.party
                        || list(agreement, "auditor_party_ids").any(|auditor| *auditor == actor.party))
            })
    })
}

fn lies_in(inner: &str, outer: &str) -> bool {
    inner == outer || (outer.len() == 2 && inner.starts_with(outer))
}

fn is_verified(world: &World, party: &str) -> bool {
    let found = |thing: &Value| {
        let verified = matches!(thing["state"].as_str(), Some("verified" | "verified_with_conditions"));
        verified && thing["party_id"] == party
    };
    world.objects.iter().any(|(id, thing)| kind_of(id) == Some("svf") && found(thing))
}

/// Whether the caller's party is an auditor of an agreement.
fn audits(world: &World, actor: &Actor, agreement: &str) -> bool {
    let auditors = world.get(agreement).map(|thing| list(thing, "auditor_party_ids"));
    auditors.into_iter().flatten().any(|auditor| *auditor == actor.party)
}

fn contracts(world: &World) -> impl Iterator<Item = (&str, &Value)> {
    world.objects.iter().map(|(id, thing)| (id.as_str(), thing)).filter(|(id, _)| kind_of(id) == Some("ctr"))
}

fn trades_under(world: &World, actor: &Actor, agreement: &str) -> bool {
    contracts(world).any(|(id, thing)| thing["agreement_id"] == agreement && sees(world, actor, id))
}

fn audits_trade_of(world: &World, actor: &Actor, supplier: &Value) -> bool {
    let above =
        |thing: &Value| thing["agreement_id"].as_str().is_some_and(|above| audits(world, actor, above));
    contracts(world).any(|(_, thing)| thing["supplier_id"] == *supplier && above(thing))
}

/// Whether somebody may see what hangs under a party and is its own: members and machines.
pub(crate) fn sees_inside(world: &World, actor: &Actor, party: &str) -> bool {
    let party_value = Value::String(party.to_owned());
    actor.token.is_some() && (actor.party == party || keeps(world, actor, &party_value))
}

/// Whether somebody may read how many members a party has: its own people, and its region's government.
pub(crate) fn counts_members(world: &World, actor: &Actor, party: &str) -> bool {
    let party_value = Value::String(party.to_owned());
    actor.token.is_some() && (actor.party == party || governs(world, actor, &party_value))
}

/// Whether somebody reads the bank accounts of a party, the number or its end.
pub(crate) fn reads_accounts(world: &World, actor: &Actor, party: &Value) -> bool {
    let sold = |thing: &Value| is_signed(thing) && thing["supplier_id"] == *party;
    let pays = ["party_admin", "supplier", "aggregator", "buyer"].iter().any(|role| actor.has(role));
    let sides = ["supplier_government_id", "buyer_government_id"];
    let through = contracts(world).filter(|(_, thing)| sold(thing)).any(|(_, thing)| {
        let vouches =
            sides.iter().any(|side| thing[*side] == actor.party) || governs(world, actor, &thing["buyer_id"]);
        (pays && thing["buyer_id"] == actor.party) || (actor.has("coordinator") && vouches)
    });
    let keeps = actor.has("coordinator") && is_home(world, actor, party);
    actor.token.is_some() && (actor.is_service() || *party == actor.party || keeps || through)
}

/// Whether both businesses have signed a contract.
fn is_signed(thing: &Value) -> bool {
    !matches!(
        thing["state"].as_str(),
        Some("draft" | "submitted" | "changes_requested" | "endorsed" | "cancelled")
    )
}

/// Whether somebody reads the numbers of a party: itself, the coordinator who keeps it, and with whom it has signed;
/// the platform's administrator those of who does not trade.
pub(crate) fn knows_numbers(world: &World, actor: &Actor, party: &Value) -> bool {
    let sides = |thing: &Value| [thing["supplier_id"].clone(), thing["buyer_id"].clone()];
    let partner = contracts(world).any(|(_, thing)| {
        let sides = sides(thing);
        is_signed(thing) && sides.contains(party) && sides.iter().any(|side| *side == actor.party)
    });
    let kind = party.as_str().and_then(|id| world.get(id)).map(|party| party["kind"].clone());
    let trades = kind.and_then(|kind| kind.as_str()?.parse().ok()).is_some_and(PartyKind::trades);
    *party == actor.party
        || partner
        || (actor.has("coordinator") && is_home(world, actor, party))
        || (actor.has("platform_admin") && !trades)
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

/// The coordinator of its region keeps a party's register, and the platform.
fn keeps(world: &World, actor: &Actor, party: &Value) -> bool {
    actor.has("platform_admin") || (actor.has("coordinator") && is_home(world, actor, party))
}

/// The technical agency and the coordinator of the home region judge suppliers.
fn judges(world: &World, actor: &Actor, party: &Value) -> bool {
    (actor.has("technical_agency") || actor.has("coordinator")) && is_home(world, actor, party)
}

/// A government of the same region.
fn governs(world: &World, actor: &Actor, party: &Value) -> bool {
    let own = world.get(&actor.party);
    own.is_some_and(|own| own["kind"] == "regional_government") && is_home(world, actor, party)
}

/// A government of the region or the province in which a thing lies.
fn governs_place(world: &World, actor: &Actor, thing: &Value) -> bool {
    world.get(&actor.party).is_some_and(|own| own["kind"] == "regional_government")
        && thing["region_code"].as_str().is_some_and(|region| lies_in(region, &actor.region))
}

/// Whether the caller's region keeps a party: its own, and Jakarta those of its administrative cities.
fn is_home(world: &World, actor: &Actor, party: &Value) -> bool {
    is_region(actor, Some(region(world, party)))
}

fn is_region(actor: &Actor, home: Option<&str>) -> bool {
    home.is_some_and(|home| home == actor.region || (actor.region == "31" && home.starts_with("31.")))
}
