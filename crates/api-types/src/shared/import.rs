//! Files of rows that are tried, then entered.

use domain::shared::TextHash;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::WireBilingual;

/// Tries a file, or enters its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// Whether the file is only tried: nothing is kept, and the report says what would be refused.
    #[param(example = true)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// The hash of the file that was tried, as its report says it; needed unless the file is only tried.
    #[param(value_type = Option<String>, max_length = 64)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<TextHash>,
}

/// What comes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportReportView {
    /// The hash of the file, by which it is entered: its SHA-256, or of a file of persons a keyed hash of it.
    #[schema(value_type = String, example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub sha256: TextHash,
    /// How many rows the file holds, as far as it could be read.
    #[schema(example = 427)]
    pub rows: u64,
    /// How many were entered: all of them, or 0 of a file that was only tried or refused.
    #[schema(example = 427)]
    pub entered: u64,
    /// What is wrong with the file, in the order of its rows, at most 200; a file is entered when this is empty.
    pub findings: Vec<ImportFindingView>,
    /// How many findings there are in all.
    #[schema(example = 0)]
    pub findings_in_all: u64,
}

/// Something in a file that cannot be accepted. What stood there is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportFindingView {
    /// The row; the headings are 1.
    #[schema(example = 12)]
    pub row: u64,
    /// The column, counted from 1; `null` where it is the row.
    #[schema(example = 3)]
    pub column: Option<u64>,
    /// What the column says, by the name it has in requests.
    #[schema(example = "name")]
    pub field: Option<String>,
    /// What is wrong, for programs.
    #[schema(example = "length")]
    pub code: String,
    /// What is wrong and how to mend it.
    pub detail: WireBilingual,
}
