//! Rule tables of the road: which papers goods need on a route, and what may be lost on it.

use chrono::NaiveDate;
use domain::logistics::{
    AllowanceKind, GoodsKind, JourneyPaperKind, LatenessFigure, Requirement, RouteKind, TransportMode,
};
use domain::shared::{BusinessSize, PartyKind};

crate::dated_rows! {
    /// Adds a rule of the document gate.
    pub struct CreateGateRuleRequest;
    /// What events of a rule of the document gate tell.
    pub struct GateRuleEventData;
    /// A rule of the document gate: a paper that a business must hold for its goods to travel.
    pub struct GateRuleView of GateRuleId by legal_basis ("The law or regulation.", "UU 18/2009 Pasal 60") {
        /// Which goods.
        goods: GoodsKind,
        /// On which routes.
        route: RouteKind,
        /// Of which kind of supplier; null for every kind.
        #[serde(default)]
        supplier_kind: Option<PartyKind>,
        /// Of suppliers of these sizes; absent or empty for every size. A supplier whose size nobody has stated counts as
        /// large.
        #[schema(max_items = 4)]
        #[serde(default)]
        supplier_sizes: Vec<BusinessSize>,
        /// What is needed.
        requirement: Requirement,
    }
}

crate::list_query! {
    /// Filters of the rules of the document gate.
    pub struct ListGateRulesQuery {
        /// Only those for these goods.
        goods: GoodsKind,
        /// Only those for these routes.
        route: RouteKind,
        /// Only those that need this.
        requirement: Requirement,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a paper that goods need on a journey.
    pub struct CreateJourneyRequirementRequest;
    /// What events of a required paper of journeys tell.
    pub struct JourneyRequirementEventData;
    /// A paper made out for one journey that goods travel with.
    pub struct JourneyRequirementView of JourneyRequirementId by legal_basis ("The law or regulation.", "UU 21/2019 Pasal 35") {
        /// Which goods.
        goods: GoodsKind,
        /// On which routes.
        route: RouteKind,
        /// Only into this region, or the cities of this province; null for every destination.
        #[schema(example = "31", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
        #[serde(default, deserialize_with = "crate::some_listed_region")]
        destination_region_code: Option<String>,
        /// The paper.
        paper: JourneyPaperKind,
        /// Whether it counts only once an officer has confirmed it or its authority has reported it.
        #[schema(example = false)]
        #[serde(default)]
        needs_confirmation: bool,
    }
}

crate::list_query! {
    /// Filters of the required papers of journeys.
    pub struct ListJourneyRequirementsQuery {
        /// Only those for these goods.
        goods: GoodsKind,
        /// Only those for these routes.
        route: RouteKind,
        /// Only this paper.
        paper: JourneyPaperKind,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a figure of what may be lost on the road.
    pub struct CreateAllowanceRequest;
    /// What events of an allowance tell.
    pub struct AllowanceEventData;
    /// What may be lost on the road without anybody's fault, for a commodity, a mode and a time.
    pub struct AllowanceView of AllowanceId by source ("Where the figure comes from.", "Pengukuran 20 perjalanan, Juni 2026") {
        /// Loss of weight or deaths.
        kind: AllowanceKind,
        /// The commodity.
        #[schema(example = "cattle", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// How it travels.
        mode: TransportMode,
        /// Only from this province; rows of a route go before those for any route.
        #[schema(example = "18", pattern = "^[0-9]{2}$")]
        #[serde(default, deserialize_with = "crate::some_listed_region")]
        from_province_code: Option<String>,
        /// Only to this province.
        #[schema(example = "31", pattern = "^[0-9]{2}$")]
        #[serde(default, deserialize_with = "crate::some_listed_region")]
        to_province_code: Option<String>,
        /// Whole hours on the road from which it holds.
        #[schema(example = 5, minimum = 0, maximum = 1_000)]
        hours_from: u32,
        /// Hours on the road before which it holds; null for any longer journey.
        #[schema(example = 7, minimum = 1, maximum = 1_000)]
        #[serde(default)]
        hours_to: Option<u32>,
        /// What is allowed, in basis points: 370 is 3.7 %.
        #[schema(example = 370, minimum = 0, maximum = 10_000)]
        basis_points: u32,
    }
}

crate::list_query! {
    /// Filters of the allowances.
    pub struct ListAllowancesQuery {
        /// Only loss of weight, or only deaths.
        kind: AllowanceKind,
        /// Only those of this commodity.
        #[param(example = "cattle", max_length = 40)]
        commodity_code: String,
        /// Only those of this mode.
        mode: TransportMode,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a time after which vehicles are late.
    pub struct CreateLatenessRuleRequest;
    /// What events of such a time tell.
    pub struct LatenessRuleEventData;
    /// A time after which vehicles are late: hours after the end of the day on which goods are wanted, and after a vehicle was
    /// expected.
    pub struct LatenessRuleView of LatenessRuleId by source ("Who decided it, and where.", "Keputusan bersama koordinator, 1 Juli 2026") {
        /// Which time.
        figure: LatenessFigure,
        /// Whole hours.
        #[schema(example = 24, minimum = 0, maximum = 744)]
        value: i64,
    }
}

crate::list_query! {
    /// Filters of the times after which vehicles are late.
    pub struct ListLatenessRulesQuery {
        /// Only this time.
        figure: LatenessFigure,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
