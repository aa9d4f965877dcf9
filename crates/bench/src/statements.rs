//! The very same SQL: what the server was really asked during one request, made into a script for pgbench.
//!
//! The server logs every statement with its parameters. Those of one request become a script in which the ids that
//! differ from request to request are made anew by pgbench, and everything else stays the parameter it was. So the
//! baseline follows the product: nobody has to keep two copies of a query alike.

use std::fmt::Write as _;

use anyhow::ensure;
use chrono::{DateTime, Utc};

use crate::data::Ids;
use crate::pgbench::Script;

/// What the server's log lines must begin with: process, database.
pub(crate) const LOG_PREFIX: &str = "%p|%d|";

/// A statement as the server logged it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    session: String,
    /// Its text.
    pub(crate) sql: String,
    /// Its parameters; none for null.
    pub(crate) parameters: Vec<Option<String>>,
}

impl Statement {
    fn begins(&self) -> bool {
        self.sql.eq_ignore_ascii_case("begin") || self.sql.to_ascii_lowercase().starts_with("begin ")
    }

    fn ends(&self) -> bool {
        ["commit", "rollback"].iter().any(|word| self.sql.eq_ignore_ascii_case(word))
    }

    fn names(&self, mark: &str) -> bool {
        self.parameters.iter().flatten().any(|value| value.contains(mark))
    }
}

/// A value of the sample request that differs from request to request.
#[derive(Debug, Clone)]
pub(crate) struct Binding {
    /// The value as it stands in the parameters of the sample, whole or within a longer one.
    pub(crate) value: String,
    /// A text expression of SQL that gives another in its place, with pgbench's variables.
    pub(crate) expression: String,
}

/// Binds a loaded row's id, in both spellings, to a variable that holds its last twelve digits.
pub(crate) fn bind(ids: Ids, number: u64, variable: &str) -> [Binding; 2] {
    let uuid =
        Binding { value: ids.uuid(number), expression: format!("'{}' || :{variable}", ids.uuid_begin()) };
    let begin = ids.uuid_begin().replace('-', "");
    let plain =
        Binding { value: ids.uuid(number).replace('-', ""), expression: format!("'{begin}' || :{variable}") };
    [uuid, plain]
}

/// Binds what the service made up for the sample: ids of its clock, and the number of its idempotency lock. Needs the
/// variables of [`FRESH`].
pub(crate) fn bind_fresh(statements: &[Statement], since: DateTime<Utc>) -> Vec<Binding> {
    let mut made: Vec<Binding> = Vec::new();
    for statement in statements {
        for value in statement.parameters.iter().flatten() {
            if statement.sql.contains("pg_try_advisory_xact_lock") {
                made.push(Binding { value: value.clone(), expression: ":u".to_owned() });
                continue;
            }
            let words = value.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
            for id in words.filter(|word| is_made_since(word, since)) {
                if made.iter().all(|binding| binding.value != id) {
                    let expression = format!("'01a0' || :u || :w || '{:04}'", made.len());
                    made.push(Binding { value: id.replace('-', ""), expression: expression.clone() });
                    made.push(Binding { value: id.to_owned(), expression });
                }
            }
        }
    }
    made
}

/// Two numbers that no other transaction has, twelve digits each.
pub(crate) const FRESH: &str =
    "\\set u random(100000000000, 999999999999)\n\\set w random(100000000000, 999999999999)";

fn is_made_since(value: &str, since: DateTime<Utc>) -> bool {
    let uuid = uuid::Uuid::try_parse(value).ok().filter(|_| value.len() == 36);
    let seconds = uuid.and_then(|uuid| uuid.get_timestamp()).map(|made| made.to_unix().0);
    seconds.is_some_and(|seconds| i64::try_from(seconds).unwrap_or(0) >= since.timestamp())
}

