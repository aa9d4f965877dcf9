//! What is wrong with a file, by row and column; never what stood there.

use api_types::agreement::ImportFindingView;
use domain::shared::{Bilingual, Invalid};
use service::Error;

use super::sheet::Field;

/// How many are told of one file at most; all are counted.
const MOST_TOLD: usize = 200;

/// Where something stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The row; the headings are 1.
    pub(super) row: u64,
    /// The column, counted from 1; none where it is the row.
    pub(super) column: Option<u64>,
    field: Option<Field>,
}

impl Place {
    /// A whole row.
    pub(super) fn of(row: u64) -> Self {
        Self { row, column: None, field: None }
    }

    /// In a column, counted from 0.
    pub(super) fn in_column(self, column: usize) -> Self {
        Self { column: u64::try_from(column).ok().map(|column| column + 1), ..self }
    }

    /// Of what the column says.
    pub(super) fn of_field(self, field: Field) -> Self {
        Self { field: Some(field), ..self }
    }

    /// What is wrong there, and the mend.
    pub(super) fn says(self, code: &'static str, id: &str, en: &str) -> Finding {
        Finding { place: self, code, detail: Bilingual::new(id, en) }
    }
}

/// Something in a file that cannot be accepted.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) place: Place,
    pub(super) code: &'static str,
    pub(super) detail: Bilingual,
}

impl Finding {
    fn view(&self) -> ImportFindingView {
        ImportFindingView {
            row: self.place.row,
            column: self.place.column,
            field: self.place.field.map(|field| field.name().to_owned()),
            code: self.code.to_owned(),
            detail: self.detail.clone().into(),
        }
    }

    fn invalid(&self) -> Invalid {
        let field = self.place.field.map(|field| format!("/{}", field.name())).unwrap_or_default();
        Invalid::says(format!("/rows/{}{field}", self.place.row), self.code, self.detail.clone())
    }
}

/// What was found: the first of it and how much it is in all.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    all: u64,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Finding) {
        self.all += 1;
        if self.kept.len() < MOST_TOLD {
            self.kept.push(finding);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all == 0
    }

    /// How many there are.
    pub(super) fn all(&self) -> u64 {
        self.all
    }

    /// The first of them.
    #[cfg(test)]
    pub(super) fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// Those that are told, in the order of the rows.
    pub(super) fn views(&self) -> Vec<ImportFindingView> {
        self.in_order().into_iter().map(Finding::view).collect()
    }

    fn in_order(&self) -> Vec<&Finding> {
        let mut told: Vec<&Finding> = self.kept.iter().collect();
        told.sort_by_key(|finding| finding.place.row);
        told
    }

    /// Refuses a file in which something was found.
    ///
    /// # Errors
    /// The first of it, by `/rows/{row}/{field}`.
    pub(super) fn refuse(&self) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        Err(Error::Invalid(self.in_order().into_iter().map(Finding::invalid).collect()))
    }
}
