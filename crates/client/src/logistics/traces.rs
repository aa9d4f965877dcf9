//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::logistics::{ListTracesQuery, TraceView};

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// What became of goods, from where they were loaded to the outlets they went to.
    pub fn list_traces(&self, query: &ListTracesQuery) -> Call<'_, Page<TraceView>> {
        self.api.get("/v1/traces").query(query)
    }
}
