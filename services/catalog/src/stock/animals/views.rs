//! Animals as they are shown: with what they weighed last, and the class of that by the rows in force today.

use std::collections::HashMap;

use api_types::catalog::AnimalView;
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{LiveWeightClass, class_of_weight};
use domain::shared::AnimalId;
use service::{Error, dated};
use web::{ApiError, Etag, Reply};

use super::rows::AnimalRow;
use crate::stock::weighings::latest_of;

/// Some animals, in their order.
pub(super) async fn shown(
    conn: &mut Connection,
    rows: Vec<AnimalRow>,
    today: NaiveDate,
) -> Result<Vec<AnimalView>, Error> {
    let ids: Vec<AnimalId> = rows.iter().map(|row| row.id).collect();
    let weights: HashMap<_, _> = latest_of(conn, &ids).await?;
    let classes = dated::rules_on::<LiveWeightClass>(conn, today).await?;
    let view = |row: AnimalRow| {
        let weight = weights.get(&row.id).copied();
        let class = weight
            .and_then(|weight| class_of_weight(&classes, &row.commodity_code, weight.grams, today))
            .map(|class| class.class.to_string());
        row.view(weight, class)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One animal.
pub(super) async fn one(
    conn: &mut Connection,
    row: AnimalRow,
    today: NaiveDate,
) -> Result<AnimalView, Error> {
    shown(conn, vec![row], today).await?.pop().ok_or(Error::NotFound)
}

fn etag(view: &AnimalView) -> Etag {
    view.etag.parse().unwrap_or_else(|_| Etag::of(0))
}

/// The answer that shows an animal; 200.
pub(super) fn reply(view: &AnimalView) -> Result<Reply, ApiError> {
    Reply::ok(&etag(view), view)
}

/// The answer that shows an animal just registered; 201.
pub(super) fn created(view: &AnimalView) -> Result<Reply, ApiError> {
    Reply::created(format!("/v1/animals/{}", view.id), &etag(view), view)
}
