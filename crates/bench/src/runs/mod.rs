//! The benchmarks, one file each or a few that belong together.

mod reads;

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
pub(crate) const ALL: &[Benchmark] = &[Benchmark {
    name: "p1-product",
    about: "GET one product of 100,000",
    run: |lab| Box::pin(reads::product(lab)),
}];

/// Those that were named; `all` and `smoke` name every one.
///
/// # Errors
/// When one is unknown.
pub(crate) fn choose(names: &[&str]) -> anyhow::Result<Vec<&'static Benchmark>> {
    if names == ["all"] || names == ["smoke"] {
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
