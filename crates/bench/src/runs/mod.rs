//! The benchmarks, one file each or a few that belong together.

pub(crate) mod call_offs;
mod events;
mod feed;
mod import;
mod one_process;
mod overhead;
mod reads;
mod receipts;
mod report;
mod search;
mod waiters;

use std::pin::Pin;

use anyhow::bail;

use crate::lab::Lab;
use crate::results::Figure;

type Running<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Vec<Figure>>> + 'a>>;

/// A benchmark.
pub(crate) struct Benchmark {
    /// Its name on the command line and in the results.
    pub(crate) name: &'static str,
    /// What it measures.
    pub(crate) about: &'static str,
    /// Measures it.
    pub(crate) run: for<'a> fn(&'a Lab) -> Running<'a>,
}

/// All of them.
pub(crate) const ALL: &[Benchmark] = &[
    Benchmark {
        name: "p1-product",
        about: "GET one product of 100,000",
        run: |lab| Box::pin(reads::product(lab)),
    },
    Benchmark {
        name: "p1-shipment",
        about: "GET one shipment of 1,000,000, by its buyer",
        run: |lab| Box::pin(reads::shipment(lab)),
    },
    Benchmark {
        name: "p2-products",
        about: "page of 20 products, filtered, keyset: the first and the thousandth",
        run: |lab| Box::pin(reads::products(lab)),
    },
    Benchmark {
        name: "p2-shipments",
        about: "page of 20 shipments, filtered, keyset: the first and the thousandth",
        run: |lab| Box::pin(reads::shipments(lab)),
    },
    Benchmark {
        name: "p3-event",
        about: "PUT of a vehicle event that brings its shipment's arrival",
        run: |lab| Box::pin(events::arrivals(lab)),
    },
    Benchmark {
        name: "p3-rest",
        about: "PUT of a vehicle event that moves nothing",
        run: |lab| Box::pin(events::rests(lab)),
    },
    Benchmark {
        name: "p3-receipt",
        about: "PUT of a receipt of one line",
        run: |lab| Box::pin(receipts::captures(lab)),
    },
    Benchmark {
        name: "p4-call-offs",
        about: "orders issued on one hot contract line by 32 clients",
        run: |lab| Box::pin(call_offs::hot_line(lab)),
    },
    Benchmark {
        name: "p5-import",
        about: "100,000 products from one file, beside plain COPY of the same rows",
        run: |lab| Box::pin(import::products(lab)),
    },
    Benchmark {
        name: "p6-feed",
        about: "commit to feed, and to another service's projection, at 200 writes a second",
        run: |lab| Box::pin(feed::latency(lab)),
    },
    Benchmark {
        name: "p7-search",
        about: "search over 100,000 products, beside ILIKE",
        run: |lab| Box::pin(search::words(lab)),
    },
    Benchmark {
        name: "p8-report",
        about: "realisation report of one agreement among 1,000, of 1,000,000 receipts",
        run: |lab| Box::pin(report::realization(lab)),
    },
    Benchmark {
        name: "p9-one-process",
        about: "kad, three services in one process: time to ready, memory idle and after P1 to P4",
        run: |lab| Box::pin(one_process::measure(lab)),
    },
    Benchmark {
        name: "p10-overhead",
        about: "what token, roles, spans, metrics and limits cost over the bare endpoint",
        run: |lab| Box::pin(overhead::around_a_read(lab)),
    },
    Benchmark {
        name: "p11-waiters",
        about: "what 1,000 long polls cost the reads of others, over a feed of 10,000,000 events",
        run: |lab| Box::pin(waiters::cost(lab)),
    },
];

/// Those that were named; `all`, or no name, are all of them.
///
/// # Errors
/// When one is unknown.
pub(crate) fn choose(names: &[&str]) -> anyhow::Result<Vec<&'static Benchmark>> {
    if names.is_empty() || names == ["all"] {
        return Ok(ALL.iter().collect());
    }
    let find = |name: &&str| match ALL.iter().find(|one| one.name == *name) {
        Some(one) => Ok(one),
        None => bail!("no benchmark is called {name}; `bench list` names them"),
    };
    names.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn benchmarks_are_chosen_by_name() {
        assert_eq!(choose(&["all"]).unwrap().len(), ALL.len());
        assert_eq!(choose(&["p1-product"]).unwrap()[0].name, "p1-product");
        assert!(choose(&["p1-nothing"]).is_err());
    }
}