/// Reads the statements of one database out of a server log.
pub(crate) fn read(log: &str, database: &str) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    for (session, text) in entries(log, database) {
        if let Some(rest) = text.strip_prefix("LOG:  ") {
            let sql = rest.strip_prefix("statement: ").or_else(|| {
                let named = rest.strip_prefix("execute ")?;
                Some(named.split_once(": ")?.1)
            });
            if let Some(sql) = sql {
                let sql = sql.trim().trim_end_matches(';').to_owned();
                found.push(Statement { session, sql, parameters: Vec::new() });
            }
        } else if let Some(list) = parameters_of(&text)
            && let Some(statement) = found.iter_mut().rev().find(|one| one.session == session)
        {
            statement.parameters = values(list);
        }
    }
    found
}

/// Entries of the log: a line that begins with our prefix and those after it that do not.
fn entries(log: &str, database: &str) -> Vec<(String, String)> {
    let mut found: Vec<Option<(String, String)>> = Vec::new();
    for line in log.lines() {
        let mut parts = line.splitn(3, '|');
        let head = (parts.next(), parts.next(), parts.next());
        match head {
            (Some(session), Some(name), Some(text)) if session.bytes().all(|b| b.is_ascii_digit()) => {
                found.push((name == database).then(|| (session.to_owned(), text.to_owned())));
            }
            _ => {
                if let Some(Some((_, text))) = found.last_mut() {
                    text.push('\n');
                    text.push_str(line.trim_start_matches('\t'));
                }
            }
        }
    }
    found.into_iter().flatten().collect()
}

fn parameters_of(text: &str) -> Option<&str> {
    let detail = text.strip_prefix("DETAIL:  ")?;
    detail.strip_prefix("parameters: ").or_else(|| detail.strip_prefix("Parameters: "))
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn values(list: &str) -> Vec<Option<String>> {
    let mut found = Vec::new();
    let mut rest = list;
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(quoted) = after.strip_prefix('\'') else {
            found.push(None);
            rest = after.strip_prefix("NULL").unwrap_or("");
            continue;
        };
        let mut value = String::new();
        let mut at = quoted;
        loop {
            let (text, more) = at.split_once('\'').unwrap_or((at, ""));
            value.push_str(text);
            match more.strip_prefix('\'') {
                Some(again) => {
                    value.push('\'');
                    at = again;
                }
                None => {
                    rest = more;
                    break;
                }
            }
        }
        found.push(Some(value));
    }
    found
}

/// The statements that belong to the sample: single ones and whole transactions in which a parameter holds one of
/// the marks. What the service does beside a request is left out by that.
///
/// # Errors
/// When there are none.
pub(crate) fn of_request(all: Vec<Statement>, marks: &[&str]) -> anyhow::Result<Vec<Statement>> {
    let mut open: Vec<Vec<Statement>> = Vec::new();
    let mut kept = Vec::new();
    for statement in all {
        let place = open.iter().position(|unit| unit[0].session == statement.session);
        let mut unit = place.map_or_else(Vec::new, |place| open.remove(place));
        let (within, ends) = (!unit.is_empty() || statement.begins(), statement.ends());
        unit.push(statement);
        if within && !ends {
            open.push(unit);
        } else if unit.iter().any(|one| marks.iter().any(|mark| one.names(mark))) {
            kept.extend(unit);
        }
    }
    ensure!(!kept.is_empty(), "the server logged no statement of the sample request");
    Ok(kept)
}

/// The script that does the same again and again; `head` sets the variables of the bindings.
pub(crate) fn script(statements: &[Statement], head: &str, bindings: &[Binding]) -> Script {
    let mut script = Script { text: format!("{head}\n"), ..Script::default() };
    for statement in statements {
        let given: Vec<String> = statement
            .parameters
            .iter()
            .map(|value| match value {
                None => "NULL".to_owned(),
                Some(value) => placed(value, bindings, &mut script.variables),
            })
            .collect();
        // Writing into a text cannot fail.
        let _ = writeln!(script.text, "{};", filled(&statement.sql, &given));
    }
    script
}

