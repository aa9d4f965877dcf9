//! The fault harness: breaks what three running services stand on, and checks afterwards what they promise.
//!
//! Owns: services and a PostgreSQL of its own as processes with a proxy on every way between them ([`stack`],
//! [`link`]), the trade that is played on it ([`trade`], [`trader`]), clients that repeat as real ones do ([`caller`],
//! [`writers`]) or ask without end ([`load`]), what must hold afterwards ([`audit`]) and the scenarios
//! ([`scenarios`]). Refuses: knowing rules of a feature beyond what its API
//! documents. Start at [`scenarios`]; `docs/RELIABILITY.md` lists promises and figures.

pub mod audit;
pub mod caller;
pub mod link;
pub mod load;
pub mod plan;
pub mod scenarios;
pub mod stack;
pub mod trade;
pub mod trader;
pub mod writers;

pub use caller::Caller;
pub use plan::{Figures, Plan};
pub use scenarios::run;
pub use stack::{AGREEMENT, CATALOG, LOGISTICS, Shape, Stack};

/// Runs one of the three services in this process, as its own binary does: the harness starts itself anew for each
/// service, so that the services are always of the same build as the scenario.
///
/// # Errors
/// When there is no service of that name, or it does not start.
pub fn serve(name: &str) -> anyhow::Result<()> {
    match name {
        "agreement" => service::run::main(0, agreement::migrations, agreement::build),
        "catalog" => service::run::main(0, catalog::migrations, catalog::build),
        "logistics" => service::run::main(0, logistics::migrations, logistics::build),
        other => anyhow::bail!("there is no service {other}"),
    }
}
