//! How the domain says no: with every unmet rule and how to mend it.

use serde::{Deserialize, Serialize};

use super::Bilingual;
use crate::labels;

/// One field of the input that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// JSON pointer (RFC 6901) to the field in the request body, or `?name` for a query parameter.
    pub pointer: String,
    /// Stable machine-readable code, lower kebab-case.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub detail: Bilingual,
}

impl Invalid {
    /// Names a field, a code and the mend in both languages.
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        id: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::says(pointer, code, Bilingual::new(id, en))
    }

    /// Names a field, a code and the mend, such as of [`say!`](crate::say).
    pub fn says(pointer: impl Into<String>, code: &'static str, detail: Bilingual) -> Self {
        Self { pointer: pointer.into(), code, detail }
    }
}

/// One rule that is not met, with what a small supplier can do about it (DOMAIN: section 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    /// Stable name of the rule, lower snake_case.
    pub rule: String,
    /// What the rule was applied to: an id, a field or a name.
    pub subject: String,
    /// What was found.
    pub found: Bilingual,
    /// What the rule requires.
    pub required: Bilingual,
    /// What to do next.
    pub how_to_fix: Bilingual,
    /// The law or standard the rule comes from.
    pub legal_basis: Option<String>,
}

impl Unmet {
    /// A rule without a legal basis; what was found and what is required in words, see [`crate::words`].
    pub fn new(
        rule: impl Into<String>,
        subject: impl ToString,
        found: impl Into<Bilingual>,
        required: impl Into<Bilingual>,
        how_to_fix: Bilingual,
    ) -> Self {
        Self {
            rule: rule.into(),
            subject: subject.to_string(),
            found: found.into(),
            required: required.into(),
            how_to_fix,
            legal_basis: None,
        }
    }

    /// The same rule with the law it comes from.
    #[must_use]
    pub fn by_law(self, legal_basis: impl Into<String>) -> Self {
        Self { legal_basis: Some(legal_basis.into()), ..self }
    }
}

