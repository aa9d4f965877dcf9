//! The loaded databases: made once by SQL inside the server, then kept until tables, loader or size change.
//!
//! `insert .. select` inside the server needs no rows on the wire and no second copy of the tables' shape; checks,
//! foreign keys and triggers all apply.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use db::embedded::{connect, create_beside, mark_of, set_mark};
use diesel_migrations::EmbeddedMigrations;
use domain::shared::{PartyId, TextHash};
use service::Settings;
use web::{Clock, Environment, Platform};

use crate::server::Server;
use crate::tokens::ISSUER;

/// How many rows to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    /// Products; half as many more variants.
    pub(crate) products: u64,
    /// Shipments, each received.
    pub(crate) shipments: u64,
}

impl Size {
    /// What the goals speak of.
    pub(crate) const FULL: Self = Self { products: 100_000, shipments: 1_000_000 };
    /// Enough to see that everything works.
    pub(crate) const TINY: Self = Self { products: 2_000, shipments: 2_000 };

    /// Products that everybody sees.
    pub(crate) fn published(self) -> u64 {
        self.products * 95 / 100
    }

    /// Orders: each of the 5,000 contracts has as many.
    pub(crate) fn orders(self) -> u64 {
        (self.shipments / 10).next_multiple_of(5_000)
    }

    fn fill(self, sql: &str, thinned: u64) -> String {
        sql.replace("{{orders}}", &self.orders().to_string())
            .replace("{{products}}", &self.products.to_string())
            .replace("{{shipments}}", &(self.shipments / thinned).to_string())
    }
}

/// One service's database and how it is filled.
pub(crate) struct Dataset {
    /// The service.
    pub(crate) service: &'static str,
    migrations: fn() -> EmbeddedMigrations,
    sql: &'static str,
    /// Of the shipments, one in so many; another number is another database.
    thinned: u64,
}

/// 1,000,000 shipments and as many receipts.
pub(crate) const LOGISTICS: Dataset = Dataset {
    service: "logistics",
    migrations: logistics::migrations,
    sql: include_str!("../sql/logistics.sql"),
    thinned: 1,
};

/// 1,000 agreements, and the lines of 1,000,000 receipts.
pub(crate) const AGREEMENT: Dataset = Dataset {
    service: "agreement",
    migrations: agreement::migrations,
    sql: include_str!("../sql/agreement.sql"),
    thinned: 1,
};

/// The same with a tenth of the lines; those of agreement 0 are the same.
pub(crate) const SMALL_AGREEMENT: Dataset = Dataset { thinned: 10, ..AGREEMENT };

/// 100,000 products of 3,000 suppliers.
pub(crate) const CATALOG: Dataset = Dataset {
    service: "catalog",
    migrations: catalog::migrations,
    sql: include_str!("../sql/catalog.sql"),
    thinned: 1,
};

impl Dataset {
    /// The name of the loaded database.
    pub(crate) fn database(&self) -> String {
        match self.thinned {
            1 => format!("bench_{}", self.service),
            times => format!("bench_{}_{times}", self.service),
        }
    }

    /// Makes sure it is loaded; nothing happens when it is.
    ///
    /// # Errors
    /// When a statement is refused.
    pub(crate) async fn ensure(&self, server: &Server, size: Size) -> anyhow::Result<()> {
        let (admin, name) = (server.url("postgres"), self.database());
        let key = self.key(size)?;
        if mark_of(&admin, &name).await?.as_deref() == Some(&key) {
            return Ok(());
        }
        eprintln!("loading {name}");
        let begun = Instant::now();
        create_beside(&admin, &name, &name).await?;
        let url = server.url(&name);
        self.load(&url, size).await?;
        let client = connect(&url).await?;
        client.batch_execute("vacuum analyze").await?;
        client.batch_execute("checkpoint").await?;
        set_mark(&admin, &name, &key).await?;
        eprintln!("loaded {name} in {:.1} s", begun.elapsed().as_secs_f64());
        Ok(())
    }

    /// Fills an empty database.
    async fn load(&self, url: &str, size: Size) -> anyhow::Result<()> {
        db::migrations::migrate(url, (self.migrations)()).await?;
        self.seed(url).await?;
        let sql = size.fill(self.sql, self.thinned);
        connect(url).await?.batch_execute(&sql).await.with_context(|| format!("load {}", self.service))
    }

    /// What a service itself writes into an empty database.
    async fn seed(&self, url: &str) -> anyhow::Result<()> {
        if self.service != "catalog" {
            return Ok(());
        }
        let nowhere = "http://127.0.0.1:9".to_owned();
        let settings = Settings {
            database_url: url.to_owned(),
            connections: 2,
            issuer: ISSUER.to_owned(),
            agreement_url: nowhere.clone(),
            catalog_url: nowhere.clone(),
            logistics_url: nowhere,
            service_secret: "unused while nothing is served".to_owned(),
            files: std::env::temp_dir().join("kad-bench-files").display().to_string(),
        };
        let platform = Platform::new(ISSUER, Clock::system());
        catalog::build(&Environment::of::<0>([]), &settings, &platform).await?;
        Ok(())
    }

