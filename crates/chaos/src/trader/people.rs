//! Who holds which office: people who are given roles, suppliers that ask to be verified, grants to record the past.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use api_types::agreement::{
    AgreementView, BackfillGrantView, ContractView, CreateFileRequest, CreateMembershipRequest,
    CreatePartyRequest, FileView, MembershipView, PartyView, SupplierVerificationView,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{BackfillGrantState, FileKind, MembershipState, VerificationState};
use domain::shared::{AgreementId, FileId, PartyId, PartyKind, Role, TextHash, jakarta_date};
use standalone::demo::{ISSUER, PEOPLE};

use super::moves::Move;
use super::{AGENCY, BUYER, HOME, NEWCOMERS};
use crate::caller::Request;
use crate::trade::Trade;

/// The roles that decide for a region or the platform, and so are nobody's to give or take alone.
const DECIDING: [Role; 7] = [
    Role::Coordinator,
    Role::RegionalSigner,
    Role::TechnicalAgency,
    Role::Curator,
    Role::Inspector,
    Role::VetOfficer,
    Role::PlatformAdmin,
];

/// A newcomer with roles, or to whom some are offered.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who it is.
    pub holder: &'static str,
    /// As last answered.
    pub view: MembershipView,
    /// Who gave the roles that are held or offered.
    given_by: &'static str,
    /// Who confirmed them since.
    confirmed_by: Option<&'static str>,
}

/// A supplier that asks to be verified.
#[derive(Debug)]
pub struct Grower {
    /// Who acts for it.
    pub name: &'static str,
    /// Its party.
    pub party: PartyId,
    /// Scans it has uploaded.
    pub scans: Vec<FileId>,
    /// Its verification, as last answered.
    pub verification: Option<SupplierVerificationView>,
}

/// People of both regions, and what they were let do beside trade.
#[derive(Debug)]
pub struct People {
    /// The agreement of the two regions.
    pub agreement: AgreementId,
    /// Parties by their organisation's name in the story.
    pub parties: BTreeMap<&'static str, PartyId>,
    /// Newcomers, the last membership of each.
    pub members: Vec<Member>,
    /// The supplier that asks to be verified now.
    pub grower: Option<Grower>,
    /// Grants to record the past, beyond those of the story.
    pub grants: Vec<BackfillGrantView>,
}

impl People {
    /// The people of the story, and nobody new.
    ///
    /// # Errors
    /// When the agreement cannot be read.
    pub async fn of_the_story(trade: &Trade) -> anyhow::Result<Self> {
        let id = trade.reports.metro.agreement_id;
        let read = Request::agreement(HOME, |api| api.get_agreement(id));
        let agreement: AgreementView = trade.caller.done(&read).await?.read()?;
        let read = Request::agreement(BUYER, |api| api.get_contract(trade.rice.id, &Default::default()));
        let contract: ContractView = trade.caller.done(&read).await?.read()?;
        let parties = BTreeMap::from([
            ("metro", agreement.initiator_party_id),
            ("jakarta", agreement.counterpart_party_id),
            ("sari_makmur", contract.supplier_id),
            ("food_station", contract.buyer_id),
        ]);
        Ok(Self { agreement: id, parties, members: Vec::new(), grower: None, grants: Vec::new() })
    }

    /// A party of the story.
    pub fn party(&self, organisation: &str) -> Option<PartyId> {
        self.parties.get(organisation).copied()
    }