/// The script as one transaction, if it is none yet.
pub(crate) fn in_transaction(script: Script) -> Script {
    if script.text.lines().any(|line| line.eq_ignore_ascii_case("begin;")) {
        return script;
    }
    // pgbench's own lines stand before the first statement.
    let at = script.text.lines().take_while(|line| line.starts_with('\\')).map(|line| line.len() + 1).sum();
    let (head, statements) = script.text.split_at(at);
    Script { text: format!("{head}begin;\n{statements}commit;\n"), ..script }
}

/// A parameter in the script: made anew where it holds values of bindings, else a variable of that text.
fn placed(value: &str, bindings: &[Binding], variables: &mut Vec<(String, String)>) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let mut parts: Vec<String> = Vec::new();
    let mut rest = value;
    while let Some((at, binding)) = first_in(rest, bindings) {
        if at > 0 {
            parts.push(quoted(&rest[..at]));
        }
        parts.push(binding.expression.clone());
        rest = &rest[at + binding.value.len()..];
    }
    if parts.is_empty() {
        let known = variables.iter().position(|(_, text)| text == value);
        let place = known.unwrap_or_else(|| {
            variables.push((format!("p{}", variables.len() + 1), value.to_owned()));
            variables.len() - 1
        });
        return format!(":{}", variables[place].0);
    }
    if !rest.is_empty() {
        parts.push(quoted(rest));
    }
    let text = parts.join(" || ");
    match value {
        whole if is_uuid(whole) => format!("({text})::uuid"),
        list if list.starts_with('{') && list.contains("\":") => format!("({text})::jsonb"),
        list if list.starts_with('{') => format!("({text})::uuid[]"),
        _ => format!("({text})"),
    }
}

