//! What is shown to some of those who see a thing: prices and amounts to who trades or accounts for trade, tax numbers
//! to the party, the coordinator who keeps it and its partners.

use domain::shared::Role;
use serde_json::Value;
use web::Kind;

use crate::Part;
use crate::actors::Actor;
use crate::cells::Tally;
use crate::collected::{World, id_of, kind_of, whole_list};
use crate::rights::{knows_numbers, sees_whole};
use crate::strangers;

/// The members in which a contract, a receipt or a report tells what something costs.
const FIGURES: [&str; 2] = ["price", "amount"];

/// Every price and amount below a value, told or withheld; but for reference prices, which are open to everybody, and for the one
/// price of goods whose rule names several.
fn figures<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            let ruled = members.get("price_rule").is_some_and(|rule| !rule.is_null());
            for (name, member) in members {
                match name.as_str() {
                    "reference" => {}
                    "price" if ruled => {}
                    name if FIGURES.contains(&name) => found.push(member),
                    _ => figures(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| figures(item, found)),
        _ => {}
    }
}

/// Prices of contracts, amounts of receipts and reports, for everybody who sees them.
pub(crate) async fn prices(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    let (mut told, mut withheld) = (0, 0);
    for actor in actors.iter().filter(|actor| actor.token.is_some()) {
        let reads = Role::COMMERCIAL.iter().any(|role| actor.has(role.label()));
        for answer in commercial(parts, actor, world).await {
            let mut found = Vec::new();
            figures(&answer, &mut found);
            for figure in found {
                let wrong = figure.is_null() == reads;
                tally.count(false, wrong.then(|| format!("{} reads {figure} in {answer}", actor.name)));
                if reads { told += 1 } else { withheld += 1 }
            }
        }
    }
    println!("{told} prices and amounts were told, {withheld} withheld");
    assert!(told > 100 && withheld > 30, "{told} told and {withheld} withheld are too few");
}

/// Every contract and receipt that somebody sees, and the reports of agreements.
async fn commercial(parts: &[Part], actor: &Actor, world: &World) -> Vec<Value> {
    let mut answers = Vec::new();
    for part in parts {
        let lists = part.targets.iter().filter(|target| {
            target.access.kind == Kind::List && target.path_ids.is_empty() && !target.endless()
        });
        for target in lists.filter(|target| !target.template.ends_with("-events")) {
            let items = whole_list(&actor.at(&part.url), &target.template).await;
            let priced = |item: &Value| matches!(id_of(item).and_then(kind_of), Some("ctr" | "rcp"));
            answers.extend(items.into_iter().filter(priced));
        }
    }
    for agreement in world.ids("agr").into_iter().filter(|id| sees_whole(world, actor, id)) {
        let path = format!("/v1/agreements/{agreement}/realization");
        answers.push(actor.at(&parts[0].url).get(&path).await.json);
    }
    answers
}

/// Tax numbers in the directory.
pub(crate) async fn tax_numbers(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    let (mut told, mut withheld) = (0, 0);
    let numbered = |party: &Value| strangers::is_numbered(party["legal_name"].as_str().unwrap_or_default());
    for actor in actors.iter().filter(|actor| actor.token.is_some()) {
        let parties = whole_list(&actor.at(&parts[0].url), "/v1/parties").await;
        for party in parties.iter().filter(|party| numbered(party)) {
            let reads = knows_numbers(world, actor, &party["id"]);
            let wrong = party["tax_id"].is_string() != reads;
            let text = || format!("{} reads {} of {}", actor.name, party["tax_id"], party["legal_name"]);
            tally.count(false, wrong.then(text));
            if reads { told += 1 } else { withheld += 1 }
        }
    }
    println!("{told} tax numbers were told, {withheld} withheld");
    assert!(told > 3 && withheld > 20, "{told} told and {withheld} withheld are too few");
}