labels! {
    /// Why the business said no: one code for each kind of rule. The transport gives every code its type of problem.
    pub enum RefusalCode {
        /// An agreement may not take this step.
        AgreementRule = "agreement-rule",
        /// The two sides of an agreement are not two governments that may make it.
        AgreementSides = "agreement-sides",
        /// An amendment may not change that.
        AmendmentRule = "amendment-rule",
        /// The time in which something could be answered has passed.
        AnswerWindowClosed = "answer-window-closed",
        /// An amount exceeds what can be recorded.
        AmountTooLarge = "amount-too-large",
        /// The past is recorded without a grant that covers it.
        BackfillNotGranted = "backfill-not-granted",
        /// The balance of a contract line does not allow it.
        BalanceExceeded = "balance-exceeded",
        /// The code of a paper was mistyped.
        CodeMistyped = "code-mistyped",
        /// A claim does not allow it.
        ClaimRule = "claim-rule",
        /// The time in which something could be claimed, or a claim pursued, has passed.
        ClaimWindowClosed = "claim-window-closed",
        /// The contract takes no call-offs now.
        CallOffNotAllowed = "call-off-not-allowed",
        /// An accepted order cannot be changed so.
        CallOffChangeRule = "call-off-change-rule",
        /// The guarantee chain of a contract has a broken link.
        ContractNotGuaranteed = "contract-not-guaranteed",
        /// These people may not sit on the curation panel.
        CurationPanelInvalid = "curation-panel-invalid",
        /// No approval of the curation holds here and today.
        CurationRequired = "curation-required",
        /// The product changed while its curation ran.
        CurationRule = "curation-rule",
        /// A demand, or what was committed to of it, does not allow it.
        DemandRule = "demand-rule",
        /// A shipment lacks papers.
        DocumentGate = "document-gate",
        /// The papers were not seen before the goods were counted.
        DocumentsNotSeen = "documents-not-seen",
        /// What two signed does not end so.
        EndingNotAllowed = "ending-not-allowed",
        /// Goods may not be loaded at the facility on that day.
        FacilityNotUsable = "facility-not-usable",
        /// Who checks may not decide.
        FourEyes = "four-eyes",
        /// Goods of the order are still on the road.
        GoodsInTransit = "goods-in-transit",
        /// A claim of identity holds new orders of the supplier.
        IdentityClaimOpen = "identity-claim-open",
        /// An inspection cannot take that step yet.
        InspectionRule = "inspection-rule",
        /// A consolidation lot does not allow it.
        LotRule = "lot-rule",
        /// Two measures of one line do not tell of the same goods.
        MeasuresDisagree = "measures-disagree",
        /// A fact is said to have happened before what it follows from.
        OccurredTimeBeforeCause = "occurred-time-before-cause",
        /// A fact is said to happen in the future.
        OccurredTimeInFuture = "occurred-time-in-future",
        /// More is sent or accepted than an order asks for.
        OrderExceeded = "order-exceeded",
        /// A line of an order cannot be counted.
        OrderLineInvalid = "order-line-invalid",
        /// The order may not be shipped now.
        OrderNotShippable = "order-not-shippable",
        /// The outlet has closed.
        OutletClosed = "outlet-closed",
        /// More is planned than a curation allows.
        VolumeCeilingReached = "volume-ceiling-reached",
        /// A recall holds the goods back.
        GoodsRecalled = "goods-recalled",
        /// The outlet is set aside for the products of another region.
        OutletOfAnotherRegion = "outlet-of-another-region",
        /// A price outside its reference is endorsed without a note.
        PriceNeedsNote = "price-needs-note",
        /// What the price counts was not measured.
        PriceBasisNotMeasured = "price-basis-not-measured",
        /// A price rule gives goods no price.
        PriceNotFound = "price-not-found",
        /// More would be paid than is owed.
        PaymentExceedsOwed = "payment-exceeds-owed",
        /// More would go to outlets than was received.
        DistributionExceedsReceived = "distribution-exceeds-received",
        /// The product is not published.
        ProductNotPublished = "product-not-published",
        /// A product lacks permits.
        ProductPermitsMissing = "product-permits-missing",
        /// Another capture of the same goods is posted.
        ReceiptConflict = "receipt-conflict",
        /// What a receipt counted for has come to its end.
        ReceiptFinal = "receipt-final",
        /// A receipt of the goods is captured and not posted.
        ReceiptInProgress = "receipt-in-progress",
        /// What was loaded and what became of it differ.
        ReceiptLineDoesNotClose = "receipt-line-does-not-close",
        /// What was rejected is not explained by reasons.
        RejectionsNotExplained = "rejections-not-explained",
        /// A role does not fit the party or is not the caller's to grant.
        RoleRule = "role-rule",
        /// A month's statement does not allow it.
        SettlementRule = "settlement-rule",
        /// More of a need would be shared out than there is.
        ShareExceeded = "share-exceeded",
        /// The person may not sign.
        SignatureNotValid = "signature-not-valid",
        /// An offer has less left than asked for.
        StockExceeded = "stock-exceeded",
        /// An offer, a hold or an animal does not allow it.
        StockRule = "stock-rule",
        /// The supplier is not verified on that day.
        SupplierNotVerified = "supplier-not-verified",
        /// Another text than the present one was agreed to.
        TextChanged = "text-changed",
        /// The value of a contract does not allow it.
        ValueExceeded = "value-exceeded",
        /// Trials and what is promised after them: a rule is not met.
        TrialRule = "trial-rule",
        /// A rule of the supplier verification is not met.
        VerificationRule = "verification-rule",
    }
}

/// A refusal by rules: its code and every unmet rule. The title belongs to the type of problem (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind of rule says no.
    pub code: RefusalCode,
    /// Every rule that is not met; never empty.
    pub unmet: Vec<Unmet>,
}

impl Refusal {
    /// Refuses with the given unmet rules.
    pub fn rule(code: RefusalCode, unmet: Vec<Unmet>) -> Self {
        Self { code, unmet }
    }

    /// `Ok` when nothing is unmet, the refusal otherwise.
    pub fn unless_empty(code: RefusalCode, unmet: Vec<Unmet>) -> Result<(), Self> {
        if unmet.is_empty() { Ok(()) } else { Err(Self { code, unmet }) }
    }

    /// `four-eyes`: `found` tells what this person has done already, so that another one takes the step.
    pub fn another_person(
        rule: impl Into<String>,
        subject: impl ToString,
        found: Bilingual,
        how_to_fix: Bilingual,
    ) -> Self {
        let required = Bilingual::new("orang lain", "another person");
        Self::rule(RefusalCode::FourEyes, vec![Unmet::new(rule, subject, found, required, how_to_fix)])
    }
}
/// What is said to a person who acts for a party on what the same person did for another.
pub fn acts_for_two_parties() -> Refusal {
    let how = Bilingual::new(
        "Satu orang tidak bertindak untuk dua pihak dalam urusan yang sama. Serahkan langkah ini kepada orang lain dari pihak ini.",
        "One person does not act for two parties in one matter. Leave this step to another person of this party.",
    );
    let found = Bilingual::new(
        "orang yang sudah bertindak untuk pihak lain",
        "a person who has acted for another party",
    );
    Refusal::another_person("one_person_one_party", "actor", found, how)
}
