//! Statements of few texts, prepared once per connection.
//!
//! The query builder prepares every update, and every insert with defaults, anew, since its text may differ from call
//! to call: a round trip, a parse and a plan each time. And it writes the text of every statement out each time, even
//! where its type says all about it. A statement that says `prepared()` is spared both.

use std::any::TypeId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{AstPass, Query, QueryBuilder as _, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// A statement that is kept by its type, or by its text where the type does not say all.
#[derive(Debug, Clone, Copy)]
pub struct Prepared<Q>(Q);

/// Says that a statement has few texts. Not for inserts of many rows: each number of rows is another text, and each
/// text is kept as long as its connection.
pub trait Prepare: Sized {
    /// The statement, kept.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<Q: QueryFragment<Pg>> Prepare for Q {}

thread_local! {
    /// The texts of statements whose type says all about them.
    static TEXTS: RefCell<HashMap<TypeId, Rc<str>>> = RefCell::default();
}

impl<Q: QueryFragment<Pg> + QueryId> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn to_sql(&self, out: &mut PgQueryBuilder, backend: &Pg) -> QueryResult<()> {
        let Some(id) = Q::query_id() else { return self.0.to_sql(out, backend) };
        let text = match TEXTS.with_borrow(|texts| texts.get(&id).cloned()) {
            Some(text) => text,
            None => {
                let mut whole = PgQueryBuilder::default();
                self.0.to_sql(&mut whole, backend)?;
                let text = Rc::from(whole.finish());
                TEXTS.with_borrow_mut(|texts| texts.entry(id).or_insert(text).clone())
            }
        };
        out.push_sql(&text);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q: QueryId> QueryId for Prepared<Q> {
    type QueryId = Q::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}
