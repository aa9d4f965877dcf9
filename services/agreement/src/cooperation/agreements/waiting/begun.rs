//! What one government of an agreement has begun and the other answers: an ending, an auditor, a notice. Few at a time: they are
//! read at once, the newest thousand at most, and put in order with the rest.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, history};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{AgreementCondition, AgreementState, ConsentKind};
use domain::shared::{AgreementId, Id as _, jakarta_midnight};
use service::work_items::{Found, Item, Wanted};
use service::{Error, Stateful as _};
use uuid::Uuid;

use super::{Candidate, candidates};
use crate::cooperation::agreements::rows::AgreementRow;
use crate::cooperation::agreements::visibility::visible_to;
use crate::cooperation::amendments::agreements_amended;
use crate::cooperation::consents::{AT_ONCE, unanswered};
use crate::cooperation::limits;
use crate::schema::{agreement, consent};

/// When a government last wanted an auditor, by agreement and government.
type Wished = BTreeMap<(Uuid, Uuid), DateTime<Utc>>;

/// What waits for the answer of the caller's government.
pub(super) async fn begun(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.answered_in::<AgreementState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let me = wanted.caller.party();
    let endings = consent::table.filter(consent::kind.eq_any(ConsentKind::ENDINGS));
    let endings = endings.select(consent::subject_id);
    let one_sided = agreement::initiator_auditors.ne(agreement::counterpart_auditors);
    let renewed = limits::renewed_until(conn, wanted.today()).await?;
    let ends = agreement::valid_until.le(renewed.unwrap_or(NaiveDate::MIN));
    let amended = agreement::amended.ne(serde_json::json!([]));
    let begun = one_sided.or(agreement::ends_date.is_not_null()).or(agreement::id.eq_any(endings));
    let rows: Vec<AgreementRow> = agreement::table
        .filter(visible_to(me))
        .filter(agreement::initiator_party_id.eq(me).or(agreement::counterpart_party_id.eq(me)))
        .filter(agreement::state.eq_any(states))
        .filter(begun.or(ends).or(amended))
        .order(agreement::updated_at.desc())
        .limit(AT_ONCE)
        .select(AgreementRow::as_select())
        .load(conn)
        .await?;
    let subjects: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let wished = history::last_of(conn, &subjects, "assign_auditor").await?;
    let wished: Wished = wished.into_iter().map(|(subject, party, at)| ((subject, party), at)).collect();
    let amending = agreements_amended(conn, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let candidates = candidates(conn, wanted, rows).await?;
    let answers = |one: &Candidate| {
        let renewed = renewed.filter(|_| !amending.contains(&one.row.id));
        one.answers(wanted, &wished, renewed)
    };
    Ok(candidates.iter().flat_map(answers).collect())
}

impl Candidate {
    /// What the caller's side answers now.
    fn answers(&self, wanted: &Wanted<'_>, wished: &Wished, renewed: Option<NaiveDate>) -> Vec<Found> {
        let renewal = self.renewal(wanted, renewed);
        let begun = [self.completion(wanted), self.termination(wanted), self.auditor(wished), renewal];
        begun.into_iter().flatten().filter_map(|(action, item)| self.found(wanted, action, item)).collect()
    }

    fn found(&self, wanted: &Wanted<'_>, action: &str, item: Item<AgreementId>) -> Option<Found> {
        let task = wanted.answer(self.row.state, action, |role| self.row.holds(wanted.caller, role))?;
        Some(wanted.view(item, task))
    }

    /// The other side agreed to complete it, or its notice runs and it can be completed before.
    fn completion(&self, wanted: &Wanted<'_>) -> Option<(&'static str, Item<AgreementId>)> {
        let agreed = self.consent(ConsentKind::Completion, wanted);
        let item = agreed.or_else(|| self.notice(wanted, AgreementCondition::NoticeGiven))?;
        Some(("complete_agreement", item))
    }

    /// The other side proposed to terminate it together, or a notice has run out, which either side records.
    fn termination(&self, wanted: &Wanted<'_>) -> Option<(&'static str, Item<AgreementId>)> {
        let item = match self.row.ends_date {
            None => self.consent(ConsentKind::Termination, wanted),
            Some(_) => self.notice(wanted, AgreementCondition::Ended),
        }?;
        Some(("terminate_agreement", item))
    }

    /// It ends soon, and nothing that would change that waits: its renewal is an amendment of the period.
    fn renewal(
        &self,
        wanted: &Wanted<'_>,
        renewed: Option<NaiveDate>,
    ) -> Option<(&'static str, Item<AgreementId>)> {
        let (today, renewed) = (wanted.today(), renewed?);
        let until = self.row.last_text().ok()?.text.valid_until;
        let soon = self.row.ends_date.is_none() && today <= until && until <= renewed;
        let offered = jakarta_midnight(until - (renewed - today));
        soon.then(|| ("create_agreement_amendment", self.item(offered, Some(until))))
    }

    /// The other side wants an auditor.
    fn auditor(&self, wished: &Wished) -> Option<(&'static str, Item<AgreementId>)> {
        let other = self.row.government(self.side.other());
        self.row.proposed_auditors().iter().find(|one| one.proposed_by_party_id == other)?;
        let since = wished.get(&(self.row.id.uuid(), other.uuid())).copied();
        Some(("assign_agreement_auditor", self.item(since.unwrap_or(self.row.updated_at), None)))
    }

    fn consent(&self, kind: ConsentKind, wanted: &Wanted<'_>) -> Option<Item<AgreementId>> {
        let given = unanswered(&self.consents, kind, self.side.label(), wanted.today())?;
        Some(self.item(given.recorded_at, given.counts_until))
    }

    /// A notice while it runs, for the side that was given it; once it has run out, for both.
    fn notice(&self, wanted: &Wanted<'_>, at: AgreementCondition) -> Option<Item<AgreementId>> {
        let said = self.row.termination_view(&self.consents).ok().flatten()?;
        let ends = self.row.ends_date?;
        let now = self.row.state.condition(&self.row.days_on(wanted.today()).ok()?, wanted.today());
        match at {
            _ if now != Some(at) => None,
            AgreementCondition::Ended => Some(self.item(jakarta_midnight(ends), None)),
            _ if said.given_by == self.side => None,
            _ => Some(self.item(said.given_at, ends.pred_opt())),
        }
    }
}
