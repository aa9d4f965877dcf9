//! What is wrong with a file, by row and column; never what stood there.

use api_types::ImportFindingView;
use domain::shared::{Bilingual, Invalid};
use domain::{say, words};

/// How many are told of one file at most; all are counted.
const MOST_TOLD: usize = 200;

/// Says of a row that it repeats what an earlier one says.
pub fn same_as(first: u64) -> Bilingual {
    say!(
        "Isi ini sama dengan baris {row}; hapus salah satu atau perbaiki.",
        "This is the same as in row {row}; remove one of them or put it right.",
        row = words::count(i128::from(first)),
    )
}

/// Where something stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The row; the headings are 1.
    pub row: u64,
    /// The column, counted from 1; none where it is the row.
    pub column: Option<u64>,
    /// What the column says; none where it is the row.
    pub field: Option<&'static str>,
}

impl Place {
    /// A whole row.
    pub const fn of(row: u64) -> Self {
        Self { row, column: None, field: None }
    }

    /// In a column, counted from 0.
    pub(crate) fn in_column(self, column: usize) -> Self {
        Self { column: u64::try_from(column).ok().map(|column| column + 1), ..self }
    }

    /// Of what the column says.
    pub(crate) const fn of_field(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// What is wrong there, and the mend.
    pub fn says(self, code: &'static str, id: impl Into<String>, en: impl Into<String>) -> Finding {
        Finding { place: self, code, detail: Bilingual::new(id, en) }
    }
}

/// Something in a file that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What, for programs.
    pub code: &'static str,
    /// What, and how to mend it.
    pub detail: Bilingual,
}

impl Finding {
    fn view(&self) -> ImportFindingView {
        ImportFindingView {
            row: self.place.row,
            column: self.place.column,
            field: self.place.field.map(str::to_owned),
            code: self.code.to_owned(),
            detail: self.detail.clone().into(),
        }
    }

    fn invalid(&self) -> Invalid {
        let field = self.place.field.map(|field| format!("/{field}")).unwrap_or_default();
        Invalid::says(format!("/rows/{}{field}", self.place.row), self.code, self.detail.clone())
    }
}

/// What was found: the first of it and how much it is in all.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    all: u64,
}

impl Findings {
    /// Remembers one more.
    pub fn push(&mut self, finding: Finding) {
        self.all += 1;
        if self.kept.len() < MOST_TOLD {
            self.kept.push(finding);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all == 0
    }

    /// How many there are.
    pub fn all(&self) -> u64 {
        self.all
    }

    /// Those that are told.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// Those that are told, in the order of the rows.
    pub fn views(&self) -> Vec<ImportFindingView> {
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
    pub fn refuse(&self) -> Result<(), Vec<Invalid>> {
        if self.is_empty() {
            return Ok(());
        }
        Err(self.in_order().into_iter().map(Finding::invalid).collect())
    }
}
