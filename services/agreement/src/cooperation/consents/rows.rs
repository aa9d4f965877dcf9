//! Rows of the consents.

use std::str::FromStr;

use api_types::agreement::ConsentView;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::AsExprOf;
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable};
use domain::agreement::ConsentKind;
use domain::shared::{Consent, TextHash};
use service::Error;
use uuid::Uuid;

use crate::schema::consent;

/// A consent as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = consent)]
pub(crate) struct ConsentRow {
    pub(crate) id: Uuid,
    pub(crate) subject_id: Uuid,
    pub(crate) round: i32,
    pub(crate) kind: ConsentKind,
    pub(crate) given_by: String,
    pub(crate) text_sha256: String,
    pub(crate) signatory: Option<serde_json::Value>,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) recorded_at: DateTime<Utc>,
    /// The last day on which it counts, of a consent to an ending; not stored, see [`super::list_consents`].
    #[diesel(skip_insertion, select_expression = None::<NaiveDate>.into_sql::<Nullable<Date>>())]
    #[diesel(select_expression_type = AsExprOf<Option<NaiveDate>, Nullable<Date>>)]
    pub(crate) counts_until: Option<NaiveDate>,
}

/// The consents of one kind, as the domain judges them.
pub(crate) fn consents_by<W: FromStr>(
    rows: &[ConsentRow],
    kind: ConsentKind,
) -> Result<Vec<Consent<W>>, Error> {
    let one = |row: &ConsentRow| {
        let by = row.given_by.parse().map_err(|_| damaged(&row.given_by))?;
        Ok(Consent { by, hash: row.text_sha256.parse().map_err(|_| damaged(&row.text_sha256))? })
    };
    rows.iter().filter(|row| row.kind == kind).map(one).collect()
}

/// The consents of a resource to its present text, in the order given, for its view.
pub(crate) fn consents_to(
    rows: &[ConsentRow],
    (subject, round, text): (Uuid, i32, &TextHash),
) -> Vec<ConsentView> {
    let present = |row: &&ConsentRow| {
        row.subject_id == subject && row.round == round && row.text_sha256 == text.as_str()
    };
    rows.iter().filter(present).map(|row| row.view(text)).collect()
}

impl ConsentRow {
    /// It as a yes to a text.
    pub(crate) fn view(&self, text: &TextHash) -> ConsentView {
        ConsentView {
            kind: self.kind,
            by: self.given_by.clone(),
            text_sha256: Some(text.clone()),
            signatory: self.signatory.clone().and_then(|value| serde_json::from_value(value).ok()),
            occurred_at: self.occurred_at,
            counts_until_date: self.counts_until,
        }
    }

    /// Whether it is a consent to an ending that counts on a day.
    pub(crate) fn counts_on(&self, day: NaiveDate) -> bool {
        self.counts_until.is_some_and(|until| day <= until)
    }
}

fn damaged(what: &str) -> Error {
    Error::Internal(format!("a stored consent holds {what:?}"))
}