    /// Changes with the migrations, the loader and the size.
    fn key(&self, size: Size) -> anyhow::Result<String> {
        let mut text = format!("{size:?} {}", self.sql);
        for folder in [format!("services/{}/migrations", self.service), "crates/db/migrations".to_owned()] {
            text.push_str(&migrations_below(&Path::new(crate::ROOT).join(folder))?);
        }
        Ok(TextHash::of_bytes(text.as_bytes()).as_str().to_owned())
    }
}

fn migrations_below(folder: &Path) -> anyhow::Result<String> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    let texts = files.iter().map(|entry| std::fs::read_to_string(entry.path().join("up.sql")));
    Ok(texts.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Ids of the loaded rows: `<begin>-<12 decimal digits>`, so that load generators can make them.
pub(crate) const FIRST: u64 = 100_000_000_000;

/// What the ids of a table begin with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ids {
    /// The prefix on the wire, such as `prd`.
    pub(crate) wire: &'static str,
    /// The first group of the UUID.
    pub(crate) table: &'static str,
}

/// Parties.
pub(crate) const PARTIES: Ids = Ids { wire: "pty", table: "01900001" };
/// Agreements.
pub(crate) const AGREEMENTS: Ids = Ids { wire: "agr", table: "01900004" };
/// Contracts.
pub(crate) const CONTRACTS: Ids = Ids { wire: "ctr", table: "01900005" };
/// Lines of contracts.
pub(crate) const CONTRACT_LINES: Ids = Ids { wire: "ctl", table: "01900006" };
/// Orders.
pub(crate) const CALL_OFFS: Ids = Ids { wire: "cof", table: "01900007" };
/// Shipments.
pub(crate) const SHIPMENTS: Ids = Ids { wire: "shp", table: "01900010" };
/// Their vehicles: shipment n has vehicle 2 n, and 2 n + 1 when it is closed.
pub(crate) const VEHICLES: Ids = Ids { wire: "veh", table: "01900011" };
/// Orders that are not issued yet, made for the contest on a hot line.
pub(crate) const DRAFTS: Ids = Ids { wire: "cof", table: "01900020" };
/// Their lines.
pub(crate) const DRAFT_LINES: Ids = Ids { wire: "col", table: "01900021" };
/// Products.
pub(crate) const PRODUCTS: Ids = Ids { wire: "prd", table: "01900002" };

impl Ids {
    /// The UUID of a row.
    pub(crate) fn uuid(self, number: u64) -> String {
        format!("{}-0000-7000-8000-{}", self.table, FIRST + number)
    }

    /// The id of a row on the wire.
    pub(crate) fn wire(self, number: u64) -> String {
        format!("{}{}", self.wire_begin(), FIRST + number)
    }

    /// What all ids on the wire begin with.
    pub(crate) fn wire_begin(self) -> String {
        format!("{}_{}000070008000", self.wire, self.table)
    }

    /// What all UUIDs begin with.
    pub(crate) fn uuid_begin(self) -> String {
        format!("{}-0000-7000-8000-", self.table)
    }
}

/// The buyers of logistics: contract k is of buyer `BUYERS_FROM + k mod BUYERS`.
pub(crate) const BUYERS: u64 = 500;
/// See [`BUYERS`].
pub(crate) const BUYERS_FROM: u64 = 2000;
/// A government that may read a tenth of all shipments.
pub(crate) const GOVERNMENT: u64 = 3100;

/// A party of the loaded data.
pub(crate) fn party(number: u64) -> PartyId {
    // Our ids are well formed: the test below reads one.
    PARTIES.wire(number).parse().expect("an id of ours")
}

#[cfg(test)]
mod tests {
    use domain::shared::Id as _;

    use super::*;

    #[test]
    fn ids_on_the_wire_and_in_the_database_are_the_same() {
        assert_eq!(party(7).uuid().to_string(), PARTIES.uuid(7));
        assert_eq!(party(7).to_string(), format!("{}100000000007", PARTIES.wire_begin()));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_loaders_fit_the_tables_of_today() {
        let server = testkit::postgres::server().await.unwrap();
        for dataset in [AGREEMENT, CATALOG, LOGISTICS] {
            let empty =
                server.template(&format!("loaded_{}", dataset.service), "empty", async |_| Ok(())).await;
            let database = server.database_from(&empty.unwrap()).await.unwrap();
            dataset.load(&database.url, Size::TINY).await.unwrap();
            if dataset.service == "logistics" {
                let drafts = crate::runs::call_offs::drafts_on_a_hot_line(1);
                connect(&database.url).await.unwrap().batch_execute(&drafts).await.unwrap();
            }
        }
    }

    #[test]
    fn another_size_is_another_key_and_the_same_is_the_same() {
        assert_ne!(CATALOG.key(Size::FULL).unwrap(), CATALOG.key(Size::TINY).unwrap());
        assert_eq!(CATALOG.key(Size::FULL).unwrap(), CATALOG.key(Size::FULL).unwrap());
    }
}
