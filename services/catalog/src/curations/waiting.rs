//! What waits for a supplier and for the curators.

use api_types::WorkItemView;
use db::Connection;
use domain::catalog::CurationState;
use domain::shared::Role;
use service::Error;
use web::Caller;

use super::queries;
use super::rows::CurationRow;
use crate::work_items::After;

/// The operation that each state waits for, and by whom; nothing waits in a state that is not named.
const STEPS: &[(CurationState, &str, Role)] = &[
    (CurationState::Draft, "submit_curation", Role::Supplier),
    (CurationState::ChangesRequested, "submit_curation", Role::Supplier),
    (CurationState::Submitted, "screen_curation", Role::Curator),
    (CurationState::Screening, "review_curation", Role::Curator),
    (CurationState::SampleRequested, "receive_curation_sample", Role::Curator),
    (CurationState::SampleReceived, "review_curation", Role::Curator),
    (CurationState::InReview, "decide_curation", Role::Curator),
];

/// Curations that wait for the caller in `role`, supplier or curator, the longest waiting first.
pub(crate) async fn curations_waiting(
    conn: &mut Connection,
    caller: &Caller,
    role: Role,
    wanted: impl Fn(&str) -> bool,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<WorkItemView>, Error> {
    let steps = STEPS.iter().filter(|(_, action, by)| *by == role && wanted(action));
    let states: Vec<CurationState> = steps.map(|(state, ..)| *state).collect();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let after = after.map(|after| (after.at, after.id()));
    let rows = queries::list_waiting(conn, caller, &states, after, limit).await?;
    let variants: Vec<_> = rows.iter().map(|row| row.variant_id).collect();
    let names = queries::names_of(conn, &variants).await?;
    let item = |row: CurationRow| {
        let (_, action, role) = STEPS.iter().find(|(from, ..)| *from == row.state)?;
        Some(WorkItemView {
            action: (*action).to_owned(),
            subject: row.id.to_string(),
            state: row.state.label().to_owned(),
            title: names.get(&row.variant_id).cloned().unwrap_or_default(),
            role: *role,
            since_at: row.updated_at,
        })
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::catalog::CurationEvent;
    use domain::shared::Lifecycle as _;

    #[test]
    fn every_state_that_goes_on_waits_for_somebody() {
        for state in CurationState::ALL {
            let goes_on = CurationEvent::ALL.iter().any(|event| state.next(*event).is_some());
            assert_eq!(goes_on, STEPS.iter().any(|(from, ..)| from == state), "{state}");
        }
    }
}