    /// Newcomers who hold a role now.
    fn holders(&self, role: Role) -> impl Iterator<Item = &'static str> {
        let holds = move |member: &&Member| {
            member.view.state != MembershipState::Ended && member.view.roles.contains(&role)
        };
        self.members.iter().filter(holds).map(|member| member.holder)
    }

    /// Who coordinates for the supplier's region.
    pub fn coordinators(&self) -> Vec<&'static str> {
        [HOME].into_iter().chain(self.holders(Role::Coordinator)).collect()
    }

    /// Who checks suppliers for it.
    pub fn agencies(&self) -> Vec<&'static str> {
        [AGENCY].into_iter().chain(self.holders(Role::TechnicalAgency)).collect()
    }

    /// Whether both sides of the agreement have let somebody's party tell of a day.
    pub fn may_tell(&self, actor: &str, at: DateTime<Utc>) -> bool {
        const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2022, 3, 1).expect("a day of March");
        const LAST: NaiveDate = NaiveDate::from_ymd_opt(2023, 6, 30).expect("a day of June");
        let day = jakarta_date(at);
        let of_the_story = PEOPLE.iter().find(|person| person.subject == actor);
        let organisation = match of_the_story {
            Some(person) => person.organisation,
            None if NEWCOMERS.contains(&actor) => "metro",
            None => return false,
        };
        let story = !organisation.starts_with("blitar") && (FIRST..=LAST).contains(&day);
        let party = self.party(organisation);
        let granted = |grant: &BackfillGrantView| {
            grant.state == BackfillGrantState::InForce
                && Some(grant.party_id) == party
                && (grant.from_date..=grant.until_date).contains(&day)
        };
        story || self.grants.iter().any(granted)
    }

    /// Keeps what became of a membership.
    ///
    /// # Errors
    /// When somebody has a role that decides now, of one person's hand or without having said yes.
    pub fn learn_member(&mut self, done: &Move, view: MembershipView) -> anyhow::Result<()> {
        let actor = done.request.actor;
        let holder = NEWCOMERS.into_iter().find(|name| *name == view.subject);
        let holder = holder.context("a membership of a newcomer")?;
        let before = self.members.iter().find(|member| member.view.id == view.id);
        let (mut given_by, mut confirmed_by) =
            before.map_or((actor, None), |member| (member.given_by, member.confirmed_by));
        match done.name {
            "change roles" => (given_by, confirmed_by) = (actor, None),
            "confirm roles" => confirmed_by = Some(actor),
            _ => {}
        }
        let held = before.map(|member| member.view.roles.as_slice()).unwrap_or_default();
        if view.roles.iter().any(|role| DECIDING.contains(role) && !held.contains(role)) {
            let second = confirmed_by.filter(|second| ![given_by, holder].contains(second));
            ensure!(
                second.is_some() && given_by != holder && actor == holder,
                "{holder} was given {:?} by {given_by}, confirmed by {confirmed_by:?}, in use by {actor}",
                view.roles
            );
        }
        self.members.retain(|member| member.holder != holder);
        self.members.push(Member { holder, view, given_by, confirmed_by });
        Ok(())
    }

    /// Sees to it that some supplier asks to be verified: a new one, once there is none or the last has lost it for good.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn let_somebody_grow(&mut self, trade: &Trade, number: u32) -> anyhow::Result<()> {
        let revoked = |grower: &Grower| {
            grower.verification.as_ref().is_some_and(|one| one.state == VerificationState::Revoked)
        };
        if self.grower.as_ref().is_some_and(|grower| !revoked(grower)) {
            return Ok(());
        }
        // A few bytes for each supplier, for as long as the scenario runs: people go by names that stay.
        let name: &'static str = Box::leak(format!("metro.grower.{number}").into_boxed_str());
        let done = async |request: Request| {
            trade.caller.done(&request.keyed(format!("grower-{:x}", rand::random::<u64>()))).await
        };
        let party = found(number);
        let party: PartyView =
            done(Request::agreement(HOME, |api| api.create_party(&party))).await?.read()?;
        let member = CreateMembershipRequest {
            issuer: ISSUER.to_owned(),
            subject: name.to_owned(),
            display_name: None,
            roles: vec![Role::Supplier],
        };
        done(Request::agreement(HOME, |api| api.create_membership(party.id, &member))).await?;
        let mut scans = Vec::new();
        for paper in 0..2 {
            let scan =
                format!("%PDF-1.4\n% paper {paper} of {name}\ntrailer<</Root 1 0 R>>\n%%EOF\n").into_bytes();
            let body = CreateFileRequest {
                media_type: FileKind::Pdf,
                size: i64::try_from(scan.len())?,
                sha256: TextHash::of_bytes(&scan),
                name: format!("{paper}.pdf"),
            };
            let file: FileView =
                done(Request::agreement(name, |api| api.create_file(&body))).await?.read()?;
            let label = FileKind::Pdf.label();
            let upload = Request::agreement(name, |api| api.upload_file_content(file.id, label, scan));
            trade.caller.done(&upload).await?;
            scans.push(file.id);
        }
        self.grower = Some(Grower { name, party: party.id, scans, verification: None });
        Ok(())
    }
}

fn found(number: u32) -> CreatePartyRequest {
    CreatePartyRequest {
        kind: PartyKind::FarmerGroup,
        legal_name: format!("Gapoktan Tani Baru {number}"),
        short_name: None,
        region_code: "18.72".to_owned(),
        business_id: None,
        tax_id: None,
        address: None,
        business_size: None,
        tax_registered: false,
    }
}
