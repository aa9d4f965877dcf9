//! The state tables in the services' READMEs, printed from the lifecycles of `domain`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use domain::agreement::{AgreementState, ContractState, VerificationState};
use domain::catalog::{CurationState, ListingState, OutletState, ProductState};
use domain::logistics::{CallOffState, ReceiptState, ShipmentState};
use domain::shared::{Lifecycle, transition_table};

const BEGIN: &str = "<!-- states: written by `cargo run -p xtask -- states` -->\n";
const END: &str = "<!-- end of states -->\n";

/// Writes or checks the tables.
pub(crate) fn run(root: &Path, check: bool) -> anyhow::Result<()> {
    for (service, tables) in services() {
        let file = format!("services/{service}/README.md");
        let path = root.join(&file);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
        let (before, rest) = text.split_once(BEGIN).with_context(|| format!("{file} has no {BEGIN}"))?;
        let (_, after) = rest.split_once(END).with_context(|| format!("{file} has no {END}"))?;
        let wanted = format!("{before}{BEGIN}{tables}\n{END}{after}");
        if check {
            ensure!(wanted == text, "{file} differs from the code; run `cargo run -p xtask -- states`");
            println!("{file} equals the code");
        } else {
            fs::write(&path, wanted).with_context(|| format!("cannot write {file}"))?;
            println!("{file} written");
        }
    }
    Ok(())
}

fn services() -> [(&'static str, String); 3] {
    let agreement = [
        table::<VerificationState>("Supplier verification"),
        table::<AgreementState>("Agreement"),
        table::<ContractState>("Contract"),
    ];
    let catalog = [
        table::<ProductState>("Product"),
        table::<CurationState>("Curation"),
        table::<ListingState>("Listing"),
        table::<OutletState>("Outlet"),
    ];
    let logistics = [
        table::<CallOffState>("Call-off"),
        table::<ShipmentState>("Shipment"),
        table::<ReceiptState>("Receipt"),
    ];
    [("agreement", agreement.concat()), ("catalog", catalog.concat()), ("logistics", logistics.concat())]
}

/// Every state x event with the state that follows.
fn table<S: Lifecycle>(title: &str) -> String {
    format!("\n### {title}\n\n{}", transition_table::<S>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readmes_tell_the_lifecycles_of_the_code() {
        run(&crate::root(), true).expect("the tables equal the code");
    }
}
