//! How the domain says no: with every unmet rule and how to mend it.

use serde::{Deserialize, Serialize};

use super::Bilingual;

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
        Self { pointer: pointer.into(), code, detail: Bilingual::new(id, en) }
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
    pub found: String,
    /// What the rule requires.
    pub required: String,
    /// What to do next.
    pub how_to_fix: Bilingual,
    /// The law or standard the rule comes from.
    pub legal_basis: Option<String>,
}

/// Which family a refusal belongs to; the transport maps it to a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The facts as given break a rule (422).
    Rule,
    /// The balance of a contract line does not allow it (409).
    Balance,
}

/// A refusal by rules: a slug for the problem type and every unmet rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The family.
    pub kind: RefusalKind,
    /// Problem slug, lower kebab-case, such as `supplier-not-verified`.
    pub slug: &'static str,
    /// One line for the title.
    pub title: Bilingual,
    /// Every rule that is not met; never empty.
    pub unmet: Vec<Unmet>,
}

impl Refusal {
    /// Refuses by a domain rule (422) with the given unmet rules.
    pub fn rule(slug: &'static str, title: Bilingual, unmet: Vec<Unmet>) -> Self {
        Self { kind: RefusalKind::Rule, slug, title, unmet }
    }

    /// `Ok` when nothing is unmet, the refusal otherwise.
    pub fn unless_empty(slug: &'static str, title: Bilingual, unmet: Vec<Unmet>) -> Result<(), Self> {
        if unmet.is_empty() { Ok(()) } else { Err(Self::rule(slug, title, unmet)) }
    }
}
