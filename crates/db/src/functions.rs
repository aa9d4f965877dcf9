//! SQL that the query builder has no words for. Typed, so that PostgreSQL prepares a statement once per connection:
//! one with literal SQL in it is prepared each time, which costs a round trip.

use diesel::expression::Expression;
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Nullable, Text};

diesel::define_sql_function! {
    /// The next number of a sequence.
    fn nextval(sequence: Text) -> BigInt;
}

diesel::define_sql_function! {
    /// The larger of the two.
    fn greatest(one: BigInt, other: BigInt) -> BigInt;
}

diesel::define_sql_function! {
    /// The smaller of the two.
    fn least(one: BigInt, other: BigInt) -> BigInt;
}

diesel::define_sql_function! {
    #[sql_name = "coalesce"]
    /// The first, where it is there; else the other.
    fn or_else(one: Nullable<BigInt>, other: BigInt) -> BigInt;
}

diesel::define_sql_function! {
    #[aggregate]
    #[sql_name = "sum"]
    /// The sum as PostgreSQL gives it; [`sum`] is the one to use.
    fn sum_exactly(of: BigInt) -> Numeric;
}

diesel::postfix_operator!(Whole, "::bigint", BigInt, backend: Pg);

/// The sum over the rows of a group, which holds at least one. PostgreSQL refuses the statement where it does not
/// fit 64 bits.
pub fn sum<E: Expression<SqlType = BigInt>>(of: E) -> Whole<sum_exactly<E>> {
    Whole::new(sum_exactly(of))
}
