//! Rows of the agreements.

use std::collections::BTreeSet;

use api_types::agreement::{
    AgreementEventData, AgreementView, Attachment, Plan, Plans, ProposedAuditor, TerminationView,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{
    AgreementCondition, AgreementDays, AgreementEvent, AgreementState, AgreementTerms, Attached, ConsentKind,
    Government, GuaranteeAgreement, PerSide, Side, SidePlan, may_reinstate, side_of_event,
};
use domain::shared::{
    AgreementId, AmendmentId, Bilingual, CommodityCode, Id, PartyId, Period, RegionCode, Role, TextHash,
};
use service::{Announced, Error, Stateful, Versioned};
use uuid::Uuid;
use web::{Caller, Etag};

use super::queries;
use crate::cooperation::amendments::{StoredText, StoredVersion, version_at, versions};
use crate::cooperation::consents::{ConsentRow, consents_to};
use crate::schema::agreement;

/// An agreement as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = agreement)]
#[diesel(treat_none_as_null = true)]
pub(crate) struct AgreementRow {
    pub(crate) id: AgreementId,
    pub(crate) number: Option<String>,
    pub(crate) title: String,
    pub(crate) state: AgreementState,
    pub(crate) initiator_party_id: PartyId,
    pub(crate) counterpart_party_id: PartyId,
    pub(crate) initiator_region_code: String,
    pub(crate) counterpart_region_code: String,
    pub(crate) facilitator_party_id: Option<PartyId>,
    pub(crate) auditor_party_ids: Vec<PartyId>,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: NaiveDate,
    pub(crate) commodities: Vec<String>,
    pub(crate) initiator_plan: serde_json::Value,
    pub(crate) counterpart_plan: serde_json::Value,
    pub(crate) attachments: serde_json::Value,
    pub(crate) text_sha256: String,
    pub(crate) round: i32,
    pub(crate) suspended_by: Option<Side>,
    pub(crate) signed_date: Option<NaiveDate>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    /// When it was offered; only its initiator reads it before.
    pub(crate) offered_at: Option<DateTime<Utc>>,
    /// A termination that was proposed or noticed, as its view shows it.
    pub(crate) termination: Option<serde_json::Value>,
    /// First day on which it no longer holds after a notice.
    pub(crate) ends_date: Option<NaiveDate>,
    /// The auditors that the initiator wants.
    pub(crate) initiator_auditors: Vec<PartyId>,
    /// The auditors that the counterpart wants.
    pub(crate) counterpart_auditors: Vec<PartyId>,
    /// What the text names: see [`WHOLE_PAPERS`].
    pub(crate) text_format: i16,
    /// The number that the text names; one that is given once the text is settled stands beside it.
    pub(crate) text_number: Option<String>,
    /// Its texts once it was amended, see [`StoredVersion`].
    pub(crate) amended: serde_json::Value,
}

/// Texts from this format on name papers with type and number, the facilitator of an agreement and the number of a contract;
/// before it they named papers by their hashes alone, and keep their text.
pub(crate) const WHOLE_PAPERS: i16 = 2;

/// Attached papers as a text of a format names them.
pub(crate) fn named_papers(papers: Vec<Attachment>, format: i16) -> Vec<Attached> {
    let named = |paper: Attachment| match format {
        WHOLE_PAPERS.. => Attached::Paper { number: paper.number, sha256: paper.sha256, kind: paper.r#type },
        _ => Attached::Hash(paper.sha256),
    };
    papers.into_iter().map(named).collect()
}

/// What the guarantee chain reads of an agreement, owned.
pub(crate) struct AgreementFacts {
    pub(crate) id: AgreementId,
    pub(crate) state: AgreementState,
    pub(crate) period: Period,
    /// By the text signed last.
    pub(crate) last_day: Option<NaiveDate>,
    pub(crate) commodities: BTreeSet<CommodityCode>,
    pub(crate) regions: PerSide<RegionCode>,
}

impl AgreementFacts {
    pub(crate) fn regions(&self) -> PerSide<&RegionCode> {
        PerSide { initiator: &self.regions.initiator, counterpart: &self.regions.counterpart }
    }

    pub(crate) fn guarantee(&self) -> GuaranteeAgreement<'_> {
        GuaranteeAgreement {
            id: self.id,
            state: self.state,
            period: self.period,
            commodities: &self.commodities,
            regions: self.regions(),
        }
    }
}

impl AgreementRow {
    /// Which side a party is; none for facilitators and auditors.
    pub(crate) fn side_of(&self, party: PartyId) -> Option<Side> {
        let sides =
            [(self.initiator_party_id, Side::Initiator), (self.counterpart_party_id, Side::Counterpart)];
        sides.into_iter().find(|(id, _)| *id == party).map(|(_, side)| side)
    }

    /// The two governments.
    pub(crate) fn sides(&self) -> Vec<PartyId> {
        vec![self.initiator_party_id, self.counterpart_party_id]
    }

    /// The government of a side.
    pub(crate) fn government(&self, side: Side) -> PartyId {
        match side {
            Side::Initiator => self.initiator_party_id,
            Side::Counterpart => self.counterpart_party_id,
        }
    }

    pub(crate) fn period(&self) -> Period {
        Period { from: self.valid_from, until: Some(self.valid_until) }
    }

    /// Its text on a day; none where nothing was amended.
    fn version_on(&self, day: NaiveDate) -> Result<Option<StoredVersion>, Error> {
        let versions = versions(&self.amended)?;
        Ok(version_at(&versions, day, DateTime::<Utc>::MAX_UTC).cloned())
    }

    /// Whose consents its view shows: its own, and those to its amendments.
    pub(super) fn agreed_to(&self) -> Result<Vec<Uuid>, Error> {
        let amendments = versions(&self.amended)?.into_iter().filter_map(|one| one.amendment_id);
        Ok(std::iter::once(self.id.uuid()).chain(amendments.map(|id| id.uuid())).collect())
    }

    /// Its days by the text signed last, which may be to come.
    pub(crate) fn last_days(&self) -> Result<AgreementDays, Error> {
        let period = Period { until: Some(self.last_text()?.text.valid_until), ..self.period() };
        Ok(AgreementDays { period, ends_date: self.ends_date })
    }

    /// The amendment whose text is in force on a day; none while the first text is.
    pub(super) fn amendment_on(&self, day: NaiveDate) -> Result<Option<AmendmentId>, Error> {
        Ok(self.version_on(day)?.and_then(|version| version.amendment_id))
    }

    /// The text that an amendment signed last made, or the first: what the next one changes.
    pub(crate) fn last_text(&self) -> Result<StoredVersion, Error> {
        let last = versions(&self.amended)?.pop();
        Ok(last.unwrap_or_else(|| StoredVersion {
            number: 1,
            amendment_id: None,
            in_force_from: self.valid_from,
            recorded_at: self.created_at,
            text_sha256: self.text_sha256.clone(),
            text: StoredText {
                value_limit_rupiah: None,
                festival: None,
                title: self.title.clone(),
                valid_from: self.valid_from,
                valid_until: self.valid_until,
                lines: Vec::new(),
                commodities: self.commodities.clone(),
                evaluation_due: None,
            },
        }))
    }

    /// Its days by the text in force on a day, with a notice taken into account.
    pub(crate) fn days_on(&self, day: NaiveDate) -> Result<AgreementDays, Error> {
        let mut period = self.period();
        if let Some(version) = self.version_on(day)? {
            period.until = Some(version.text.valid_until);
        }
        Ok(AgreementDays { period, ends_date: self.ends_date })
    }

    /// The region of a side.
    pub(crate) fn region(&self, side: Side) -> Result<RegionCode, Error> {
        let code = match side {
            Side::Initiator => &self.initiator_region_code,
            Side::Counterpart => &self.counterpart_region_code,
        };
        code.parse().map_err(|_| damaged("region_code"))
    }

    /// A termination that was proposed or noticed; a proposal counts as long as the consent of who made it.
    pub(super) fn termination_view(&self, consents: &[ConsentRow]) -> Result<Option<TerminationView>, Error> {
        let stored = self.termination.clone().map(serde_json::from_value::<TerminationView>).transpose();
        let Some(said) = stored.map_err(|_| damaged("termination"))? else { return Ok(None) };
        let proposed = consents.iter().rfind(|one| {
            (one.subject_id, one.kind) == (self.id.uuid(), ConsentKind::Termination)
                && one.given_by == said.given_by.label()
                && Some(one.text_sha256.as_str()) == said.text_sha256.as_ref().map(TextHash::as_str)
        });
        Ok(Some(TerminationView { counts_until_date: proposed.and_then(|one| one.counts_until), ..said }))
    }

    pub(crate) fn text(&self) -> Result<TextHash, Error> {
        self.text_sha256.parse().map_err(|_| damaged("text_sha256"))
    }

    /// What the guarantee chain reads of it: the days by the text in force on a day, and what it covers from then on, by that
    /// text and by every later one.
    pub(crate) fn facts_on(&self, day: NaiveDate) -> Result<AgreementFacts, Error> {
        let mut terms = self.terms()?;
        if let Some(version) = self.version_on(day)? {
            terms.commodities = version.text.of_agreement()?.commodities;
        }
        for later in versions(&self.amended)?.iter().filter(|one| one.in_force_from > day) {
            let covered = later.text.of_agreement()?.commodities;
            terms.commodities.retain(|code| covered.contains(code));
        }
        Ok(AgreementFacts {
            id: self.id,
            state: self.state,
            period: self.days_on(day)?.holds(),
            last_day: self.last_days()?.holds().until,
            commodities: terms.commodities,
            regions: PerSide {
                initiator: terms.governments.initiator.region,
                counterpart: terms.governments.counterpart.region,
            },
        })
    }

    /// The terms both sides agree on.
    pub(crate) fn terms(&self) -> Result<AgreementTerms, Error> {
        let government = |party, region: &str| {
            let region = region.parse().map_err(|_| damaged("region_code"))?;
            Ok::<_, Error>(Government { party, region })
        };
        let commodities = self.commodities.iter().map(|code| code.parse());
        Ok(AgreementTerms {
            title: self.title.clone(),
            governments: PerSide {
                initiator: government(self.initiator_party_id, &self.initiator_region_code)?,
                counterpart: government(self.counterpart_party_id, &self.counterpart_region_code)?,
            },
            period: self.period(),
            commodities: commodities.collect::<Result<_, _>>().map_err(|_| damaged("commodities"))?,
            plans: PerSide {
                initiator: side_plan(&self.initiator_plan)?,
                counterpart: side_plan(&self.counterpart_plan)?,
            },
            attachments: named_papers(self.attached()?, self.text_format),
            number: self.text_number.clone(),
            facilitator: self.facilitator_party_id.filter(|_| self.text_format >= WHOLE_PAPERS),
        })
    }

    pub(super) fn attached(&self) -> Result<Vec<Attachment>, Error> {
        serde_json::from_value(self.attachments.clone()).map_err(|_| damaged("attachments"))
    }

    /// The view for a caller on a day, with its consents picked from `consents`. Who reads it in part sees nothing of
    /// its text: no plans, papers, consents, termination and auditors.
    pub(crate) fn view(
        self,
        caller: &Caller,
        consents: &[ConsentRow],
        day: NaiveDate,
    ) -> Result<AgreementView, Error> {
        let whole = self.is_read_whole_by(caller);
        let view = self.whole_view(consents, day)?;
        if whole {
            return Ok(view);
        }
        Ok(AgreementView {
            plans: None,
            councils_required: Vec::new(),
            attachments: Vec::new(),
            consents: Vec::new(),
            termination: None,
            auditor_party_ids: Vec::new(),
            proposed_auditors: Vec::new(),
            ..view
        })
    }

    /// The auditors that a side wants.
    pub(super) fn auditors_of(&mut self, side: Side) -> &mut Vec<PartyId> {
        match side {
            Side::Initiator => &mut self.initiator_auditors,
            Side::Counterpart => &mut self.counterpart_auditors,
        }
    }

    /// Those of one side alone.
    pub(super) fn proposed_auditors(&self) -> Vec<ProposedAuditor> {
        let sides = [
            (self.initiator_party_id, &self.initiator_auditors),
            (self.counterpart_party_id, &self.counterpart_auditors),
        ];
        let wanted = sides.into_iter().flat_map(|(by, auditors)| auditors.iter().map(move |one| (by, *one)));
        let waits = wanted.filter(|(_, one)| !self.auditor_party_ids.contains(one));
        waits.map(|(by, one)| ProposedAuditor { party_id: one, proposed_by_party_id: by }).collect()
    }

    fn whole_view(mut self, consents: &[ConsentRow], day: NaiveDate) -> Result<AgreementView, Error> {
        let (etag, condition) = (self.etag(day).to_string(), self.state.condition(&self.days_on(day)?, day));
        let mut terms = self.terms()?;
        let (mut text, mut said_yes_to, mut terms_number) = (self.text()?, (self.id.uuid(), self.round), 1);
        if let Some(version) = self.version_on(day)? {
            terms_number = version.number;
            terms.commodities = version.text.of_agreement()?.commodities;
            (self.title, self.valid_until) = (version.text.title, version.text.valid_until);
            if let Some(amendment) = version.amendment_id {
                text = version.text_sha256.parse().map_err(|_| damaged("amended"))?;
                said_yes_to = (amendment.uuid(), 1);
            }
        }
        let versions = versions(&self.amended)?.into_iter().map(StoredVersion::of_agreement).collect();
        let plans =
            Plans { initiator: plan(&self.initiator_plan)?, counterpart: plan(&self.counterpart_plan)? };
        Ok(AgreementView {
            etag,
            condition,
            terms_number,
            versions,
            termination: self.termination_view(consents)?,
            proposed_auditors: self.proposed_auditors(),
            plans: Some(plans),
            councils_required: terms.councils_required(),
            attachments: self.attached()?,
            consents: consents_to(consents, (said_yes_to.0, said_yes_to.1, &text)),
            text_sha256: text,
            commodities: terms.commodities.into_iter().map(String::from).collect(),
            id: self.id,
            number: self.number,
            title: self.title,
            state: self.state,
            initiator_party_id: self.initiator_party_id,
            counterpart_party_id: self.counterpart_party_id,
            initiator_region_code: self.initiator_region_code,
            counterpart_region_code: self.counterpart_region_code,
            facilitator_party_id: self.facilitator_party_id,
            auditor_party_ids: self.auditor_party_ids,
            valid_from_date: self.valid_from,
            valid_until_date: self.valid_until,
            suspended_by: self.suspended_by,
            ends_date: self.ends_date,
            signed_date: self.signed_date,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl Announced for AgreementRow {
    type Data = AgreementEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> AgreementEventData {
        AgreementEventData { agreement_id: self.id, state: self.state, version: self.version }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        self.audience_of(conn).await
    }
}

impl Versioned for AgreementRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        // Of a text that cannot be read the version alone is told; whoever reads more is told so.
        let days = self.days_on(day).ok();
        let condition = days.and_then(|days| self.state.condition(&days, day)).map(AgreementCondition::label);
        let amended = self.version_on(day).ok().flatten().map(|one| one.number.to_string());
        match (condition, amended) {
            (None, None) => Etag::of(self.version),
            (Some(derived), None) => Etag::with_derived(self.version, derived),
            (condition, Some(number)) => {
                Etag::with_derived(self.version, &format!("{} {number}", condition.unwrap_or_default()))
            }
        }
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_agreement(conn, self, seen).await
    }
}

impl Stateful for AgreementRow {
    type State = AgreementState;

    fn state(&self) -> AgreementState {
        self.state
    }

    fn set_state(&mut self, state: AgreementState) {
        self.state = state;
    }

    /// Roles of the two governments.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.has(role) && self.side_of(caller.party()).is_some()
    }

    fn acting_role(&self, caller: &Caller, event: AgreementEvent) -> Option<Role> {
        let side = self.side_of(caller.party())?;
        let suspended_by = self.suspended_by.filter(|_| event == AgreementEvent::Reinstate);
        let own = side_of_event(self.state, event).is_none_or(|only| only == side)
            && suspended_by.is_none_or(|by| may_reinstate(by, side));
        event.roles().iter().copied().find(|role| own && self.holds(caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.id)
    }

    fn not_theirs(&self, event: AgreementEvent) -> Bilingual {
        if event == AgreementEvent::Reinstate { suspended_by_the_other() } else { another_side() }
    }
}

/// Of an agreement and of a contract alike.
pub(crate) fn suspended_by_the_other() -> Bilingual {
    Bilingual::new(
        "Hanya pemerintah yang menangguhkan yang dapat memulihkannya.",
        "Only the government that suspended it can reinstate it.",
    )
}

pub(super) fn another_side() -> Bilingual {
    Bilingual::new(
        "Langkah ini dilakukan oleh pihak atau peran lain dalam kesepakatan ini.",
        "Another side or another role of this agreement takes this step.",
    )
}

fn plan(stored: &serde_json::Value) -> Result<Plan, Error> {
    serde_json::from_value(stored.clone()).map_err(|_| damaged("plan"))
}

fn side_plan(stored: &serde_json::Value) -> Result<SidePlan, Error> {
    serde_json::from_value(stored.clone()).map_err(|_| damaged("plan"))
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored agreement has an unreadable {column}"))
}
