//! What a migration may not do to a database that serves: lock out writers for long, or take away what the release
//! before, which still runs beside it, reads and writes.
//!
//! A statement is read as text: outside quotes and function bodies, in lower case, without comments. What is refused may
//! carry its reason: at the end of its line, or on a line of its own for the paragraph below it.

use std::collections::BTreeSet;

/// The reason for taking something away: why no running release uses it.
const CONTRACT: &str = "-- contract: ";
/// The reason for letting writers wait: why it is short.
const BRIEF: &str = "-- brief: ";

/// Whether a migration runs inside a transaction, as its `metadata.toml` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    /// All of it or nothing, as is usual.
    InTransaction,
    /// Each statement by itself.
    Alone,
}

/// What is wrong with the text of a migration, a line for each statement.
pub(crate) fn objections(sql: &str, runs: Runs) -> Vec<String> {
    let mut created = BTreeSet::new();
    let mut found = Vec::new();
    for statement in statements(sql) {
        if let Some((table, _)) = named(&statement.text, "create table ") {
            created.insert(table.to_owned());
        }
        for objection in judge(&statement.text, &created, runs) {
            let reason = objection.unless.is_some_and(|mark| statement.says(mark));
            if !reason {
                let way = objection.unless.map(|mark| format!("; if it must be, say `{mark}why`"));
                let way = way.unwrap_or_default();
                found.push(format!("{}{way}: {}", objection.what, statement.text));
            }
        }
    }
    found
}

/// Why a statement is refused.
struct Objection {
    what: &'static str,
    /// The mark of the comment that allows it.
    unless: Option<&'static str>,
}

fn judge(statement: &str, created: &BTreeSet<String>, runs: Runs) -> Vec<Objection> {
    let objection = |what, unless| Objection { what, unless };
    if statement.starts_with("create index") || statement.starts_with("create unique index") {
        let table = named(statement, " on ").map_or("", |(table, _)| table);
        let concurrently = statement.contains(" index concurrently ");
        return match runs {
            Runs::InTransaction if concurrently => {
                vec![objection("needs `run_in_transaction = false` in a metadata.toml beside it", None)]
            }
            _ if concurrently || created.contains(table) => Vec::new(),
            _ => vec![objection("locks out writers while the index is built", Some(BRIEF))],
        };
    }
    if ["drop table", "drop view", "drop materialized view"].iter().any(|drop| statement.starts_with(drop)) {
        return vec![objection("takes away what a running release may read", Some(CONTRACT))];
    }
    let Some((table, changes)) = named(statement, "alter table ") else {
        let renames = statement.starts_with("alter ") && statement.contains(" rename ");
        let unseen = statement.starts_with("alter index") || !renames;
        return if unseen { Vec::new() } else { vec![objection(RENAMES, Some(CONTRACT))] };
    };
    if created.contains(table) {
        return Vec::new();
    }
    clauses(changes).into_iter().filter_map(judge_change).collect()
}

const RENAMES: &str = "takes a name away that a running release uses";

/// What is wrong with one change of an existing table.
fn judge_change(change: &str) -> Option<Objection> {
    let words: Vec<&str> = change.split(' ').collect();
    let has = |phrase: &str| change.contains(phrase);
    let (what, unless) = match words.as_slice() {
        ["rename", "constraint", ..] | ["drop", "constraint", ..] => return None,
        ["rename", ..] => (RENAMES, Some(CONTRACT)),
        ["drop", ..] => ("takes away what a running release may read", Some(CONTRACT)),
        ["add", "constraint" | "check" | "foreign" | "unique" | "primary", ..] => {
            if has("not valid") || has("using index") {
                return None;
            }
            ("locks out writers while every row is checked", Some(BRIEF))
        }
        ["add", ..] if has(" not null") && !has(" default ") && !has(" generated ") => {
            ("adds a column that a running release does not give", None)
        }
        ["alter", ..] if has(" drop default") => {
            ("asks for what a running release may not give", Some(CONTRACT))
        }
        ["alter", ..] if has(" type ") => ("locks out everybody while the table is rewritten", Some(BRIEF)),
        ["alter", ..] if has(" set not null") => {
            ("locks out everybody while every row is checked", Some(BRIEF))
        }
        _ => return None,
    };
    Some(Objection { what, unless })
}

/// The name that follows a phrase, past what may stand between, and the rest.
fn named<'s>(statement: &'s str, phrase: &str) -> Option<(&'s str, &'s str)> {
    let (_, mut rest) = statement.split_once(phrase)?;
    for between in ["if not exists ", "if exists ", "only "] {
        rest = rest.strip_prefix(between).unwrap_or(rest);
    }
    Some(rest.split_at(rest.find([' ', '(']).unwrap_or(rest.len())))
}

/// The parts between commas that stand in no parentheses.
fn clauses(changes: &str) -> Vec<&str> {
    let mut depth = 0;
    let outside = |letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    };
    changes.split(outside).map(str::trim).collect()
}

/// One statement and the comments that speak for it.
#[derive(Debug, Default)]
struct Statement {
    text: String,
    comments: Vec<String>,
}

impl Statement {
    /// Whether a comment gives the reason that begins so.
    fn says(&self, mark: &str) -> bool {
        self.comments
            .iter()
            .any(|comment| comment.strip_prefix(mark).is_some_and(|why| !why.trim().is_empty()))
    }
}

