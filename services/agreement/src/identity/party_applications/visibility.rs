//! Who may read an application: the person who made it, and the coordinators of the region it is for.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::Role;
use service::Error;
use web::Caller;

use super::rows::PartyApplicationRow;
use crate::identity::{governments_of, keeper_of};
use crate::schema::party_application;

/// A condition on applications.
type Condition = Box<dyn BoxableExpression<party_application::table, Pg, SqlType = Bool>>;

/// What the caller may read; services read none: nothing of an application is kept elsewhere.
pub(super) fn visible(caller: &Caller) -> Condition {
    let (issuer, subject) = caller.subject().split_once('#').unwrap_or_default();
    let own = party_application::issuer
        .eq(issuer.to_owned())
        .and(party_application::subject.eq(subject.to_owned()));
    match caller.region().filter(|_| caller.has(Role::Coordinator)) {
        Some(region) => Box::new(own.or(keeper_of(party_application::region_code).eq(region.to_string()))),
        None => Box::new(own),
    }
}

/// Who is told: the government of the region it is for. The applicant speaks for no party yet and looks itself.
pub(super) async fn audience(conn: &mut Connection, row: &PartyApplicationRow) -> Result<Audience, Error> {
    Ok(Audience::of(&governments_of(conn, &[&row.keeper_region_code]).await?))
}