/// The binding whose value comes first in a text, and where.
fn first_in<'b>(text: &str, bindings: &'b [Binding]) -> Option<(usize, &'b Binding)> {
    bindings
        .iter()
        .filter_map(|binding| Some((text.find(&binding.value)?, binding)))
        .min_by_key(|(at, _)| *at)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// Puts values in the places of `$1`, `$2`, ... outside of quotes.
fn filled(sql: &str, values: &[String]) -> String {
    let mut out = String::new();
    let mut quote: Option<char> = None;
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '$') if rest.peek().is_some_and(char::is_ascii_digit) => {
                let mut number = 0;
                while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                    number = number * 10 + digit as usize;
                    rest.next();
                }
                out.push_str(values.get(number.wrapping_sub(1)).map_or("NULL", String::as_str));
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01900001-0000-7000-8000-100000000007";

    fn log() -> String {
        format!(
            "7|shop|LOG:  execute s0: SELECT \"a\".\"$1\" FROM a WHERE (id = $1) AND (state != $2) AND b = $3\n\
             7|shop|DETAIL:  parameters: $1 = '{ID}', $2 = 'it''s, $9 = x', $3 = NULL\n\
             8|other|LOG:  statement: select 1\n\
             9|shop|LOG:  statement: BEGIN\n\
             7|shop|LOG:  execute <unnamed>: select jwk\n\tfrom signing_key\n\
             9|shop|LOG:  execute s1: insert into e values ($1, $2, $3)\n\
             9|shop|DETAIL:  parameters: $1 = '{{{ID}}}', $2 = 'thing {ID} done', $3 = '{{\"id\": \"{ID}\"}}'\n\
             9|shop|LOG:  statement: COMMIT\n"
        )
    }

    #[test]
    fn a_script_becomes_a_transaction_once() {
        let script = |text: &str| Script { text: text.to_owned(), ..Script::default() };
        let plain = script("\\set n 1\n\\set m 2\nselect 1;\ninsert 2;\n");
        let whole = in_transaction(plain);
        assert_eq!(whole.text, "\\set n 1\n\\set m 2\nbegin;\nselect 1;\ninsert 2;\ncommit;\n");
        assert_eq!(in_transaction(whole.clone()), whole);
    }

    #[test]
    fn statements_are_read_with_their_parameters_and_their_continued_lines() {
        let found = read(&log(), "shop");
        assert_eq!(found.len(), 5);
        assert_eq!(found[0].parameters, [Some(ID.to_owned()), Some("it's, $9 = x".to_owned()), None]);
        assert_eq!(found[2].sql, "select jwk\nfrom signing_key");
    }

    #[test]
    fn a_request_is_its_marked_statements_and_whole_transactions() {
        let found = of_request(read(&log(), "shop"), &[ID]).unwrap();
        let first: Vec<&str> = found.iter().filter_map(|one| one.sql.split(' ').next()).collect();
        assert_eq!(first, ["SELECT", "BEGIN", "insert", "COMMIT"]);
        assert!(of_request(read(&log(), "shop"), &["nowhere"]).is_err());
    }

    #[test]
    fn several_ids_in_one_parameter_are_each_made_anew() {
        let product = bind(crate::data::PRODUCTS, 7, "n");
        let party = bind(crate::data::PARTIES, 8, "b");
        let bindings = [product, party].concat();
        let text = "{\"a\": \"prd_01900002000070008000100000000007\", \"b\": \"01900001-0000-7000-8000-100000000008\"}";
        assert_eq!(
            placed(text, &bindings, &mut Vec::new()),
            "('{\"a\": \"prd_' || '01900002000070008000' || :n || '\", \"b\": \"' || '01900001-0000-7000-8000-' || :b || '\"}')::jsonb"
        );
    }

    #[test]
    fn an_array_of_one_id_stays_an_array() {
        let binding = bind(crate::data::PRODUCTS, 7, "n");
        let text = placed("{01900002-0000-7000-8000-100000000007}", &binding, &mut Vec::new());
        assert_eq!(text, "('{' || '01900002-0000-7000-8000-' || :n || '}')::uuid[]");
    }

    #[test]
    fn what_the_service_made_up_is_made_up_again() {
        let since = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, 1_790_000_001, 0);
        let made = uuid::Uuid::new_v7(stamp).to_string();
        let statement = |sql: &str, value: &str| Statement {
            session: "1".into(),
            sql: sql.into(),
            parameters: vec![Some(value.into())],
        };
        let all = [
            statement("select pg_try_advisory_xact_lock($1) as locked", "-12"),
            statement("insert into t values ($1)", &format!("{{{made},{made}}}")),
            statement("insert into t values ($1)", ID),
        ];
        let found = bind_fresh(&all, since);
        assert_eq!(found.len(), 3);
        assert_eq!(placed("-12", &found, &mut Vec::new()), "(:u)");
        assert_eq!(placed(&made, &found, &mut Vec::new()), "('01a0' || :u || :w || '0001')::uuid");
    }

    #[test]
    fn the_script_makes_ids_anew_and_keeps_everything_else_a_parameter() {
        let found = of_request(read(&log(), "shop"), &[ID]).unwrap();
        let binding = Binding { value: ID.to_owned(), expression: "'x-' || :n".to_owned() };
        let script = script(&found, "\\set n 1", &[binding]);
        let lines: Vec<&str> = script.text.lines().collect();
        assert_eq!(lines[0], "\\set n 1");
        assert_eq!(
            lines[1],
            "SELECT \"a\".\"$1\" FROM a WHERE (id = ('x-' || :n)::uuid) AND (state != :p1) AND b = NULL;"
        );
        assert_eq!(
            lines[3],
            "insert into e values (('{' || 'x-' || :n || '}')::uuid[], ('thing ' || 'x-' || :n || ' done'), \
             ('{\"id\": \"' || 'x-' || :n || '\"}')::jsonb);"
        );
        assert_eq!(script.variables, [("p1".to_owned(), "it's, $9 = x".to_owned())]);
    }
}