/// What a reader of SQL has read so far.
#[derive(Default)]
struct Reader {
    done: Vec<Statement>,
    open: Statement,
    at: At,
    /// Comments on lines of their own, since the last empty line.
    paragraph: Vec<String>,
}

/// Where a reader of SQL is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum At {
    #[default]
    Code,
    Quoted,
    Body,
}

/// The statements of a text.
fn statements(sql: &str) -> Vec<Statement> {
    let mut reader = Reader::default();
    for line in sql.lines() {
        let trimmed = line.trim();
        match reader.at {
            At::Code if trimmed.is_empty() => reader.paragraph.clear(),
            At::Code if trimmed.starts_with("--") => reader.paragraph.push(trimmed.to_owned()),
            _ => reader.line(line),
        }
    }
    reader.end();
    reader.done
}

impl Reader {
    fn line(&mut self, line: &str) {
        let first = self.done.len();
        let mut rest = line;
        while let Some(letter) = rest.chars().next() {
            let mut width = letter.len_utf8();
            match (self.at, letter) {
                (At::Code, '-') if rest.starts_with("--") => {
                    let finished = self.done.iter_mut().skip(first);
                    finished
                        .chain([&mut self.open])
                        .for_each(|one| one.comments.push(rest.trim().to_owned()));
                    break;
                }
                (At::Code, ';') => self.end(),
                (At::Code, '\'') => {
                    // What is quoted leaves its place behind: a default is one.
                    self.open.text.push_str("''");
                    self.at = At::Quoted;
                }
                (At::Quoted, '\'') => self.at = At::Code,
                (At::Code, '$') if rest.starts_with("$$") => (self.at, width) = (At::Body, 2),
                (At::Body, '$') if rest.starts_with("$$") => (self.at, width) = (At::Code, 2),
                (At::Code, _) => self.open.text.extend(letter.to_lowercase()),
                (At::Quoted | At::Body, _) => {}
            }
            rest = &rest[width..];
        }
        if self.open.text.trim().is_empty() {
            self.open = Statement::default();
        }
        self.open.text.push(' ');
    }

    fn end(&mut self) {
        let mut statement = std::mem::take(&mut self.open);
        statement.text = one_line(&statement.text);
        statement.comments.extend(self.paragraph.iter().cloned());
        if !statement.text.is_empty() {
            self.done.push(statement);
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(sql: &str) -> usize {
        objections(sql, Runs::InTransaction).len()
    }

    #[test]
    fn what_locks_or_takes_away_is_refused() {
        let refused = [
            "create index a_b on a (b);",
            "create unique index a_b on a(b);",
            "create index concurrently a_b on a (b);",
            "alter table a add column b int not null;",
            "alter table a add column b int, add column c text not null;",
            "alter table only a alter column b type bigint;",
            "alter table a alter b set data type bigint;",
            "alter table a alter column b set not null;",
            "alter table a alter column b drop default;",
            "alter table a add constraint a_b check (b > 0);",
            "alter table a add foreign key (b) references c (id);",
            "alter table a rename to b;",
            "ALTER TABLE a\n    RENAME COLUMN b TO c;",
            "alter view a rename to b;",
            "alter table if exists a drop column b;",
            "alter table a drop b;",
            "drop table a;",
            "drop view if exists a;",
        ];
        for sql in refused {
            assert_eq!(count(sql), 1, "{sql}: {:?}", objections(sql, Runs::InTransaction));
        }
    }

    #[test]
    fn what_a_running_release_does_not_feel_is_allowed() {
        let allowed = [
            "create table a (b int not null);\ncreate index a_b on a (b);\nalter table a add check (b > 0);",
            "create table if not exists a (b int); alter table a alter column b type bigint;",
            "alter table a add column b int not null default 0, add column c numeric(9, 3);",
            "alter table a add column b jsonb not null default '[]';",
            "alter table a add constraint a_b check (b > 0) not valid;",
            "alter table a add constraint a_b check (b is not null) not valid;",
            "alter table a validate constraint a_b;",
            "alter table a add constraint a_b unique using index a_b;",
            "alter table a drop constraint a_b;",
            "alter index a_b rename to a_c;",
            "drop index a_b; drop trigger c on a;",
            "insert into a values ('drop table a; -- no', 'alter table a drop column b;');",
            "create function f() returns trigger language plpgsql as $$\nbegin\n\n    drop table a;\nend $$;",
            "-- drop table a;\nselect 1;",
        ];
        for sql in allowed {
            assert_eq!(objections(sql, Runs::InTransaction), Vec::<String>::new(), "{sql}");
        }
        assert!(objections("create index concurrently a_b on a (b);", Runs::Alone).is_empty());
    }

    #[test]
    fn a_reason_speaks_for_its_line_or_its_paragraph() {
        assert_eq!(count("alter table a drop column b; -- contract: nothing reads it since March"), 0);
        assert_eq!(count("alter table a drop column b; -- brief: nothing reads it since March"), 1);
        assert_eq!(count("alter table a drop column b; -- contract: "), 1);
        let paragraph = "-- brief: ten rows\ncreate index a_b on a (b);\ncreate index a_c on a (c);\n";
        assert_eq!(count(paragraph), 0);
        assert_eq!(count(&format!("{paragraph}\ncreate index a_d on a (d);")), 1);
        assert_eq!(
            count("alter table a drop column b; -- contract: unread\nalter table a drop column c;"),
            1
        );
    }
}
