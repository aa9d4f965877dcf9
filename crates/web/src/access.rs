//! Who may call what: every operation is a type with an entry in its service's table; deny by default.
//!
//! A handler names its operation in its signature (`Command<op::SignAgreement, _>`); an operation that
//! is missing from the table does not compile. The entry also drives the OpenAPI document and the
//! authorisation matrix test.

use domain::shared::{Lifecycle, Role};

use crate::ProblemCode;

/// What an operation does to HTTP; decides which headers it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `POST` that creates: needs `Idempotency-Key`.
    Create,
    /// `POST` of a fact that moves a resource: needs `Idempotency-Key` and `If-Match`.
    Transition,
    /// `PUT` with the client's own id: repeats are recognised by content.
    Put,
    /// `PATCH` (JSON Merge Patch): needs `If-Match`.
    Patch,
    /// `DELETE`: needs `If-Match`.
    Delete,
    /// `GET` of one thing.
    Read,
    /// `GET` of a list.
    List,
    /// A request without our conventions, such as the token endpoint (RFC 6749).
    Plain,
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without a token.
    Public,
    /// Anybody with a valid token; objects are filtered by party.
    Anyone,
    /// Holders of one of these roles.
    Roles(&'static [Role]),
}

/// The entry of one operation.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// Operation id: handler, operation and client method have this name too.
    pub id: &'static str,
    /// What it does.
    pub kind: Kind,
    /// Scope the token needs; empty for public operations.
    pub scope: &'static str,
    /// Who may call it.
    pub who: Who,
    /// Units it takes from the rate limit.
    pub cost: u32,
    /// The problems it may answer with beside those that follow from its kind and its form.
    pub problems: &'static [ProblemCode],
    /// The step of a lifecycle it takes, by its label; none where it is none.
    pub step: Option<&'static str>,
}

impl Access {
    /// Whether one of the roles is enough.
    pub fn allows(&self, roles: &[Role]) -> bool {
        match self.who {
            Who::Public | Who::Anyone => true,
            Who::Roles(allowed) => roles.iter().any(|role| allowed.contains(role)),
        }
    }
}

/// A type that stands for an operation.
pub trait Operation: 'static {
    /// Its entry.
    const ACCESS: Access;
}

/// An operation that is one step of a lifecycle.
pub trait Transition: Operation {
    /// The lifecycle.
    type State: Lifecycle;
    /// The step.
    const EVENT: <Self::State as Lifecycle>::Event;
}

/// Whether a granted scope covers a wanted one; `*` stands for any segment.
pub fn scope_covers(granted: &str, wanted: &str) -> bool {
    granted.split(' ').any(|grant| {
        let (mut have, mut want) = (grant.split('.'), wanted.split('.'));
        loop {
            match (have.next(), want.next()) {
                (None, None) => return true,
                (Some(have), Some(want)) if have == "*" || have == want => {}
                _ => return false,
            }
        }
    })
}

/// Defines the operations of a feature: `name: Type, Kind, "scope", who, cost;`, and behind the cost, where it may
/// answer with problems that do not follow from its kind, `, [AgreementRule, TextChanged]`. Steps of a lifecycle stand in
/// a block of their own, after the others: `transitions of State as Event, "scope" { name: Type = Event, cost; }`; who
/// may take them says the lifecycle.
#[macro_export]
macro_rules! operations {
    (@rows
        [$({$name:ident $type:ident $kind:ident $scope:literal ($who:expr) $cost:literal [$($problem:ident)*]})*]
        $(transitions of $state:ty as $events:ident, $moves:literal {
            $($move:ident: $move_type:ident = $event:ident, $move_cost:literal
                $(, [$($move_problem:ident),+ $(,)?])?;)+
        })?
    ) => {
        /// Operations as types.
        pub(crate) mod op {
            #[allow(unused_imports)]
            use super::*;
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                #[derive(Debug, Clone, Copy)]
                pub(crate) struct $type;
                impl $crate::Operation for $type {
                    const ACCESS: $crate::Access = $crate::Access {
                        id: stringify!($name), kind: $crate::Kind::$kind, scope: $scope, who: $who, cost: $cost,
                        problems: &[$($crate::ProblemCode::$problem),*],
                        step: None,
                    };
                }
            )*
            $($(
                #[doc = concat!("`", stringify!($move), "`")]
                #[derive(Debug, Clone, Copy)]
                pub(crate) struct $move_type;
                impl $crate::Operation for $move_type {
                    const ACCESS: $crate::Access = $crate::Access {
                        id: stringify!($move), kind: $crate::Kind::Transition, scope: $moves,
                        who: $crate::Who::Roles($events::$event.roles()), cost: $move_cost,
                        problems: &[$crate::ProblemCode::StateConflict, $($($crate::ProblemCode::$move_problem),+)?],
                        step: Some($events::$event.label()),
                    };
                }
                impl $crate::Transition for $move_type {
                    type State = $state;
                    const EVENT: $events = $events::$event;
                }
            )+)?
        }
        /// Every operation of this feature and who may call it.
        pub(crate) const OPERATIONS: &[$crate::Access] = &[
            $(<op::$type as $crate::Operation>::ACCESS,)*
            $($(<op::$move_type as $crate::Operation>::ACCESS,)+)?
        ];
    };
    // One row after the other is taken apart, so that the word `transitions` is not read as the name of an operation.
    (@rows [$($rows:tt)*]
        $name:ident: $type:ident, $kind:ident, $scope:literal, $who:expr, $cost:literal
            $(, [$($problem:ident),+ $(,)?])?;
        $($rest:tt)*
    ) => {
        $crate::operations! {
            @rows [$($rows)* {$name $type $kind $scope ($who) $cost [$($($problem)+)?]}] $($rest)*
        }
    };
    ($($rows:tt)+) => { $crate::operations! { @rows [] $($rows)+ } };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_match_by_segment() {
        assert!(scope_covers("agreement.*.read catalog.products.write", "agreement.contracts.read"));
        assert!(scope_covers("*.*.*", "logistics.receipts.write"));
        for granted in ["", "agreement", "agreement.contracts", "agreement.contracts.read.all", "*"] {
            assert!(!scope_covers(granted, "agreement.contracts.read"), "{granted}");
        }
    }
}
